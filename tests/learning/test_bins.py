"""Cutting numbers, counting children, and what depends on what, without a server."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.learning import bins, depend, fans, forest
from seeding.learning.bins import Bin
from seeding.learning.nodes import Codes, Node
from seeding.patterns.model import Origin
from seeding.schema import Name


def test_edges_leave_two_k_people_in_each_part() -> None:
    assert bins.fractions(64, 39, 10) == []
    assert bins.fractions(64, 40, 10) == [0.5]
    assert len(bins.fractions(4, 10_000, 10)) == 3 + 2 * 6  # halves of halves at both ends
    for rows in (100, 1_000, 100_000):
        cuts = [0.0, *bins.fractions(64, rows, 10), 1.0]
        assert min(b - a for a, b in itertools.pairwise(cuts)) * rows >= 20 - 1e-6


def test_a_shared_value_is_a_part_of_its_own() -> None:
    assert bins.thresholds([0.0, 10.0], [5.0], 1.0) == [0.0, 5.0, 6.0, 10.0, 11.0]
    found = bins.thresholds([0.0, 10.0], [5.0])
    assert found[:3] == [0.0, 5.0, math.nextafter(5.0, math.inf)]
    assert bins.thresholds([], []) == []


def test_parts_without_a_count_go_to_their_neighbours() -> None:
    limits = [0.0, 10.0, 20.0, 30.0, 40.0]
    found, small = bins.merged(limits, [], {1: 50, 3: 50}, 106)
    assert small == 2
    # The part between is the first one's now; the last one does not stretch to where too few people were.
    assert [(one.low, one.high) for one in found] == [(0.0, 20.0), (20.0, 30.0)]
    assert sum(one.rows for one in found) == pytest.approx(106)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=70), st.integers(3, 16))
def test_codes_begin_with_the_first_bin_and_rise(counts: list[int], most: int) -> None:
    found = [Bin(i, i + 1, n + 1) for i, n in enumerate(counts)]
    starts = bins.groups(found, most)
    if len(found) <= most:
        assert starts == []
    else:
        assert starts[0] == 0
        assert starts == sorted(set(starts))
        assert len(starts) <= 2 * most + 8


def test_children_by_ever_wider_ranges() -> None:
    steps = len(fans.LEVELS)
    everything = (1 << steps) - 1

    def grouped(level: int) -> int:
        return everything & ~(1 << (steps - 1 - level))

    rows: list[tuple[int, int | None, int, int, float | None]] = [(everything, None, 100, 295, 0.5)]
    # 40 parents have none, 40 have one, 14 two; of the other six one level tells that they have 8 to 63.
    for level in range(steps):
        rows.append((grouped(level), 0, 40, 0, None))
    rows += [(grouped(0), 1, 40, 40, None), (grouped(0), 2, 14, 28, None)]
    rows += [(grouped(1), 1, 40, 40, None), (grouped(1), 2, 14, 28, None)]
    rows += [(grouped(2), 1, 54, 68, None)]
    root, recency = fans.tree(rows)
    assert root is not None
    assert recency == 0
    found = fans.bins(root, 5)
    assert [(one.low, one.high, one.rows) for one in found[:3]] == [(0, 0, 40), (1, 1, 40), (2, 2, 14)]
    assert found[3].rows == 6
    assert (found[3].low + found[3].high) / 2 == pytest.approx(227 / 6, abs=1)
    # Six are fewer than ten: they count with their neighbours.
    assert sum(one.rows for one in fans.bins(root, 10)) == 100


def test_information_is_nothing_where_chance_could_make_it() -> None:
    even = {(a, b): 25 for a in range(2) for b in range(2)}
    totals = {0: 50, 1: 50}
    assert forest.information(even, totals, totals) == 0
    assert forest.information({(0, 0): 50, (1, 1): 50}, totals, totals) == pytest.approx(math.log(2), abs=0.01)
    # Most of the rows were kept back: nothing can be said.
    assert forest.information({(0, 0): 20}, totals, totals) == 0


def test_what_was_kept_back_is_near_what_was_told() -> None:
    counts = {(0, 0): 80}
    totals, second = {0: 100}, {0: 100, 1: 100, 2: 100, 3: 100}
    spread = forest.completed(counts, totals, second)
    assert [round(spread[0, b], 2) for b in range(4)] == [80, 6.67, 6.67, 6.67]
    near = forest.completed(counts, totals, second, ordered=4)
    assert near[0, 1] > 3 * near[0, 2] > 9 * near[0, 3] - 1e-9
    assert sum(near.values()) == pytest.approx(100)
    # As much was kept back as by chance would have been: it is spread as the column is.
    apart = forest.completed({(0, 0): 25}, totals, second, ordered=4)
    assert [round(apart[0, b], 1) for b in range(4)] == [25, 25, 25, 25]


def test_values_are_taken_from_another_where_more_than_zeros_are_alike() -> None:
    assert depend.same({0: 80, -1: 20}) == 0.8
    assert depend.same({0: 20, -1: 80}) == 0
    # Two columns that are 0 in most rows: nothing was copied.
    assert depend.same({2: 900, -1: 100}) == 0
    assert depend.same({2: 900, 0: 90, -1: 10}) == 0.9
    assert depend.same({}) == 0


def node(name: str, own: bool = True) -> Node:
    return Node(Origin(column=name), "", own, Name("public", "t"), name)


def test_the_forest_grows_from_outside_and_never_in_a_circle() -> None:
    found = [node("parent", own=False), node("a"), node("b"), node("c"), node("d")]
    codes = [Codes(3, None, []) for _ in found]
    weights = {(1, 0): 0.5, (2, 1): 0.4, (2, 0): 0.1, (3, 2): 0.001, (4, 3): 0.7}
    edges = forest.forest(found, codes, weights, {})
    assert [(edge.column, edge.on) for edge in edges] == [(1, 0), (2, 1), (4, 3)]


def test_nothing_grows_on_a_column_of_which_only_nulls_are_told() -> None:
    found = [node("a"), node("b"), node("late")]
    codes = [Codes(3, None, []), Codes(3, None, []), Codes(2, 1, [], inner=(0.5, 0.5))]
    edges = forest.forest(found, codes, {(1, 0): 0.1, (2, 0): 0.5, (2, 1): 0.9}, {})
    assert {edge.on for edge in edges} <= {0, 1}
    assert codes[2].spread([0.8, 0.2]) == [0.4, 0.4, 0.2]


def test_nothing_that_an_instant_is_made_from_depends_on_it_by_way_of_another() -> None:
    # A show's sale begins soon after it is announced; its doors go with the sale, and the announcement with the doors.
    found = [node("announced_on"), node("sale_at"), node("doors_at"), node("price")]
    codes = [Codes(3, None, []), Codes(3, None, [], fixed=True), Codes(3, None, []), Codes(3, None, [])]
    weights = {(2, 0): 0.8, (2, 1): 0.9, (3, 1): 0.7}
    edges = forest.forest(found, codes, weights, {1: {0}})
    depends = {edge.column: edge.on for edge in edges} | {1: 0}
    for column in depends:
        seen = {column}
        while (column := depends.get(column, -1)) >= 0:
            assert column not in seen
            seen.add(column)
    assert depends[3] == 1
