"""The role everything is done as: one that exists everywhere but in production refuses production by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from seeding.errors import GuardError
from seeding.findings import Finding

if TYPE_CHECKING:
    from seeding.target import Target


def assume(connection: psycopg.Connection[Any], role: str, target: Target, *, local: bool = False) -> None:
    """Become `role` for the session, or with `local` until the transaction ends.

    Raises GuardError where there is no such role, or the user in the URL is no member of it.
    """
    statement = sql.SQL("set {} role {}").format(sql.SQL("local" if local else "session"), sql.Identifier(role))
    try:
        connection.execute(statement, prepare=False)
        row = connection.execute("select current_user").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        raise _refusal(role, target, f'user "{target.user}" is no member of role "{role}"') from None
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.UndefinedObject):
        raise _refusal(role, target, f'there is no role "{role}"') from None
    if row is None or row[0] != role:
        # "none" is not a role to the server but the word for giving one up.
        raise _refusal(role, target, f'the server does not make us role "{role}"')


def _refusal(role: str, target: Target, message: str) -> GuardError:
    hint = (
        "a role that exists everywhere but in production is made once in each database that may be seeded: "
        f"create role {role} nologin; grant {role} to {target.user}"
    )
    return GuardError(
        f'refusing to seed "{target.dbname}" at {target.place}: {message}',
        [Finding("role", target.place, message, hint)],
        hint=hint,
    )
