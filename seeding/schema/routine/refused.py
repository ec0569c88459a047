"""What a trigger refuses by the new row alone: `IF NEW.code !~ '^[A-Z]{3}$' THEN RAISE EXCEPTION`, or as a CASE.

That is what a check could say. Only conditions that every inserted row meets are read: those at the top of the
function, before it may have returned, and made of the row's columns and literals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.schema.model import Table, Trigger, quote
from seeding.schema.routine.body import body_of
from seeding.schema.routine.conditions import Compared, compared
from seeding.schema.routine.lookups import conjuncts
from seeding.schema.routine.text import bare, cut, flat, masked, plain

_OR = re.compile(r"\bor\b", re.IGNORECASE)
_NOT = re.compile(r"^not\b", re.IGNORECASE)
_NEW = re.compile(r"\bnew\s*\.\s*(?:\"(\w+)\"|(\w+))", re.IGNORECASE)
_NAME = r'new\s*\.\s*"?(\w+)"?'
# `=` is an assignment where a statement begins, and a comparison elsewhere.
_GIVEN = re.compile(
    rf"(?:^|;|\b(?:then|else|begin|loop)\b)\s*{_NAME}\s*=(?!=)|\b{_NAME}\s*:=|\binto\s+(?:strict\s+)?{_NAME}"
    rf"|\binto\b[^;]*?,\s*{_NAME}",
    re.IGNORECASE,
)
_INTERVAL = re.compile(r"\binterval\s+('[^']*')", re.IGNORECASE)
_STEP = re.compile(
    r"\bend\s+(?:if|loop|case)\b|\bend\b|\b(?:els(?:e)?)?if\b|\belse\b|\bloop\b|\bcase\b|\bbegin\b|\breturn\b"
    r"|\bexception\s+when\b|\bwhen\b",
    re.IGNORECASE,
)
_THEN = re.compile(r"\bthen\b", re.IGNORECASE)
_RAISES = re.compile(r"\s*raise\s+(?:exception\b|['\x00])", re.IGNORECASE)
_BEGUN = re.compile(r"(?:declare\b.*?)?\bbegin\b", re.IGNORECASE)
_MATCHED = re.compile(r"^(.*\S)\s*(!~\*?|(?<!!)~\*?)\s*('(?:[^']|'')*')$", re.DOTALL)
_NULL = re.compile(r"^(\S+)\s+is\s+(not\s+)?null$", re.IGNORECASE)
# The server's clock is not the plan's: such conditions are left to the server.
_CLOCK = re.compile(r"\b(?:now|\w+_timestamp|localtime\w*|current_(?:date|time\w*)|age)\b", re.IGNORECASE)
_OTHERWISE = {"<>": "=", "=": "<>", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OWN = "new__"
_OWN_NAME = re.compile(rf"\b{_OWN}(\w+)")
# Words that name no column unless they are quoted (PostgreSQL, "SQL Key Words": reserved).
_SAID = """
all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning
right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user
using variadic verbose when where window with
"""
_KEY_WORDS = frozenset(_SAID.split())


def refused(table: Table) -> Iterator[tuple[str, str]]:
    """The functions, and what rows have to be like, as expressions over the table's columns."""
    given = _given(table)
    for trigger in table.triggers:
        plainly = trigger.enabled and trigger.per_row and "INSERT" in trigger.events
        if not plainly or re.search(r"\bWHEN\s*\(", trigger.definition):
            continue
        for condition in _conditions(table, trigger):
            columns = {quoted or name.lower() for quoted, name in _NEW.findall(condition)}
            if _CLOCK.search(condition):
                continue
            if columns and columns <= table.by_name.keys() and not columns & given:
                text = _NEW.sub(lambda found: _OWN + (found[1] or found[2].lower()), condition)
                for part in cut(_INTERVAL.sub(r"\1::interval", text), _OR):
                    wanted = _otherwise(bare(part))
                    if wanted is not None:
                        yield trigger.function.name, wanted


def refuses_every_row(table: Table) -> Trigger | None:
    """A trigger on INSERT that raises whatever the row is: the table is as its migrations left it."""
    for trigger in table.triggers:
        plainly = trigger.enabled and "INSERT" in trigger.events and trigger.timing == "BEFORE"
        if plainly and not re.search(r"\bWHEN\s*\(", trigger.definition):
            text = flat(plain(body_of(table, trigger)))
            begun = _BEGUN.match(masked(text))
            if begun is not None and _RAISES.match(masked(text), begun.end()):
                return trigger
    return None


def _given(table: Table) -> set[str]:
    """The columns that BEFORE triggers may give another value before it is looked at."""
    bodies = [t.body for t in table.triggers if t.enabled and t.timing == "BEFORE" and "INSERT" in t.events]
    return {name.lower() for body in bodies for found in _GIVEN.findall(flat(plain(body))) for name in found if name}


def own_columns(expression: str) -> str:
    """The expression with the row's columns by their own names, quoted where these could be read as something else."""
    return _OWN_NAME.sub(lambda found: found[1] if _is_plain(found[1]) else quote(found[1]), expression)


def _is_plain(column: str) -> bool:
    return column == column.lower() and not column[0].isdigit() and column not in _KEY_WORDS


def is_own(column: str) -> bool:
    """Whether a name in such an expression is a column of the row, and not a variable."""
    return column.startswith(_OWN)


def _conditions(table: Table, trigger: Trigger) -> Iterator[str]:
    """The conditions of IF … THEN RAISE, and of CASE WHEN … THEN RAISE, that every row meets.

    A further arm of one (ELSIF, WHEN) is met by every row as long as all before it raise.
    """
    text = flat(plain(body_of(table, trigger)))
    mask = masked(text)
    depth, met, raising = 0, False, False
    for found in _STEP.finditer(mask):
        word = found[0].lower()
        if word == "begin":
            met, depth = True, depth + met  # the function's own is none inside
        elif not met:
            continue
        elif word.startswith("end"):
            if depth == 0:
                return
            depth -= 1
        elif word in ("return", "exception when"):
            if depth == 0 or word == "return":
                return
        elif word in ("if", "loop", "case"):
            depth += 1
            raising = word != "loop" if depth == 1 else raising
        if depth == 1 and raising and word in ("if", "elsif", "elseif", "when"):
            end = _THEN.search(mask, found.end())
            raising = end is not None and _RAISES.match(mask, end.end()) is not None
            if raising and end is not None:
                yield text[found.end() : end.start()]


def _otherwise(text: str) -> str | None:
    """What has to hold where the condition refuses a row; None where that cannot be said in a few words."""
    every = conjuncts(text)
    if len(every) > 1:
        parts = [_otherwise(bare(part)) for part in every if not _is_there(bare(part), every)]
        if None in parts or not parts:
            return None
        return parts[0] if len(parts) == 1 else f"({' OR '.join(map(str, parts))})"
    if (no := _NOT.match(masked(text))) is not None:
        inner = bare(text[no.end() :])
        return None if len(cut(inner, _OR)) > 1 or "select" in inner.lower() else f"({inner})"
    if (null := _NULL.match(text)) is not None:
        return None if null[2] else f"({null[1]} IS NOT NULL)"
    if (match := _MATCHED.match(text)) is not None:
        return f"({match[1]} {match[2].removeprefix('!') if match[2].startswith('!') else '!' + match[2]} {match[3]})"
    found = list(compared(text))
    if (
        len(found) == 2
        and all(isinstance(one, Compared) for one in found)
        and re.search(r"\bnot\s+between\b", text, re.I)
    ):
        low, high = found
        assert isinstance(low, Compared) and isinstance(high, Compared)
        return f"(({low.left} >= {low.right}) AND ({high.left} <= {high.right}))"
    if len(found) != 1:
        return None
    (one,) = found
    if isinstance(one, Compared):
        return f"({one.left} {_OTHERWISE[one.symbol]} {one.right})" if one.symbol in _OTHERWISE else None
    listed = ", ".join(one.items)
    return f"({one.left} {'IN' if one.without else 'NOT IN'} ({listed}))"


def _is_there(part: str, every: tuple[str, ...]) -> bool:
    """`NEW.x IS NOT NULL AND NEW.x < 0`: a NULL would pass anyway."""
    null = _NULL.match(part)
    return null is not None and bool(null[2]) and any(null[1] in other for other in every if bare(other) != part)
