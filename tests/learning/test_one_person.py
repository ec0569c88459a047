"""Two databases that differ in one person: neither file, and so no difference, says anything of fewer than k people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import canaries
import psycopg
import pytest
from learned import Production

from seeding.patterns import ArrayShape, CategoryShape, JsonShape, NumberShape, Patterns, TimeShape

_WHOSE = {"people": "id", "purchases": "person_id"}


@pytest.mark.parametrize("who", [None, 3, 501, 2_000], ids=["nobody", "with-extremes", "of-three", "like-others"])
def test_every_cell_has_k_people(production: Callable[[str], Production], who: int | None) -> None:
    source = production("")
    with psycopg.connect(source.url) as connection:
        canaries.load(connection, left_out=who)
    patterns = source.learn("--person", "people")
    cells = list(_cells(patterns))
    assert len(cells) > 100
    few = []
    with psycopg.connect(source.url) as connection:
        for what, table, condition, values in cells:
            found = connection.execute(
                f"select count(distinct {_WHOSE[table]}) from {table} where {condition}", values
            ).fetchone()
            assert found is not None
            if found[0] < patterns.k:
                few.append((what, found[0]))
    assert few == []


def _cells(patterns: Patterns) -> Iterator[tuple[str, str, str, list[object]]]:
    """Everything the file tells of some rows: what, the table, and which rows those are."""
    for name, table in patterns.tables.items():
        short = name.removeprefix("public.")
        for column, shape in table.columns.items():
            where = f"{name}.{column}"
            if isinstance(shape, CategoryShape):
                for value in shape.values:
                    yield f"{where} = {value}", short, f"{column}::text = %s", [str(value)]
            if isinstance(shape, NumberShape | TimeShape):
                zone = " at time zone 'UTC'" if column == "bought_at" else ""
                last = len(shape.bins) - 1
                for place, one in enumerate(shape.bins):
                    # The first and the last bin have all that lies beyond.
                    above = f"{column}{zone} >= %s" if place else f"({column}{zone} >= %s or true)"
                    below = f"{column}{zone} < %s" if place < last else f"({column}{zone} < %s or true)"
                    if one.low == one.high and place < last:
                        above, below = f"{column}{zone} = %s", f"{column}{zone} = %s"
                    yield f"{where} in {one}", short, f"{above} and {below}", [one.low, one.high]
            if isinstance(shape, ArrayShape) and isinstance(shape.elements, CategoryShape):
                for value in shape.elements.values:
                    yield f"{where} has {value}", short, f"%s = any ({column})", [str(value)]
            if isinstance(shape, JsonShape):
                for key in shape.keys:
                    yield f"{where} has {key}", short, f"{column} ? %s", [key]
            if shape.nulls:
                yield f"{where} is null", short, f"{column} is null", []
