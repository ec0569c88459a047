"""Whether rows may be created through a connection that somebody else has opened.

The guard's rules for `local`, asked on that connection: this machine or a host that profiles/local.toml lists,
nothing that is declared production, no standby, nobody's mailboxes. Two rules are left out. A test's database was
made by other means, so it need not carry our mark, nor be empty; and `options` change nothing here, as every name
that is read is qualified.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row

from seeding.database import facts
from seeding.database.dialled import must_be_dialled
from seeding.door.opening import policy_of
from seeding.guard import GuardPolicy, ServerFacts, examine, refuse
from seeding.profile import load_profile
from seeding.target import Target

_LEFT_OUT = ("marker-missing", "options-not-allowed")

_passed: WeakSet[psycopg.Connection[Any]] = WeakSet()


def must_be_local(connection: psycopg.Connection[Any], root: Path | None = None) -> None:
    """Raises GuardError for a connection that leads where tests have no business; asked once a connection.

    `root` is where profiles/ lies, the current folder by default.
    """
    if connection in _passed:
        return
    target, policy = _target(connection), policy_of(load_profile("local", root or Path()))
    _refuse(target, None, policy)
    must_be_dialled(connection, target, policy)
    given = connection.row_factory
    connection.row_factory = tuple_row
    try:
        found = facts.gather(connection)
    finally:
        connection.row_factory = given
    _refuse(target, found, policy)
    _passed.add(connection)


def _refuse(target: Target, found: ServerFacts | None, policy: GuardPolicy) -> None:
    verdicts = [verdict for verdict in examine(target, found, policy) if verdict.rule not in _LEFT_OUT]
    refuse(target, [finding for verdict in verdicts for finding in verdict.findings], policy, verdicts)


def _target(connection: psycopg.Connection[Any]) -> Target:
    info = connection.info
    # What was asked for; info.hostaddr is also what a name was found to mean, which `must_be_dialled` judges.
    asked = any(option.keyword == b"hostaddr" and option.val for option in connection.pgconn.info)
    return Target.resolve(
        make_conninfo(
            host=info.host,
            hostaddr=info.hostaddr if asked else "",
            port=info.port,
            user=info.user,
            dbname=info.dbname,
            options=info.options,
        ),
        {},
    )
