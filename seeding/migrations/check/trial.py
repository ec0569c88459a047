"""A history, run: each file on top of those before it, then once more and undone; what every statement did is kept.

Statements run one by one, each in a savepoint, so that one that fails takes nothing else with it. What waits for
something that comes later is tried again until it works, so that the rest is judged all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from seeding.database.connect import SESSION
from seeding.migrations import eased
from seeding.migrations.check import catalog
from seeding.migrations.check.catalog import Table
from seeding.migrations.check.lexer import tokens
from seeding.migrations.check.source import Source
from seeding.migrations.statements import Statement
from seeding.schema import quote

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

_EVENTS = Path(__file__).with_name("events.sql")
_MARK = "seed:"
_CONTROL = {"begin", "commit", "end", "rollback", "abort", "savepoint", "release", "start"}
_ALONE = re.compile(
    r"(?:vacuum|discard|checkpoint|prepare\s+transaction|commit\s+prepared|rollback\s+prepared|alter\s+system"
    r"|(?:create|drop)\s+(?:database|tablespace|subscription)|reindex\s+(?:\([^)]*\)\s*)?(?:database|system)"
    r"|set\s+transaction|set\s+session\s+characteristics)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"create\s+(?:role|user|group)\s", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:commit|rollback)(?:\s+and\s+(?:no\s+)?chain)?\s*;", re.IGNORECASE)
_WRITES = {
    "insert",
    "update",
    "delete",
    "merge",
    "copy",
    "do",
    "select",
    "with",
    "call",
    "execute",
    "perform",
    "truncate",
}
_CHANGE_TABLES = {
    *("CREATE TABLE", "CREATE TABLE AS", "SELECT INTO", "ALTER TABLE", "CREATE FOREIGN TABLE", "ALTER FOREIGN TABLE"),
    *("CREATE MATERIALIZED VIEW", "ALTER MATERIALIZED VIEW"),
}
_TABLES = {"table", "foreign table", "materialized view", "table column"}
_ADDS_THINGS = {"CREATE INDEX", "ALTER TABLE", "CREATE TABLE"}
_PROVEN = re.compile(r'existing constraints on column "(?:.*\.)?([^".]+)" are sufficient')
_CONCURRENT = {"index", "table", "schema", "view", "partition"}
_NOT_NULL = re.compile(r"not\s+null|primary\s+key", re.IGNORECASE)
# What may be there later, or once more: the statement is tried again.
_WAITS = {"42P01", "42703", "42883", "42704", "3F000", "42830", "42P07", "2BP01"}
_SECONDS = 20
_CALM = f"""
reset session authorization; reset role; reset all; discard temp; {SESSION}
set statement_timeout = '{_SECONDS}s'; set lock_timeout = '5s'
"""
# There before each statement: a syntax error takes everything that is sent along with it.
_SAVE = "savepoint seed_check"
_KEEP = f"release savepoint seed_check; {_SAVE}"


@dataclass(frozen=True, slots=True)
class Event:
    """What a statement did: `made`, `dropped` or `rewritten`; `facts` as events.sql tells them."""

    kind: str
    facts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """What the server said to a statement it refused; `offset` is a place in the file where it named one."""

    state: str
    message: str
    hint: str
    offset: int | None


@dataclass(slots=True)
class Ran:
    """One statement and what came of it; nothing of `second` where it was not run again."""

    source: Source
    statement: Statement
    step: int
    skipped: bool = False
    failure: Failure | None = None
    waited: Failure | None = None  # what it failed with before something later was there
    events: list[Event] = field(default_factory=list)
    proven: set[str] = field(default_factory=set)
    before: dict[int, Table] = field(default_factory=dict)
    after: dict[int, Table] = field(default_factory=dict)
    rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    again: Failure | None = None
    again_rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    again_events: list[Event] = field(default_factory=list)
    again_things: set[tuple[str, str]] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The statement without the comments before it."""
        return self.statement.text[self.statement.start - self.statement.offset :]

    @property
    def worked(self) -> bool:
        """Whether the server took it, at once or later."""
        return not self.skipped and self.failure is None


@dataclass(slots=True)
class Step:
    """One file, run: the tables before it, its statements, and what its second run left behind."""

    source: Source
    number: int
    before: dict[int, Table]
    ran: list[Ran] = field(default_factory=list)
    grown: set[int] = field(default_factory=set)
    after: dict[int, Table] = field(default_factory=dict)


class Trial:
    """Runs sources in order on one connection, which must be its own, to a database that nobody else uses."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._heard: list[Event] = []
        self._proven: set[str] = set()
        self.connection = self._open()
        self.connection.execute(_EVENTS.read_bytes(), prepare=False)
        self.steps: list[Step] = []
        self._waiting: list[Ran] = []
        self._counted: dict[int, tuple[int, int, int]] = {}
        self.missing_extensions: list[str] = []
        self.tables = catalog.tables(self.connection)
        self.platform = set(self.tables)

    def run(self, source: Source, *, twice: bool = True) -> Step:
        """Run one file, and again; the database is then as after its first run."""
        step = Step(source, len(self.steps), dict(self.tables))
        self.steps.append(step)
        try:
            self._calm()
            with self.connection.transaction():
                self._forward(step)
            if twice:
                self._calm()
                self._second(step)
        except psycopg.Error as error:
            # A deferred constraint that fails at the end, or a session that the file itself has ended.
            self._lost(step, error)
        step.after = dict(self.tables)
        return step

    def _forward(self, step: Step) -> None:
        self.connection.execute(_SAVE, prepare=False)
        self._counted = {}
        for statement in step.source.statements:
            ran = Ran(step.source, statement, step.number)
            step.ran.append(ran)
            self._first(ran)
        self._retry(step)

    def _lost(self, step: Step, error: psycopg.Error) -> None:
        """Nothing of the file is there: say so of its last statement that wrote, and go on with the next file."""
        if self.connection.closed:
            self.connection = self._open()
        else:
            self.connection.rollback()
        self.tables = catalog.tables(self.connection)
        wrote = [ran for ran in step.ran if ran.rows] or step.ran
        if wrote:
            wrote[-1].failure = self._failure(wrote[-1], error, 0)
        waiting = {id(ran) for ran in step.ran}
        self._waiting = [ran for ran in self._waiting if id(ran) not in waiting]

    def _open(self) -> Connection:
        connection = self._connect()
        connection.autocommit = True
        connection.add_notice_handler(self._hear)
        return connection

    # --- first ---------------------------------------------------------------------------------------------

    def _first(self, ran: Ran) -> None:
        if _has_no_part(ran.text):
            ran.skipped = True
            return
        self._heard, self._proven = [], set()
        failure = self._execute(ran)
        if failure is not None and failure.state == "42710" and _ROLE.match(ran.text):
            # Roles belong to the server: somebody else tries a history there that makes the same one.
            failure = None
        if failure is not None:
            ran.failure = failure
            if failure.state in _WAITS:
                self._waiting.append(ran)
            return
        ran.failure = None
        ran.events, ran.proven = self._heard, self._proven
        if _may_write(ran):
            was, self._counted = self._counted, catalog.counts(self.connection)
            ran.rows = _difference(was, self._counted)
        self._look(ran)

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
        ran.before = {oid: self.tables[oid] for oid in oids | gone if oid in self.tables}
        ran.after = catalog.tables(self.connection, oids)
        for oid in gone:
            self.tables.pop(oid, None)
        self.tables.update(ran.after)

    def _retry(self, step: Step) -> None:
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

    # --- second --------------------------------------------------------------------------------------------

    def _second(self, step: Step) -> None:
        """Run it all again and undo it: at once, and where that shows anything, statement by statement."""
        ran = [one for one in step.ran if one.worked]
        with self.connection.transaction(force_rollback=True):
            if self._nothing_new(step, ran):
                return
        self._calm()
        with self.connection.transaction(force_rollback=True):
            self._one_by_one(step, ran)

    def _nothing_new(self, step: Step, ran: Sequence[Ran]) -> bool:
        """Whether the file, sent as a whole, is taken once more and adds nothing."""
        if any(one.source.rows_after(one.statement) is not None for one in ran):
            return False
        before = catalog.count_things(self.connection)
        self._heard = []
        whole = "\n;\n".join(_in_transaction(one.text) for one in ran)
        try:
            with self.connection.transaction():
                self.connection.execute(whole.encode(), prepare=False)
        except psycopg.Error:
            # Which statement it was is found one by one.
            if self.connection.closed:
                raise
            return False
        if any(made > 0 for made, _, _ in catalog.counts(self.connection).values()):
            return False
        adds = any(event.kind == "made" and event.facts[0] in _ADDS_THINGS for event in self._heard)
        return not adds or catalog.count_things(self.connection) <= before

    def _one_by_one(self, step: Step, statements: Sequence[Ran]) -> None:
        self.connection.execute(f"savepoint seed_before; {_SAVE}", prepare=False)
        whole = catalog.things(self.connection)
        total: dict[int, int] = {}
        counted: dict[int, tuple[int, int, int]] = {}
        for ran in statements:
            self._heard = []
            ran.again = self._execute(ran)
            if ran.again is not None:
                continue
            ran.again_events = self._heard
            if _may_write(ran):
                was, counted = counted, catalog.counts(self.connection)
                ran.again_rows = _difference(was, counted)
                for oid, (made, _, gone) in ran.again_rows.items():
                    total[oid] = total.get(oid, 0) + made - gone
            if any(event.kind == "made" and event.facts[0] in _ADDS_THINGS for event in self._heard):
                now = catalog.things(self.connection)
                ran.again_things = now - whole
                whole |= now
        more = {oid: self._rows(oid) for oid, made in total.items() if made > 0 and oid in self.tables}
        # What a drop and a make leave as it was is nothing new.
        last = catalog.things(self.connection)
        for ran in statements:
            ran.again_things &= last
        self.connection.execute("rollback to savepoint seed_before", prepare=False)
        # TRUNCATE counts nothing, so the rows themselves are counted, with and without the second run.
        step.grown = {oid for oid, rows in more.items() if rows > self._rows(oid)}

    def _rows(self, oid: int) -> int:
        table = self.tables[oid]
        row = self.connection.execute(f"select count(*) from {quote(table.schema)}.{quote(table.name)}").fetchone()
        return int(row[0]) if row else 0

    # --- one statement ---------------------------------------------------------------------------------------

    def _execute(self, ran: Ran, plain: str | None = None) -> Failure | None:
        """Run it (or what is as good) in a savepoint; what the server refused, None where it took it."""
        text = _in_transaction(ran.text) if plain is None else plain
        data = ran.source.rows_after(ran.statement)
        lead = ""
        # PostgreSQL says so where a scan is spared: the one thing that no catalog shows afterwards.
        hears = _NOT_NULL.search(text) is not None
        if hears:
            lead = "set local client_min_messages = debug1;\n"
        try:
            if data is not None:
                with self.connection.cursor() as cursor, cursor.copy(text.encode()) as copy:
                    copy.write(ran.source.sql[data.start : data.end].encode())
                self.connection.execute(_KEEP, prepare=False)
            else:
                tail = "\n;set local client_min_messages = notice" if hears else ""
                whole = f"{lead}{text}{tail}\n;{_KEEP}"
                self.connection.execute(whole.encode(), prepare=False)
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            failure = self._failure(ran, error, len(lead) if data is None else 0)
            self.connection.execute("rollback to savepoint seed_check", prepare=False)
            if failure.state == "2D000" and plain is None and _ENDS.search(text):
                # A block that commits its batches: here it is all one transaction.
                return self._execute(ran, _ENDS.sub(lambda found: " " * (len(found[0]) - 5) + "null;", text))
            if eased.may_ease(self.connection, error):
                return Failure("seed-eased", failure.message, "", None)
            return failure
        return None

    def _failure(self, ran: Ran, error: psycopg.Error, lead: int) -> Failure:
        said = error.diag.message_primary or str(error).strip() or type(error).__name__
        position = error.diag.statement_position
        offset = None
        if position is not None and int(position) - 1 >= lead:
            offset = min(ran.statement.start + int(position) - 1 - lead, ran.statement.end)
        return Failure(error.sqlstate or "", said, error.diag.message_hint or "", offset)

    def _hear(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        said = diagnostic.message_primary or ""
        if said.startswith(_MARK):
            kind, *facts = json.loads(said[len(_MARK) :])
            self._heard.append(Event(kind, tuple(facts)))
        elif found := _PROVEN.search(said):
            self._proven.add(found[1])

    def _calm(self) -> None:
        self.connection.execute(_CALM, prepare=False)


def _may_write(ran: Ran) -> bool:
    return ran.statement.words[:1] != () and ran.statement.words[0] in _WRITES


def _has_no_part(text: str) -> bool:
    """True for what handles transactions, or cannot be in one: it is judged by its words."""
    words = text.split(None, 1)
    first = words[0].rstrip(";").lower() if words else ""
    return first in _CONTROL or _ALONE.match(text) is not None


def _in_transaction(text: str) -> str:
    """The statement without CONCURRENTLY, which no transaction takes: the same thing is made, by another way."""
    if "concurrently" not in text.lower():
        return text
    before = ""
    for token in tokens(text):
        word, before = before, token.value if token.kind == "word" else before
        if token.value == "concurrently" and token.kind == "word" and word in _CONCURRENT:
            # Blanks of the same length, so that the server's positions still point into the file.
            text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
    return text


def _difference(
    was: dict[int, tuple[int, int, int]], now: dict[int, tuple[int, int, int]]
) -> dict[int, tuple[int, int, int]]:
    none = (0, 0, 0)
    found = {oid: tuple(a - b for a, b in zip(n, was.get(oid, none), strict=True)) for oid, n in now.items()}
    return {oid: change for oid, change in found.items() if any(change)}  # type: ignore[misc]


def of_kind(events: Iterable[Event], kind: str) -> Sequence[Event]:
    """The events of one kind, in order."""
    return [event for event in events if event.kind == kind]
