"""What a profile permits, what a server shows, and the proof that the one fits the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from seeding.errors import GuardError, ProfileError

if TYPE_CHECKING:
    from seeding.target import Target

ENVIRONMENTS = ("local", "staging")


@dataclass(frozen=True)
class GuardPolicy:
    """Where rows may go. Production always wins over what is allowed.

    For `local`, `hosts` are extra names that count as local (loopback always does); for `staging` they
    are the only ones. `refs` are Supabase project refs. Raises ProfileError for any other environment.
    """

    environment: str
    hosts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    production_hosts: tuple[str, ...] = ()
    production_refs: tuple[str, ...] = ()
    production_system_identifiers: tuple[str, ...] = ()
    source: str = field(default="the profile", compare=False)  # where a user edits it

    def __post_init__(self) -> None:
        if self.environment not in ENVIRONMENTS:
            raise ProfileError(
                f"environment {self.environment!r} is not one that may be seeded",
                hint=f"only {' and '.join(ENVIRONMENTS)} exist; production is never seeded",
            )
        for name in ("hosts", "refs", "production_hosts", "production_refs", "production_system_identifiers"):
            object.__setattr__(self, name, tuple(str(item) for item in getattr(self, name)))


@dataclass(frozen=True)
class ServerFacts:
    """What the connection that will write shows of itself; None where it could not be read.

    `marker` is the environment the database is stamped with; `row_counts` are (estimated) rows by table;
    `mailbox_domains` counts mailboxes by domain outside the reserved names; `database_oid` is the database's
    own number on that server.
    """

    marker: str | None = None
    marker_system_identifier: str | None = None
    system_identifier: str | None = None
    in_recovery: bool = False
    row_counts: Mapping[str, int] = field(default_factory=dict)
    mailbox_domains: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    database_oid: int | None = None


_ISSUED = object()


class Clearance:
    """The right to open a writing connection to one target under one policy.

    Only `clear` makes one, after every rule has passed; `database.connect` takes nothing else.
    """

    __slots__ = ("facts", "policy", "target")
    target: Target
    policy: GuardPolicy
    facts: ServerFacts

    def __init__(self, target: Target, policy: GuardPolicy, facts: ServerFacts, issued: object) -> None:
        if issued is not _ISSUED:
            raise GuardError("a clearance is issued by guard.clear(), never made by hand")
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "policy", policy)
        object.__setattr__(self, "facts", facts)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a clearance cannot be changed ({name})")

    def __repr__(self) -> str:
        return f"Clearance({self.target!r}, {self.policy.environment})"
