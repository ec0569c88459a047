"""The columns of a new row that a table's triggers look at, as far as their functions name them."""

from __future__ import annotations

import re

from seeding.schema.model import Table

_NAMED = re.compile(r'\bnew\s*\.\s*(?:"((?:[^"]|"")+)"|(\w+))', re.IGNORECASE)
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


def columns_mentioned(table: Table) -> set[str]:
    """The columns whose name is anywhere in its trigger functions, as in `sum(amount)` of another table's rows."""
    words = {
        word.lower()
        for trigger in table.triggers
        if trigger.enabled and "INSERT" in trigger.events
        for word in re.findall(r"\w+", trigger.body)
    }
    return {name for name in table.by_name if name.lower() in words}
