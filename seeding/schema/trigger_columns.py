"""The columns of a new row that a table's triggers look at, as far as their functions name them."""

from __future__ import annotations

import re

from seeding.schema.model import Table

_NAMED = re.compile(r'\bnew\s*\.\s*(?:"((?:[^"]|"")+)"|(\w+))', re.IGNORECASE)
# `NEW.total := …`, and `INTO NEW.total`; a comparison in the same words only makes the set larger.
_GIVEN = re.compile(
    r'\bnew\s*\.\s*(?:"((?:[^"]|"")+)"|(\w+))\s*:?=(?!=)|\binto\s+new\s*\.\s*(?:"((?:[^"]|"")+)"|(\w+))', re.IGNORECASE
)
# What a trigger is made with: EXECUTE FUNCTION check_order('starts_at', 'ends_at').
_MADE_WITH = re.compile(r"\bexecute\s+(?:function|procedure)\s+[^(]+\((.*)\)\s*$", re.IGNORECASE | re.DOTALL)
_ARGUMENT = re.compile(r"'((?:[^']|'')*)'")


def columns_looked_at(table: Table) -> set[str]:
    """Those its functions read or write (`NEW.game_id`), and those its triggers hand over by name."""
    found: set[str] = set()
    for trigger in table.triggers:
        if not (trigger.enabled and "INSERT" in trigger.events):
            continue
        found |= {
            quoted.replace('""', '"') or plain.lower() for quoted, plain in _NAMED.findall(trigger.body)
        }  # as PostgreSQL folds them
        made_with = _MADE_WITH.search(trigger.definition)
        if made_with is not None:
            found |= {argument.replace("''", "'") for argument in _ARGUMENT.findall(made_with[1])}
    return found & table.by_name.keys()


def columns_assigned(table: Table) -> set[str]:
    """The columns that its BEFORE triggers give a value (`NEW.total := …`)."""
    bodies = [t.body for t in table.triggers if t.enabled and t.timing == "BEFORE" and "INSERT" in t.events]
    found = {quoted.replace('""', '"') or plain.lower() for body in bodies for quoted, plain in _given(body)}
    return found & table.by_name.keys()


def _given(body: str) -> list[tuple[str, str]]:
    return [(first or third, second or fourth) for first, second, third, fourth in _GIVEN.findall(body)]


def columns_mentioned(table: Table) -> set[str]:
    """The columns whose name is anywhere in its trigger functions, as in `sum(amount)` of another table's rows."""
    words = {
        word.lower()
        for trigger in table.triggers
        if trigger.enabled and "INSERT" in trigger.events
        for word in re.findall(r"\w+", trigger.body)
    }
    return {name for name in table.by_name if name.lower() in words}
