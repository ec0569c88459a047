"""What a rehearsal saw, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from seeding.findings import Finding, Severity
from seeding.migrations.rehearse.locks import MODES, keeps_out, spelled, strongest


class Kind(StrEnum):
    """What a statement is to an application that runs while it does: does anything it may rely on go or change?"""

    ADDITIVE = "additive"
    BREAKING = "breaking"


class Came(StrEnum):
    """Whether a rollback brought back what was there before its migration."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # there is no rollback


@dataclass(frozen=True)
class Lock:
    """One lock on something that was there before: what it is on, which mode, for how long at least."""

    relation: str
    kind: str  # table, index, view, sequence, …
    mode: str  # as pg_locks spells it
    seconds: float


@dataclass(frozen=True)
class Blocked:
    """Clients that had to wait for a lock of the statement: how many requests, the longest, and all stretches
    in which at least one waited.
    """

    requests: int = 0
    longest: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Written:
    """Rows that a statement inserted, updated or deleted in one table."""

    table: str
    inserted: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Rewritten:
    """A table that was written anew, or an index that was built: its rows are those of its table."""

    relation: str
    kind: str
    rows: int


@dataclass(frozen=True)
class StatementRun:
    """One statement, run while clients read and wrote."""

    line: int
    text: str
    kind: Kind
    seconds: float
    waited: float  # of these, for locks of others
    locks: Sequence[Lock] = ()
    readers: Blocked = Blocked()
    writers: Blocked = Blocked()
    written: Sequence[Written] = ()
    rewritten: Sequence[Rewritten] = ()
    scanned: Sequence[str] = ()  # tables read from end to end
    wal_bytes: int = 0
    note: str = ""  # what the scratch server could not do as it is written
    begins: float = 0.0  # seconds after the migration did

    @property
    def held(self) -> float:
        """The longest that it held a lock on a table that others may wait for."""
        return max((lock.seconds for lock in self.tables.values() if keeps_out(lock.mode) != "nobody"), default=0.0)

    @property
    def tables(self) -> Mapping[str, Lock]:
        """The strongest lock on each table, the strongest first."""
        found: dict[str, list[Lock]] = {}
        for lock in self.locks:
            if lock.kind == "table":
                found.setdefault(lock.relation, []).append(lock)
        modes = {name: strongest(lock.mode for lock in locks) for name, locks in found.items()}
        return {name: next(lock for lock in locks if lock.mode == modes[name]) for name, locks in found.items()}


@dataclass(frozen=True)
class Failed:
    """Requests of the application that runs now which the migration made impossible."""

    table: str
    kind: str  # read or write
    message: str
    requests: int


@dataclass(frozen=True)
class Clients:
    """Who read and wrote meanwhile: on which tables, how often, how long a request usually took."""

    tables: Sequence[str] = ()
    readers: int = 0
    writers: int = 0
    requests: int = 0
    median_before: float = 0.0
    median_during: float = 0.0
    failed: Sequence[Failed] = ()
    left_out: Sequence[str] = ()  # tables that are touched and had no clients
    deadlocks: int = 0  # requests that the server ended, as they and the migration waited for each other


@dataclass(frozen=True)
class Change:
    """A table whose rows are not what they were: fewer, more, or with other values in a column that stays."""

    table: str
    before: int
    after: int
    columns: Sequence[str] = ()
    expected: bool = False  # the migration names what changed
    written: bool = False  # it names the table at least

    @property
    def lost(self) -> int:
        """Rows that are gone."""
        return max(self.before - self.after, 0)


@dataclass(frozen=True)
class Rollback:
    """The way back: which file, how long it took, and what is not as it was."""

    path: str
    exists: bool
    seconds: float = 0.0
    error: str = ""
    schema: Sequence[str] = ()  # differences, a line each
    rows: Sequence[str] = ()
    not_tried: str = ""  # why

    @property
    def came(self) -> Came:
        """Whether schema and rows came back."""
        if not self.exists or self.not_tried:
            return Came.UNKNOWN
        return Came.NO if self.error or self.schema or self.rows else Came.YES


@dataclass(frozen=True)
class MigrationRun:
    """One pending migration, there and back."""

    version: str
    name: str
    path: str
    seconds: float
    in_transaction: bool
    statements: Sequence[StatementRun]
    clients: Clients
    changes: Sequence[Change] = ()
    wal_bytes: int = 0
    wal_exact: bool = False  # counted by the server for its session alone, and not the whole server's less the clients'
    attempts: int = 1
    error: str = ""  # what it failed with
    locked_out: bool = False  # others were in its way, and not the rows
    rollback: Rollback | None = None

    @property
    def modes(self) -> dict[str, str]:
        """Lock modes as the documentation spells them, by what pg_locks calls them."""
        return {mode: spelled(mode) for mode in MODES}

    @property
    def kind(self) -> Kind:
        """Breaking where one of its statements is."""
        return Kind.BREAKING if any(s.kind is Kind.BREAKING for s in self.statements) else Kind.ADDITIVE

    @property
    def reversible(self) -> Came:
        """Whether its rollback brings everything back."""
        return Came.UNKNOWN if self.rollback is None else self.rollback.came


@dataclass(frozen=True)
class Budgets:
    """What a migration may cost, in seconds."""

    migration: float = 300.0
    additive: float = 1.0
    breaking: float = 30.0

    def blocking(self, kind: Kind) -> float:
        """How long anybody may wait for one statement."""
        return self.breaking if kind is Kind.BREAKING else self.additive


@dataclass(frozen=True)
class Filled:
    """The synthetic rows: how many by table, what was said about them, and how long they took."""

    rows: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    shape: str = ""  # "profile staging, 20,000 rows of each root table"
    session: Mapping[str, str] = field(default_factory=dict)  # settings that the schema's defaults and triggers read
    findings: Sequence[Finding] = ()


@dataclass(frozen=True)
class Rehearsal:
    """Everything that `seed rehearse` found out."""

    server: str
    base: str  # what production has
    pending: str  # which are pending, and why
    filled: Filled
    migrations: Sequence[MigrationRun]
    budgets: Budgets
    findings: Sequence[Finding] = ()
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether all of it is within budget, and no row was lost."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)
