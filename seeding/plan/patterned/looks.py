"""Whose values a pattern may replace, and whose it leaves as they are: keys, copies, and what is computed."""

from __future__ import annotations

from seeding.columns.base import Column
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
from seeding.infer.generators.same import SameAs
from seeding.infer.generators.slot import AtMost, PerGroup

_COMPUTED = (
    *(Key, Serial, Email, Username, Reference, FromParent, CommonValue, Axis, Derived, SeriesDate, SeriesKey),
    *(SeriesValue, When, Computed, Kept, Ordered, PeriodStart, RankedChoice, SameAs, AtMost, PerGroup),
)


def is_replaceable(generator: Column) -> bool:
    """Whether another generator may stand in a column's place: nothing depends on how this one makes its values."""
    return not isinstance(generator, _COMPUTED)
