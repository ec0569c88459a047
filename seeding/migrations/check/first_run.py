"""The first run of a file: what each statement did, and what waits for something that comes later."""

from __future__ import annotations

import re
from collections.abc import Sequence

import psycopg

from seeding.migrations.check import catalog
from seeding.migrations.check.catalog import Counts, Table
from seeding.migrations.check.ran import Failure, Ran, Step
from seeding.migrations.check.sending import KEEP, SAVE, Sender
from seeding.migrations.check.wording import STREAM, batches, has_no_part, writes
from seeding.schema import quote

_ROLE = re.compile(r"create\s+(?:role|user|group)\s", re.IGNORECASE)
_CHANGE_TABLES = {
    *("CREATE TABLE", "CREATE TABLE AS", "SELECT INTO", "ALTER TABLE", "CREATE FOREIGN TABLE", "ALTER FOREIGN TABLE"),
    *("CREATE MATERIALIZED VIEW", "ALTER MATERIALIZED VIEW"),
}
_TABLES = {"table", "foreign table", "materialized view", "table column"}
# What may be there later, or once more: the statement is tried again.
_WAITS = {"42P01", "42703", "42883", "42704", "3F000", "42830", "42P07", "2BP01"}
_SCHEMA = re.compile(r'create\s+schema\s+(?:if\s+not\s+exists\s+)?"?([\w$]+)', re.IGNORECASE)
_NO_SCHEMA = re.compile(r'schema "(.*)" does not exist')
PLATFORM_SCHEMAS = {
    *("auth", "storage", "realtime", "vault", "cron", "net", "extensions", "graphql", "pgmq", "supabase_functions"),
}


class FirstRun:
    """Runs files one after the other; `tables` are those that are there, kept up to date in place."""

    def __init__(self, sender: Sender, tables: dict[int, Table]) -> None:
        self._sender, self._tables = sender, tables
        self._waiting: list[Ran] = []
        self._counted: Counts = {}

    def run(self, step: Step) -> None:
        """Run a file, and what waited for it."""
        self._sender.connection.execute(SAVE, prepare=False)
        # Never from nothing: what the transactions before have counted may not be put away yet.
        anything = any(map(writes, step.source.statements))
        self._counted = catalog.counts(self._sender.connection) if anything else {}
        for batch in batches(step.source.statements):
            ran = [Ran(step.source, statement, step.number) for statement in batch]
            step.ran += ran
            if len(ran) == 1 or not self._at_once(ran):
                for one in ran:
                    self._first(one)
        self._retry()

    def forget(self, step: Step) -> None:
        """Nothing of a file is there: what of it waits, waits no longer."""
        waiting = {id(ran) for ran in step.ran}
        self._waiting = [ran for ran in self._waiting if id(ran) not in waiting]

    def _first(self, ran: Ran) -> None:
        if has_no_part(ran.text) or (STREAM.match(ran.text) and ran.source.rows_after(ran.statement) is None):
            ran.skipped = True
            return
        self._sender.forget()
        failure = self._sender.execute(ran)
        if failure is not None and failure.state == "3F000" and (name := self._give(failure)):
            ran.given, ran.waited = name, failure
            failure = self._sender.execute(ran)
        if failure is not None and failure.state == "42710" and _ROLE.match(ran.text):
            # Roles belong to the server: somebody else tries a history there that makes the same one.
            failure = None
        if failure is not None:
            ran.failure = failure
            if failure.state in _WAITS:
                self._waiting.append(ran)
            return
        ran.failure = None
        ran.events, ran.proven = self._sender.heard, self._sender.proven
        if writes(ran.statement):
            was, self._counted = self._counted, catalog.counts(self._sender.connection)
            ran.rows = catalog.difference(was, self._counted)
        self._look(ran)

    def _at_once(self, several: Sequence[Ran]) -> bool:
        """Run statements that insert into one table as one message; False, and nothing done, where one is refused."""
        self._sender.forget()
        whole = "\n;\n".join(ran.text for ran in several)
        try:
            self._sender.connection.execute(f"{whole}\n;{KEEP}".encode(), prepare=False)
        except psycopg.Error:
            # Which one it is, and how it fails, is found one by one.
            if self._sender.connection.closed:
                raise
            self._sender.connection.execute("rollback to savepoint seed_check", prepare=False)
            return False
        was, self._counted = self._counted, catalog.counts(self._sender.connection)
        rows = catalog.difference(was, self._counted)
        for ran in several:
            ran.rows = rows
        several[-1].events = self._sender.heard
        self._look(several[-1])
        return True

    def _give(self, failure: Failure) -> str:
        """Make a schema that is missing and that no file makes, so that the rest is judged; its name, or nothing."""
        found = _NO_SCHEMA.search(failure.message)
        if found is None or found[1] in PLATFORM_SCHEMAS or self._sender.makes(_SCHEMA, found[1]):
            return ""
        self._sender.connection.execute(f"create schema {quote(found[1])}; {KEEP}".encode(), prepare=False)
        self._sender.heard = []
        return found[1]

    def _look(self, ran: Ran) -> None:
        """Take note of how the tables that it touched were, and are."""
        oids: set[int] = set()
        gone: set[int] = set()
        for event in ran.events:
            if event.kind == "made":
                if event.facts[0] in _CHANGE_TABLES and event.facts[1] in _TABLES:
                    oids.add(event.facts[4])
            elif event.kind == "dropped" and event.facts[0] in ("table", "foreign table", "materialized view"):
                gone.add(event.facts[3])
            elif event.kind == "dropped" and event.facts[0] in ("table column", "table constraint"):
                oids.add(event.facts[3])
        if not oids and not gone:
            return
        ran.before = {oid: self._tables[oid] for oid in oids | gone if oid in self._tables}
        ran.after = catalog.tables(self._sender.connection, oids)
        for oid in gone:
            self._tables.pop(oid, None)
        self._tables.update(ran.after)

    def _retry(self) -> None:
        """What failed for want of something is tried again, as long as anything comes of it."""
        progress = True
        while progress and self._waiting:
            progress = False
            for ran in list(self._waiting):
                first = ran.failure
                self._waiting.remove(ran)
                self._first(ran)
                if ran.failure is None:
                    ran.waited = first
                    progress = True
                else:
                    ran.failure = first
                    if ran not in self._waiting:
                        self._waiting.append(ran)
