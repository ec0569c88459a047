"""The queries of a function, and what its variables hold by them: `SELECT role INTO v_role FROM users WHERE …`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from seeding.schema.routine.text import bare, cut, flat, masked, outside, plain, split

_SEMICOLON = re.compile(r";")
_COMMA = re.compile(r",")
_AND = re.compile(r"\band\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
_JOIN = re.compile(r"\b(?:inner\s+)?join\b", re.IGNORECASE)
# What is joined otherwise gives other rows than the conditions of all joins together.
_OUTER = re.compile(r"\b(?:left|right|full|outer|natural|using|lateral)\b", re.IGNORECASE)
_ON = re.compile(r"\bon\b", re.IGNORECASE)
_OF_THE_ROW = re.compile(r"\bnew\s*\.", re.IGNORECASE)
_TAIL = re.compile(r"\b(?:order\s+by|limit|offset|fetch|for\s+(?:update|share|no\s+key|key))\b.*", re.IGNORECASE)
_GROUPED = re.compile(r"\b(?:group\s+by|having|union|intersect|except)\b", re.IGNORECASE)
_INTO = re.compile(
    r"\binto\s+(?:strict\s+)?([a-z_]\w*(?:\s*\.\s*\w+)?(?:\s*,\s*[a-z_]\w*(?:\s*\.\s*\w+)?)*)(?=\s|$)", re.IGNORECASE
)
_SELECT = re.compile(r"^(?:select|perform)\s+(?:distinct\s+)?", re.IGNORECASE)
_OPENING = re.compile(
    r"^\s*(?:<<\w+>>\s*)?(?:(?:begin|else|loop|declare)\b|(?:if|elsif|elseif|while)\b.*?\b(?:then|loop)\b)",
    re.IGNORECASE | re.DOTALL,
)
_GIVEN = re.compile(r"^([a-z_]\w*(?:\s*\.\s*\w+)?)\s*:?=(?!=)\s*(.+)$", re.IGNORECASE | re.DOTALL)
_DECLARED = re.compile(
    r"^([a-z_]\w*)\s+(?:constant\s+)?([\w.%\"]+(?:\s+\w+)*?(?:\s*\([\d\s,]*\))?(?:\[\])?)(?:\s*not\s+null)?"
    r"(?:\s*(?::=|=|\bdefault\b)\s*(.+))?$",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"(?<![\w.\"])([a-z_]\w*)(?:\s*\.\s*(\"[^\"]+\"|\w+))?(?!\s*\(|\w)", re.IGNORECASE)
_DEEPEST = 6


@dataclass(frozen=True)
class Query:
    """A SELECT from tables: what it gives, from where, and the conditions that all hold."""

    items: tuple[str, ...]
    source: str
    where: tuple[str, ...] = ()

    def value(self, item: str | None = None, *, order: str = "") -> str:
        """One value of it, as an expression; the first in an `order`, where that is given."""
        first = f" ORDER BY {order}" if order else ""
        return f"(SELECT {item or self.items[0]} FROM {self.source}{held(self.where)}{first} LIMIT 1)"


def held(where: Sequence[str]) -> str:
    """The conditions as a WHERE, where there are any."""
    return f" WHERE {' AND '.join(f'({part})' for part in where)}" if where else ""


def conjuncts(text: str) -> tuple[str, ...]:
    """The parts of AND; BETWEEN keeps its own."""
    found: list[str] = []
    for part in cut(bare(text), _AND):
        if found and _BETWEEN.search(masked(found[-1])) and not _AND.search(masked(found[-1])):
            found[-1] = f"{found[-1].rstrip()} and {part.strip()}"
        else:
            found.append(part.strip())
    return tuple(found)


def query_of(text: str) -> Query | None:
    """A query without grouping; None for what is none."""
    text = bare(text)
    if not _SELECT.match(text) or _GROUPED.search(masked(text)):
        return None
    text = text[_SELECT.match(text).end() :]  # type: ignore[union-attr]  # it matched
    tail = _TAIL.search(masked(text).replace("\n", " "))
    text = text[: tail.start()] if tail else text
    parts = split(text, _FROM)
    if parts is None:
        return None
    items, _, rest = parts
    source, _, where = split(rest, _WHERE) or (rest, "", "")
    listed = tuple(item.strip() for item in cut(items, _COMMA))
    source, joined = _joined(source.strip())
    return Query(listed, source, (*joined, *(conjuncts(where) if where.strip() else ())))


def _joined(source: str) -> tuple[str, tuple[str, ...]]:
    """The tables of FROM, and what their joins ask of the new row: a condition like those of WHERE."""
    if not _OF_THE_ROW.search(source) or _OUTER.search(masked(source)):
        return source, ()
    first, *joins = cut(source, _JOIN)
    tables, asked = [first.strip()], list[str]()
    for join in joins:
        table, _, condition = split(join, _ON) or (join, "", "")
        parts = conjuncts(condition) if condition.strip() else ()
        kept = [part for part in parts if not _OF_THE_ROW.search(part)]
        asked += (part for part in parts if _OF_THE_ROW.search(part))
        tables.append(f"{table.strip()} ON {' AND '.join(kept) or 'true'}" if parts else table.strip())
    return " JOIN ".join(tables), tuple(asked)


@dataclass(frozen=True)
class Variables:
    """What the variables of a function hold: an expression, or the row of a query."""

    declared: frozenset[str]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, Query] = field(default_factory=dict)
    performed: tuple[Query, ...] = ()  # PERFORM … ; IF NOT FOUND
    queries: tuple[Query, ...] = ()  # all that have a name of their own

    def resolved(self, text: str) -> str | None:
        """The text with what its variables hold in their place; None where that is not known."""
        for _ in range(_DEEPEST):
            pieces, start, met = [], 0, False
            for begin, end in outside(text):
                for found in _WORD.finditer(text, begin, end):
                    value = self._held(found[1].lower(), found[2])
                    if value is not None:
                        pieces += [text[start : found.start()], value]
                        start, met = found.end(), True
            if not met:
                break
            text = "".join([*pieces, text[start:]])
        return None if self._unknown(text) else text

    def resolved_query(self, query: Query) -> tuple[Query, tuple[str, ...]]:
        """The query with its conditions' variables replaced; and those conditions that could not be."""
        known = [(part, self.resolved(part)) for part in query.where]
        kept = tuple(text for _, text in known if text is not None)
        return replace(query, where=kept), tuple(part for part, text in known if text is None)

    def _held(self, name: str, attribute: str | None) -> str | None:
        if attribute is not None:
            query = self.rows.get(name)
            if query is None:
                return None
            (star,) = query.items
            owner = star.partition(".")[0].strip() + "." if "." in star else ""
            return query.value(f"{owner}{attribute}")
        values = self.values.get(name)
        return f"({values[0]})" if values else None

    def _unknown(self, text: str) -> bool:
        for begin, end in outside(text):
            for found in _WORD.finditer(text, begin, end):
                name = found[1].lower()
                if name in ("old", "found") or name.startswith("tg_"):
                    return True
                if name in self.declared and (found[2] is None or name not in ("new",)):
                    return True
        return False


def variables(body: str) -> Variables:
    """The variables of a function, by its text."""
    declared: set[str] = set()
    values: dict[str, list[str]] = {}
    rows: dict[str, Query] = {}
    performed: list[Query] = []
    queries: list[Query] = []
    declaring = False
    for piece in cut(plain(body), _SEMICOLON):
        statement = flat(piece)
        declaring = declaring or bool(re.match(r"declare\b", statement, re.IGNORECASE))
        while (opening := _OPENING.match(masked(statement))) is not None:
            declaring = declaring and not re.match(r"\s*begin\b", statement, re.IGNORECASE)
            statement = statement[opening.end() :].strip()
            declaring = declaring or opening[0].strip().lower() == "declare"
        if declaring:
            _declare(statement, declared, values)
        elif (given := _GIVEN.match(statement)) is not None:
            values.setdefault(given[1].lower(), []).append(given[2].strip())
        elif _SELECT.match(statement):
            _select(statement, values, rows, performed, queries)
    bound = {name: tuple(found) for name, found in values.items()}
    return Variables(frozenset(declared), bound, rows, tuple(performed), tuple(queries))


def _declare(statement: str, declared: set[str], values: dict[str, list[str]]) -> None:
    found = _DECLARED.match(statement)
    if found is not None:
        declared.add(found[1].lower())
        if found[3]:
            values.setdefault(found[1].lower(), []).append(found[3].strip())


def _select(
    statement: str,
    values: dict[str, list[str]],
    rows: dict[str, Query],
    performed: list[Query],
    queries: list[Query],
) -> None:
    into = _INTO.search(masked(statement))
    if into is None:
        query = query_of(statement)
        if query is not None and statement[:7].lower() == "perform":
            performed.append(query)
        return
    targets = [target.strip().lower() for target in into[1].split(",")]
    text = f"{statement[: into.start()]} {statement[into.end() :]}"
    query = query_of(text)
    if query is None:
        single = bare(text[_SELECT.match(text).end() :]) if _SELECT.match(text) else ""  # type: ignore[union-attr]
        if single and len(targets) == 1 and not re.search(r"\bfrom\b", masked(single), re.IGNORECASE):
            values.setdefault(targets[0], []).insert(0, single)
        return
    queries.append(query)
    if len(targets) == 1 and len(query.items) == 1 and query.items[0].endswith("*"):
        rows.setdefault(targets[0], query)
    elif len(targets) == len(query.items):
        for target, item in zip(targets, query.items, strict=True):
            # What it is selected into comes before what it was declared with.
            values.setdefault(target, []).insert(0, query.value(item))
    elif len(targets) == 1:
        rows.setdefault(targets[0], replace(query, items=("*",)))
