"""Randomness of factory_boy's own declarations, tied to the row and the attribute that draws.

`fuzzy`, Faker and the `random` module draw from global generators. Each row-wise attribute finds them
seeded by (seed, table, attribute, row number): whatever else was evaluated before, in one object or in a
million rows, it draws the same. Afterwards the generators are put back as they were.
"""

from __future__ import annotations

import random  # noqa: TID251  # to tame it: users call random.choice() in a LazyFunction
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory.random
import faker.generator
from factory.declarations import BaseDeclaration

from seeding.columns.draws import key_of
from seeding.columns.single import current_world

# The generators are the process's: threads that generate take turns.
_turn = threading.RLock()


class _Now:
    """What is going on, guarded by the turn."""

    kept = False
    drawing = 0


def _generators() -> tuple[random.Random, ...]:
    # random.seed and its like are methods of one hidden instance.
    return factory.random.randgen, faker.generator.random, random.seed.__self__  # type: ignore[attr-defined]


@contextmanager
def kept() -> Iterator[None]:
    """Put the global generators back afterwards: around an object, or around a block of rows."""
    with _turn:
        if _Now.kept:
            yield
            return
        generators = _generators()
        states = [generator.getstate() for generator in generators]
        _Now.kept = True
        try:
            yield
        finally:
            _Now.kept = False
            for generator, state in zip(generators, states, strict=True):
                generator.setstate(state)


class Seeded(BaseDeclaration):
    """Any declaration of factory_boy's that may draw, drawing what its row and name say."""

    UNROLL_CONTEXT_BEFORE_EVALUATION = False

    def __init__(self, inner: BaseDeclaration) -> None:
        super().__init__()
        self.inner = inner
        self.CAPTURE_OVERRIDES = inner.CAPTURE_OVERRIDES
        self.FACTORY_BUILDER_PHASE = inner.FACTORY_BUILDER_PHASE

    def evaluate_pre(self, instance: Any, step: Any, overrides: Any) -> Any:
        """The inner declaration's value."""
        with kept():
            generators = _generators()
            # While another attribute is being drawn, which asked for this one and will draw on.
            interrupted = [generator.getstate() for generator in generators] if _Now.drawing else None
            key = _key(instance, step)
            for generator in generators:
                generator.seed(key)
            _Now.drawing += 1
            try:
                return self.inner.evaluate_pre(instance=instance, step=step, overrides=overrides)
            finally:
                _Now.drawing -= 1
                if interrupted is not None:
                    for generator, state in zip(generators, interrupted, strict=True):
                        generator.setstate(state)

    def __repr__(self) -> str:
        return repr(self.inner)


def _key(instance: Any, step: Any) -> int:
    options = step.builder.factory_meta
    table = getattr(options, "table", None) or options.factory.__name__
    name = instance._Resolver__pending[-1]
    # The generators' own seeding mixes all the bits it is given.
    number: int = step.sequence
    return key_of(current_world().seed, table, name, "rowwise") << 64 | number
