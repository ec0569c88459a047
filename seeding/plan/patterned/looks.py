"""Whose values a pattern may replace, and whose it leaves as they are: keys, copies, and what is computed."""

from __future__ import annotations

from seeding.columns.derived import Derived
from seeding.columns.email import Email
from seeding.columns.from_parent import FromParent
from seeding.columns.key import Key, Serial
from seeding.columns.reference import Reference
from seeding.columns.time_series import SeriesDate, SeriesKey, SeriesValue
from seeding.columns.username import Username
from seeding.columns.when import When
from seeding.infer.generators.combined import Axis
from seeding.infer.generators.computed import Computed
from seeding.infer.generators.kept import Kept
from seeding.infer.generators.matching import CommonValue
from seeding.infer.generators.ordered import Ordered
from seeding.infer.generators.period_start import PeriodStart
from seeding.infer.generators.ranked import RankedChoice
from seeding.infer.generators.reckoned import Reckoned
from seeding.infer.generators.same import SameAs
from seeding.infer.generators.slot import AtMost, PerGroup
from seeding.plan.model import Origin, PlannedColumn

_ALWAYS = (
    *(Key, Serial, Email, Username, Reference, CommonValue, Axis, SeriesDate, SeriesKey, Computed, Kept),
    *(PeriodStart, RankedChoice, AtMost, PerGroup),
)
_DECLARED = (FromParent, Derived, SeriesValue, When)
_CHECKED = (When, Ordered, Reckoned, SameAs)


def is_replaceable(column: PlannedColumn, *, checked: bool) -> bool:
    """Whether another generator may stand in a column's place.

    Not where keys depend on this one, nor where an author computes the value from others; nor, where it is inferred,
    if a check over several columns (`checked`) is why it is what it is.
    """
    generator = column.generator
    if isinstance(generator, _ALWAYS):
        return False
    if column.origin is Origin.FACTORY:
        return not isinstance(generator, _DECLARED)
    return not (checked and isinstance(generator, _CHECKED))
