"""Making the next rows while the server still works on the last ones, with memory that stays flat."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Generic, TypeVar

T = TypeVar("T")

# Two blocks of 16k rows keep the server busy; while it builds indexes there is time for more, as far as they are small.
AHEAD = 2
ROOM = 24 << 20


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class _Done:
    pass


class _Waiting(Generic[T]):
    """What was made and not taken yet."""

    def __init__(self, size: int, room: int, weigh: Callable[[T], int] | None) -> None:
        self._size, self._room, self._weigh = size, room, weigh
        self._items: deque[tuple[T | _Failed | _Done, int]] = deque()
        self._weight = 0
        self._changed = Condition()
        self._stopped = False

    def put(self, item: T) -> bool:
        """Add an item once there is room; False where nobody wants any more."""
        weight = self._weigh(item) if self._weigh is not None else self._room + 1
        with self._changed:
            while not self._stopped and len(self._items) >= self._size and self._weight + weight > self._room:
                self._changed.wait()
            self._add(item, weight)
            return not self._stopped

    def end(self, item: _Failed | _Done) -> None:
        """Nothing follows."""
        with self._changed:
            self._add(item, 0)

    def _add(self, item: T | _Failed | _Done, weight: int) -> None:
        self._items.append((item, weight))
        self._weight += weight
        self._changed.notify_all()

    def take(self) -> T | _Failed | _Done:
        """The next, once it is there."""
        with self._changed:
            while not self._items:
                # A timeout, because on Windows an endless wait cannot be interrupted with Ctrl-C.
                self._changed.wait(timeout=1)
            item, weight = self._items.popleft()
            self._weight -= weight
            self._changed.notify_all()
            return item

    def stop(self) -> None:
        """Let whoever waits for room go."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


@contextmanager
def ahead(
    items: Iterable[T], size: int = AHEAD, *, room: int = ROOM, weigh: Callable[[T], int] | None = None
) -> Iterator[Iterator[T]]:
    """The same items, in order, made by a thread that is at most `size` of them ahead.

    With `weigh`, it goes on for as long as all that wait weigh no more than `room`. What `items` raises is raised
    here, in its place. Leaving the block, for whatever reason, stops the thread and closes `items`.
    """
    waiting = _Waiting[T](size, room, weigh)

    def produce() -> None:
        source = iter(items)
        try:
            for item in source:
                if not waiting.put(item):
                    return
            waiting.end(_Done())
        except BaseException as error:  # raised again by the thread that asked for the items
            waiting.end(_Failed(error))
        finally:
            if isinstance(source, Generator):
                source.close()

    thread = Thread(target=produce, name="seed-generate", daemon=True)
    thread.start()
    try:
        yield _taken(waiting)
    finally:
        waiting.stop()
        thread.join()


def _taken(waiting: _Waiting[T]) -> Iterator[T]:
    while True:
        item = waiting.take()
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
