"""What a process of ours and its workers say to each other, over pipes, as pickles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kept:
    """In the place of something that the worker has been given before."""

    name: str


@dataclass(frozen=True)
class Task:
    """Something to do."""

    call: Callable[..., Any]
    given: tuple[Any, ...]


@dataclass(frozen=True)
class Failed:
    """Instead of what a task returns: what it raised."""

    error: BaseException
