"""A look at who holds and who waits, a hundred times a second, from a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import psycopg

_INTERVAL = 0.01
# A statement that no transaction holds together lets its locks go before anybody can ask: looked at without a pause.
_CLOSELY = 0.5
_QUERY = """
select pid, locktype, relation::bigint, mode, granted,
       case when granted then '{}' else pg_catalog.pg_blocking_pids(pid) end
from pg_catalog.pg_locks
where pid <> pg_catalog.pg_backend_pid() and (not granted or pid = %s and locktype = 'relation')
"""
_TABLES = """
select pg_catalog.format('%%I.%%I', n.nspname, c.relname)
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid = any (%s::oid[]) and c.relkind in ('r', 'p') order by 1
"""


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits: at what time, who, for which relation (None for a row or a transaction), behind whom."""

    at: float
    pid: int
    relation: int | None
    mode: str
    behind: frozenset[int]


class Watch:
    """Samples while it is entered; what it saw is read when it has ended."""

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]], pid: int) -> None:
        self._connection, self._first, self._pid = connect(), connect(), pid
        self._until_seen: frozenset[int] = frozenset()
        self._stop, self._taking_turns = threading.Event(), threading.Lock()
        self._close_until = 0.0
        self._thread = threading.Thread(target=self._look, name="rehearse-watch", daemon=True)
        self.failed: Exception | None = None
        self.waits: list[Wait] = []
        self.own_waits: list[float] = []  # moments in which the migration itself waited
        self.first_held: dict[tuple[int, str], float] = {}
        self.first_asked: dict[tuple[int, str], float] = {}

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._connection.close()
        self._first.close()

    def closely(self, tables: Collection[int]) -> None:
        """Look without a pause for a moment, and keep other schema changes off these tables until it comes to them.

        Readers and writers notice nothing. What is done CONCURRENTLY, and VACUUM, has to ask for its locks and wait.
        """
        with self._taking_turns:
            self._close_until = time.perf_counter() + _CLOSELY
            self._first.execute("rollback; begin; set local lock_timeout = '30s'", prepare=False)
            for (name,) in self._first.execute(_TABLES, (sorted(tables),)).fetchall():
                self._first.execute(f"lock table {name} in share update exclusive mode", prepare=False)
            self._until_seen = frozenset(tables)

    def forget(self) -> None:
        """What was seen so far was undone."""
        self.waits, self.own_waits = [], []
        self.from_now_on()

    def from_now_on(self) -> None:
        """A transaction has ended: what it held and asked for is no longer what is held."""
        self.first_held, self.first_asked = {}, {}

    def waited(self, begun: float, ended: float) -> float:
        """How long the migration itself waited for others between two moments."""
        seen = [at for at in self.own_waits if begun <= at <= ended]
        return _stretches(seen)

    def _look(self) -> None:
        try:
            while not self._stop.is_set():
                self._sample()
                if time.perf_counter() > self._close_until:
                    self._stop.wait(_INTERVAL)
        except psycopg.Error as error:
            self.failed = error

    def _sample(self) -> None:
        rows = self._connection.execute(_QUERY, (self._pid,)).fetchall()
        at = time.perf_counter()
        with self._taking_turns:
            seen = any(row[0] == self._pid and row[2] in self._until_seen for row in rows)
            if self._until_seen and (seen or at > self._close_until):
                self._until_seen = frozenset()
                self._first.execute("rollback")
        for pid, _, relation, mode, granted, behind in rows:
            if pid != self._pid:
                self.waits.append(Wait(at, pid, relation, mode, frozenset(behind)))
            elif granted:
                self.first_held.setdefault((relation, mode), at)
            else:
                self.own_waits.append(at)
                if relation is not None:
                    self.first_asked.setdefault((relation, mode), at)


def _stretches(moments: Sequence[float], gap: float = 10 * _INTERVAL) -> float:
    """The time between neighbouring moments, as long as they are close enough to be one wait."""
    return sum(later - earlier for earlier, later in pairwise(moments) if later - earlier <= gap)
