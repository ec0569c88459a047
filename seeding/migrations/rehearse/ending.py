"""Sessions that must end now: those of a rehearsal that is broken off, however busy they are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import psycopg

from seeding.errors import ConnectError

_PATIENCE = 3000  # milliseconds that one may take to be gone


def end_sessions(connect: Callable[[], psycopg.Connection[Any]], pids: Collection[int]) -> None:
    """End the sessions of these server processes from beside, and see them go.

    A connection that is closed here does not end what the server still does for it, nor the locks that it holds.
    """
    # Where the server itself is gone, so are they.
    with suppress(psycopg.Error, ConnectError), connect() as beside:
        for milliseconds in (0, _PATIENCE):
            beside.execute(
                "select pg_catalog.pg_terminate_backend(p, %s) from unnest(%s::int[]) p", (milliseconds, [*pids])
            )
