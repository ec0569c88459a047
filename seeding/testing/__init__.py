"""Factories in tests: pytest fixtures that come with the package, and `session` for everyone else.

    with seeding.testing.session(connection):
        user = UserFactory.create(role="admin")

`as_user(user)` and `as_role("anon")` ask as somebody whom policies hold back, `assert_isolated(table)` tries whether
they do. The fixtures are `db`, `fresh_db`, `fresh_db_url`, `seeded_db`, `seed_url` and `seed_server`;
`pytest --fixtures` explains them. This module is imported by every pytest run, so it imports nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeding.testing.asking import as_role, as_user
    from seeding.testing.connection_session import ConnectionSession, session
    from seeding.testing.isolation import assert_isolated

_HOMES = {
    "ConnectionSession": "connection_session",
    "as_role": "asking",
    "as_user": "asking",
    "assert_isolated": "isolation",
    "session": "connection_session",
}

__all__ = ["ConnectionSession", "as_role", "as_user", "assert_isolated", "session"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'seeding.testing' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"seeding.testing.{_HOMES[name]}"), name)
