"""Reference tables: rows as they stand in the pattern file, and references between them."""

from __future__ import annotations

from dataclasses import replace

from seeding.columns.base import Column
from seeding.findings import Finding
from seeding.infer.patterned import code_column
from seeding.infer.patterned.key_of_list import PatternKey
from seeding.infer.patterned.listed import Listed, RowNumber
from seeding.infer.patterned.readings import plain
from seeding.patterns.model import ReferenceRows
from seeding.plan.arrow_types import arrow_type
from seeding.plan.draft import Draft
from seeding.plan.model import Origin, PlannedColumn
from seeding.plan.patterned.drift import drift
from seeding.plan.patterned.typed import typed


def with_listed_rows(draft: Draft, rows: ReferenceRows, findings: list[Finding]) -> Draft:
    """The draft with the columns that the file has values of; others keep their generators."""
    table = draft.table
    columns, hidden = dict(draft.columns), dict(draft.hidden)
    for place, name in enumerate(rows.columns):
        attribute = table.by_name.get(name)
        if attribute is None:
            findings.append(drift(str(table.name), f"has values of a column {name} that it does not have"))
            continue
        if not attribute.writable:
            continue
        values = [row[place] for row in rows.rows]
        if not attribute.nullable and any(value is None for value in values):
            findings.append(drift(f"{table.name}.{name}", "has NULL in it, and it is NOT NULL"))
            continue
        generator: Column
        keys = [k for k in table.foreign_keys if k.columns == (name,) and k.enforced]
        try:
            if keys:
                (key, *_) = keys
                codes = code_column(f"{name}\0row")
                missing = next((n for n, value in enumerate(values) if value is None), -1)
                hidden[codes] = RowNumber([missing if v is None else n for n, v in enumerate(values)])
                texts = [plain(value) or "" for value in values]
                generator = PatternKey(str(key.parent), texts, (), key=key.parent_columns[0], code=codes, null=missing)
            else:
                generator = Listed(typed(table, attribute, values))
        except ValueError as error:
            findings.append(drift(f"{table.name}.{name}", f"has values that it cannot hold: {error}"))
            continue
        columns[name] = PlannedColumn(
            attribute, generator, Origin.PATTERN, "a row of the pattern file", arrow_type(attribute.type)
        )
    ordered = {a.name: columns[a.name] for a in table.attributes if a.name in columns}
    return replace(draft, columns=ordered, hidden=hidden, numbered=())
