"""The comparisons that a function decides by: IF NEW.amount <> v_total, WHERE NEW.day = shift.day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seeding.schema.routine.lookups import Query, Variables, conjuncts, held, query_of
from seeding.schema.routine.text import bare, cut, flat, masked, plain, split

_OR = re.compile(r"\bor\b", re.IGNORECASE)
_NOT = re.compile(r"^not\b", re.IGNORECASE)
_EXISTS = re.compile(r"^exists\s*(?=\()", re.IGNORECASE)
_SYMBOL = re.compile(
    r"<=|>=|<>|!=|(?<![:<>!=|~@#-])=(?![>=~])|<(?![<>=@-])|(?<![<>=@|-])>(?![>=])"
    r"|\bis\s+not\s+distinct\s+from\b|\bis\s+distinct\s+from\b|\bnot\s+in\b|\bin\b|\bnot\s+between\b|\bbetween\b",
    re.IGNORECASE,
)
# `END IF` opens nothing.
_CONDITION = re.compile(r"(?<!\bend )\b(?:if|elsif|elseif|when)\b", re.IGNORECASE)
_FLAG = re.compile(r"([a-z_]\w*)(\s*=\s*false|\s+is\s+(?:false|not\s+true))?", re.IGNORECASE)
_MISSING = re.compile(r"([a-z_]\w*)\s+is\s+null", re.IGNORECASE)
_THEN = re.compile(r"\bthen\b", re.IGNORECASE)
_RAISE = r"\braise\b(?=\s+(?:exception\b|'|\x00))"
_BRANCH = re.compile(
    rf"\bend\s+(?:if|case)\b|\bend\b(?!\s+loop\b)|\bif\b|\bcase\b|\bels(?:e?if|e)\b|\breturn\b|{_RAISE}",
    re.IGNORECASE,
)
_RAISED_NEXT = re.compile(rf"\s*;\s*{_RAISE}", re.IGNORECASE)
_COMMA = re.compile(r",")
_AND = re.compile(r"\band\b", re.IGNORECASE)
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True)
class Compared:
    """One value held against another."""

    left: str
    symbol: str  # =, <>, <, <=, >, >=
    right: str

    @property
    def flipped(self) -> Compared:
        """The same, said the other way round."""
        return Compared(self.right, _FLIPPED.get(self.symbol, self.symbol), self.left)


@dataclass(frozen=True)
class Listed:
    """One value held against several."""

    left: str
    items: tuple[str, ...]
    without: bool = False  # NOT IN


@dataclass(frozen=True)
class Condition:
    """A condition that decides something, and what it is made of: `text` is what it says, `asked` the other way round
    where it stands behind NOT.
    """

    text: str
    negated: bool
    parts: tuple[Compared | Listed, ...] = ()
    query: Query | None = None  # of an EXISTS


def conditions(body: str, known: Variables) -> Iterator[Condition]:
    """What the function decides by: the parts of AND and OR, each on its own."""
    text = flat(plain(body))
    mask = masked(text)
    for found in _CONDITION.finditer(mask):
        end = _THEN.search(mask, found.end())
        if end is not None:
            needed = not found[0].lower().startswith("when") and _raises_otherwise(mask, end.end())
            yield from _parts(text[found.end() : end.start()], known, negated=needed)


def _raises_otherwise(mask: str, start: int) -> bool:
    """Whether what follows THEN raises nothing itself, and ELSE or what comes next does: the condition has to hold."""
    depth, otherwise, returned = 0, False, False
    for found in _BRANCH.finditer(mask, start):
        word = found[0].lower()
        if word.startswith("end"):
            if depth == 0:
                return returned and _RAISED_NEXT.match(mask, found.end()) is not None
            depth -= 1
        elif word in ("if", "case"):
            depth += 1
        elif depth == 0 and word == "raise":
            return otherwise
        elif depth == 0 and word == "return":
            returned = returned or not otherwise
        elif depth == 0 and word == "else":
            otherwise = True
    return False


def _parts(text: str, known: Variables, *, negated: bool = False) -> Iterator[Condition]:
    text = bare(text)
    either = cut(text, _OR)
    every = conjuncts(text) if len(either) == 1 else tuple(either)
    if len(every) > 1:
        for part in every:
            yield from _parts(part, known, negated=negated)
    elif (no := _NOT.match(masked(text))) is not None:
        yield from _parts(text[no.end() :], known, negated=not negated)
    elif (flag := _FLAG.fullmatch(text)) is not None and (values := known.values.get(flag[1].lower())):
        yield from _parts(values[0], known, negated=negated != bool(flag[2]))
    elif (exists := _EXISTS.match(text)) is not None:
        query = query_of(text[exists.end() :])
        if query is not None:
            yield Condition(text, negated, query=query)
    elif (missing := _MISSING.fullmatch(text)) is not None:
        yield Condition(text, negated=negated, query=_looked_up(known, missing[1]))
    elif text.upper() == "FOUND":
        for looked_for in (*known.performed, *known.queries):
            yield Condition(
                f"EXISTS (SELECT 1 FROM {looked_for.source}{held(looked_for.where)})", negated, (), looked_for
            )
    elif query_of(text) is not None:
        yield Condition(f"({text})", negated)
    elif (among := _among(text)) is not None:
        query, without = among
        yield Condition(text, negated != without, query=query)
    else:
        yield Condition(text, negated, tuple(compared(text)))


def _among(text: str) -> tuple[Query, bool] | None:
    """`a IN (SELECT b FROM …)` as the query that has such a row, and whether it stands behind NOT."""
    left, said, right = split(text, _SYMBOL) or ("", "", "")
    words = " ".join(said.lower().split())
    query = query_of(right) if words in ("in", "not in") else None
    if query is None or len(query.items) != 1 or query.items[0].endswith("*"):
        return None
    return Query(("1",), query.source, (*query.where, f"({query.items[0]}) = ({left.strip()})")), words == "not in"


def _looked_up(known: Variables, name: str) -> Query | None:
    """What a variable is looked up by, where it is asked whether anything was found."""
    row = known.rows.get(name.lower())
    values = known.values.get(name.lower(), ())
    return row or (query_of(values[0]) if values else None)


def compared(text: str) -> Iterator[Compared | Listed]:
    """The comparison that a condition is."""
    parts = split(text, _SYMBOL)
    if parts is None:
        return
    left, said, right = parts[0].strip(), " ".join(parts[1].lower().split()), parts[2].strip()
    if said in ("in", "not in"):
        if right.startswith("(") and query_of(right) is None:
            yield Listed(left, tuple(item.strip() for item in cut(bare(right), _COMMA)), said == "not in")
        return
    if said in ("between", "not between"):
        ends = cut(right, _AND)
        symbols = (">=", "<=") if said == "between" else ("<", ">")
        if len(ends) == 2:
            yield from (Compared(left, symbol, end.strip()) for symbol, end in zip(symbols, ends, strict=True))
        return
    if any_of := re.match(r"^(?:any|all)\s*(\(.*\))$", right, re.IGNORECASE | re.DOTALL):
        inside = bare(any_of[1])
        array = re.match(r"^array\s*\[(.*)\](?:::.*)?$", inside, re.IGNORECASE | re.DOTALL)
        if array is not None:
            yield Listed(left, tuple(item.strip() for item in cut(array[1], _COMMA)))
        else:
            yield Listed(left, (f"any {inside}",))
        return
    symbol = {"!=": "<>", "is distinct from": "<>", "is not distinct from": "="}.get(said, said)
    yield Compared(left, symbol, right)
