"""The second run of a file, on top of its first, and undone: at once, and where that shows anything, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from seeding.migrations.check import catalog
from seeding.migrations.check.catalog import Table
from seeding.migrations.check.ran import Ran, Step
from seeding.migrations.check.sending import SAVE, Sender
from seeding.migrations.check.wording import in_transaction, writes
from seeding.schema import quote

_ADDS_THINGS = {"CREATE INDEX", "ALTER TABLE", "CREATE TABLE"}


class SecondRun:
    """Runs files again; `tables` are those that are there."""

    def __init__(self, sender: Sender, tables: dict[int, Table]) -> None:
        self._sender, self._tables = sender, tables

    def run(self, step: Step) -> None:
        """Run a file again, and say of its statements what that did."""
        ran = [one for one in step.ran if one.worked]
        with self._sender.connection.transaction(force_rollback=True):
            if self._nothing_new(ran):
                return
        self._sender.calm()
        with self._sender.connection.transaction(force_rollback=True):
            self._one_by_one(step, ran)

    def _nothing_new(self, ran: Sequence[Ran]) -> bool:
        """Whether the file, sent as a whole, is taken once more and adds nothing."""
        if any(one.source.rows_after(one.statement) is not None for one in ran):
            return False
        before = catalog.count_things(self._sender.connection)
        anything = any(writes(one.statement) for one in ran)
        counted = catalog.counts(self._sender.connection) if anything else {}
        self._sender.heard = []
        whole = "\n;\n".join(in_transaction(one.text) for one in ran)
        try:
            with self._sender.connection.transaction():
                self._sender.connection.execute(whole.encode(), prepare=False)
        except psycopg.Error:
            # Which statement it was is found one by one.
            if self._sender.connection.closed:
                raise
            return False
        grown = catalog.difference(counted, catalog.counts(self._sender.connection)) if anything else {}
        if any(made > 0 for made, _, _ in grown.values()):
            return False
        adds = any(event.kind == "made" and event.facts[0] in _ADDS_THINGS for event in self._sender.heard)
        return not adds or catalog.count_things(self._sender.connection) <= before

    def _one_by_one(self, step: Step, statements: Sequence[Ran]) -> None:
        self._sender.connection.execute(f"savepoint seed_before; {SAVE}", prepare=False)
        whole = catalog.things(self._sender.connection)
        total: dict[int, int] = {}
        counted = catalog.counts(self._sender.connection)
        for ran in statements:
            self._sender.heard = []
            ran.again = self._sender.execute(ran)
            if ran.again is not None:
                continue
            if writes(ran.statement):
                was, counted = counted, catalog.counts(self._sender.connection)
                ran.again_rows = catalog.difference(was, counted)
                for oid, (made, _, gone) in ran.again_rows.items():
                    total[oid] = total.get(oid, 0) + made - gone
            if any(event.kind == "made" and event.facts[0] in _ADDS_THINGS for event in self._sender.heard):
                now = catalog.things(self._sender.connection)
                ran.again_things = now - whole
                whole |= now
        more = {oid: self._rows(oid) for oid, made in total.items() if made > 0 and oid in self._tables}
        # What a drop and a make leave as it was is nothing new.
        last = catalog.things(self._sender.connection)
        for ran in statements:
            ran.again_things &= last
        self._sender.connection.execute("rollback to savepoint seed_before", prepare=False)
        # TRUNCATE counts nothing, so the rows themselves are counted, with and without the second run.
        step.grown = {oid for oid, rows in more.items() if rows > self._rows(oid)}

    def _rows(self, oid: int) -> int:
        table = self._tables[oid]
        row = self._sender.connection.execute(
            f"select count(*) from {quote(table.schema)}.{quote(table.name)}"
        ).fetchone()
        return int(row[0]) if row else 0
