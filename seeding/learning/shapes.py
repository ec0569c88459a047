"""From counts to what the file says of a column."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence

from seeding.infer.facts import INTEGERS, TEXTS
from seeding.learning import bins as binned
from seeding.learning.bins import Bin
from seeding.learning.measures import Column, Kind, is_canned
from seeding.learning.people_names import names_of_people
from seeding.learning.statements import CHARACTERS, Characters
from seeding.learning.survey import Numbers, Survey, Texts, estimated
from seeding.patterns.model import (
    ArrayShape,
    CategoryShape,
    ColumnShape,
    JsonShape,
    NumberBin,
    NumberShape,
    OtherShape,
    Scalar,
    TextShape,
    TimeBin,
    TimeShape,
)
from seeding.safety import inspect
from seeding.schema import TypeKind

_EPOCH = datetime.datetime(1970, 1, 1)
_SHARED = 0.5  # of a text's rows have values that enough people share: a category, not a text


def share(part: float, whole: float) -> float:
    """A share, rounded to five digits after the point."""
    return round(min(1.0, max(0.0, part / whole)), 5) if whole else 0.0


def number_bins(bins: Sequence[Bin]) -> tuple[NumberBin, ...]:
    """Bins as the file has them."""
    total = sum(one.rows for one in bins)
    return tuple(NumberBin(low=clean(one.low), high=clean(one.high), share=share(one.rows, total)) for one in bins)


def clean(edge: float) -> float:
    """The number that an edge stands for: just above a shared value is that value."""
    near = float(f"{edge:.14g}")
    return near if math.isclose(near, edge, rel_tol=1e-13) else edge


def moment(seconds: float) -> datetime.datetime:
    """An instant; the first or the last that Python knows for those beyond."""
    try:
        return _EPOCH + datetime.timedelta(seconds=clean(seconds))
    except OverflowError:
        return datetime.datetime(9999, 12, 31) if seconds > 0 else datetime.datetime(1, 1, 1)


def seconds(at: datetime.datetime) -> float:
    """The number that an instant stands for."""
    return (at - _EPOCH).total_seconds()


def column_shape(column: Column, found: Survey) -> ColumnShape:
    """What is told of a column."""
    nulls = share(found.nulls.get(column.name, 0), found.seen)
    if column.kind in (Kind.NUMBER, Kind.TIME):
        return _numbers(column, found.numbers[column.name], nulls, found)
    base = column.attribute.type.base
    if column.kind is Kind.CATEGORY:
        texts = permitted(column.name, column.attribute.type.sql, found.texts[column.name])
        shown = sum(n for _, n in texts.values)
        wordy = base.name in TEXTS and column.coded
        if wordy and names_of_people([value for value, _ in texts.values]):
            return _text(column, found, nulls)
        if column.spoken and not is_canned([v for v, _ in texts.values], share(texts.other, shown + texts.other)):
            return _text(column, found, nulls)
        if texts.values and (not wordy or shown >= _SHARED * (shown + texts.other)):
            others = _others(column, texts, found)
            listed = base.kind is TypeKind.ENUM or base.name == "bool"
            return category(texts, base.name, nulls, others, listed=listed)
        return _text(column, found, nulls) if wordy else OtherShape(nulls=nulls)
    if column.kind is Kind.TEXT:
        return _text(column, found, nulls)
    if column.kind is Kind.ARRAY:
        return ArrayShape(nulls=nulls, lengths=number_bins(found.numbers[f"{column.name}:length"].bins))
    return JsonShape(nulls=nulls) if column.kind is Kind.JSON else OtherShape(nulls=nulls)


def _numbers(column: Column, numbers: Numbers, nulls: float, found: Survey) -> ColumnShape:
    if not numbers.bins:
        return OtherShape(nulls=nulls)
    if column.kind is Kind.NUMBER:
        return number_shape(numbers, nulls, found.look.source.k)
    total = numbers.rows
    date = column.attribute.type.base.name == "date"
    return TimeShape(
        nulls=nulls,
        suppressed=numbers.small,
        bins=tuple(
            TimeBin(low=moment(one.low), high=moment(one.high), share=share(one.rows, total)) for one in numbers.bins
        ),
        groups=_groups(numbers, found.look.source.k),
        step=86_400.0 if date else numbers.step,
        weekday=_rhythm(found.weekdays[column.name], range(1, 8)),
        hour=() if date else _rhythm(found.hours[column.name], range(1, 25)),
    )


def _groups(numbers: Numbers, k: int) -> tuple[int, ...]:
    return tuple(binned.groups(numbers.bins, binned.codes_for(numbers.rows, k), 5.0 * k))


def number_shape(numbers: Numbers, nulls: float, k: int) -> NumberShape:
    """Numbers as the file has them."""
    return NumberShape(
        nulls=nulls,
        suppressed=numbers.small,
        bins=number_bins(numbers.bins),
        groups=_groups(numbers, k),
        step=numbers.step,
    )


def _rhythm(counts: Mapping[int, int], codes: range) -> tuple[float, ...]:
    total = sum(counts.values())
    return tuple(share(counts.get(code, 0), total) for code in codes) if total else ()


def permitted(name: str, type_: str, texts: Texts) -> Texts:
    """Without values that could be somebody's: those count as others."""
    kept, other = [], texts.other
    for value, rows in texts.values:
        if inspect(value, column=name, type=type_):
            other += rows
        else:
            kept.append((value, rows))
    return Texts(kept, other, texts.nulls)


def category(texts: Texts, type_name: str, nulls: float, others: int, *, listed: bool = False) -> CategoryShape:
    """Values as the file has them; `others` are how many different ones there are beside."""
    total = sum(n for _, n in texts.values) + texts.other
    return CategoryShape(
        nulls=nulls,
        listed=listed,
        values=tuple(scalar(value, type_name) for value, _ in texts.values),
        shares=tuple(share(n, total) for _, n in texts.values),
        other=share(texts.other, total),
        others=others,
    )


def _others(column: Column, texts: Texts, found: Survey) -> int:
    if not texts.other:
        return 0
    if column.name in found.others:
        return found.others[column.name]
    rows, different, once = found.distinct.get(column.name, (0, 0, 0))
    return int(float(f"{max(1, estimated(rows, different, once, found.rows) - len(texts.values)):.2g}"))


def scalar(value: str, type_name: str) -> Scalar:
    """A value as TOML has it: numbers and booleans as such."""
    if type_name == "bool":
        return value == "true"
    return int(value) if type_name in INTEGERS else value


def _text(column: Column, found: Survey, nulls: float) -> TextShape:
    total, *kinds = found.characters.get(column.name, (0,))
    rows, different, once = found.distinct.get(column.name, (0, 0, 0))
    characters: dict[Characters, float] = {
        name: share(count, total) for name, count in zip(CHARACTERS, kinds, strict=False) if count
    }
    if total:
        characters["other"] = share(max(0, total - sum(kinds)), total)
    there = max(1, found.rows * (1 - nulls))
    return TextShape(
        nulls=nulls,
        lengths=number_bins(found.numbers[f"{column.name}:length"].bins),
        words=number_bins(found.numbers[f"{column.name}:words"].bins),
        characters={name: part for name, part in characters.items() if part},
        distinct=round(min(1.0, estimated(rows, different, once, there) / there), 3) if rows else 1.0,
    )
