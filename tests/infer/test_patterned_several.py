"""Codes that depend on several others: each table of the file comes true."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.rows import TableRows, World
from seeding.infer.patterned.coded import Coded
from seeding.infer.patterned.raked import Given
from seeding.infer.patterned.sources import Source

ROWS = 24_000


def made(column: Coded, rows: int = ROWS, **others: Coded) -> dict[str, np.ndarray]:
    columns = {**others, "x": column}
    found = World(tables={"t": TableRows("t", columns, 0, rows)}).rows("t", np.arange(rows))
    return {name: found.column(name).to_numpy() for name in columns}


@pytest.mark.parametrize("rows", [ROWS, 90_000])
def test_both_tables_come_true(rows: int) -> None:
    one, two = ((0.7, 0.2, 0.1), (0.1, 0.3, 0.6)), ((0.6, 0.2, 0.2), (0.2, 0.3, 0.5))
    x = Coded((0.4, 0.25, 0.35), on=Source("a"), given=one, also=[Given(Source("b"), two)])
    found = made(x, rows, a=Coded((0.5, 0.5)), b=Coded((0.5, 0.5)))
    for name, table in (("a", one), ("b", two)):
        for code, shares in enumerate(table):
            inside = found["x"][found[name] == code]
            assert np.bincount(inside, minlength=3) / len(inside) == pytest.approx(shares, abs=0.015)
    again = made(x, rows, a=Coded((0.5, 0.5)), b=Coded((0.5, 0.5)))
    assert (again["x"] == found["x"]).all()


def test_where_not_all_can_come_true_the_first_does() -> None:
    one, two = ((1.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 0.0))
    x = Coded((0.5, 0.5), on=Source("a"), given=one, also=[Given(Source("a"), two)])
    found = made(x, a=Coded((0.5, 0.5)))
    assert (found["x"] == found["a"]).mean() > 0.97


def test_an_unknown_row_leaves_it_to_the_other() -> None:
    x = Coded((0.775, 0.225), on=Source("a"), given=((), (0.9, 0.1)), also=[Given(Source("b"), ((0.75, 0.25), ()))])
    found = made(x, a=Coded((0.5, 0.5)), b=Coded((0.5, 0.5)))
    known = found["x"][found["a"] == 1]
    assert np.bincount(known)[0] / len(known) == pytest.approx(0.9, abs=0.03)
