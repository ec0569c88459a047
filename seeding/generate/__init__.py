"""Plan → record batches, column by column."""

import sys
from collections.abc import Iterator
from types import ModuleType

from seeding.generate.batch import Batch, Unmade
from seeding.generate.blocks import BLOCK, attempt, generate, make
from seeding.plan.model import Plan

__all__ = ["BLOCK", "Batch", "Unmade", "attempt", "generate", "make"]


class _CallableModule(ModuleType):
    """`from seeding import generate` finds this package once anything has imported it: let it be called too."""

    def __call__(self, plan: Plan, *, block: int = BLOCK, workers: int = 1) -> Iterator[Batch]:
        return generate(plan, block=block, workers=workers)


sys.modules[__name__].__class__ = _CallableModule
