"""`seed mark`: a database says from now on that it may be overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from seeding.database import connect, facts, marker, recheck
from seeding.door.opening import choose_database, destination, loaded, look, policy_of
from seeding.errors import UsageError
from seeding.guard import ServerFacts, clear
from seeding.report.result import Destination


def mark(
    environment: str,
    *,
    url: str | None = None,
    confirm: str | None = None,
    role: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Destination:
    """Stamp a database as local or staging, so that profiles of that environment may seed it.

    `confirm` must be the database's name, in full, as the server has it. Refuses (GuardError) what is declared
    production, holds real mailboxes, or lies on a host the profile does not list; the missing mark itself is no
    obstacle.
    """
    root = root or Path()
    settings = loaded(environment, root)
    policy = policy_of(settings, role)
    chosen = choose_database(settings, url, root, environ)
    target = chosen.target
    if confirm != target.dbname:
        raise _not_confirmed(target.url, environment, confirm, target.dbname)
    clearance = clear(target, _assumed(look(chosen, policy), environment), policy)
    with connect.connect(clearance) as connection:
        with connection.transaction():
            # The mark is what opens the door: judged again where it is written.
            found = facts.gather(connection)
            clear(target, _assumed(found, environment), policy)
            recheck.must_be_the_same(found, clearance)
            # A pooler may have its own names for databases.
            row = connection.execute("select pg_catalog.current_database()").fetchone()
            if row is None or row[0] != confirm:
                raise _not_confirmed(target.url, environment, confirm, row[0] if row else "")
            marker.stamp(connection, environment)
        return destination(chosen, connection)


def _assumed(found: ServerFacts, environment: str) -> ServerFacts:
    """The facts with what the stamp would say; every other rule judges the server as it is."""
    assumed = replace(found, marker_system_identifier=found.system_identifier)
    return assumed if found.says_production else replace(assumed, marker=environment)


def _not_confirmed(shown: str, environment: str, confirm: str | None, name: str) -> UsageError:
    return UsageError(
        f"to mark {shown} as {environment}, confirm the database's name: {confirm!r} is not it",
        hint=f"--confirm {name}, once you are sure that its rows may be overwritten",
    )
