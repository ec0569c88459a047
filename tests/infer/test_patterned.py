"""The parts that rows by a pattern are made of: bins, weeks, fan-outs and their inverse."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.degrees import Degrees
from seeding.columns.draws import words
from seeding.columns.fan_out import layout
from seeding.columns.instants import DAY, HOUR
from seeding.columns.reference import _placed, inside_out
from seeding.columns.rows import TableRows, World
from seeding.infer.patterned.beside import PatternBeside
from seeding.infer.patterned.bins import Bins, place_of
from seeding.infer.patterned.coded import Coded
from seeding.infer.patterned.coupling import Coupling, correlation
from seeding.infer.patterned.fan_out import Children
from seeding.infer.patterned.number import PatternNumber
from seeding.infer.patterned.ranks import Ranks
from seeding.infer.patterned.readings import CategoryReading, NumberReading, plain
from seeding.infer.patterned.rhythm import Rhythm
from seeding.infer.patterned.sources import Source
from seeding.infer.patterned.time import PatternTime


def values(column, rows=20_000):
    return World(tables={"t": TableRows("t", {"c": column}, 0, rows)}).rows("t", np.arange(rows)).column("c")


def test_bins_by_share_and_code():
    bins = Bins([0.2, 0.0, 0.8, 1.0, 0.5, 0.5], starts=(0, 3, 4))
    draws = words(7, np.arange(90_000))
    codes = np.arange(90_000) % 3
    found, inside = bins.find(place_of(draws), codes)
    assert np.bincount(found[codes == 0], minlength=6) / 30_000 == pytest.approx([0.2, 0, 0.8, 0, 0, 0], abs=0.01)
    assert set(found[codes == 1]) == {3}
    assert np.bincount(found[codes == 2], minlength=6)[4:] / 30_000 == pytest.approx([0.5, 0.5], abs=0.01)
    assert inside.min() >= 0
    assert inside.max() < 1
    assert inside.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"bins": [(0, 3, 1)], "step": Decimal(1)}, {0, 1, 2}),
        ({"bins": [(0, 3, 0.5), (7, 7, 0.5)], "step": Decimal(1)}, {0, 1, 2, 7}),
        ({"bins": [(0, 1, 1)], "step": Decimal("0.25"), "digits": 2}, {Decimal(n) / 4 for n in range(4)}),
        ({"bins": [(0, 20, 1)], "step": Decimal(5)}, {0, 5, 10, 15}),
        ({"bins": [(0, 9, 1)], "step": Decimal(1), "low": 3, "high": 5}, {3, 4, 5}),
        ({"bins": [(1.2, 1.8, 1)], "step": Decimal(1)}, {2}),
        ({"bins": [(0.0, 0.5, 1)], "step": Decimal("0.1")}, {0.0, 0.1, 0.2, 0.3, 0.4}),
    ],
)
def test_numbers_in_whole_steps(options, wanted):
    assert set(values(PatternNumber(**options)).to_pylist()) == wanted


def test_numbers_without_a_step_and_with_nulls():
    found = values(PatternNumber([(0, 1, 0.9), (1, 100, 0.1)], nulls=0.25))
    assert found.null_count / len(found) == pytest.approx(0.25, abs=0.01)
    numbers = found.drop_null().to_numpy()
    assert (numbers < 1).mean() == pytest.approx(0.9, abs=0.01)


def test_spans_are_seconds():
    found = values(PatternNumber([(60, 120, 1)], step=Decimal(60), unit="interval"))
    assert set(found.cast(pa.int64()).to_pylist()) == {60_000_000}


WORK = [1, 1, 1, 1, 1, 0, 0], [0] * 9 + [1] * 8 + [0] * 7


@given(st.integers(-2_000_000 * HOUR, 2_000_000 * HOUR))
def test_a_week_there_and_back(instant):
    rhythm = Rhythm(*WORK)
    back = int(rhythm.at(np.array([rhythm.used(instant)]))[0])
    # Hours that are never used pass in no time.
    assert abs(rhythm.used(back) - rhythm.used(instant)) < 1e-9


def test_times_in_their_bins_and_hours():
    monday = 4 * DAY
    column = PatternTime([(monday, monday + 14 * DAY, 1)], weekday=WORK[0], hour=WORK[1], step=1_000_000)
    found = values(column).cast(pa.int64()).to_numpy()
    assert found.min() >= monday
    assert found.max() < monday + 14 * DAY
    assert not (found % 1_000_000).any()
    hours = found // HOUR % 24
    assert ((hours >= 9) & (hours < 17)).mean() > 0.999
    assert (((found - monday) // DAY % 7) < 5).mean() > 0.999


def test_points_are_exact():
    found = values(PatternTime([(DAY, DAY, 0.5), (2 * DAY + 1, 2 * DAY + 1, 0.5)], weekday=WORK[0], hour=WORK[1]))
    assert set(found.cast(pa.int64()).to_pylist()) == {DAY, 2 * DAY + 1}


def test_times_that_rise_with_the_row():
    column = PatternTime([(0, 10 * DAY, 0.9), (10 * DAY, 20 * DAY, 0.1)], rising=True)
    found = values(column, 1000).cast(pa.int64()).to_numpy()
    assert (np.diff(found) >= 0).all()
    assert (found < 10 * DAY).sum() == 900


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9), st.floats(0.01, 1)), min_size=1, max_size=6),
    st.integers(1, 400),
    st.integers(0, 4000),
)
def test_children_add_up(bins, parents, children):
    low, shaped = 0, []
    for gap, width, share in bins:
        shaped.append((low + gap, low + gap + width, share))
        low += gap + width + 1
    classes = Children(tuple(shaped)).degrees(children, parents)
    assert sum(count for _, count in classes) == parents
    if classes[-1][0] or not children:
        assert sum(degree * count for degree, count in classes) == children


def test_children_stay_in_their_bins():
    fan_out = Children(((0, 0, 0.5), (1, 1, 0.3), (2, 10, 0.2)))
    classes = dict(fan_out.degrees(1100, 1000))
    assert (classes[0], classes[1]) == (500, 300)
    assert fan_out.children(1000) == 300 + 200 * 6


@pytest.mark.parametrize("recency", [0.0, 0.8])
@pytest.mark.parametrize("parents", [40, 7000])
def test_parents_know_their_children(parents, recency):
    degrees = layout(Children(((0, 0, 0.5), (1, 4, 0.3), (5, 40, 0.2))), parents * 3, parents, recency)
    assert isinstance(degrees, Degrees)
    children = np.arange(parents * 3)
    placed = _placed(degrees, degrees.parent_slots(children), 99)
    counted = np.bincount(placed, minlength=parents)
    slots = inside_out(degrees, np.arange(parents), 99)
    assert (degrees.degrees_of(slots) == counted).all()


def test_readings():
    assert NumberReading((0.0, 10.0), null=2).codes(pa.array([-1, 5, 10, None])).tolist() == [0, 0, 1, 2]
    texts = CategoryReading(("a", "1.5"), other=2, null=3)
    assert texts.codes(pa.array(["a", "x", None])).tolist() == [0, 2, 3]
    assert texts.codes(pa.array([Decimal("1.50")])).tolist() == [1]
    assert [plain(v) for v in (True, 1.50, "1.50", "a", None, 3)] == ["true", "1.5", "1.5", "a", None, "3"]


def test_shares_come_out_to_the_row():
    codes = values(Coded((0.125, 0.5, 0.375)), 800)
    assert np.bincount(codes.to_numpy()).tolist() == [100, 400, 300]


def test_codes_by_another_column():
    source = Source("o")
    columns = {"o": Coded((0.5, 0.5)), "c": Coded((0.5, 0.5), on=source, given=[(1.0, 0.0), ()])}
    rows = World(tables={"t": TableRows("t", columns, 0, 4000)}).rows("t", np.arange(4000))
    origin, code = rows.column("o").to_numpy(), rows.column("c").to_numpy()
    assert not code[origin == 0].any()
    assert code[origin == 1].mean() == pytest.approx(0.5, abs=0.04)


@given(st.floats(-5, 25))
def test_ranks_undo_bins(value):
    ranks = Ranks(((0.0, 10.0, 0.4), (10.0, 10.0, 0.2), (10.0, 20.0, 0.4)))
    (rank,), (null,) = ranks.of(pa.array([value]))
    assert not null
    expected = 0.04 * value if value < 10 else 0.5 if value == 10 else 0.6 + 0.04 * (value - 10)
    assert rank == pytest.approx(min(max(expected, 0), 1), abs=0.11 if 9.9 < value < 10.1 else 1e-9)


def test_ranks_beside_zero():
    # A bin of zeros, and the next one from the least number there is.
    ranks = Ranks(((0.0, 0.0, 0.5), (float(np.nextafter(0.0, 1.0)), 10.0, 0.5)))
    found, _ = ranks.of(pa.array([0.0, 5e-324, 1e-300, 5.0, 10.0]))
    assert np.isfinite(found).all()
    assert found.tolist() == pytest.approx([0.25, 0.5, 0.5, 0.75, 1.0], abs=0.26)
    assert (np.diff(found) >= 0).all()


BINS = [(0, 1, 0.25), (1, 3, 0.25), (3, 10, 0.25), (10, 200, 0.25)]


@pytest.mark.parametrize("sign", [1, -1])
def test_coupled_values_lie_where_the_others_do(sign):
    """Two skewed columns in four codes each: with codes alone the last, wide bin would lose the correlation."""
    order = [0, 1, 2, 3][::sign]
    given = [tuple(0.94 if n == order[m] else 0.02 for n in range(4)) for m in range(4)]
    rho = correlation([0.25] * 4, given, [0.25] * 4)
    assert sign * rho > 0.85
    ranks = Ranks(tuple(BINS))
    coupling = Coupling("x", "", ranks, rho, tuple(ranks.ends([0, 1, 2, 3])))
    inside = {}
    for made in (None, coupling):
        columns = {
            "x code": Coded((0.25,) * 4),
            "x": PatternNumber(BINS, code="x code", starts=(0, 1, 2, 3)),
            "y code": Coded((0.25,) * 4, on=Source("x code"), given=given),
            "y": PatternNumber(BINS, code="y code", starts=(0, 1, 2, 3), coupling=made),
        }
        rows = World(tables={"t": TableRows("t", columns, 0, 20_000)}).rows("t", np.arange(20_000))
        x, y = rows.column("x").to_numpy(), rows.column("y").to_numpy()
        inner = (x > 3) & (x < 10)
        low, high = (3, 10) if sign == 1 else (1, 3)
        inner &= (y > low) & (y < high)
        inside[made is not None] = sign * np.corrcoef(x[inner], y[inner])[0, 1]
        # How many rows each bin has is as ever.
        assert [((y >= low) & (y < high)).mean() for low, high, _ in BINS] == pytest.approx([0.25] * 4, abs=0.02)
    assert inside[True] > 0.15 > abs(inside[False]) + 0.05


def test_shares_come_out_to_the_row_inside_each_code_of_another_column():
    columns = {"o": Coded((0.25, 0.75)), "c": Coded((0.5, 0.5), on=Source("o"), given=[(0.1, 0.9), (0.6, 0.4)])}
    world = World(tables={"t": TableRows("t", columns, 0, 400)})
    rows = world.rows("t", np.arange(400))
    origin, code = rows.column("o").to_numpy(), rows.column("c").to_numpy()
    assert np.bincount(code[origin == 0]).tolist() == [10, 90]
    assert np.bincount(code[origin == 1]).tolist() == [180, 120]
    # The same in any chunk.
    parts = [world.rows("t", np.arange(n, n + 80)).column("c").to_numpy() for n in range(0, 400, 80)]
    assert np.concatenate(parts).tolist() == code.tolist()


@pytest.mark.parametrize("order", ["<=", ">="])
def test_what_would_be_on_the_wrong_side_stays_inside_its_own_bins(order):
    bins = [(0, 100 * DAY, 1.0)]
    times = {"a": PatternTime(bins), "b": PatternBeside(PatternTime(bins), "a", order=order)}
    numbers = {
        "a": PatternNumber([(0, 100, 1.0)], step=Decimal(1)),
        "b": PatternBeside(PatternNumber([(0, 100, 1.0)], step=Decimal(1)), "a", order=order),
    }
    for columns, end in ((times, 100 * DAY), (numbers, 100)):
        rows = World(tables={"t": TableRows("t", columns, 0, 5000)}).rows("t", np.arange(5000))
        a, b = (rows.column(name).cast(pa.int64()).to_numpy() for name in "ab")
        assert (b <= a).all() if order == "<=" else (b >= a).all()
        assert b.min() >= 0
        assert b.max() < end
        assert len(np.unique(b)) > 50
    apart = numbers | {"b": PatternBeside(numbers["b"].column, "a", order=order, apart=True)}
    rows = World(tables={"t": TableRows("t", apart, 0, 5000)}).rows("t", np.arange(5000))
    a, b = (rows.column(name).cast(pa.int64()).to_numpy() for name in "ab")
    assert (b < a).all() if order == "<=" else (b > a).all()
