"""Rows that go or change are found, and told from those that the migration means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from seeding.findings import Severity
from seeding.migrations.rehearse.budget import judged
from seeding.migrations.rehearse.model import Budgets
from seeding.migrations.rehearse.performance import Performed

# Rows are the same whatever the server.
pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True, scope="session")

Try = Callable[..., Performed]
TOUCHED = """
alter table pets add column changed timestamptz;
create function touch() returns trigger language plpgsql as $$ begin new.changed := now(); return new; end $$;
create trigger touched before update on pets for each row execute function touch();
"""
PASSED_ON = """
create function pass_on() returns trigger language plpgsql as $$
begin update owners set nick = new.weight::text where id = new.owner_id; return new; end $$;
create trigger passed_on after update on pets for each row when (new.weight = 3) execute function pass_on();
"""
CASCADE = "alter table pets add foreign key (owner_id) references owners on delete cascade;"


def told(done: Performed) -> dict[str, tuple[str, Severity]]:
    """Findings about rows: the message and how bad it is, by rule; the worst of each."""
    findings = [f for f in judged(done.run, Budgets()) if "-rows-" in f.rule]
    return {f.rule: (f.message, f.severity) for f in sorted(findings, key=lambda f: f.severity is Severity.ERROR)}


@pytest.mark.parametrize(
    ("before", "sql", "expected"),
    [
        ("", "alter table owners add column a int", {}),
        ("", "alter table pets rename column weight to mass", {}),
        ("", "alter table pets rename to animals", {}),
        ("", "alter table owners alter column age type bigint", {}),
        ("", "alter table owners drop column nick", {}),
        ("", "insert into pets values (0, 1, 'x', 1)", {}),
        ("", "delete from pets where id <= 7", {"rehearse-rows-lost": ("pets has 7 of 5,000", Severity.NOTE)}),
        ("", "drop table pets", {"rehearse-rows-lost": ("pets has 5,000 of 5,000", Severity.NOTE)}),
        (CASCADE, "delete from owners where id <= 2", {"rehearse-rows-lost": ("pets has 3 of 5,000", Severity.ERROR)}),
        ("", "update pets set weight = 1", {"rehearse-rows-changed": ("in weight, which", Severity.NOTE)}),
        (TOUCHED, "update pets set weight = weight", {"rehearse-rows-changed": ("in changed", Severity.WARNING)}),
        (PASSED_ON, "update pets set weight = 3", {"rehearse-rows-changed": ("owners has other values in nick",
         Severity.ERROR)}),
        ("", "update pets set name = case id when 1 then 'pet 2' when 2 then 'pet 1' else name end",
         {"rehearse-rows-changed": ("in name", Severity.NOTE)}),
        ("", "alter table pets alter column weight type int", {"rehearse-rows-changed": ("weight", Severity.NOTE)}),
    ],
)  # fmt: skip
def test_rows_lost_and_changed(
    performed: Try, base: str, before: str, sql: str, expected: dict[str, tuple[str, Severity]]
) -> None:
    found = told(performed(sql, base + before))
    assert found.keys() == expected.keys()
    for rule, (message, severity) in expected.items():
        assert message in found[rule][0]
        assert found[rule][1] is severity


PARTED = """
create table events (id int, day date) partition by range (day);
create table old_events partition of events for values from ('2020-01-01') to ('2021-01-01');
insert into events select n, '2020-02-02' from generate_series(1, 700) n;
create table new_events (id int, day date);
insert into new_events select n, '2021-02-02' from generate_series(1, 500) n;
"""
ATTACH = "alter table events attach partition new_events for values from ('2021-01-01') to ('2022-01-01')"
DETACH = "alter table events detach partition old_events"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (ATTACH, {}),
        (DETACH, {}),
        (f"{ATTACH}; {DETACH}", {}),
        (f"{ATTACH}; delete from events where id <= 20", {"public.events": True}),
        ("drop table old_events", {"public.events": True}),
        (f"{DETACH}; drop table old_events", {"public.events": True}),
        ("do $$ begin execute 'drop' || ' table ' || 'old' || '_events'; end $$", {"public.events": False}),
    ],
)
def test_rows_that_move_with_a_partition_are_not_lost(
    performed: Try, base: str, sql: str, expected: dict[str, bool]
) -> None:
    changes = performed(sql, base + PARTED, touched=()).run.changes
    assert {change.table: change.expected for change in changes if change.lost} == expected


def test_what_clients_write_changes_nothing(performed: Try, base: str) -> None:
    done = performed("alter table owners add column a int; select pg_sleep(0.5)", base + TOUCHED)
    assert done.run.clients.writers
    assert done.run.changes == []


def test_rows_that_a_migration_fails_with(performed: Try) -> None:
    done = performed("alter table owners add column a int; alter table owners alter column nick set not null")
    assert 'column "nick" of relation "owners" contains null values' in done.run.error
    assert [f.rule for f in judged(done.run, Budgets()) if f.severity is Severity.ERROR] == ["rehearse-failed"]
    assert {table.name: table.rows for table in done.after.values()} == {"public.owners": 3000, "public.pets": 5000}


def test_an_application_that_uses_what_is_gone(performed: Try) -> None:
    failed = performed("alter table owners drop column nick").run.clients.failed
    assert {(one.table, one.kind) for one in failed} == {("public.owners", "read"), ("public.owners", "write")}
    assert {one.message for one in failed} == {'column "nick" does not exist'}
    assert performed("alter table owners add column nick text", "").run.clients.failed == []


def test_settings_that_the_schema_reads(performed: Try, base: str) -> None:
    policy = """
    create function tenant() returns trigger language plpgsql as $$
    begin perform current_setting('app.tenant'); return new; end $$;
    create trigger tenanted before update on pets for each row execute function tenant();
    """
    done = performed("alter table pets add column a int", base + policy, session={"app.tenant": "7"})
    assert done.run.clients.writers and done.run.clients.requests and not done.run.clients.failed


def test_what_could_be_somebodys_is_not_repeated(performed: Try) -> None:
    done = performed("insert into pets values (0, 1, 'maria.lopez@gmail.com', 1), (-1, 1, 'Rex', 1)")
    (statement,) = done.run.statements
    assert statement.text == "insert into pets values (0, 1, '***', 1), (-1, 1, 'Rex', 1)"
