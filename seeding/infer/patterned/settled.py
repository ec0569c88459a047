"""What has to be found by looking at all rows of a table once, kept for as long as the plan's world is in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import RLock
from typing import Any

from seeding.columns.rows import World

# One for all that is settled: finding one thing asks for others, and other threads wait for all of it.
LOCK = RLock()


class Settled:
    """Arrays by world and name; the worlds are kept beside them, so that no other takes their identity meanwhile."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[int, Hashable], tuple[Any, World]] = OrderedDict()

    def get(self, world: World, name: Hashable) -> Any:
        """What is known by this name; None where nothing is."""
        found = self._known.get((id(world), name))
        return None if found is None else found[0]

    def keep(self, world: World, name: Hashable, value: Any) -> None:
        """Remember it, and forget what is oldest."""
        self._known[id(world), name] = (value, world)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
