"""Who sees which rows, as data: askers, what each command reached, what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seeding.findings import Finding
    from seeding.schema import Name, Policy

COMMANDS = ("select", "insert", "update", "delete")


ANOTHER = ", another"  # ends the name of everybody who came along for a policy that showed nothing to the first two


@dataclass(frozen=True)
class Asker:
    """One who asks: a role, and what the session says of the person behind it.

    `identity` is what policies know a person by (`sub`, `setting:app.tenant_id`, `claim:app_metadata.org_id`), with
    its value.
    """

    name: str
    role: str
    settings: Mapping[str, str]
    identity: Mapping[str, str] = field(default_factory=dict)
    signed_in: bool = False
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """What one command of one asker reached in one table.

    `reached` rows of `tried`; None where the privilege is missing, or where `said` tells what the server answered.
    Rows for INSERT are copies of those that are there: `own` of the asker, and `others`.
    """

    granted: bool
    reached: int | None = None
    tried: int = 0
    said: str = ""
    own: tuple[int, int] | None = None  # accepted, tried
    others: tuple[int, int] | None = None


@dataclass(frozen=True)
class Sight:
    """What one policy shows one asker: rows that pass its expression, of those tried; None where it raised."""

    asker: str
    shown: int | None
    tried: int


@dataclass(frozen=True)
class PolicySights:
    """One policy, and what it showed to each who asked under it."""

    policy: Policy
    asks: bool  # its expression depends on who is asking
    sights: tuple[Sight, ...] = ()

    @property
    def shows(self) -> bool:
        """Whether there was a row for it to show."""
        return any(sight.shown for sight in self.sights)

    @property
    def hides(self) -> bool:
        """Whether there was a row for it to hide."""
        return any(sight.shown is not None and sight.shown < sight.tried for sight in self.sights)

    @property
    def judged(self) -> bool:
        """Whether there were rows, and the server could say."""
        return any(sight.shown is not None and sight.tried for sight in self.sights)


@dataclass(frozen=True)
class TableAccess:
    """A table: how row level security stands, whose its rows are, and what every asker reached."""

    name: Name
    rows: int
    enabled: bool
    forced: bool
    belongs: tuple[str, ...] = ()  # "user_id", "org_id through public.memberships"
    cells: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)  # asker → command → cell
    policies: tuple[PolicySights, ...] = ()


@dataclass(frozen=True)
class Access:
    """All that was tried, and what is to be said of it."""

    askers: tuple[Asker, ...]
    tables: tuple[TableAccess, ...]
    findings: tuple[Finding, ...]
    bypassing: Sequence[str] = ()  # roles that no policy holds back
    tried: Mapping[Name, int] = field(default_factory=dict)  # rows of another that somebody was sent to, by table
