"""Serial keys that begin at the same number in every test: sequences do not follow a rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

_STATE = """
select s.seqrelid::bigint, pg_catalog.pg_sequence_last_value(s.seqrelid)
from pg_catalog.pg_sequence s
order by 1
"""
_RESTORE = """
select pg_catalog.setval(s.seqrelid, coalesce(was.last, s.seqstart), was.last is not null)
from unnest(%s::bigint[], %s::bigint[]) as was (sequence, last)
join pg_catalog.pg_sequence s on s.seqrelid = was.sequence::oid
where pg_catalog.pg_sequence_last_value(s.seqrelid) is distinct from was.last
"""


class Sequences:
    """Where every sequence of a database stood when this was made."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        with connection.transaction():
            rows = connection.execute(_STATE).fetchall()
        self._sequences = [sequence for sequence, _ in rows]
        self._last = [last for _, last in rows]

    def restore(self, connection: psycopg.Connection[Any]) -> None:
        """Put them back, for every session; the connection must be outside a transaction."""
        with connection.transaction():
            connection.execute(_RESTORE, (self._sequences, self._last), prepare=False)
            # So that lastval() tells whether the next test draws.
            connection.execute("discard sequences", prepare=False)
