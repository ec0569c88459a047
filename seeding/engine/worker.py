"""A process that does one task after the other, for whoever holds the other end of its pipes."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from queue import Queue
from typing import IO, Any

from seeding.engine.messages import Failed, Kept, Task, hear, say
from seeding.errors import LoadError, SeedingError


def main() -> None:
    """Do what comes in, until nobody is there any more."""
    # Ctrl-C in a terminal reaches every process; it is for the one that started us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a factory prints is no answer
    tasks: Queue[Task] = Queue()
    kept: dict[str, Any] = {}
    threading.Thread(target=_listen, args=(sys.stdin.buffer, tasks, kept), daemon=True).start()
    while True:
        task = tasks.get()
        given = [kept[part.name] if isinstance(part, Kept) else part for part in task.given]
        say(answers, _done(task.call, given))


def _listen(pipe: IO[bytes], tasks: Queue[Task], kept: dict[str, Any]) -> None:
    try:
        while True:
            said = hear(pipe)
            if isinstance(said, Task):
                tasks.put(said)
            else:
                name, what = said
                kept[name] = what
    except EOFError:
        # In the middle of a COPY, too: the server rolls back what nobody is there to commit.
        os._exit(1)


def _done(call: Callable[..., Any], given: list[Any]) -> Any:
    try:
        return call(*given)
    except SeedingError as error:
        return Failed(error)
    except Exception as error:  # of any kind, which may not be one that can travel
        return Failed(LoadError(f"{type(error).__name__}: {error}", hint="this is a bug of Seed or of a factory"))


if __name__ == "__main__":
    main()
