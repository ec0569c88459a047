"""Partition keys kept where there is a partition for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from seeding.infer.expression import Call, Column, Literal, parse
from seeding.infer.limits import Bound, Limits, bound_of
from seeding.schema import Partitioning

_RANGE = re.compile(r"FOR VALUES FROM \((.*)\) TO \((.*)\)")
_LIST = re.compile(r"FOR VALUES IN \((.*)\)")
_OPEN = {"MINVALUE": None, "MAXVALUE": None}

Point = Decimal | datetime


def within_partitions(limits: Limits, partitioning: Partitioning | None, column: str) -> Limits:
    """The limits of a column, and what the partitions of its table leave of them.

    A default partition takes everything. Of ranges with gaps between them the longest run is used, of partitions
    that are cut again the first, where there are no others.
    """
    for cut in _path(partitioning):
        limits = _within(limits, cut, column)
    return limits


def only_null(partitioning: Partitioning | None, column: str) -> bool:
    """Whether there is a partition for NULL and for nothing else."""
    if partitioning is None or partitioning.strategy != "list" or partitioning.columns != (column,):
        return False
    return {bound for _, bound in partitioning.partitions} == {"FOR VALUES IN (NULL)"}


def _path(partitioning: Partitioning | None) -> Iterator[Partitioning]:
    """The table and, where no partition takes all that its bounds let in, one partition that is cut again."""
    if partitioning is None:
        return
    whole = [p for p in partitioning.partitions if _takes_all(partitioning.nested.get(p[0]))]
    further = [p for p in partitioning.partitions if partitioning.nested.get(p[0], partitioning).partitions]
    if whole or not further:
        yield replace(partitioning, partitions=tuple(whole))
        return
    yield replace(partitioning, partitions=(further[0],))
    yield from _path(partitioning.nested[further[0][0]])


def _takes_all(cut: Partitioning | None) -> bool:
    """Whether a partition has a place for every row in its bounds."""
    if cut is None:
        return True
    whole = [bound for part, bound in cut.partitions if _takes_all(cut.nested.get(part))]
    return "DEFAULT" in whole or (cut.strategy == "hash" and len(whole) == len(cut.partitions) > 0)


def _within(limits: Limits, partitioning: Partitioning, column: str) -> Limits:
    read = None if column in partitioning.columns else _through(partitioning, column)
    if read is not None:
        return read(limits, _within(Limits(), replace(partitioning, columns=(column,)), column))
    if column not in partitioning.columns or partitioning.strategy == "hash":
        return limits
    bounds = [bound for _, bound in partitioning.partitions]
    if "DEFAULT" in bounds or not bounds:
        return limits
    if partitioning.strategy == "list":
        listed = [found[1] for bound in bounds if (found := _LIST.fullmatch(bound))]
        values = [_text(item) for items in listed for item in _items(items)]
        known = [value for value in values if value is not None]
        return replace(limits, choices=tuple(known)) if known else limits
    if partitioning.columns[0] != column:
        return limits  # a second column only decides where the first is at a bound
    return _in_ranges(limits, bounds)


def _through(partitioning: Partitioning, column: str) -> Callable[[Limits, Limits], Limits] | None:
    """For a key of one function of the column: what limits of the function's values mean for the column itself."""
    if partitioning.columns != (None,) or partitioning.strategy == "hash":
        return None
    match parse(partitioning.key.partition(" ")[2]):
        case Call("lower" | "upper" as case, (Column(name),)) if name == column:
            return lambda own, made: replace(own, choices=made.choices, case=case)
        case Call("date_trunc", (_, Column(name))) | Call("::date", (Column(name),)) if name == column:
            return lambda own, made: replace(own, lower=made.lower or own.lower, upper=made.upper or own.upper)
        case Call("date_part" | "extract", (Literal("year"), Column(name))) if name == column:
            return _of_years
    return None


def _of_years(own: Limits, years: Limits) -> Limits:
    if years.choices is not None:
        chosen = sorted(int(year) for year in years.choices)
        first, end = chosen[-1], chosen[-1] + 1
        return replace(own, lower=Bound(datetime(first, 1, 1)), upper=Bound(datetime(end, 1, 1), inclusive=False))
    low, high = (b.point if b is not None else None for b in (years.lower, years.upper))
    return replace(
        own,
        lower=Bound(datetime(int(low), 1, 1)) if isinstance(low, Decimal) else own.lower,
        upper=Bound(datetime(int(high), 1, 1), inclusive=False) if isinstance(high, Decimal) else own.upper,
    )


def _in_ranges(limits: Limits, bounds: list[str]) -> Limits:
    runs: list[tuple[Point | None, Point | None]] = []
    ranges = []
    beyond: set[Point | None] = set()
    for written in bounds:
        found = _RANGE.fullmatch(written)
        if found is None:
            return limits
        ends = [_items(found[1])[0], _items(found[2])[0]]
        points = [None if end in _OPEN else _point(end) for end in ends]
        if any(point is None and end not in _OPEN for point, end in zip(points, ends, strict=True)):
            return limits
        ranges.append((points[0], points[1]))
        further = _items(found[1])[1:2]
        if further and further[0] != "MINVALUE":
            beyond.add(points[0])  # at the bound the second column decides
    for low, high in sorted(ranges, key=lambda ends: (ends[0] is not None, _place(ends[0]))):
        if runs and (runs[-1][1] is None or (low is not None and runs[-1][1] == low)):
            runs[-1] = (runs[-1][0], high)
        else:
            runs.append((low, high))
    low, high = max(runs, key=lambda run: _width(*run))
    return replace(
        limits,
        lower=limits.lower if low is None else Bound(low, inclusive=low not in beyond),
        upper=limits.upper if high is None else Bound(high, inclusive=False),
    )


def _place(point: Point | None) -> float:
    if point is None:
        return float("-inf")
    return float(point) if isinstance(point, Decimal) else (point - datetime(1970, 1, 1)).total_seconds()


def _width(low: Point | None, high: Point | None) -> float:
    return float("inf") if low is None or high is None else _place(high) - _place(low)


def _items(text: str) -> list[str]:
    return [item.strip() for item in re.findall(r"\s*('(?:[^']|'')*'|[^,]+)", text)]


def _text(item: str) -> str | None:
    tree = parse(item)
    return tree.text if isinstance(tree, Literal) else None


def _point(item: str) -> Point | None:
    tree = parse(item)
    found = None if tree is None else bound_of(tree, inclusive=True)
    return None if found is None else found.point
