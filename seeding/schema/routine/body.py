"""The text of a trigger's function as it is when a row goes into one table: its arguments and its table are known."""

from __future__ import annotations

import re

from seeding.schema.model import Table, Trigger
from seeding.schema.routine.text import outside

_MADE_WITH = re.compile(r"\bexecute\s+(?:function|procedure)\s+[^(]+\((.*)\)\s*$", re.IGNORECASE | re.DOTALL)
_ARGUMENT = re.compile(r"'((?:[^']|'')*)'")
_TOLD = re.compile(r"\btg_(?:argv\s*\[\s*(\d+)\s*\]|(op|table_name|relname|table_schema|name)\b)", re.IGNORECASE)


def body_of(table: Table, trigger: Trigger) -> str:
    """The body with TG_ARGV[0], TG_TABLE_NAME, TG_OP and the like as the texts they are."""
    made_with = _MADE_WITH.search(trigger.definition)
    arguments = _ARGUMENT.findall(made_with[1]) if made_with else []
    told = {
        "op": "INSERT", "table_name": table.name.name, "relname": table.name.name, "table_schema": table.name.schema,
        "name": trigger.name,
    }  # fmt: skip

    def said(found: re.Match[str]) -> str:
        if found[1] is not None:
            return f"'{arguments[int(found[1])]}'" if int(found[1]) < len(arguments) else "NULL"
        return "'" + told[found[2].lower()].replace("'", "''") + "'"

    body = trigger.body
    pieces, start = [], 0
    for begin, end in outside(body):
        pieces += [body[start:begin], _TOLD.sub(said, body[begin:end])]
        start = end
    return "".join([*pieces, body[start:]])
