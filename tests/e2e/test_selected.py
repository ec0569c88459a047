"""--only, --skip, --schema, --strict and --create-partitions, and the profile's keys for them."""

from __future__ import annotations

import pytest

SHOP = """
create table customers (id serial primary key, full_name text not null);
create table orders (id serial primary key, customer_id int not null references customers);
create table lines (id serial primary key, order_id int not null references orders, note text);
create table news (id serial primary key, title text);
create schema crm;
create table crm.leads (id serial primary key, customer_id int references customers, full_name text);
create schema logs;
create table logs.events (at timestamptz not null, what text) partition by range (at);
"""
PROFILE = 'environment = "local"\ncount = 5\n'


@pytest.fixture
def shop(project, database):
    for folder in ("factories", "supabase"):
        (project.folder / folder).rename(project.folder / f"no_{folder}")
    project.write("profiles/local.toml", PROFILE)
    database.rows(SHOP)
    return project, database


def planned(project, database, *options: str) -> set[str]:
    done = project.seed("plan", "local", "--url", database.url, "--format", "json", *options)
    assert done.code == 0, done.err
    return {table["name"].removeprefix("public.") for table in done.json["tables"]}


@pytest.mark.parametrize(
    ("options", "tables"),
    [
        ((), "customers orders lines news crm.leads"),
        (("--only", "orders"), "customers orders"),
        (("--only", "crm.*"), "crm.leads"),
        (("--only", "news", "--only", "public.customers"), "customers news"),
        (("--skip", "lines", "--skip", "n*"), "customers orders crm.leads"),
        (("--schema", "crm"), "crm.leads"),
        (("--schema", "public"), "customers orders lines news"),
        (("--schema", "logs", "--create-partitions"), "logs.events"),
    ],
)
def test_which_tables(shop, options: tuple[str, ...], tables: str) -> None:
    assert planned(*shop, *options) == set(tables.split())


def test_the_profile_says_the_same(shop) -> None:
    project, database = shop
    project.write("profiles/local.toml", PROFILE + 'only = ["orders", "news"]\nskip = ["news"]\n')
    assert planned(project, database) == {"customers", "orders"}
    assert planned(project, database, "--only", "crm.leads") == {"crm.leads"}
    project.write("profiles/local.toml", PROFILE + 'only = ["ordres"]\n')
    done = project.seed("plan", "local", "--url", database.url)
    assert (done.code, "profiles/local.toml only ordres: the database has no such table" in done.err) == (2, True)
    project.write("profiles/local.toml", PROFILE + "strict = true\n")
    assert project.seed("local", "--url", database.url).code == 5


def test_names_that_are_wrong(shop) -> None:
    project, database = shop
    for options, hint in (
        (("--only", "order"), "did you mean orders?"),
        (("--skip", "crm.led"), "did you mean crm.leads?"),
        (("--schema", "publik"), "no table in a schema of that name"),
    ):
        done = project.seed("local", "--url", database.url, *options)
        assert (done.code, hint in done.err) == (2, True), done.err


def test_the_outlook_comes_before_the_rows(shop) -> None:
    project, database = shop
    done = project.seed("local", "--url", database.url)
    assert done.code == 0, done.err
    told, written = (
        done.err.index("left out  logs.events: has no partitions yet"),
        done.err.index("public.customers  5 rows"),
    )
    assert told < written
    plan = project.seed("plan", "local", "--url", database.url)
    assert "outlook: 5 tables to fill, 1 left out\n" in plan.out
    assert {o["table"]: o["state"] for o in project.seed(
        "plan", "local", "--url", database.url, "--format", "json"
    ).json["outlook"]}["logs.events"] == "left out"  # fmt: skip


def test_strict_refuses_before_anything_is_written(shop) -> None:
    project, database = shop
    for command in (("local",), ("plan", "local")):
        done = project.seed(*command, "--url", database.url, "--strict")
        assert done.code == 5
        assert "logs.events: has no partitions yet" in done.err
    assert sum(database.counts().values()) == 0
    assert project.seed("local", "--url", database.url, "--strict", "--create-partitions", "--quiet").code == 0
    assert database.value("select count(*) from logs.events") == 5


def test_exports_choose_too(shop) -> None:
    project, database = shop
    done = project.seed("export", "local", "--url", database.url, "--only", "orders", "--json")
    assert done.code == 0, done.err
    assert {table["name"] for table in done.json["tables"]} == {"public.customers", "public.orders"}


def test_rows_that_have_no_partition_are_left_out_one_by_one(project, database) -> None:
    for folder in ("factories", "supabase"):
        (project.folder / folder).rename(project.folder / f"no_{folder}")
    project.write("profiles/local.toml", PROFILE)
    database.rows(
        """
        create table hashed (id uuid primary key) partition by hash (id);
        create table hashed_1 partition of hashed for values with (modulus 2, remainder 1);
        """
    )
    done = project.seed("local", "--url", database.url, "--count", "40")
    assert done.code == 0, done.err
    assert 5 < database.rows("select count(*) from hashed")[0][0] < 35
    assert "no partition of relation" in done.err + done.out
