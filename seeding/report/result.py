"""What happened in a run, as data: rendered for a terminal, or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.findings import Finding, Severity

if TYPE_CHECKING:
    from seeding.fidelity import Fidelity
    from seeding.guard import Verdict
    from seeding.load.indexes.choice import Choice
    from seeding.migrations.policies.model import Access
    from seeding.plan.model import Plan
    from seeding.scaffold.files import Scaffold


@dataclass(frozen=True)
class Destination:
    """Which database, shown without a secret, and why this one."""

    shown: str  # postgresql://postgres@127.0.0.1:5432/app, password masked
    why: str  # "--url", "STAGING_DATABASE_URL", "local Supabase on 127.0.0.1:54322", "embedded server in .seed/"
    server: str = ""  # "PostgreSQL 18.4"
    psql: str = ""  # the URL psql opens, without a password


@dataclass(frozen=True)
class TableResult:
    """One table's part of a run."""

    name: str
    rows: int
    seconds: float = 0.0
    factory: str = ""
    note: str = ""  # "3 columns row by row: bio, slug, …", "count lowered to 12: …"


@dataclass(frozen=True)
class Sample:
    """A few rows as people read them: column names, and each value as text, None for NULL."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class SeedResult:
    """A `seed <profile>` run, done or only planned."""

    plan: Plan
    destination: Destination
    mode: str
    tables: Sequence[TableResult] = ()
    samples: Sequence[Sample] = ()
    migrations: Sequence[str] = ()  # applied before seeding
    removed: int = 0  # rows of earlier runs that were replaced
    kept: int = 0  # rows made by hand that stay
    unchanged: bool = False
    dry_run: bool = False
    seconds: float = 0.0
    findings: Sequence[Finding] = field(default_factory=tuple)
    choice: Choice | None = None  # indexes and keys that are built after the load
    unsampled: int = 0  # tables of which there could be samples

    @property
    def rows(self) -> int:
        """Rows written (or that would be)."""
        return sum(t.rows for t in self.tables)


@dataclass(frozen=True)
class AgainResult:
    """A `seed <profile>` run that would write nothing: how many rows are there, and how many of them by hand.

    `login` is the line that says how to log in, where one can.
    """

    profile: str
    destination: Destination
    rows: int
    kept: int = 0
    login: Sequence[str] = ()


@dataclass(frozen=True)
class GuardReport:
    """Every rule with its verdict, for `seed guard` and for a refusal."""

    destination: Destination
    environment: str
    verdicts: Sequence[Verdict]  # of every rule
    evidence: Mapping[str, Any] = field(default_factory=dict)  # marker, system identifier, …

    @property
    def findings(self) -> list[Finding]:
        """Every reason to refuse."""
        return [finding for verdict in self.verdicts for finding in verdict.findings]

    @property
    def allowed(self) -> bool:
        """Whether the database may be seeded."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class KindCount:
    """How many values of a column hold something that could belong to somebody, of one kind."""

    table: str
    column: str
    kind: str
    values: int


@dataclass(frozen=True)
class ContentsReport:
    """What a sample of a database's rows holds: never a value, only how many of which kind."""

    destination: Destination
    environment: str
    counts: Sequence[KindCount]
    rows: Mapping[str, int]  # looked at, by table


@dataclass(frozen=True)
class Protected:
    """One profile that knows a database as production: what was `added`, and what its [target] lists all the same."""

    path: str
    added: Mapping[str, Sequence[str]]
    created: bool = False
    still_listed: Sequence[str] = ()


@dataclass(frozen=True)
class ProtectResult:
    """A database recorded as production: what it is known by, and in which profiles."""

    destination: Destination
    facts: Mapping[str, Sequence[str]]  # system_identifiers, refs, hosts
    profiles: Sequence[Protected]


@dataclass(frozen=True)
class ExportResult:
    """A `seed export` run: the files (those elsewhere by their URL), in the order they are to be loaded."""

    paths: Sequence[Path | str]
    rows: int
    seconds: float
    plan: Plan


@dataclass(frozen=True)
class CleanResult:
    """A `seed clean` run: seeded rows removed, and rows made by hand that stay, by table."""

    destination: Destination
    removed: Mapping[str, int]
    kept: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class InitResult:
    """A `seed init` or `seed new factory`: which database was read, what was written and kept."""

    destination: Destination
    scaffold: Scaffold


@dataclass(frozen=True)
class FidelityResult:
    """A `seed report`: which database was held beside which pattern file, and how alike they are."""

    destination: Destination
    environment: str
    profile: str
    file: str
    fidelity: Fidelity
    days: int = 0  # what the file's instants were moved by, as the profile has an as_of of its own


@dataclass(frozen=True)
class PolicyResult:
    """A `seed rls`: which database was asked, as whom, and who saw what."""

    destination: Destination
    environment: str
    profile: str
    access: Access
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.access.findings)
