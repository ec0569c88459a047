"""`seed init` in somebody's folder: what it writes, what it leaves, and that the rows stay the same."""

from __future__ import annotations

from pathlib import Path

SHOP = """
create type state as enum ('open', 'paid');
create table customers (id uuid primary key default gen_random_uuid(), full_name text not null, email text unique);
create table orders (id bigserial primary key, customer_id uuid not null references customers, state state not null,
    build text, weird int not null, constraint odd check ((weird * weird) % 7 <> 99));
create schema billing;
create table billing.invoices (id int primary key, order_id bigint not null references orders);
"""


def emptied(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def test_what_is_written_gives_the_same_rows_and_is_kept(project, database) -> None:
    emptied(project.folder)
    database.rows(SHOP)
    before = project.seed("local", "--url", database.url)
    assert before.code == 0, before.err
    rows = database.snapshot()

    done = project.seed("init", "--url", database.url)
    assert done.code == 0, done.err
    written = {path.relative_to(project.folder).as_posix() for path in project.folder.rglob("*.*") if path.is_file()}
    assert {path for path in written if "__pycache__" not in path and not path.startswith(".seed")} == {
        "conftest.py", "profiles/local.toml", "profiles/staging.toml", "factories/__init__.py",
        "factories/customers.py", "factories/orders.py", "factories/invoices.py",
    }  # fmt: skip
    assert "  public.orders.weird: nothing here makes sure of odd\n" in done.out
    assert done.out.endswith("done: 7 files; next: seed plan local --url … (or set LOCAL_DATABASE_URL)\n")

    again = project.seed("local", "--url", database.url, "--format", "json")
    assert again.json["unchanged"], again.out
    assert {table["factory"] for table in again.json["tables"]} == {"CustomerFactory", "OrderFactory", "InvoiceFactory"}
    assert database.snapshot() == rows


def test_nothing_written_by_hand_is_lost(project, database) -> None:
    emptied(project.folder)
    database.rows(SHOP)
    mine = project.write("factories/customers.py", "# to be written\n")
    fixtures = project.write("tests/conftest.py", "")
    assert project.seed("init", "--url", database.url, "--quiet").code == 0
    assert mine.read_text() == "# to be written\n"
    assert fixtures.read_text() == ""
    assert not (project.folder / "conftest.py").exists()
    project.edit("factories/orders.py", "class OrderFactory", "class SaleFactory")
    project.edit("profiles/local.toml", "count = 25", "count = 7")
    kept = {path: path.read_bytes() for path in project.folder.rglob("*") if path.suffix in (".py", ".toml")}

    database.rows("create table refunds (id int primary key, note text)")
    done = project.seed("init", "--url", database.url, "--format", "json")
    assert done.json["written"] == ["factories/refunds.py"]
    assert set(done.json["kept"]) == {
        "profiles/local.toml", "profiles/staging.toml", "factories/customers.py", "tests/conftest.py",
    }  # fmt: skip
    assert {path: path.read_bytes() for path in kept} == kept
    assert project.seed("init", "--url", database.url).out.endswith("done: nothing to write, everything is there\n")


def test_one_factory(project, database) -> None:
    emptied(project.folder)
    database.rows(SHOP)
    done = project.seed("new", "factory", "invoices", "--url", database.url, "--format", "json")
    assert done.json["written"] == ["factories/__init__.py", "factories/invoices.py"]
    twice = project.seed("new", "factory", "billing.invoices", "--url", database.url)
    assert (twice.code, "billing.invoices has a factory already" in twice.err) == (2, True)
    wrong = project.seed("new", "factory", "ordres", "--url", database.url)
    assert (wrong.code, "did you mean orders?" in wrong.err) == (2, True)


def test_a_schema_from_migrations_and_a_supabase_folder(project, database) -> None:
    """The example's own migrations, on the database that `seed local` has filled."""
    assert project.seed("local", "--url", database.url, "--quiet").code == 0
    for path in (project.folder / "factories").glob("[!_]*.py"):
        path.unlink()
    done = project.seed("init", "--url", database.url, "--format", "json")
    assert done.code == 0, done.err
    assert "factories/users.py" in done.json["written"]
    assert "supabase/seed/.gitkeep" in done.json["written"]
    assert "supabase/migrations/.gitkeep" not in done.json["written"]


def test_a_database_without_tables(project, database) -> None:
    emptied(project.folder)
    done = project.seed("init", "--url", database.url)
    assert done.code == 0, done.err
    assert "the database has no table yet" in done.out
    assert (project.folder / "profiles" / "local.toml").is_file()
    assert not (project.folder / "conftest.py").exists()


def test_the_catalog_is_read_and_nothing_written_to_the_database(project, database) -> None:
    database.rows(SHOP)
    before = database.snapshot()
    assert project.seed("init", "--url", database.url, "--quiet").code in (0, 6)
    assert database.snapshot() == before


def test_reference_data_gets_no_factory(project, database) -> None:
    emptied(project.folder)
    database.rows(
        SHOP + "create table plans (id int primary key, name text not null); insert into plans values (1, 'x');"
    )
    database.rows("alter table customers add plan_id int not null references plans")
    name = database.url.rsplit("/", 1)[1]
    assert project.seed("mark", "local", "--url", database.url, "--confirm", name).code == 0
    before = project.seed("plan", "local", "--url", database.url, "--format", "json").json
    done = project.seed("init", "--url", database.url, "--format", "json").json
    assert "factories/plans.py" not in done["written"]
    assert any("public.plans holds rows that were not seeded" in note for note in done["notes"])
    after = project.seed("plan", "local", "--url", database.url, "--format", "json").json
    assert shapes(before) == shapes(after)


def shapes(plan: dict) -> list[object]:
    """What is written, whoever decided it."""
    return [(t["name"], t["rows"], [(c["name"], c["generator"]) for c in t["columns"]]) for t in plan["tables"]]
