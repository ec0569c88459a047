"""Where `.create()` puts its rows: whoever holds a connection offers a session, factories only ask for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from seeding.errors import FactoryError


class Session(Protocol):
    """Something that inserts rows: the pytest fixtures, or `seeding.testing.session(connection)`."""

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Insert rows that share their columns; gives them back as the server stored them, in order."""
        ...


_session: ContextVar[Session] = ContextVar("seeding_session")
_everywhere: list[Session] = []


def current_session() -> Session:
    """The session `.create()` inserts through. Raises FactoryError where there is none."""
    found = _session.get(None)
    if found is not None:
        return found
    if _everywhere:
        return _everywhere[-1]
    raise FactoryError(
        "create() needs a database, and none is open here",
        hint='use the "db" fixture of the pytest plugin, "with seeding.testing.session(connection):", '
        "or .build() for an object alone",
    )


@contextmanager
def use_session(session: Session, *, everywhere: bool = False) -> Iterator[Session]:
    """Let factories create their rows through `session`.

    With `everywhere`, in threads and tasks started elsewhere too, unless they have one of their own: an
    event loop that was started before a test does not see what the test's context holds.
    """
    if everywhere:
        _everywhere.append(session)
    token = _session.set(session)
    try:
        yield session
    finally:
        _session.reset(token)
        if everywhere:
            del _everywhere[max(place for place, one in enumerate(_everywhere) if one is session)]
