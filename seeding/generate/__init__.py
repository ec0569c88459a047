"""Plan → record batches, column by column."""

import sys
from collections.abc import Iterator
from types import ModuleType

from seeding.generate.batch import Batch, Unmade
from seeding.generate.blocks import BLOCK, attempt, attempt_block, generate, make, until_unmade
from seeding.plan.model import Plan

__all__ = ["BLOCK", "Batch", "Unmade", "attempt", "attempt_block", "generate", "make", "until_unmade"]


class _CallableModule(ModuleType):
    """`from seeding import generate` finds this package once anything has imported it: let it be called too."""

    def __call__(self, plan: Plan, *, block: int = BLOCK) -> Iterator[Batch]:
        return generate(plan, block=block)


sys.modules[__name__].__class__ = _CallableModule
