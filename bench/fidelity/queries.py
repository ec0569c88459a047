"""The same questions asked of both sides: GROUP BY and JOIN, 24 a set, made from the schema's metadata.

Of each kind (how many a category, a mean a category, a sum a month, how many children a parent's category, a child's
mean a parent's category, parents by their number of children) as many as the schema has, taken in turns.
A query's error is the sum of its groups' differences over the sum of their real values; a mean counts by its group's
real rows, so that a group of three rows does not decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from statistics import median
from typing import Any

import psycopg

COUNT = 24


@dataclass(frozen=True)
class Query:
    """Gives (group, value, rows of the group); `mean` says what the value is."""

    text: str
    mean: bool


def queries(metadata: dict[str, Any], count: int = COUNT) -> list[Query]:
    """So many, of all kinds in turns."""
    kinds = [list(kind(metadata)) for kind in (_counts, _means, _months, _children, _joined, _fan_out)]
    turns = chain.from_iterable(zip_longest(*kinds))
    return list(islice((query for query in turns if query is not None), count))


def errors(asked: list[Query], real: str, synthetic: str) -> list[float]:
    """Each query's relative error."""
    with psycopg.connect(real) as one, psycopg.connect(synthetic) as other:
        return [_error(query, _answers(one, query), _answers(other, query)) for query in asked]


def median_error(asked: list[Query], real: str, synthetic: str) -> float:
    """The median over all queries."""
    return median(errors(asked, real, synthetic))


def _answers(connection: psycopg.Connection, query: Query) -> dict[Any, tuple[float, int]]:
    return {group: (float(value or 0), rows) for group, value, rows in connection.execute(query.text).fetchall()}


def _error(query: Query, real: dict[Any, tuple[float, int]], synthetic: dict[Any, tuple[float, int]]) -> float:
    nothing = (0.0, 0)
    if query.mean:
        weighed = sum(abs(value) * rows for value, rows in real.values())
        wrong = sum(abs(value - synthetic.get(g, nothing)[0]) * rows for g, (value, rows) in real.items())
    else:
        weighed = sum(abs(value) for value, _ in real.values())
        wrong = sum(abs(real.get(g, nothing)[0] - synthetic.get(g, nothing)[0]) for g in {*real, *synthetic})
    return wrong / weighed if weighed else float(wrong > 0)


def _of(metadata: dict[str, Any], table: str, *sdtypes: str) -> list[str]:
    return [c for c, told in metadata["tables"][table]["columns"].items() if told["sdtype"] in sdtypes]


def _counts(metadata: dict[str, Any]) -> Iterator[Query]:
    for table in reversed(metadata["tables"]):
        for column in _of(metadata, table, "categorical", "boolean"):
            yield Query(f'select "{column}"::text, count(*), count(*) from "{table}" group by 1', False)


def _means(metadata: dict[str, Any]) -> Iterator[Query]:
    for table in reversed(metadata["tables"]):
        numbers, groups = _of(metadata, table, "numerical"), _of(metadata, table, "categorical", "boolean")
        for n, number in enumerate(numbers):
            if groups:
                group = groups[n % len(groups)]
                yield Query(f'select "{group}"::text, avg("{number}"), count(*) from "{table}" group by 1', True)


def _months(metadata: dict[str, Any]) -> Iterator[Query]:
    for table in reversed(metadata["tables"]):
        for instant in _of(metadata, table, "datetime"):
            month = f"date_trunc('quarter', \"{instant}\" at time zone 'UTC')"
            yield Query(f'select {month}, count(*), count(*) from "{table}" group by 1', False)


def _relations(metadata: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for told in reversed(metadata["relationships"]):
        child, parent = told["child_table_name"], told["parent_table_name"]
        on = f'c."{told["child_foreign_key"]}" = p."{told["parent_primary_key"]}"'
        yield child, parent, on


def _children(metadata: dict[str, Any]) -> Iterator[Query]:
    for child, parent, on in _relations(metadata):
        for group in _of(metadata, parent, "categorical", "boolean"):
            yield Query(
                f'select p."{group}"::text, count(*), count(*) from "{child}" c join "{parent}" p on {on} group by 1',
                False,
            )


def _joined(metadata: dict[str, Any]) -> Iterator[Query]:
    for child, parent, on in _relations(metadata):
        groups = _of(metadata, parent, "categorical", "boolean")
        for n, number in enumerate(_of(metadata, child, "numerical")):
            if groups:
                yield Query(
                    f'select p."{groups[n % len(groups)]}"::text, avg(c."{number}"), count(*) '
                    f'from "{child}" c join "{parent}" p on {on} group by 1', True,
                )  # fmt: skip


def _fan_out(metadata: dict[str, Any]) -> Iterator[Query]:
    for told in reversed(metadata["relationships"]):
        child, parent = told["child_table_name"], told["parent_table_name"]
        counted = f'select "{told["child_foreign_key"]}" as k, count(*) as n from "{child}" group by 1'
        joined = f'"{parent}" p left join ({counted}) c on c.k = p."{told["parent_primary_key"]}"'
        yield Query(f"select least(coalesce(n, 0), 10), count(*), count(*) from {joined} group by 1", False)
