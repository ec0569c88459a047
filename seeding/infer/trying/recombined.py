"""Rows that refer to each other, made to pass: each keeps its place in the tree and takes the rest from another row.

A row of such a table cannot be passed over, as others may be below it. What keys decide stays as it is; the columns
that conditions name and no key holds are taken from a row whose values pass here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from seeding.infer.expression import columns_of, parse
from seeding.infer.generators.kept import Kept
from seeding.infer.inferred import Inferred
from seeding.infer.trying.samples import Row
from seeding.infer.trying.subject import Component, Subject
from seeding.schema.trial import Answers

_TURNS = 48  # rows whose values are tried in one that does not pass


def movable(subject: Subject, changed: Sequence[Component], itself: Collection[str]) -> list[str]:
    """Columns that conditions name, and that another row's values may take the place of; `itself` point at
    their own table.
    """
    held = {c for unique in subject.table.apart for c in unique.columns if c is not None} | set(itself)
    held |= {
        c for unique in subject.table.apart for text in (*unique.expressions, unique.predicate) for c in _names(text)
    }
    for _ in subject.table.foreign_keys:
        # A key of several columns moves as a whole, or not at all.
        held |= {c for key in subject.table.foreign_keys if held & set(key.columns) for c in key.columns}
    named = {c for component in changed for c in component.columns if c in subject.columns} - held
    named |= {c for key in subject.table.foreign_keys if named & set(key.columns) for c in key.columns}
    return [a.name for a in subject.table.attributes if a.name in named]


def _names(text: str | None) -> tuple[str, ...]:
    tree = parse(text) if text else None
    return columns_of(tree) if tree is not None else ()


def attempts(rows: Sequence[Row], failing: Sequence[int], columns: Sequence[str]) -> Iterator[tuple[int, int, Row]]:
    """For each row that fails, others whose values of `columns` it might take: the row, the other, what comes of it."""
    step = max(1, len(rows) // _TURNS)
    for number in failing:
        for turn in range(1, min(_TURNS, len(rows) - 1) + 1):
            other = (number + turn * step) % len(rows)
            if other != number:
                yield number, other, {**rows[number], **{c: rows[other][c] for c in columns}}


def recombined(
    subject: Subject, tried: Sequence[tuple[int, int, Row]], answer: Answers, columns: Sequence[str], label: str
) -> Mapping[str, Inferred] | None:
    """Generators that take each row's values from the row that was found for it; None where one found none."""
    failing = {number for number, _, _ in tried}
    taken: dict[int, int] = {}
    for (number, other, _), said in zip(tried, answer.rows, strict=True):
        if said is not None and all(text == "true" for text in said):
            taken.setdefault(number, other)
    if len(taken) < len(failing):
        return None
    numbers = [taken.get(number, number) for number in range(subject.rows)]
    among = {name: found.generator for name, found in subject.columns.items()}
    return {
        name: Inferred(
            Kept(subject.columns[name].generator, numbers, among=among, tried=subject.rows),
            f"{subject.columns[name].reason}; taken from rows that pass {label} in their place",
        )
        for name in columns
        if name in subject.columns
    }
