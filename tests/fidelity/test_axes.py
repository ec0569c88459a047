"""Buckets and codes are where the file says, the numbers that many share included."""

from __future__ import annotations

import datetime
from bisect import bisect_right

import pytest

from seeding.fidelity.axes import NULL, OUTSIDE, Binned, Listed, There, axis_of, counts_of, lengths_of
from seeding.patterns import CategoryShape, NumberShape, OtherShape, TimeShape

UTC = datetime.UTC


def bucket(axis: Binned, value: float) -> int:
    """As the server finds it, in Python."""
    return axis.after_edges()[bisect_right(axis.edges, value)]


AGES = NumberShape(bins=((0, 10, 0.2), (10, 10, 0.3), (10, 20, 0.4), (30, 40, 0.1)), groups=(0, 1, 3), nulls=0.5)


@pytest.mark.parametrize(
    ("value", "found", "code"),
    [
        (-1, 0, OUTSIDE),
        (0, 1, 0),
        (9.99, 1, 0),
        (10, 3, 1),
        (10.01, 5, 1),
        (19, 5, 1),
        (20, 6, 1),  # between two bins: the code of the one before
        (29, 6, 1),
        (30, 7, 2),
        (40, 7, 2),  # the uppermost edge is the last bin's
        (40.001, 8, OUTSIDE),
    ],
)
def test_numbers(value, found, code):
    axis = axis_of(AGES)
    assert isinstance(axis, Binned)
    assert (bucket(axis, value), axis.code(found)) == (found, code)


def test_codes_and_their_shares():
    axis = axis_of(AGES)
    assert isinstance(axis, Binned)
    assert axis.code_shares() == pytest.approx({0: 0.1, 1: 0.35, 2: 0.05, NULL: 0.5})
    assert axis.labels() == ["0 – 10", "10 – 20", "30 – 40"]
    assert axis.means() == pytest.approx({0: 5, 1: (0.3 * 10 + 0.4 * 15) / 0.7, 2: 35})
    assert axis.code(NULL) == NULL


def test_a_number_of_many_inside_of_a_bin():
    axis = axis_of(NumberShape(bins=((0, 10, 0.5), (5, 5, 0.5))))
    assert isinstance(axis, Binned)
    assert [bucket(axis, x) for x in (4, 5, 6, 10, 11)] == [1, 3, 1, 1, 4]


def test_no_bins_at_all():
    axis = axis_of(NumberShape(bins=(), nulls=1))
    assert isinstance(axis, Binned)
    assert (axis.after_edges(), axis.code_shares()) == ([0], {NULL: 1})


def test_whole_numbers_include_both_ends():
    shape = ((0, 0, 0.5), (1, 4, 0.5))
    axis = counts_of(NumberShape(bins=shape).bins)
    assert [bucket(axis, n) for n in (0, 1, 4, 5)] == [1, 3, 3, 4]


def test_instants_are_seconds_whatever_their_zone():
    aware, naive = datetime.datetime(2024, 1, 1, tzinfo=UTC), datetime.datetime(2024, 1, 1)
    day = datetime.timedelta(days=1)
    first, second = (axis_of(TimeShape(bins=((at, at + day, 1),))) for at in (aware, naive))
    assert first == second
    assert first.labels() == ["2024-01-01 – 2024-01-02"]


def test_categories_in_what_postgresql_prints():
    axis = axis_of(CategoryShape(values=(True, "x"), shares=(0.2, 0.2), other=0.4, nulls=0.5))
    assert isinstance(axis, Listed)
    assert axis.values == ("true", "x")
    assert not axis.numeric
    assert axis.code_shares() == pytest.approx({0: 0.125, 1: 0.125, 2: 0.25, NULL: 0.5})
    assert axis_of(CategoryShape(values=(1, 2.5), shares=(0.5, 0.5))).numeric
    assert axis_of(OtherShape(nulls=0.25)) == There(0.25)
    assert There(0.25).code_shares() == {0: 0.75, NULL: 0.25}


def test_lengths_end_before_the_next_bin_but_for_the_last():
    axis = lengths_of(NumberShape(bins=((0, 0, 0.2), (1, 5, 0.4), (5, 9, 0.4))).bins)
    assert [bucket(axis, n) for n in (0, 1, 4, 5, 9, 10)] == [1, 3, 3, 5, 5, 6]
    assert axis.labels() == ["0", "1 – 4", "5 – 9"]
    assert lengths_of(()).bins == ()
