"""On whose behalf a session asks: the role that policies are for, and what PostgREST says of the one who signed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

CLAIMS = "request.jwt.claims"
# PostgREST sent a setting a claim before version 9; policies of that time still read them.
_SINGLE = ("sub", "role", "email")


def spoken(role: str, claims: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The settings of a session that asks as `role`, on behalf of whom `claims` describe; nobody without them."""
    said = dict(claims or {})
    text = json.dumps({"role": role, **said}) if said or role else ""
    single = {f"request.jwt.claim.{name}": str(said.get(name, role if name == "role" else "")) for name in _SINGLE}
    return {CLAIMS: text, **single, "role": role}


def become(connection: psycopg.Connection[Any], settings: Mapping[str, str], *, local: bool = True) -> None:
    """Take these settings, until the transaction ends or, not `local`, until others are taken.

    In a savepoint they go with it. Raises psycopg's errors where the role is not ours to take.
    """
    # The role comes last: another one may not be allowed to take it.
    names = sorted(settings, key=lambda name: (name == "role", name))
    calls = ", ".join("pg_catalog.set_config(%s, %s, %s)" for _ in names)
    values = [part for name in names for part in (name, settings[name], local)]
    connection.execute(f"select {calls}", values, prepare=False)


def standing(connection: psycopg.Connection[Any], names: Mapping[str, str]) -> dict[str, str]:
    """What the session says of these settings; empty for what nobody has said yet."""
    calls = ", ".join("pg_catalog.current_setting(%s, true)" for _ in names)
    with connection.cursor() as cursor:
        from psycopg.rows import tuple_row

        cursor.row_factory = tuple_row
        row = cursor.execute(f"select {calls}", list(names), prepare=False).fetchone()
    return {name: value or "" for name, value in zip(names, row or (), strict=True)}
