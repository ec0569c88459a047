"""The rules a column's generator is chosen by, in order of certainty; the first that knows one decides.

A rule is a function from a column's facts to candidates, each a generator with its reason; candidates a
check refuses are passed over. Keys come before all rules (`seeding.infer.keys`), as they concern several
columns at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.rules.called import called
from seeding.infer.rules.carried import carried
from seeding.infer.rules.ended import ended
from seeding.infer.rules.enumerated import enumerated
from seeding.infer.rules.extracted import extracted
from seeding.infer.rules.flagged import flagged
from seeding.infer.rules.happened import happened
from seeding.infer.rules.lifetime import lifetime
from seeding.infer.rules.measured import measured
from seeding.infer.rules.named import named
from seeding.infer.rules.normalized import normalized
from seeding.infer.rules.owed import owed
from seeding.infer.rules.patterned import patterned
from seeding.infer.rules.progressed import progressed
from seeding.infer.rules.reckoned import reckoned
from seeding.infer.rules.recorded import recorded
from seeding.infer.rules.referring import referring
from seeding.infer.rules.searched import searched
from seeding.infer.rules.summed import summed
from seeding.infer.rules.supabase import supabase
from seeding.infer.rules.surrogate import surrogate
from seeding.infer.rules.typed import typed

Rule = Callable[[ColumnFacts], Iterator[Inferred]]

RULES: tuple[Rule, ...] = (
    supabase,
    surrogate,
    measured,
    enumerated,
    referring,
    lifetime,
    ended,
    normalized,
    extracted,
    recorded,
    called,
    carried,
    owed,
    flagged,
    progressed,
    summed,
    reckoned,
    named,
    happened,
    patterned,
    searched,
    typed,
)

__all__ = ["RULES", "Rule"]
