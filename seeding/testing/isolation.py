"""`assert_isolated`: nobody reaches another's rows, found out by trying in the test's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import tuple_row

from seeding.database.asking import become
from seeding.findings import Severity
from seeding.migrations.policies import who_sees
from seeding.schema import Name
from seeding.testing.asking import key_of, the_connection


def assert_isolated(
    table: str, *, users: Sequence[Any] = (), connection: psycopg.Connection[Any] | None = None
) -> None:
    """Fail where a person, or somebody who has not signed in, reaches rows of the table that are another's.

    Reading, changing, deleting, inserting and giving rows away is tried, in the test's transaction, and undone; so are
    views and SECURITY DEFINER functions that go round the table's policies. `users` are two people with rows (keys, or
    objects with an `id`), else two are chosen among those who have some: the test must have made them.
    """
    __tracebackhide__ = True
    opened = the_connection(connection)
    name = Name.parse(table)
    given = opened.row_factory
    opened.row_factory = tuple_row
    try:
        with opened.transaction(force_rollback=True):
            become(opened, {"role": "none"})
            found = who_sees(opened, only=[name], people=[key_of(user) for user in users])
    finally:
        opened.row_factory = given
    if not any(one.name == name for one in found.tables):
        raise AssertionError(f"there is no table {name}, or this session does not see all its rows")
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]
    if errors:
        raise AssertionError(
            f"{name} is not isolated:\n" + "\n".join(str(error).replace("\n", "\n  ") for error in errors)
        )
    if not found.tried.get(name):
        raise AssertionError(
            f"nobody could try another's rows of {name}: there must be rows of two people (or tenants) in it; "
            "make them first, by a factory or with the seeded_db fixture"
        )
