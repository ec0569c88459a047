"""How many rows a table gets, and which of the sayings about it wins."""

from __future__ import annotations

from typing import Any

import pytest

from seeding.columns.fan_out import Histogram, NegativeBinomial, OneToOne, Random, Spread, ZipfFanOut
from seeding.columns.reference import Reference
from seeding.errors import ProfileError
from seeding.plan.counts import Count, count_rows, fan_out_of
from seeding.profile import Per, TableSettings

PARENTS = {"public.users": Count(100, "--count")}


@pytest.mark.parametrize(
    ("per", "fan_out"),
    [
        (Per(share=0.8), OneToOne(share=0.8)),
        (Per(mean=2), NegativeBinomial(mean=2, dispersion=1.0)),
        (Per(mean=2, dispersion=0.5), NegativeBinomial(mean=2, dispersion=0.5)),
        (Per(mean=2, distribution="spread"), Spread(mean=2)),
        (Per(mean=2, distribution="random"), Random(mean=2)),
        (Per(mean=2, distribution="zipf", exponent=1.3), ZipfFanOut(1.3, mean=2)),
        (Per(histogram={"0": 1, "3": 1}), Histogram({"0": 1, "3": 1})),
    ],
)
def test_per_is_a_fan_out(per: Per, fan_out: Any) -> None:
    assert fan_out_of(per) == fan_out


@pytest.mark.parametrize(
    ("settings", "reference", "run", "rows", "why"),
    [
        (None, None, {}, 10, "profiles/test.toml count"),
        (None, None, {"count": 7}, 7, "--count"),
        (None, None, {"scale": 0.25}, 2, "profiles/test.toml count, scaled by 0.25"),
        (TableSettings(rows=3), None, {}, 3, 'profiles/test.toml [tables."public.orders"] rows'),
        (TableSettings(rows=3), None, {"count": 7}, 3, 'profiles/test.toml [tables."public.orders"] rows'),
        (TableSettings(rows=3), None, {"scale": 2}, 6, "scaled by 2"),
        (TableSettings(count=4), Spread(2), {}, 4, "rows"),
        (TableSettings(rows=0), Spread(2), {}, 0, "rows"),
        # Without a fan-out a reference says nothing about how many rows there are.
        (None, ..., {}, 10, "profiles/test.toml count"),
        (None, Spread(2), {}, 200, "per public.users"),
        (None, Spread(2), {"count": 7}, 200, "per public.users"),
        (None, Spread(2), {"scale": 3}, 200, "per public.users"),  # the parents are scaled already
        (TableSettings(per={"users": Per(share=0.5)}), Spread(2), {}, 50, "per public.users"),
        (TableSettings(per={"public.users": Per(mean=1.5)}), None, {}, 150, "per public.users"),
        (TableSettings(rows=[{"id": 1}, {"id": 2}]), None, {"count": 1}, 2, "pinned rows"),
        (TableSettings(rows=[{"id": 1}]), None, {"count": 5}, 5, "--count"),
        (TableSettings(rows=[{"id": 1}], count=0), None, {}, 1, "pinned rows"),
    ],
)
def test_who_wins(settings, reference, run, rows, why, by_hand, orders) -> None:
    profile = by_hand.profile(tables={"orders": settings} if settings else {})
    generators = {}
    if reference is not None:
        generators["user_id"] = Reference("users", fan_out=None if reference is ... else reference)
    count = count_rows(orders, generators, PARENTS, profile, count=run.get("count"), scale=run.get("scale"))
    assert count.rows == rows
    assert why in count.why


def test_a_parent_that_comes_later_has_no_count_yet(by_hand, orders) -> None:
    profile = by_hand.profile(tables={"orders": TableSettings(per={"items": Per(mean=1)})})
    with pytest.raises(ProfileError, match=r"per names 'items', which is not a table that public\.orders comes after"):
        count_rows(orders, {}, PARENTS, profile, count=None, scale=None)
