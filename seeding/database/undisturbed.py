"""Tidying up to the end: Ctrl-C is heard when it is done, not in the middle of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# SIGHUP is a terminal that was closed; Windows knows none.
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off what interrupts until the block ends, however it does. For what takes seconds at most.

    Only signals that raise something here are put off: those the process ignores or dies of stay as they are.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    heard: list[tuple[int, FrameType | None]] = []
    before: dict[int, Callable[..., Any]] = {}
    try:
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler):
                before[number] = handler
                signal.signal(number, lambda number, frame: heard.append((number, frame)))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if heard:
            number, frame = heard[0]
            before[number](number, frame)
