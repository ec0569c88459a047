"""What a pattern file holds back, what it carries, and what it cannot promise, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seeding.fidelity.words import share
from seeding.report.words import listed, number, plural

if TYPE_CHECKING:
    from seeding.patterns import Patterns, TableShape

CANNOT_PROMISE = (
    "Shares and bins are production's own: whoever reads the file learns how production is distributed, which may be "
    "a secret of its business even where it is nobody's in particular.",
    "A group of at least k people is told of as a group. Somebody who knows that a person is in it learns what is true "
    "of all of it.",
    "k says nothing of two files learned at different times: whoever subtracts one from the other may see the few "
    "people who came between them. Only noise (epsilon) bounds that.",
    "The names of tables, columns, constraints and of the categories that are listed leave production as they are.",
    "Rows of reference tables are carried whole because an administrator said that they hold no person.",
)
NO_NOISE = (
    "Without noise (epsilon) there is no bound on what somebody with much other knowledge could conclude; k alone is a "
    "rule of thumb that statistical offices use, not a proof."
)


@dataclass(frozen=True)
class Withheld:
    """What of one table did not leave."""

    table: str
    values: int  # values or bins left out or merged
    columns: int  # columns any of it was of
    other: int  # distinct categories in "other"
    given: int  # rows of dependencies left empty
    dependencies: int  # of how many


def withheld(patterns: Patterns) -> list[Withheld]:
    """Every table of which anything was."""
    found = [_withheld(name, table) for name, table in sorted(patterns.tables.items())]
    return [one for one in found if one.values or one.other or one.given]


def _withheld(name: str, table: TableShape) -> Withheld:
    shapes = list(table.columns.values())
    given = [sum(not any(shares) for shares in one.given) for one in table.dependencies]
    return Withheld(
        name,
        sum(shape.suppressed for shape in shapes),
        sum(bool(shape.suppressed) for shape in shapes),
        sum(getattr(shape, "others", 0) for shape in shapes),
        sum(given),
        sum(map(bool, given)),
    )


def privacy_lines(patterns: Patterns) -> Iterator[str]:
    """One line each: what groups are of, the noise, what was left out, what was carried whole."""
    people = f" ({listed(patterns.people)} hold people)" if patterns.people else ""
    yield f"every group is of at least {plural(patterns.k, 'person', 'people')}{people}; {_noise(patterns)}"
    held = withheld(patterns)
    if held:
        values = sum(one.values for one in held)
        others = sum(one.other for one in held)
        told = f"{plural(others, 'category', 'categories')} told of as other"
        yield f"left out or merged: {plural(values, 'value or bin', 'values and bins')}; {told}"
    sampled = [
        f"{name} ({share(table.sampled)})" for name, table in sorted(patterns.tables.items()) if table.sampled < 1
    ]
    if sampled:
        yield f"a sample of their pages was looked at: {listed(sampled)}"
    if patterns.reference:
        names = [f"{name} ({plural(len(rows.rows), 'row')})" for name, rows in sorted(patterns.reference.items())]
        yield f"carried whole: {listed(names)}"


def _noise(patterns: Patterns) -> str:
    if patterns.privacy is None:
        return "no noise was added"
    privacy = patterns.privacy
    delta = f", delta {privacy.delta:g}" if privacy.delta else ""
    return f"noise for epsilon {privacy.epsilon:g}{delta}, {plural(privacy.bound, 'row')} of a person count"


def rounded(value: int) -> str:
    """For tables: a dash for none."""
    return number(value) if value else "–"
