"""Every way Seed can refuse, one class a kind, one exit code a class.

SeedingError                70   a bug of ours when raised bare
├── UsageError               2   the command line makes no sense
├── ProfileError             3   a profile, or a variable it names, is missing or wrong
├── TargetError              4   a URL libpq cannot resolve to exactly one server
├── GuardError               4   the database is not one we may write to (carries every finding)
├── SchemaError              5   the schema, or a migration, cannot be used
│   └── MigrationError       5
├── FactoryError             6   a factory contradicts the schema or itself
├── UnsafeValueError         7   a value that could belong to someone (carries every finding)
└── LoadError                8   the server refused or went away; everything was rolled back
    └── ConnectError         8
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from seeding.findings import Finding
    from seeding.guard import Verdict


class SeedingError(Exception):
    """What was refused, with the exact value and where it was set; `hint` says what to do next."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(SeedingError):
    """The command line makes no sense as written."""

    exit_code = 2


class ProfileError(SeedingError):
    """A profile, or an environment variable it names, is missing or wrong."""

    exit_code = 3


class TargetError(SeedingError):
    """A URL that libpq does not resolve to exactly one server."""

    exit_code = 4


class _FindingsError(SeedingError):
    def __init__(self, message: str, findings: Sequence[Finding] = (), *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class GuardError(_FindingsError):
    """The database is not one we may write to; `findings` lists every reason.

    `verdicts` has the word of every rule that was asked, where the guard refused a target.
    """

    exit_code = 4

    def __init__(
        self, message: str, findings: Sequence[Finding] = (), *, hint: str = "", verdicts: Sequence[Verdict] = ()
    ) -> None:
        super().__init__(message, findings, hint=hint)
        self.verdicts = tuple(verdicts)


class SchemaError(SeedingError):
    """The schema holds something we cannot fill, or is not there."""

    exit_code = 5


class MigrationError(SchemaError):
    """A migration failed; the database is as it was before it."""


class FactoryError(SeedingError):
    """A factory contradicts the schema or itself."""

    exit_code = 6


class UnsafeValueError(_FindingsError):
    """A value about to leave could belong to a real person or company; `findings` lists them."""

    exit_code = 7


class LoadError(SeedingError):
    """The server refused the rows or went away; the transaction was rolled back, nothing has changed."""

    exit_code = 8


class ConnectError(LoadError):
    """No connection: unreachable, wrong password, unknown database."""
