"""Rows that follow a pattern file: a real database filled by it, and what the file says found again in the rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seeding import pipeline
from seeding.errors import ProfileError
from seeding.plan.model import Origin
from seeding.profile import Profile
from seeding.report.result import SeedResult

SCHEMA = """
create table countries (code text primary key, name text not null, region text);
create table customers (
    id bigint generated always as identity primary key, full_name text not null, email text unique not null,
    country text not null references countries, plan text not null check (plan in ('free', 'pro', 'team')),
    age int check (age between 18 and 120), created_at timestamptz not null default now(), phone text,
    height numeric(4, 1)
);
create table orders (
    id bigint generated always as identity primary key, customer_id bigint not null references customers,
    status text not null, amount numeric(10, 2) not null check (amount > 0), placed_at timestamptz not null,
    paid_at timestamptz, due date, note text, check (paid_at is null or paid_at >= placed_at)
);
create table folders (id serial primary key, name text not null, parent_id int references folders);
"""

PATTERNS = """
version = 1
learned = 2026-06-30
as_of = 2026-06-30T00:00:00+00:00

[reference."public.countries"]
columns = ["code", "name", "region"]
rows = [["DE", "Germany", "EU"], ["FR", "France", "EU"], ["US", "United States", "NA"], ["BR", "Brazil", []]]

[tables."public.countries"]
rows = 4
[tables."public.countries".columns.region]
kind = "category"
values = ["EU", "NA"]
shares = [0.5, 0.25]
nulls = 0.25

[tables."public.customers"]
rows = 20000
[tables."public.customers".columns.country]
kind = "category"
values = ["US", "DE", "FR"]
shares = [0.6, 0.3, 0.1]
[tables."public.customers".columns.plan]
kind = "category"
values = ["free", "pro", "team"]
shares = [0.7, 0.2, 0.1]
[tables."public.customers".columns.age]
kind = "number"
bins = [[10, 30, 0.3], [30, 30, 0.1], [31, 60, 0.5], [60, 80, 0.1]]
groups = [0, 2]
step = 1
nulls = 0.2
[tables."public.customers".columns.created_at]
kind = "time"
bins = [[2024-01-01T00:00:00Z, 2025-01-01T00:00:00Z, 0.3], [2025-01-01T00:00:00Z, 2026-06-30T00:00:00Z, 0.7]]
step = 1
weekday = [0.2, 0.2, 0.2, 0.2, 0.2, 0, 0]
hour = [0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0, 0, 0, 0, 0, 0]
[tables."public.customers".columns.phone]
kind = "text"
lengths = [[10, 12, 1]]
nulls = 0.4
[[tables."public.customers".dependencies]]
column = "age"
on = { column = "plan" }
given = [[0.6, 0.2, 0.2], [0.3, 0.3, 0.4], [0, 1, 0]]
[[tables."public.customers".dependencies]]
column = "plan"
on = { children = "public.orders", through = "customer_id" }
given = [[0.9, 0.1, 0], [0.5, 0.3, 0.2], [0, 0.1, 0.9]]
[[tables."public.customers".dependencies]]
column = "phone"
on = { through = "country", column = "region" }
given = [[0.9, 0.1], [0.1, 0.9], []]

[tables."public.orders"]
rows = 40000
[tables."public.orders".references.customer_id]
to = "public.customers"
children = [[0, 0, 0.4], [1, 1, 0.2], [2, 4, 0.3], [5, 10, 0.1]]
groups = [0, 1, 3]
[tables."public.orders".columns.status]
kind = "category"
values = ["paid", "open"]
shares = [0.7, 0.25]
other = 0.05
others = 3
[tables."public.orders".columns.amount]
kind = "number"
bins = [[0, 10, 0.2], [10, 100, 0.6], [100, 1000, 0.2]]
step = 0.01
[tables."public.orders".columns.placed_at]
kind = "time"
bins = [[2025-01-01T00:00:00Z, 2026-06-30T00:00:00Z, 1]]
step = 1
delay = { after = "created_at", through = "customer_id", bins = [[0, 86400, 0.5], [86400, 8640000, 0.5]] }
[tables."public.orders".columns.paid_at]
kind = "time"
bins = [[2025-01-01T00:00:00Z, 2026-06-30T00:00:00Z, 1]]
step = 1
nulls = 0.3
delay = { after = "placed_at", bins = [[60, 3600, 1]] }
[tables."public.orders".columns.due]
kind = "time"
bins = [[2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, 0.5], [2026-05-05T00:00:00Z, 2026-05-05T00:00:00Z, 0.5]]
step = 86400
[[tables."public.orders".dependencies]]
column = "status"
on = { through = "customer_id", column = "plan" }
given = [[0.9, 0.1, 0], [0.5, 0.5, 0], [0, 0.5, 0.5]]
[[tables."public.orders".dependencies]]
column = "paid_at"
on = { column = "status" }
given = [[1, 0], [0, 1], [0, 1]]
[[tables."public.orders".dependencies]]
column = "amount"
on = { through = "customer_id", column = "plan" }
given = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]

[tables."public.folders"]
rows = 3000
[tables."public.folders".references.parent_id]
to = "public.folders"
nulls = 0.1
children = [[0, 0, 0.7], [1, 3, 0.2], [4, 8, 0.1]]
"""

Fill = Callable[..., SeedResult]


@pytest.fixture
def fill(database: Any, tmp_path: Path) -> Fill:
    """Seed the database by the file."""
    with database.connect() as connection:
        connection.execute(SCHEMA)
    (tmp_path / "production.toml").write_text(PATTERNS)

    def run(profile: str | Profile = "local", **options: Any) -> SeedResult:
        given = {"count": 4000, "patterns": tmp_path / "production.toml", **options}
        return pipeline.seed(profile, url=database.url, root=tmp_path, environ={}, **given)

    return run


def test_tables_keep_their_ratios(fill: Fill, database: Any) -> None:
    fill()
    assert {n: c for n, c in database.counts().items() if c} == {
        "public.countries": 4,
        "public.customers": 4000,
        "public.orders": 8000,
        "public.folders": 600,
    }
    fill(count=None, scale=0.01)
    counts = database.counts()
    assert (counts["public.customers"], counts["public.orders"], counts["public.folders"]) == (200, 400, 30)
    assert counts["public.countries"] == 4


def test_what_the_file_says_is_in_the_rows(fill: Fill, database: Any) -> None:
    result = fill()
    assert not result.findings
    assert database.value("select count(*) from countries where region is null and code = 'BR'") == 1
    shares = dict(database.rows("select country, count(*)::float / 4000 from customers group by 1"))
    assert shares == pytest.approx({"US": 0.6, "DE": 0.3, "FR": 0.1}, abs=0.03)
    # Ages: not below 18, as the check says, whatever the bin; NULL by plan.
    assert database.value("select min(age) from customers") == 18
    nulls = dict(
        database.rows("select plan, avg((age is null)::int)::float from customers group by plan order by plan")
    )
    assert nulls == pytest.approx({"free": 0.2, "pro": 0.4, "team": 0}, abs=0.04)
    assert database.value("select count(*) from customers where plan = 'team' and age <= 30") == 0
    phones = dict(
        database.rows(
            "select region, avg((phone is null)::int)::float from customers join countries on code = country group by 1"
        )
    )
    assert phones == pytest.approx({"EU": 0.1, "NA": 0.9}, abs=0.04)


def test_rhythm_and_growth(fill: Fill, database: Any) -> None:
    fill()
    assert database.value("select avg((created_at < '2025-01-01')::int)::float from customers") == pytest.approx(
        0.3, abs=0.01
    )
    odd = "extract(isodow from created_at at time zone 'utc') > 5 or extract(hour from created_at at time zone 'utc')"
    assert database.value(f"select avg(({odd} not between 8 and 17)::int)::float from customers") < 0.01
    assert database.value("select count(*) from orders where due not between '2026-01-01' and '2026-05-05'") == 0
    assert database.value("select avg((due = '2026-05-05')::int)::float from orders") == pytest.approx(0.5, abs=0.03)


def test_children_and_what_depends_on_them(fill: Fill, database: Any) -> None:
    fill()
    fan_out = dict(
        database.rows(
            "select least(n, 5), count(*) / 4000.0::float from (select count(o.id) n from customers c"
            " left join orders o on o.customer_id = c.id group by c.id) x group by 1"
        )
    )
    assert fan_out[0] == pytest.approx(0.4, abs=0.001)
    assert fan_out[1] == pytest.approx(0.2, abs=0.02)
    plans = "select plan, count(*) from customers where id {} (select customer_id from orders) group by 1"
    without = dict(database.rows(plans.format("not in")))
    assert without.keys() == {"free", "pro"}
    assert without["free"] / sum(without.values()) == pytest.approx(0.9, abs=0.03)
    # Amounts follow the customer's plan, and what was paid follows the status.
    assert database.value(
        "select bool_and(case plan when 'free' then amount < 10 when 'pro' then amount between 10 and 100"
        " else amount >= 100 end) from orders join customers on customers.id = customer_id"
    )
    assert database.value("select bool_and((paid_at is null) = (status <> 'paid')) from orders")
    assert database.value("select min(paid_at - placed_at) >= '1 minute' from orders")
    assert database.value("select max(placed_at) < '2026-06-30' from orders")


def test_trees_are_as_wide(fill: Fill, database: Any) -> None:
    fill()
    rows = database.value("select count(*) from folders")
    assert database.value("select count(*) from folders where parent_id is null") == round(rows * 0.1)
    leaves = "select count(*) from folders f where not exists (select from folders c where c.parent_id = f.id)"
    assert database.value(leaves) == pytest.approx(rows * 0.7, rel=0.05)
    assert database.value("select count(*) from folders where parent_id >= id") == 0


def test_a_present_of_its_own_moves_every_instant(fill: Fill, database: Any) -> None:
    fill(Profile(environment="local", name="local"))
    newest = database.value("select max(created_at) from customers")
    fill(Profile(environment="local", name="local", as_of="2026-07-30T12:00:00Z"))
    assert (database.value("select max(created_at) from customers") - newest).days in (29, 30, 31)
    assert database.value("select count(*) from customers where extract(isodow from created_at) > 5") < 40


def test_the_profile_wins(fill: Fill, database: Any) -> None:
    tables = {
        "public.customers": {"nulls": {"age": 0.5, "phone": 0.0}, "weights": {"plan": {"team": 1}}, "rows": 100},
        "public.orders": {"per": {"public.customers": {"share": 0.5}}},
    }
    result = fill(Profile(environment="local", name="local", tables=tables))
    assert database.counts()["public.customers"] == 100
    assert database.counts()["public.orders"] == 50
    assert database.value("select count(distinct plan) from customers") == 1
    assert database.value("select count(*) from customers where phone is null") == 0
    assert 20 < database.value("select count(*) from customers where age is null") < 80
    decided = {c.name: c.origin for c in result.plan.table("public.customers").columns}
    assert decided["plan"] is Origin.PROFILE
    assert decided["country"] is Origin.PATTERN
    assert decided["full_name"] is Origin.INFERRED


def test_reference_rows_that_are_there_are_kept(fill: Fill, database: Any, tmp_path: Path) -> None:
    fill(count=1)
    pipeline.clean("local", url=database.url, root=tmp_path, environ={})
    database.rows("insert into countries values ('US', 'States', 'NA'), ('DE', 'Deutschland', 'EU'), ('XX', 'X', null)")
    fill()
    assert dict(database.rows("select code, name from countries")) == {"US": "States", "DE": "Deutschland", "XX": "X"}
    shares = dict(database.rows("select country, count(*)::float / 4000 from customers group by 1"))
    assert shares == pytest.approx({"US": 0.6, "DE": 0.3, "XX": 0.1}, abs=0.03)  # FR is not there: any other is
    phones = "select avg((phone is null)::int)::float from customers where country = 'DE'"
    assert database.value(phones) == pytest.approx(0.1, abs=0.04)


def test_what_the_schema_no_longer_has_is_told(fill: Fill, database: Any) -> None:
    database.rows("alter table orders drop column due, drop column status")
    database.rows("alter table customers drop constraint customers_age_check")
    database.rows("alter table customers alter column age type text using age::text")
    database.rows("drop table folders")
    result = fill()
    told = {f.where: f.message for f in result.findings}
    assert {f.rule for f in result.findings} == {"pattern-drift"}
    assert told.keys() == {"public.folders", "public.orders", "public.customers.age"}
    assert database.counts()["public.orders"] == 8000


def test_a_file_that_is_not_there(fill: Fill, tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no pattern file"):
        fill(patterns=tmp_path / "nowhere.toml")


def test_the_profile_names_the_file(fill: Fill, database: Any, tmp_path: Path) -> None:
    (tmp_path / "profiles" / "patterns").mkdir(parents=True)
    (tmp_path / "profiles" / "patterns" / "production.toml").write_text(PATTERNS)
    (tmp_path / "profiles" / "small.toml").write_text(
        'environment = "local"\ncount = 50\npatterns = "patterns/production.toml"\n'
    )
    fill("small", count=None, patterns=None)
    assert database.counts()["public.customers"] == 50
    assert database.counts()["public.countries"] == 4
    assert fill("small", count=None, patterns=None).unchanged


def test_a_moment_after_one_that_is_not_there(fill: Fill, database: Any, tmp_path: Path) -> None:
    delays = PATTERNS.replace('delay = { after = "created_at", through = "customer_id"', 'delay = { after = "paid_at"')
    delays = delays.replace('delay = { after = "placed_at", bins = [[60, 3600, 1]] }', "")
    (tmp_path / "other.toml").write_text(delays)
    fill(patterns=tmp_path / "other.toml")
    # Orders that nobody paid were placed all the same: by the bins of the column itself.
    assert database.value("select count(*) from orders where paid_at is null and placed_at < '2025-01-01'") == 0
    assert database.value("select count(*) from orders where paid_at is null") > 3000
