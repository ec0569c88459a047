"""The guard's word once more, in the transaction that writes: what was judged may have moved since.

A pooler hands out another server, a fail-over promotes one, somebody marks the database, a tunnel is rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

from seeding.database import marker
from seeding.database.facts import gather
from seeding.database.role import assume
from seeding.errors import GuardError
from seeding.findings import Finding
from seeding.guard import Clearance, ServerFacts, clear

_HINT = "something moved between looking and writing (a pooler, a fail-over): look at the target again"


def recheck(connection: psycopg.Connection[Any], clearance: Clearance, *, apart: Iterable[int] = ()) -> ServerFacts:
    """Ask every rule again, with the mark locked, and compare the server and the database with those judged.

    Needs a transaction that writes; becomes the role of the policy in it. What is `apart` is as `gather` has it. Raises
    GuardError.
    """
    _become(connection, clearance)
    facts = gather(connection, lock_marker=True, apart=apart)
    clear(clearance.target, facts, clearance.policy)
    must_be_the_same(facts, clearance)
    return facts


def recheck_marked(connection: psycopg.Connection[Any], clearance: Clearance) -> None:
    """The part that costs a millisecond: still that server, that database and that mark, which is locked.

    For transactions that follow a `recheck` on the same connection. Raises GuardError, SchemaError.
    """
    _become(connection, clearance)
    stamp = marker.read(connection, lock=True)
    row = connection.execute(
        """
        select pg_catalog.pg_is_in_recovery(), d.oid::bigint
        from pg_catalog.pg_database d where d.datname operator(pg_catalog.=) pg_catalog.current_database()
        """
    ).fetchone()
    assert row is not None
    here = ServerFacts(system_identifier=marker.system_identifier(connection), in_recovery=row[0], database_oid=row[1])
    must_be_the_same(here, clearance)
    made_for = (stamp.environment, stamp.system_identifier, stamp.database_oid) if stamp else None
    if made_for != (clearance.policy.environment, here.system_identifier, here.database_oid) or here.in_recovery:
        raise _moved(clearance, "the database no longer says that it may be overwritten")


def must_be_the_same(facts: ServerFacts, clearance: Clearance) -> None:
    """Raises GuardError where the facts are of another server or database than the clearance was given for."""
    for what, here, judged in (
        ("server", facts.system_identifier, clearance.facts.system_identifier),
        ("database oid", facts.database_oid, clearance.facts.database_oid),
    ):
        if here != judged:
            raise _moved(clearance, f"the connection leads to {what} {here}, the clearance was given for {judged}")


def _become(connection: psycopg.Connection[Any], clearance: Clearance) -> None:
    # A pooler may give every transaction another session, without the role that ours began with.
    if clearance.policy.role:
        assume(connection, clearance.policy.role, clearance.target, local=True)


def _moved(clearance: Clearance, message: str) -> GuardError:
    return GuardError(message, [Finding("moved", clearance.target.place, message, _HINT)], hint=_HINT)
