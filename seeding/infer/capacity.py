"""How many rows a table has room for: unique columns run out of values, references of parents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from seeding.columns.array_of import ArrayOf
from seeding.columns.base import Column
from seeding.columns.fan_out import OneToOne
from seeding.columns.integer import Integer
from seeding.columns.reference import Reference
from seeding.columns.when import When
from seeding.infer.generators.combined import Axis, cells
from seeding.infer.generators.counted import CountedTime
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.generators.kept import Kept
from seeding.infer.generators.kinds import ReferenceToKind
from seeding.infer.generators.pattern import Pattern
from seeding.infer.generators.record import Record
from seeding.infer.generators.slot import AtMost
from seeding.infer.generators.subtype import SubtypeReference
from seeding.infer.generators.text_form import ArrayText, Joined, PointRange, RowText
from seeding.infer.generators.tried import Present, Tried


def capacity(columns: Mapping[str, Column], counts: Mapping[str, int]) -> tuple[int, str] | None:
    """The most rows a table with these generators can have, and the column that says so; None without a limit.

    `counts` are the rows of the tables it refers to, by qualified name; those not in it do not limit it.
    """
    found: tuple[int, str] | None = None
    for name, column in columns.items():
        room = _room(column, columns, counts)
        if room is not None and (found is None or room < found[0]):
            found = (room, name)
    return found


@cache
def _runs_out(kind: type[Column]) -> bool:
    """Whether generators of a kind can be limited: most are not, and each is asked several times a plan."""
    limited = (When, Present, Axis, Reference, EachOnce, CountedTime, AtMost, Kept, Pattern, Integer, Record, Tried)
    return issubclass(kind, (*limited, ArrayText, ArrayOf, PointRange, RowText, Joined))


def _room(column: Column, columns: Mapping[str, Column], counts: Mapping[str, int]) -> int | None:
    if not _runs_out(type(column)):
        return None
    if isinstance(column, When):
        column = column.then
    if isinstance(column, Present):
        column = column.column
    if isinstance(column, Axis):
        among = [columns[name] for name in column.among]
        parents = {other.parent for other in among if isinstance(other, Reference)}
        return cells(columns, column.among, counts) if parents <= counts.keys() else None
    if isinstance(column, Reference) and isinstance(column.fan_out, OneToOne) and column.parent in counts:
        with_parent = counts[column.parent]
        if isinstance(column, SubtypeReference | ReferenceToKind):
            with_parent = column.room(with_parent)
        return int(with_parent / (1 - column.nulls)) if column.nulls < 1 else None
    if isinstance(column, EachOnce | CountedTime | AtMost | Kept) or (
        isinstance(column, Pattern | Integer | Record | Tried) and column.unique
    ):
        return column.count
    rooms = [room for part in _parts(column) if (room := _room(part, columns, counts)) is not None]
    return min(rooms, default=None)


def _parts(column: Column) -> Iterable[Column]:
    """The generators that a column puts its values together from, each of which runs out of values by itself."""
    match column:
        case ArrayText():
            return (column.element,)
        case ArrayOf() | PointRange():
            return (column.column,)
        case RowText():
            return column.fields
        case Joined():
            return [part for part in column.parts if isinstance(part, Column)]
    return ()
