"""From a profile to a connection that may write, with the guard in between."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import choose, connect, facts
from seeding.guard import Clearance, GuardPolicy, ServerFacts, clear, examine, refuse
from seeding.profile import Profile, load_profile
from seeding.report.result import Destination

if TYPE_CHECKING:
    import psycopg

    from seeding.target import Target

    Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Looked:
    """A database that was looked at and may be written to; nothing is open."""

    chosen: choose.Chosen
    clearance: Clearance


@dataclass(frozen=True)
class Door:
    """A database we may write to: why it, on what proof, and the connection itself."""

    chosen: choose.Chosen
    clearance: Clearance
    connection: Connection

    @property
    def destination(self) -> Destination:
        """The database, as it is shown."""
        return destination(self.chosen, self.connection)


def open_door(
    profile: Profile,
    url: str | None,
    role: str | None,
    root: Path,
    environ: Mapping[str, str] | None,
    *,
    looked: Looked | None = None,
    apart: Iterable[int] = (),
) -> Door:
    """A writing connection to the database that `profile` means, or to `url`, as `role`.

    `looked` is what was seen of it where somebody has looked already. Tables in `apart` (oids) are not looked at: the
    run that asks has seen them before it began to fill them. Raises GuardError where any rule forbids it,
    ProfileError, TargetError or ConnectError where there is none.
    """
    if looked is None:
        chosen, policy = choose_database(profile, url, root, environ), policy_of(profile, role)
        looked = Looked(chosen, clear(chosen.target, look(chosen, policy, apart=apart), policy))
    return Door(looked.chosen, looked.clearance, connect.connect(looked.clearance))


def choose_database(profile: Profile, url: str | None, root: Path, environ: Mapping[str, str] | None) -> choose.Chosen:
    """Which database that is; `environ` is the process's own unless it is given."""
    return choose.choose(profile, url, root, os.environ if environ is None else environ)


def look(chosen: choose.Chosen, policy: GuardPolicy, *, apart: Iterable[int] = ()) -> ServerFacts:
    """What the server shows, once nothing known before connecting forbids to look. Raises GuardError."""
    may_look(chosen.target, policy)
    with connect.read_only(chosen.target, policy) as connection:
        return facts.gather(connection, apart=apart)


def may_look(target: Target, policy: GuardPolicy) -> None:
    """Raises GuardError where what is known before connecting forbids to connect at all."""
    verdicts = examine(target, None, policy)
    refuse(target, [f for verdict in verdicts for f in verdict.findings], policy, verdicts)


def policy_of(profile: Profile, role: str | None = None) -> GuardPolicy:
    """What a profile permits, as the guard reads it; `role` overrides the profile's."""
    return GuardPolicy(
        environment=profile.environment,
        hosts=profile.target.hosts,
        refs=profile.target.refs,
        production_hosts=profile.production.hosts,
        production_refs=profile.production.refs,
        production_system_identifiers=profile.production.system_identifiers,
        source=profile.source,
        role=role or profile.target.role or "",
    )


def loaded(profile: str | Profile, root: Path) -> Profile:
    """A profile by its name, or itself."""
    return profile if isinstance(profile, Profile) else load_profile(profile, root)


def destination(chosen: choose.Chosen, connection: Connection) -> Destination:
    """The database at the other end of an open connection, as it is shown."""
    version = connection.info.server_version
    number = f"{version // 10000}.{version % 10000}"
    return Destination(chosen.target.url, chosen.why, f"PostgreSQL {number}", chosen.target.shell_url)
