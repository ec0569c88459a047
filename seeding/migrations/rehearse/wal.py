"""What a migration wrote to the server's log: exactly, where the server counts it for each session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

_FLUSHES = 150000  # the first version whose sessions can be told to report what they count
_COUNTS = 180000  # the first version whose sessions count their own
_FLUSH = "select pg_catalog.pg_stat_force_next_flush()"
_OWN = "select wal_bytes from pg_catalog.pg_stat_get_backend_wal(%s)"


class OwnWal:
    """The log of one session alone, transaction by transaction; its clients' is not in it."""

    def __init__(self, connection: psycopg.Connection[Any], beside: psycopg.Connection[Any]) -> None:
        self._connection, self._beside = connection, beside
        self._last = self._now()

    def since(self) -> int | None:
        """Bytes since it was asked last, with no transaction open; None where the server does not count them."""
        last, self._last = self._last, self._now()
        return None if last is None or self._last is None else self._last - last

    def _now(self) -> int | None:
        version = self._connection.info.server_version
        # Its counters are shown to others once a second, unless it is told to. Until then, rows of the transactions
        # before count as written in the one that is looked at from within.
        if version >= _FLUSHES:
            self._connection.execute(_FLUSH, prepare=False)
        if version < _COUNTS:
            return None
        row = self._beside.execute(_OWN, (self._connection.info.backend_pid,), prepare=False).fetchone()
        return None if row is None or row[0] is None else int(row[0])


def shared(total: int, estimates: Sequence[int]) -> list[int]:
    """What is known of a whole transaction, told of each of its statements in proportion to what is estimated of it.

    >>> shared(100, [10, 30]), shared(100, [7]), shared(5, [0, 0])
    ([25, 75], [100], [0, 5])
    """
    whole = sum(estimates)
    parts = [round(total * one / whole) if whole else 0 for one in estimates]
    return [*parts[:-1], total - sum(parts[:-1])]
