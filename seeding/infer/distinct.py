"""Which generators never give two rows the same value, by construction."""

from __future__ import annotations

from seeding.columns.base import Column
from seeding.columns.email import Email
from seeding.columns.key import Key, Serial
from seeding.columns.moment import Moment
from seeding.columns.time_series import SeriesDate
from seeding.columns.username import Username
from seeding.infer.generators.beside import Beside
from seeding.infer.generators.card import CardNumber
from seeding.infer.generators.counted import CountedInterval, CountedTime, Numbered
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.generators.fit import Fit
from seeding.infer.generators.slot import Slot, Tile
from seeding.infer.generators.text_form import RangeText

_ALWAYS = (
    *(Email, Username, Key, Serial, SeriesDate, CardNumber, CountedInterval, CountedTime, Numbered, EachOnce),
    *(Slot, Tile),
)


def is_distinct(generator: Column) -> bool:
    """Whether rows differ whatever their number; Pattern, Phone, Slug and others where they were asked to."""
    if isinstance(generator, Beside):
        return is_distinct(generator.column)
    if isinstance(generator, Fit):
        return is_distinct(generator.column) and (generator.otherwise is None or is_distinct(generator.otherwise))
    if isinstance(generator, RangeText):
        return generator.apart
    if isinstance(generator, Moment):
        return generator.rising
    return isinstance(generator, _ALWAYS) or bool(getattr(generator, "unique", False))
