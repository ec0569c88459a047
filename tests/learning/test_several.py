"""What a column depends on beside the strongest: learned pair by pair, with wider codes where pairs are few."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from learned import Production

from seeding.learning import coarse
from seeding.learning.measures import is_canned
from seeding.learning.nodes import Codes
from seeding.patterns import CategoryShape, TextShape

Make = Callable[[str], Production]

STAFF = """
create table sites (id int primary key, area text not null);
create table staff (id int primary key, site_id int not null references sites, grade text not null, pay int not null,
  outcome text, remark text not null);
select setseed(0.4);
insert into sites select n, (array['city', 'land'])[1 + n % 2] from generate_series(1, 60) n;
insert into staff
select n, s, g, (1000 * case g when 'head' then 3 when 'lead' then 2 else 1 end + 900 * (s % 2) + random() * 300)::int,
  (array['passed', 'failed', 'no show'])[1 + n % 3], 'wrote ' || md5(n::text)
from (select n, (array['head', 'lead', 'staff', 'staff'])[1 + (random() * 4)::int % 4] as g,
  1 + (random() * 60)::int % 60 as s from generate_series(1, 3000) n) as made
"""
FEW = """
create table spans (id int primary key, width float8 not null, height float8 not null);
select setseed(0.2);
insert into spans select n, x, x * 2 + random() * 20 from (select n, random() * 100 as x
  from generate_series(1, 260) n) as made
"""


def test_a_column_depends_on_what_its_first_alone_does_not_make(production: Make) -> None:
    staff = production(STAFF).learn().tables["public.staff"]
    pairs = {frozenset((one.column, one.on.column)) for one in staff.dependencies}
    # Grades have nothing to do with areas; by way of what is paid they would.
    assert {frozenset(("pay", "area")), frozenset(("pay", "grade")), frozenset(("grade", "area"))} <= pairs
    assert all(sum(row) == pytest.approx(1, abs=0.01) for one in staff.dependencies for row in one.given if row)


def test_a_few_words_that_all_rows_choose_from_are_told_and_what_somebody_wrote_is_not(production: Make) -> None:
    columns = production(STAFF).learn().tables["public.staff"].columns
    outcome = columns["outcome"]
    assert isinstance(outcome, CategoryShape)
    assert sorted(map(str, outcome.values)) == ["failed", "no show", "passed"]
    assert isinstance(columns["remark"], TextShape)


@pytest.mark.parametrize(
    ("values", "other", "canned"),
    [
        (["passed", "failed"], 0.0, True),
        (["passed", "failed"], 0.1, False),
        (["called the patient twice"], 0.0, False),
        ([f"word{n}" for n in range(40)], 0.0, False),
        ([], 0.0, False),
    ],
)
def test_canned(values: list[str], other: float, canned: bool) -> None:
    assert is_canned(values, other) is canned


def test_a_pair_of_which_each_cell_has_too_few_is_told_by_wider_codes(production: Make) -> None:
    (one,) = production(FEW).learn().tables["public.spans"].dependencies
    assert one.information > 0.4
    table = np.array([row for row in one.given if row])
    places = np.arange(table.shape[1])
    means = table @ places / table.sum(axis=1)
    assert (np.diff(means) > 0).mean() > 0.7
    assert means[-1] - means[0] > 0.5 * len(places)


def test_wider_codes() -> None:
    codes = Codes(6, 5, [0.0, 1.0, 2.0, 3.0, 4.0, float("inf")], ordered=5, lined=True)
    found = coarse.wider(codes, {0: 30, 1: 10, 2: 10, 3: 10, 4: 60, 5: 7}, 2)
    assert found.of == (0, 0, 0, 0, 1, 2, 3)
    assert found.codes == Codes(3, 2, [0.0, 4.0, float("inf")], ordered=2, lined=True)
    assert found.totals({0: 30, 4: 60, 5: 7, 6: 2}) == {0: 30, 1: 60, 2: 7, 3: 2}
    words = coarse.wider(Codes(4, None, ["a", "b", "c"]), {}, 2)
    assert (words.codes.parameter, words.of) == (["a"], (0, 1, 1, 1, 2))


def test_what_wider_codes_say_is_laid_out_as_the_columns_lie() -> None:
    fine = Codes(4, None, [0.0, 1.0, 2.0, 3.0, float("inf")], ordered=4, lined=True)
    totals = dict.fromkeys(range(4), 25)
    wide = coarse.wider(fine, totals, 2)
    cells = coarse.laid_out({(0, 0): 45.0, (0, 1): 5.0, (1, 0): 5.0, (1, 1): 45.0}, wide, wide, totals, totals)
    made = np.zeros((4, 4))
    for (a, b), n in cells.items():
        made[a, b] = n
    assert made.sum(axis=0) == pytest.approx([25] * 4, abs=0.1)
    assert made.sum(axis=1) == pytest.approx([25] * 4, abs=0.1)
    assert made[:2, :2].sum() == pytest.approx(45, abs=0.1)
    assert made[0, 0] > made[0, 1] > made[0, 2] > made[0, 3]
