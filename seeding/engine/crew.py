"""Who makes the ranges: the workers of a cluster, or processes of this machine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from seeding.engine.cluster import Engine, connected
from seeding.engine.processes import Jobs, started

T = TypeVar("T")
R = TypeVar("R")


class Crew(Protocol):
    """Workers that are there."""

    def kept(self, what: Any, name: str) -> Any:
        """Something every task needs, to hand to `each`: sent to each worker once."""

    def each(
        self, task: Callable[..., R], items: Iterable[T], name: Callable[[T], str], *given: Any
    ) -> Generator[tuple[T, R], None, None]:
        """`task(item, *given)` for every item, on any worker, with what it returned, in the order they end."""


def crew(on: Engine | Jobs, root: Path) -> AbstractContextManager[Crew]:
    """The workers of a cluster, or new ones of this machine, which find modules where `root` is."""
    return started(on, root) if isinstance(on, Jobs) else connected(on)
