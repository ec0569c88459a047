"""Words that functions of triggers know of a column: `role IN ('DOCTOR', 'NURSE')`, of whatever table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from seeding.schema.model import Name, Table, Trigger
from seeding.schema.routine.body import body_of
from seeding.schema.routine.conditions import Compared, Listed, compared, conditions
from seeding.schema.routine.lookups import Query, Variables, conjuncts, query_of, variables
from seeding.schema.routine.text import bare, cut, uncast

_PART = r'(?:"(?:[^"]|"")+"|\w+)'
_SOURCE = re.compile(
    rf"(?:^|,|\bjoin\s+)\s*(?:only\s+)?({_PART}(?:\s*\.\s*{_PART})?)(?:\s+(?:as\s+)?"
    rf"(?!on\b|using\b|join\b|left\b|inner\b|right\b|cross\b|full\b|where\b)(\w+))?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(rf"(?:({_PART})\s*\.\s*)?({_PART})", re.IGNORECASE)
_CALL = re.compile(r"^(?:lower|upper|trim|btrim|coalesce)\s*\((.*?)(?:,[^,]*)?\)$", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"^'((?:[^']|'')+)'(?:\s*::[\w.\" ]+)?$")
_RESULT = re.compile(r"\b(?:then|else)\s+'((?:[^']|'')+)'", re.IGNORECASE)
_EQUAL = re.compile(r"\bselect\b.*=", re.IGNORECASE | re.DOTALL)
_JOINED = re.compile(r"\b(?:inner\s+|left\s+|right\s+|full\s+|outer\s+)*join\b", re.IGNORECASE)
_ON = re.compile(r"\bon\b", re.IGNORECASE)
_TEXTS = re.compile(r"'[^']|\btg_argv\b", re.IGNORECASE)

Column = tuple[Name, str]


@dataclass(frozen=True)
class Spoken:
    """The words of a column, in the order they are met: those its own triggers know, and those of other tables'.

    `alike` are columns of other tables that it is held against: `customer.plan = rate.plan`.
    """

    own: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    alike: tuple[Column, ...] = ()


def spoken_of(tables: Mapping[Name, Table]) -> dict[Column, Spoken]:
    """The words that triggers on INSERT know of their own rows, and of those that they look up."""
    found: dict[Column, tuple[dict[str, None], dict[str, None]]] = {}
    alike: dict[Column, dict[Column, None]] = {}
    for table in tables.values():
        for trigger in table.triggers:
            if not (trigger.enabled and "INSERT" in trigger.events):
                continue
            if _TEXTS.search(trigger.body):
                for column, word in _Reader(table, trigger, tables).words():
                    found.setdefault(column, ({}, {}))[column[0] != table.name][word] = None
            if _EQUAL.search(trigger.body):
                for column, other in _Reader(table, trigger, tables).pairs():
                    alike.setdefault(column, {})[other] = None
    for place, told in list(found.items()):
        _hand_on(tables, found, place, [*told[0], *told[1]])
    heard: dict[Column, Spoken] = {}
    for column in dict.fromkeys([*found, *alike]):
        own, elsewhere = found.get(column, ({}, {}))
        heard[column] = Spoken(tuple(own), tuple(elsewhere), tuple(alike.get(column, ())))
    return heard


def _hand_on(
    tables: Mapping[Name, Table],
    found: dict[Column, tuple[dict[str, None], dict[str, None]]],
    of: Column,
    words: Iterable[str],
) -> None:
    """What is said of a reference is said of the key it refers to, wherever that leads."""
    for key in tables[of[0]].foreign_keys:
        place = (key.parent, key.parent_columns[0])
        if key.columns == (of[1],) and key.enforced and key.parent in tables and key.parent != of[0]:
            _, there = found.setdefault(place, ({}, {}))
            further = [word for word in words if word not in there]
            if further:
                there.update(dict.fromkeys(further))
                _hand_on(tables, found, place, further)


@lru_cache(maxsize=2048)
def _read(body: str) -> tuple[Variables, tuple[tuple[Compared | Listed, Query | None], ...]]:
    """A function's variables, and every comparison in it with the query it stands in."""
    known = variables(body)
    decided = list(conditions(body, known))
    found: list[tuple[Compared | Listed, Query | None]] = [(part, None) for c in decided for part in c.parts]
    queries = [c.query for c in decided if c.query is not None]
    queries += [*known.queries, *known.performed, *known.rows.values()]
    sides = [side for part, _ in found for side in _sides(part)]
    queries += [query for side in sides if (query := query_of(side)) is not None]
    for query in dict.fromkeys(queries):
        joined = [on for piece in cut(query.source, _JOINED) for on in cut(piece, _ON)[1:]]
        every = [*query.where, *(part for on in joined for part in conjuncts(on))]
        found += [(one, query) for part in every for one in compared(part)]
    return known, tuple(found)


def _sides(part: Compared | Listed) -> tuple[str, ...]:
    return (part.left, part.right) if isinstance(part, Compared) else (part.left,)


@dataclass(frozen=True)
class _Reader:
    table: Table
    trigger: Trigger
    tables: Mapping[Name, Table]

    def words(self) -> Iterator[tuple[Column, str]]:
        """What is said of columns, one word at a time."""
        known, comparisons = _read(body_of(self.table, self.trigger))
        for part, query in comparisons:
            for side in (part, part.flipped) if isinstance(part, Compared) else (part,):
                listed = side.items if isinstance(side, Listed) else (side.right,)
                words = [word for item in listed for word in self._said(item, known)]
                column = self._column(side.left, query, known) if words else None
                if column is not None:
                    yield from ((column, word) for word in words)

    def pairs(self) -> Iterator[tuple[Column, Column]]:
        """Columns of two tables that are to be equal, either way round."""
        known, comparisons = _read(body_of(self.table, self.trigger))
        for part, query in comparisons:
            if query is None or not isinstance(part, Compared) or part.symbol != "=":
                continue
            one, other = (self._column(side, query, known) for side in (part.left, part.right))
            if one is not None and other is not None and one[0] != other[0]:
                yield one, other
                yield other, one

    def _said(self, item: str, known: Variables) -> list[str]:
        """A literal; or the literals that a variable may hold."""
        word = _WORD.match(item.strip())
        if word is not None:
            return [word[1].replace("''", "'")]
        held = known.values.get(item.strip().lower(), ())
        return [found.replace("''", "'") for text in held for found in _RESULT.findall(text)]

    def _column(self, text: str, query: Query | None, known: Variables) -> Column | None:
        text = uncast(text)
        while (call := _CALL.match(text)) is not None:
            text = uncast(call[1])
        inner = query_of(text)
        if inner is not None:
            return self._in(inner, inner.items[0])
        reference = _REFERENCE.fullmatch(text)
        if reference is None:
            return None
        owner, name = reference[1], _plain(reference[2])
        if owner is not None and owner.lower() == "new":
            return (self.table.name, name) if name in self.table.by_name else None
        if owner is not None and owner.lower() in known.rows:
            return self._in(known.rows[owner.lower()], reference[2])
        if owner is None and (held := known.values.get(name)):
            bound = query_of(held[0])
            return self._in(bound, bound.items[0]) if bound is not None else None
        return self._in(query, text) if query is not None else None

    def _in(self, query: Query, item: str) -> Column | None:
        """The column of one of the query's tables that an item of it is."""
        text = uncast(item)
        while (call := _CALL.match(text)) is not None:
            text = uncast(call[1])
        reference = _REFERENCE.fullmatch(bare(text))
        if reference is None:
            return None
        owner = None if reference[1] is None else _plain(reference[1])
        name = _plain(reference[2])
        for said, alias in _SOURCE.findall(query.source):
            meant = self._meant(said)
            known_as = {meant.name, alias.lower()} if meant is not None else set()
            if meant is not None and name in self.tables[meant].by_name and (owner is None or owner in known_as):
                return meant, name
        return None

    def _meant(self, said: str) -> Name | None:
        parts = [_plain(part) for part in re.findall(_PART, said)]
        schemas = parts[:1] if len(parts) == 2 else (self.table.name.schema, self.trigger.function.schema, "public")
        return next((n for schema in schemas if (n := Name(schema, parts[-1])) in self.tables), None)


def _plain(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part.lower()
