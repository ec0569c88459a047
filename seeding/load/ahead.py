"""Making the next rows while the server still works on the last ones, with memory that stays flat."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")

# Two blocks of 16k rows keep the server busy; more would only be memory.
AHEAD = 2


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class _Done:
    pass


@contextmanager
def ahead(items: Iterable[T], size: int = AHEAD) -> Iterator[Iterator[T]]:
    """The same items, in order, made by a thread that is at most `size` of them ahead.

    What `items` raises is raised here, in its place. Leaving the block, for whatever reason, stops the
    thread and closes `items`.
    """
    queue: Queue[T | _Failed | _Done] = Queue(size)
    stopped = Event()

    def produce() -> None:
        source = iter(items)
        try:
            for item in source:
                queue.put(item)
                if stopped.is_set():
                    return
            queue.put(_Done())
        except BaseException as error:  # raised again by the thread that asked for the items
            queue.put(_Failed(error))
        finally:
            if isinstance(source, Generator):
                source.close()

    thread = Thread(target=produce, name="seed-generate", daemon=True)
    thread.start()
    try:
        yield _taken(queue)
    finally:
        stopped.set()
        while thread.is_alive():
            # The thread may be waiting for room; every item taken lets it look at `stopped` once more.
            try:
                queue.get(timeout=0.05)
            except Empty:
                continue


def _taken(queue: Queue[T | _Failed | _Done]) -> Iterator[T]:
    while True:
        try:
            # A timeout, because on Windows an endless wait cannot be interrupted with Ctrl-C.
            item = queue.get(timeout=1)
        except Empty:
            continue
        if isinstance(item, _Failed):
            raise item.error
        if isinstance(item, _Done):
            return
        yield item


class Peekable(Generic[T]):
    """An iterator whose next item can be looked at first."""

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self._waiting: list[T] = []

    def peek(self) -> T | None:
        """The next item, which stays; None at the end."""
        if not self._waiting:
            for item in self._items:
                self._waiting.append(item)
                break
        return self._waiting[0] if self._waiting else None

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        return self._waiting.pop() if self._waiting else next(self._items)
