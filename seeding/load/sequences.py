"""Sequences past the keys that were written, so that the next row made by hand finds a free one."""

from __future__ import annotations

from seeding.load.literals import literal
from seeding.plan.model import PlannedTable
from seeding.schema import Attribute, quote


def advance_sql(planned: PlannedTable) -> list[str]:
    """A statement for every planned column that a sequence feeds.

    Never backwards, and never beyond what the sequence may hold: a descending or cycling one is left alone.
    """
    return [
        _advance(planned, c.attribute) for c in planned.columns if c.attribute.sequence is not None and planned.rows
    ]


def number_sql(planned: PlannedTable) -> list[str]:
    """Statements after which the server gives the planned numbers itself, row after row."""
    found = []
    for column, first in planned.numbered.items():
        sequence = planned.table.by_name[column].sequence
        assert sequence is not None
        found.append(f"SELECT pg_catalog.setval({literal(sequence.sql)}, {first}, false)")
    return found


def _advance(planned: PlannedTable, attribute: Attribute) -> str:
    assert attribute.sequence is not None
    sequence = attribute.sequence.sql
    name = literal(sequence)
    return (
        f"SELECT pg_catalog.setval({name}, t.top) "
        f"FROM (SELECT max({quote(attribute.name)})::bigint AS top FROM {planned.name.sql}) t, "
        f"{sequence} q, pg_catalog.pg_sequence s "
        f"WHERE s.seqrelid = {name}::pg_catalog.regclass AND s.seqincrement > 0 "
        "AND t.top BETWEEN GREATEST(q.last_value, s.seqmin) AND s.seqmax"
    )
