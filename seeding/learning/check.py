"""Is a pattern file fit to be committed? Values that could be somebody's, groups that are too small, no TOML at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from seeding.errors import ProfileError
from seeding.findings import Finding
from seeding.infer.concepts import named
from seeding.learning.measures import PERSONAL, SPOKEN, is_canned
from seeding.learning.people_names import names_of_people
from seeding.patterns import Patterns, read_patterns
from seeding.patterns.model import (
    ArrayShape,
    CategoryShape,
    ColumnShape,
    JsonShape,
    NumberShape,
    TableShape,
    TextShape,
    TimeShape,
)
from seeding.safety import inspect

_ROUNDED = 0.006  # of a number of rows with three digits, and a share with five
_AGAIN = "learn it again: seed learn; or take the value out of the file"


def check(path: Path) -> list[Finding]:
    """Every reason not to commit the file. Raises ProfileError where there is none to look at."""
    if not path.is_file():
        raise ProfileError(f"no pattern file {path}", hint=f"seed learn --url <production> --out {path} writes one")
    try:
        patterns = read_patterns(path)
    except ProfileError as error:
        return [Finding("pattern-malformed", str(path), error.message, error.hint)]
    return list(findings(patterns, str(path)))


def findings(patterns: Patterns, where: str) -> Iterator[Finding]:
    """What is wrong with patterns that stand in the file `where`."""
    for name, reference in patterns.reference.items():
        for number, row in enumerate(reference.rows, 1):
            for column, value in zip(reference.columns, row, strict=False):
                yield from _guarded(value, column, f"{where}: {name}.{column} row {number}")
    for name, table in patterns.tables.items():
        for column, shape in table.columns.items():
            place = f"{where}: {name}.{column}"
            onto = any(column in key.split(",") and fk.to in patterns.reference for key, fk in table.references.items())
            yield from _values(shape, column, place, carried=onto)
            if patterns.privacy is None:
                yield from _groups(shape, table.rows, patterns.k, place)
        if patterns.privacy is None:
            yield from _fans(patterns, table, f"{where}: {name}")


def _values(shape: ColumnShape, column: str, place: str, *, carried: bool = False) -> Iterator[Finding]:
    if isinstance(shape, CategoryShape):
        carried = carried or shape.listed
        concept = named(column, "text")[0]
        words = [value for value in shape.values if isinstance(value, str)]
        canned = concept == SPOKEN and is_canned(words, shape.other)
        if concept in PERSONAL and not carried and not canned:
            yield Finding(
                "pattern-personal",
                place,
                f'values of a column that its name says is somebody\'s ("{concept}")',
                'leave its values out: kind = "text", with lengths only',
            )
        for value in shape.values:
            yield from _guarded(value, column, place)
        if not carried and names_of_people(words):
            yield Finding("pattern-personal", place, "values that read as names of people", _AGAIN)
    elif isinstance(shape, ArrayShape) and shape.elements is not None:
        yield from _values(shape.elements, column, f"{place}[]")
    elif isinstance(shape, JsonShape):
        for key, inside in shape.keys.items():
            yield from _guarded(key, "", f"{place} key")
            yield from _values(inside.value, key, f"{place}.{key}")


def _guarded(value: object, column: str, place: str) -> Iterator[Finding]:
    for found in inspect(value, column=column, type="text" if isinstance(value, str) else "numeric"):
        yield Finding(found.rule, place, found.message, found.hint or _AGAIN)


def _groups(shape: ColumnShape, rows: int, k: int, place: str) -> Iterator[Finding]:
    """Shares that stand for fewer than k rows. People may be fewer still: of that the file shows nothing."""
    there = rows * (1 - shape.nulls)
    if shape.nulls:
        yield from _group(shape.nulls, rows, k, f"{place}: NULL")
    if isinstance(shape, NumberShape | TimeShape):
        for one in shape.bins:
            yield from _group(one.share, there, k, f"{place}: from {one.low} to {one.high}")
    elif isinstance(shape, CategoryShape):
        for value, part in zip(shape.values, shape.shares, strict=True):
            yield from _group(part, there, k, f"{place}: {value!r}")
        if shape.other:
            yield from _group(shape.other, there, k, f"{place}: others")
    elif isinstance(shape, TextShape):
        for one in (*shape.lengths, *shape.words):
            yield from _group(one.share, there, k, f"{place}: from {one.low} to {one.high} long")


def _fans(patterns: Patterns, table: TableShape, place: str) -> Iterator[Finding]:
    for key, fan in table.references.items():
        parent = patterns.tables.get(fan.to)
        for one in fan.children if parent is not None else ():
            assert parent is not None
            yield from _group(one.share, parent.rows, patterns.k, f"{place} by {key}: {one.low} to {one.high} children")


def _group(share: float, rows: float, k: int, place: str) -> Iterator[Finding]:
    most = (share + 0.00001) * rows * (1 + _ROUNDED)
    if most < k:
        yield Finding(
            "pattern-small-group",
            place,
            f"a share of {share:g} of {rows:,.0f} rows is about {share * rows:.1f} rows, and groups have {k} people",
            "learn it again: seed learn merges it with its neighbours",
        )
