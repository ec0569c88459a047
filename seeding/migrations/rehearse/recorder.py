"""What is noted of each statement while a migration runs: from within its transaction, and from beside it."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from seeding.migrations.rehearse.model import Rewritten, Written
from seeding.migrations.rehearse.observed import Relation, Seen, observe
from seeding.migrations.rehearse.steps import Step, Watching
from seeding.migrations.rehearse.wal import OwnWal
from seeding.migrations.rehearse.watch import Watch


@dataclass
class Noted:
    """One statement, as it was seen to run; times are of `time.perf_counter`."""

    step: Step
    begun: float
    ended: float = 0.0
    released: float = 0.0  # when the transaction that it was in ended
    transaction: bool = True
    note: str = ""
    wal: int = 0
    locks: frozenset[tuple[int, str]] = frozenset()  # those it was the first to take
    held: dict[tuple[int, str], float] = field(default_factory=dict)  # for how long, in seconds
    written: list[Written] = field(default_factory=list)
    rewritten: list[Rewritten] = field(default_factory=list)
    scanned: list[str] = field(default_factory=list)


class Recorder(Watching):
    """Notes what each step does. `known` are the relations there were before, `rows` says how many each table has,
    `touched` which tables it is about.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        beside: psycopg.Connection[Any],
        watch: Watch,
        rows: Mapping[str, int],
        touched: Collection[str],
    ) -> None:
        self._connection, self._beside, self._watch, self._rows = connection, beside, watch, rows
        self._touched = touched
        self.known: Mapping[int, Relation] = observe(beside, locks=False).relations
        self.noted: list[Noted] = []
        self._before = Seen(self.known)
        self._wal = 0
        self._own = OwnWal(connection, beside)
        self.transactions: list[tuple[Sequence[Noted], int]] = []  # what each wrote to the log, where that is known

    def begins(self, step: Step, *, transaction: bool) -> None:
        """It is about to be sent."""
        if self.noted and self.noted[-1].step == step:  # it turned out that no transaction may hold it
            self.noted.pop()
        if not transaction:
            self._watch.closely([oid for oid, one in self.known.items() if one.name in self._touched])
        self._wal = position(self._beside)
        self.noted.append(Noted(step, time.perf_counter(), transaction=transaction))

    def ran(self, step: Step, note: str) -> None:
        """The server is done with it; what it holds, it holds until the end."""
        noted = self.noted[-1]
        noted.ended, noted.note = time.perf_counter(), note
        after = observe(self._connection)
        noted.wal = max(position(self._beside) - self._wal, 0)
        noted.locks = after.locks - self._before.locks
        self._compare(noted, after)
        self._before = after

    def ended(self) -> None:
        """The transaction is over: nobody waits for it any more."""
        total = self._own.since()
        if total is not None:
            self.transactions.append(([noted for noted in self.noted if not noted.released], total))
        self._release()
        self._before = observe(self._beside, locks=False)

    def again(self) -> None:
        """All of it was undone."""
        self.noted, self._before = [], Seen(observe(self._beside, locks=False).relations)
        self.transactions = []
        self._own.since()
        self._watch.forget()

    def failed(self) -> None:
        """A step was refused, and what was open is undone."""
        now = time.perf_counter()
        for noted in self.noted:
            noted.ended = noted.ended or now
        self._release()

    def _release(self) -> None:
        now, held = time.perf_counter(), dict(self._watch.first_held)
        for noted in self.noted:
            if noted.released:
                continue
            noted.released = now
            if not noted.transaction:
                # Seen from beside only, as none of it outlived the statement.
                noted.locks |= frozenset(held) | frozenset(self._watch.first_asked)
            for lock in noted.locks:
                since = held.get(lock, noted.begun)
                noted.held[lock] = now - (since if noted.begun <= since <= noted.ended else noted.begun)
        self._watch.from_now_on()

    def _compare(self, noted: Noted, after: Seen) -> None:
        for oid, now in sorted(after.relations.items()):
            before = self._before.relations.get(oid)
            old = self.known.get(oid, now)
            counted = (now.inserted, now.updated, now.deleted)
            if before is not None:
                counted = (
                    now.inserted - before.inserted,
                    now.updated - before.updated,
                    now.deleted - before.deleted,
                )
            if any(count > 0 for count in counted):
                noted.written.append(Written(old.name, *(max(count, 0) for count in counted)))
            if before is not None and now.scans > before.scans and oid in self.known:
                self._read(noted, old, now.scans - before.scans, now.entries - before.entries)
            built = now.kind == "index" and now.file is not None and self._is_old(now.table)
            if built if before is None else before.file != now.file:
                table = self.known.get(now.table) if now.kind == "index" else old
                rows = self._rows.get(table.name, 0) if table is not None else 0
                noted.rewritten.append(Rewritten(old.name, now.kind, rows))

    def _read(self, noted: Noted, known: Relation, scans: int, entries: int) -> None:
        table = known
        if known.kind == "index":  # nearly every row was read along it; the planner's own looks return an entry each
            table = self.known.get(known.table, known)
            if entries - scans < max(0.9 * self._rows.get(table.name, 0), 1):
                return
        if table.name not in noted.scanned:
            noted.scanned.append(table.name)

    def _is_old(self, oid: int) -> bool:
        return oid in self.known


def position(connection: psycopg.Connection[Any]) -> int:
    """Where the server's WAL is, in bytes."""
    row = connection.execute("select pg_catalog.pg_current_wal_insert_lsn() - '0/0'").fetchone()
    assert row is not None
    return int(row[0])
