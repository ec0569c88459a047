"""What the file cuts off, followed a little: numbers beyond the k-th person, parents who have most children."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from seeding.infer.patterned.fan_out import Children
from seeding.patterns.model import NumberBin, NumberShape, ReferenceShape, TableShape
from seeding.plan.patterned.counting import _same
from seeding.plan.patterned.tails import with_tails

K = 10
Draw = Callable[[np.random.Generator], np.ndarray]


def told(values: np.ndarray) -> list[tuple[float, float, float]]:
    """Bins as learning makes them: 64 parts, halved towards both ends, which are the k-th value's."""
    values = np.sort(values)
    parts = [n / 64 for n in range(1, 64)]
    part = 1 / 64
    while part / 2 * len(values) >= 2 * K:
        part /= 2
        parts = [part, *parts, 1 - part]
    edges = [values[K - 1], *np.quantile(values, parts), values[-K]]
    inside = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    shares = np.bincount(inside, minlength=len(edges) - 1) / len(values)
    return [(float(a), float(b), float(s)) for a, b, s in zip(edges, edges[1:], shares, strict=False)]


@pytest.mark.parametrize(
    ("draw", "least", "most"),
    [
        (lambda rng: rng.exponential(1, 20_000), 1.05, 1.8),
        (lambda rng: np.exp(rng.normal(0, 1.2, 20_000)), 1.2, 4.0),
        (lambda rng: rng.random(20_000) * 50, 1.0, 1.01),
    ],
)
def test_numbers_go_on_as_they_thin_out(draw: Draw, least: float, most: float) -> None:
    bins = told(draw(np.random.default_rng(5)))
    found, before = with_tails(bins, (K - 1) / 20_000, 1 / 20_000)
    assert found[before : before + len(bins)][5] == bins[5]
    assert sum(share for *_, share in found) == pytest.approx(sum(share for *_, share in bins))
    assert bins[-1][1] * least <= found[-1][1] <= bins[-1][1] * most
    assert found[0][0] >= 0
    assert all(a[1] <= b[0] for a, b in pairwise(found))


@pytest.mark.parametrize(
    "bins", [[(1, 1, 0.5), (2, 2, 0.3), (3, 3, 0.2)], [(0, 10, 1.0)], [(0, 1, 0.9), (1, 2, 0.09), (2, 3, 0.0001)]]
)
def test_what_many_share_or_nobody_can_tell_does_not_go_on(bins: list[tuple[float, float, float]]) -> None:
    assert with_tails(bins, 9 / 1_000, 1 / 1_000) == (bins, 0)


def test_the_few_parents_with_most_children_have_what_the_bins_leave() -> None:
    children = Children(((0, 0, 0.2), (1, 5, 0.6), (10, 20, 0.2)))
    middle = children.children(100)
    found = children.degrees(middle + 150, 100)
    assert sum(degree * parents for degree, parents in found) == middle + 150
    assert sum(parents for _, parents in found) == 100
    above = [(degree, parents) for degree, parents in found if degree > 20]
    assert sum(parents for _, parents in above) <= 5
    assert max(degree for degree, _ in above) > 60
    # So many more that somebody asks for other numbers than the file's: all have more.
    assert min(degree for degree, _ in children.degrees(3 * middle, 100) if degree) >= 3


def test_numbers_that_count_a_parents_rows() -> None:
    reference = ReferenceShape(
        to="public.orders", children=tuple(NumberBin(low=n, high=n, share=0.25) for n in (1, 2, 3, 4))
    )
    lines = NumberShape(bins=tuple(NumberBin(low=n, high=n, share=s) for n, s in enumerate((0.4, 0.3, 0.2, 0.1), 1)))
    other = NumberShape(bins=tuple(NumberBin(low=n, high=n, share=0.25) for n in (1, 2, 3, 4)))
    assert _same(lines, reference, 1)
    assert not _same(other, reference, 1)
    assert TableShape(rows=10, references={"order_id": reference}).references
