"""Moments: never before, never after, busy when they should be."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seeding.columns.base import Column
from seeding.columns.instants import DAY, HOUR, micros
from seeding.columns.key import Key
from seeding.columns.moment import After, Moment
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

NOW = np.datetime64("2025-07-06T13:37:11.000042", "us")
PRESENT = micros(NOW)


def rows(count: int = 5000, seed: int = 0, start: int = 0, **columns: Column) -> Rows:
    parents = TableRows("public.users", {"id": Key(), "created_at": Moment()}, 0, 50)
    spec = TableRows("public.t", columns, start, start + count)
    here = World(seed, NOW, {"public.t": spec, "public.users": parents})
    return here.rows("public.t", np.arange(start, start + count))


def instants(count: int = 5000, **columns: Column) -> np.ndarray:
    found: np.ndarray = rows(count, **columns).number(list(columns)[-1])
    return found


STRETCHES = [
    ("-2y", "now"),
    ("-1h", "now"),
    ("-90m", "+90m"),
    ("2024-02-29", "2024-03-01"),
    ("-1s", "now"),
    ("1900-01-01", "2100-01-01"),
    ("now", "+1d"),
]


@pytest.mark.parametrize(("since", "until"), STRETCHES)
@pytest.mark.parametrize("hours", ["all", "office", [0] * 8 + [1] * 8 + [0] * 8])
@pytest.mark.parametrize("rising", [False, True])
def test_never_before_since_and_never_until(since: str, until: str, hours: Any, rising: bool) -> None:
    from seeding.columns.instants import instant

    found = instants(m=Moment(since, until, hours=hours, growth=3, weekly="weekdays", rising=rising))
    assert found.min() >= instant(since, NOW, "")
    assert found.max() < instant(until, NOW, "")


@settings(deadline=None, max_examples=30)
@given(
    since=st.integers(-(10**15), 2 * 10**15),
    length=st.integers(1, 10**15),
    growth=st.floats(0.1, 10),
    weekly=st.lists(st.floats(0, 5), min_size=7, max_size=7).filter(lambda w: sum(w) > 0.1),
    hours=st.lists(st.floats(0, 5), min_size=24, max_size=24).filter(lambda w: sum(w) > 0.1),
    offset=st.sampled_from([0, 5.5, -8]),
)
@example(  # a day whose share of the stretch is too small to have a finite inverse
    since=-1,
    length=82_800_000_002,
    growth=1.0,
    weekly=[0.0, 0.0, 2.2250738585e-313, 1.0, 0.0, 0.0, 0.0],
    hours=[0.0] * 23 + [1.0],
    offset=0,
)
def test_any_stretch(
    since: int, length: int, growth: float, weekly: list[float], hours: list[float], offset: float
) -> None:
    epoch = datetime.datetime(1970, 1, 1)
    begin, end = (epoch + datetime.timedelta(microseconds=n) for n in (since, since + length))
    found = instants(500, m=Moment(begin, end, growth=growth, weekly=weekly, hours=hours, utc_offset=offset))
    assert found.min() >= since
    assert found.max() < since + length


def test_uniform_by_default_but_for_the_hours() -> None:
    found = instants(40_000, m=Moment(hours="all"))
    since = micros(np.datetime64("2023-07-06T13:37:11.000042", "us"))
    counts = np.bincount((found - since) * 20 // (PRESENT - since), minlength=20)
    assert counts.size == 20
    assert (np.abs(counts - 2000) < 5 * np.sqrt(2000)).all()
    assert np.bincount(found % 60_000_000 // 1_000_000, minlength=60).min() > 500  # seconds are not zero
    assert (found % 1_000_000 == 0).sum() < 5


def test_growth_is_a_factor_a_year() -> None:
    found = instants(60_000, m=Moment("2022-01-01", "2025-01-01", growth=2))
    years = np.bincount(found.view("datetime64[us]").astype("datetime64[Y]").astype(int) - 52)
    assert years[1] / years[0] == pytest.approx(2, rel=0.05)
    assert years[2] / years[1] == pytest.approx(2, rel=0.05)


def test_weekdays_and_hours_have_their_weights() -> None:
    weekly, hours = [7, 6, 5, 4, 3, 2, 1], [float(hour) for hour in range(24)]
    found = instants(60_000, m=Moment("2024-01-01", "2024-12-30", weekly=weekly, hours=hours))
    days = np.bincount((found // DAY + 3) % 7, minlength=7) / 60_000
    assert days == pytest.approx(np.array(weekly) / 28, abs=0.01)
    assert np.bincount(found // HOUR % 24, minlength=24) / 60_000 == pytest.approx(np.array(hours) / 276, abs=0.01)
    shifted = instants(20_000, m=Moment(hours=[0] * 9 + [1] + [0] * 14, utc_offset=5.5))
    assert set((shifted // (HOUR // 2) % 48).tolist()) == {7, 8}  # 9 to 10 in India is 3:30 to 4:30 in UTC


def test_rising_moments_rise_and_keep_the_distribution() -> None:
    found = instants(20_000, m=Moment("2024-01-01", "2025-01-01", hours="all", rising=True))
    assert (np.diff(found) >= 0).all()
    counts = np.bincount((found // DAY - 19_723) // 61, minlength=6)
    assert counts.min() > 3250
    assert counts.max() < 3350
    later = rows(100, start=700, m=Moment(rising=True)).number("m")
    assert (np.diff(later) >= 0).all()


AFTER = [
    {},
    {"within": "30d"},
    {"within": "1s"},
    {"lean": "late"},
    {"lean": "even", "within": "400d"},
    {"same": 0.4},
    {"same": 1.0, "lean": "late"},
    {"until": "+30d"},
]


@pytest.mark.parametrize("options", AFTER, ids=repr)
def test_after_is_never_before_and_never_beyond(options: dict[str, Any]) -> None:
    here = rows(c=Moment(), u=Moment(after="c", **options))
    created, updated = here.number("c"), here.number("u")
    end = PRESENT + (30 * DAY if "until" in options else 0)
    assert (updated >= created).all()
    assert updated.max() <= end
    if "within" in options:
        from seeding.columns.instants import span

        assert (updated - created).max() <= span(options["within"], "")
    if "same" in options:
        assert (updated == created).mean() == pytest.approx(options["same"], abs=0.03)


def test_delays_lean() -> None:
    part = {}
    for lean in ("early", "even", "late"):
        here = rows(20_000, c=Moment("-4y", "-3y"), u=Moment(after="c", within="100d", lean=lean))
        part[lean] = (here.number("u") - here.number("c")) / (100 * DAY)
    assert part["early"].mean() == pytest.approx(0.193, abs=0.01)
    assert part["even"].mean() == pytest.approx(0.5, abs=0.01)
    assert part["late"].mean() == pytest.approx(0.807, abs=0.01)


def test_after_a_parents_column() -> None:
    here = rows(user_id=Reference("users"), c=After("user_id.created_at", "7d"))
    parents = here.parents("user_id").number("created_at")
    assert (here.number("c") >= parents).all()
    assert (here.number("c") <= parents + 7 * DAY).all()


def test_after_the_latest_of_several() -> None:
    here = rows(a=Moment(), b=Moment(nulls=0.5), c=Moment(after=("a", "b")))
    latest = np.maximum(here.number("a"), here.column("b").cast(pa.int64()).fill_null(0).to_numpy())
    assert (here.number("c") >= latest).all()


def test_null_in_null_out() -> None:
    here = rows(a=Moment(nulls=0.5), b=Moment(after="a"), user_id=Reference("users", nulls=0.3))
    assert here.column("b").is_null().equals(here.column("a").is_null())
    orphans = rows(user_id=Reference("users", nulls=0.3), b=Moment(after="user_id.created_at"))
    assert orphans.column("b").is_null().equals(orphans.column("user_id").is_null())


def test_a_moment_after_one_beyond_the_present_stays_with_it() -> None:
    here = rows(a=Moment("+1d", "+2d"), b=Moment(after="a"))
    assert (here.number("a") == here.number("b")).all()


@pytest.mark.parametrize(
    "generator",
    [Moment(growth=1.8, weekly="weekdays"), Moment(rising=True), Moment("2024-01-01", "2024-01-02")],
    ids=repr,
)
def test_any_chunk_gives_the_same_rows(generator: Moment) -> None:
    here = rows(200, m=generator, u=Moment(after="m", lean="late"))
    for name in ("m", "u"):
        parts = [block.column(name).to_pylist() for block in here.blocks(7)]
        assert [value for part in parts for value in part] == here.column(name).to_pylist()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Moment("then"),
        lambda: Moment(until="2y"),
        lambda: Moment(weekly="sundays"),
        lambda: Moment(weekly=[1] * 6),
        lambda: Moment(weekly=[0] * 7),
        lambda: Moment(hours=[-1] + [1] * 23),
        lambda: Moment(hours="night"),
        lambda: Moment(growth=0),
        lambda: Moment(within="3d"),
        lambda: Moment(after="a", within="soon"),
        lambda: Moment(after="a", lean="left"),  # type: ignore[arg-type]
        lambda: Moment(after="a", same=2),
        lambda: Moment(after="a", rising=True),
        lambda: instants(m=Moment("now", "-1d")),
        lambda: instants(m=Moment("2024-01-01", "2024-01-01")),
        lambda: instants(m=Moment(after="nothing")),
        lambda: instants(m=Moment(after="nothing.created_at")),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any) -> None:
    with pytest.raises(FactoryError):
        make()
