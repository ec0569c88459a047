"""Parents with more children where production has them, delays that know the end, rows without a parent."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.columns.instants import DAY
from seeding.columns.key import Serial
from seeding.columns.rows import TableRows, World
from seeding.infer.patterned.children import ChildrenCode
from seeding.infer.patterned.coded import Coded
from seeding.infer.patterned.delay import PatternDelay
from seeding.infer.patterned.fan_out import Children
from seeding.infer.patterned.limits import Limits
from seeding.infer.patterned.readings import CategoryReading
from seeding.infer.patterned.sources import Source
from seeding.infer.patterned.strata import quotas
from seeding.infer.patterned.time import PatternTime
from seeding.infer.patterned.weighed import WeighedReference, Weight

FANS = Children(((0, 0, 0.3), (1, 3, 0.5), (4, 30, 0.2)))


def world(*weights, parents=2_000, children=6_000, nulls=0.0, **further):
    columns = {"id": Serial(), "kind": Coded((0.5, 0.3, 0.2)), "size": Coded((0.25, 0.75)), **further}
    reference = WeighedReference("public.p", fan_out=FANS, weights=weights, nulls=nulls)
    return World(
        tables={
            "public.p": TableRows("public.p", columns, 0, parents),
            "public.c": TableRows("public.c", {"p": reference}, 0, children),
        }
    )


def rows(made, table):
    return made.rows(table, np.arange(made.tables[table].count))


@pytest.mark.parametrize("nulls", [0.0, 0.2])
def test_children_fall_to_codes_as_told_and_the_fan_out_stays(nulls):
    kinds, sizes = (0.3, 0.2, 0.5), (0.4, 0.6)
    weighed = world(Weight(Source("kind"), kinds), Weight(Source("size"), sizes), nulls=nulls)
    plain = world(nulls=nulls)
    parents = rows(weighed, "public.c").parents("p")
    there = rows(weighed, "public.c").column("p").is_valid().to_numpy(zero_copy_only=False)
    for column, shares in (("kind", kinds), ("size", sizes)):
        codes = parents.column(column).to_numpy()[there]
        assert np.bincount(codes) / there.sum() == pytest.approx(shares, abs=0.02)
    counts = [
        np.sort(np.bincount(rows(one, "public.c").parents("p").indices[there], minlength=2_000))
        for one in (weighed, plain)
    ]
    assert counts[0].tolist() == counts[1].tolist()


def test_the_same_in_any_chunk_and_parents_know_their_children():
    made = world(
        Weight(Source("kind"), (0.1, 0.2, 0.7)), children_of=ChildrenCode("public.c", "p", (0, 1, 2, 3, 5, 10))
    )
    whole = rows(made, "public.c").column("p").to_pylist()
    again = world(Weight(Source("kind"), (0.1, 0.2, 0.7)))
    parts = [again.rows("public.c", np.arange(n, n + 500)).column("p").to_pylist() for n in range(5_500, -1, -500)]
    assert [key for part in reversed(parts) for key in part] == whole
    counted = np.bincount(np.array(whole) - 1, minlength=2_000)
    codes = rows(made, "public.p").column("children_of").to_numpy()
    assert (np.searchsorted([1, 2, 3, 5, 10], counted, side="right") == codes).all()


def test_what_happens_later_has_an_end():
    """Everybody is asked again within 1,000 days, but nobody after day 1,000: who came late is asked soon."""
    months = [(n * 100 * DAY, (n + 1) * 100 * DAY, 0.1) for n in range(10)]
    seconds = [(low / 1e6, high / 1e6, share) for low, high, share in months]
    edges = (*(low for low, _, _ in seconds), seconds[-1][1])
    shares = [tuple(0.0 if b < a else 1.0 / (10 - a) for b in range(10)) for a in range(10)]
    limits = Limits(tuple(seconds), tuple(range(10)), edges, tuple(shares))
    bins = [(0.0, 1_000 * 86_400.0, 1.0)]
    columns = {"a": PatternTime(months), "b": PatternDelay("a", bins, latest=1_000 * DAY, limits=limits)}
    table = World(tables={"t": TableRows("t", columns, 0, 20_000)}).rows("t", np.arange(20_000))
    a, b = (table.column(name).cast(pa.int64()).to_numpy() for name in "ab")
    assert (b >= a).all()
    assert b.max() < 1_000 * DAY
    for code in (0, 5, 9):
        late = b[(a // (100 * DAY)) == code] // (100 * DAY)
        # Codes before the other's own end are drawn as told; its own holds less, as it is partly over.
        assert np.bincount(late, minlength=10)[code + 1 :] / len(late) == pytest.approx(
            shares[code][code + 1 :], abs=0.03
        )


def test_rows_without_a_parent_have_shares_of_their_own():
    shares = [(0.9, 0.1)] * 3
    made = world(nulls=0.5)
    code = Coded((0.5, 0.5), on=Source("kind", "p"), given=shares, nobody=(0.0, 1.0))
    made.tables["public.c"].columns["code"] = code
    found = rows(made, "public.c")
    codes, nulls = found.column("code").to_numpy(), found.column("p").is_null().to_numpy(zero_copy_only=False)
    assert (codes[nulls] == 1).all()
    assert codes[~nulls].mean() == pytest.approx(0.1, abs=0.02)


def test_texts_that_look_like_numbers_stay_texts():
    reading = CategoryReading(("2.0", "2", "a"), other=3)
    assert reading.codes(pa.array(["2", "2.0", "a", "2.00"])).tolist() == [1, 0, 2, 3]


@given(
    st.integers(1, 6).flatmap(
        lambda width: st.lists(
            st.tuples(st.lists(st.floats(0, 1), min_size=width, max_size=width), st.integers(0, 300)),
            min_size=1,
            max_size=6,
        )
    )
)
def test_quotas_add_up_to_the_rows_of_each_group_and_to_what_is_in_them(groups):
    tables = np.array([shares for shares, _ in groups])
    sizes = np.array([size for _, size in groups])
    known = tables.sum(axis=1, keepdims=True)
    mixed = np.where(known > 0, tables / np.where(known > 0, known, 1), 1 / tables.shape[1])
    overall = (mixed * sizes[:, None]).sum(axis=0) / max(sizes.sum(), 1)
    counts = quotas(tables, sizes, overall if overall.sum() > 0 else np.ones(tables.shape[1]))
    assert (counts >= 0).all()
    assert counts.sum(axis=1).tolist() == sizes.tolist()
    assert not counts[(tables == 0) & (known > 0)].any()


def test_codes_that_depend_on_something_come_out_to_the_row():
    columns = {
        "o": Coded((0.37, 0.63)),
        "c": Coded((0.301, 0.699), on=Source("o"), given=[(0.2037, 0.7963), (0.3581, 0.6419)]),
    }
    found = World(tables={"t": TableRows("t", columns, 0, 10_000)}).rows("t", np.arange(10_000))
    assert np.bincount(found.column("c").to_numpy()).tolist() == [3_010, 6_990]
