"""One process at a time, across processes: what starts, stops or creates a server holds this."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, waiting for whoever has it; the system frees it when a process dies."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            file.seek(0)
            # LK_LOCK gives up after ten tries a second apart; whoever holds it is done well before.
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            # Closing the file frees it; the file itself stays, as removing it would let two in at once.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
