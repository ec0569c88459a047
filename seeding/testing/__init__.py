"""Factories in tests: pytest fixtures that come with the package, and `session` for everyone else.

    with seeding.testing.session(connection):
        user = UserFactory.create(role="admin")

The fixtures are `db`, `fresh_db`, `fresh_db_url`, `seeded_db`, `seed_url` and `seed_server`; `pytest --fixtures`
explains them. This module is imported by every pytest run, so it imports nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeding.testing.connection_session import ConnectionSession, session

__all__ = ["ConnectionSession", "session"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'seeding.testing' has no attribute {name!r}")
    from seeding.testing import connection_session

    return getattr(connection_session, name)
