"""Lock modes are those of PostgreSQL's documentation ("Explicit Locking", "ALTER TABLE", "CREATE INDEX")."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from seeding.migrations.rehearse.locks import MODES, exclude, keeps_out, spelled
from seeding.migrations.rehearse.performance import Performed

Try = Callable[..., Performed]


class Known(NamedTuple):
    sql: str
    locks: dict[str, str]
    rewritten: frozenset[str] = frozenset()
    scanned: frozenset[str] = frozenset()
    before: str = ""


_OWNERS, _PETS = frozenset({"public.owners"}), frozenset({"public.pets"})
_KEY = "alter table pets add constraint owned foreign key (owner_id) references owners"

KNOWN = {
    "add column, volatile default": Known(
        "alter table owners add column token uuid not null default gen_random_uuid()",
        {"public.owners": "ACCESS EXCLUSIVE"},
        _OWNERS,
        _OWNERS,
    ),
    "add column, constant default": Known(
        "alter table owners add column level int not null default 1", {"public.owners": "ACCESS EXCLUSIVE"}
    ),
    "create index": Known("create index on pets (owner_id)", {"public.pets": "SHARE"}, scanned=_PETS),
    "create index concurrently": Known(
        "create index concurrently pets_owner on pets (owner_id)", {"public.pets": "SHARE UPDATE EXCLUSIVE"}
    ),
    "drop index concurrently": Known("drop index concurrently pets_name", {"public.pets": "SHARE UPDATE EXCLUSIVE"}),
    "set not null": Known(
        "alter table owners alter column age set not null", {"public.owners": "ACCESS EXCLUSIVE"}, scanned=_OWNERS
    ),
    "set not null, after a validated check": Known(
        "alter table pets alter column name set not null",
        {"public.pets": "ACCESS EXCLUSIVE"},
        before="alter table pets validate constraint named;",
    ),
    "alter type, with a rewrite": Known(
        "alter table owners alter column age type bigint", {"public.owners": "ACCESS EXCLUSIVE"}, _OWNERS, _OWNERS
    ),
    "alter type, without one": Known(
        "alter table owners alter column name type varchar(40)", {"public.owners": "ACCESS EXCLUSIVE"}
    ),
    "add foreign key": Known(
        _KEY,
        {"public.owners": "SHARE ROW EXCLUSIVE", "public.pets": "SHARE ROW EXCLUSIVE"},
        scanned=_OWNERS | _PETS,
    ),
    "add foreign key, not valid": Known(
        f"{_KEY} not valid", {"public.owners": "SHARE ROW EXCLUSIVE", "public.pets": "SHARE ROW EXCLUSIVE"}
    ),
    "validate foreign key": Known(
        "alter table pets validate constraint owned",
        {"public.owners": "ROW SHARE", "public.pets": "SHARE UPDATE EXCLUSIVE"},
        scanned=_OWNERS | _PETS,
        before=f"{_KEY} not valid;",
    ),
    "rename": Known("alter table owners rename column nick to alias", {"public.owners": "ACCESS EXCLUSIVE"}),
    "rename table": Known("alter table owners rename to people", {"public.owners": "ACCESS EXCLUSIVE"}),
    "drop column": Known("alter table owners drop column nick", {"public.owners": "ACCESS EXCLUSIVE"}),
    "drop table": Known("drop table pets", {"public.pets": "ACCESS EXCLUSIVE"}),
    "truncate": Known("truncate pets", {"public.pets": "ACCESS EXCLUSIVE"}, _PETS),
    "update of every row": Known("update pets set name = 'x'", {"public.pets": "ROW EXCLUSIVE"}, scanned=_PETS),
    "create trigger": Known(
        "create trigger touched before update on owners"
        " for each row execute function suppress_redundant_updates_trigger()",
        {"public.owners": "SHARE ROW EXCLUSIVE"},
    ),
    "set statistics": Known(
        "alter table owners alter column age set statistics 500", {"public.owners": "SHARE UPDATE EXCLUSIVE"}
    ),
    "set default": Known("alter table owners alter column age set default 3", {"public.owners": "ACCESS EXCLUSIVE"}),
    "add unique, using an index": Known(
        "alter table owners add constraint named unique using index owners_named",
        {"public.owners": "ACCESS EXCLUSIVE"},
        before="create unique index owners_named on owners (id, name);",
    ),
    "attach partition": Known(
        "alter table events attach partition new_events for values from (0) to (9)",
        {"public.events": "SHARE UPDATE EXCLUSIVE", "public.new_events": "ACCESS EXCLUSIVE"},
        scanned=frozenset({"public.new_events"}),
        before="create table events (id int) partition by range (id); create table new_events (id int);",
    ),
    "create statistics": Known(
        "create statistics named on age, name from owners", {"public.owners": "SHARE UPDATE EXCLUSIVE"}
    ),
    "lock table": Known("lock table pets in exclusive mode", {"public.pets": "EXCLUSIVE"}),
    "enable row level security": Known(
        "alter table pets enable row level security", {"public.pets": "ACCESS EXCLUSIVE"}
    ),
    "disable trigger": Known("alter table pets disable trigger user", {"public.pets": "SHARE ROW EXCLUSIVE"}),
    "vacuum": Known("vacuum pets", {"public.pets": "SHARE UPDATE EXCLUSIVE"}),
    "select for update": Known("select from owners where id = 1 for update", {"public.owners": "ROW SHARE"}),
}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_locks_are_the_documented_ones(performed: Try, base: str, known: Known) -> None:
    done = performed(known.sql, base + known.before, touched=known.locks)
    (statement,) = done.run.statements
    assert done.run.error == ""
    assert {table: spelled(lock.mode) for table, lock in statement.tables.items()} == known.locks
    assert {one.relation for one in statement.rewritten if one.kind == "table"} == known.rewritten
    if done.run.in_transaction:
        assert set(statement.scanned) - known.rewritten == known.scanned - known.rewritten


def test_a_table_read_along_its_index_is_read_from_end_to_end(performed: Try) -> None:
    by_index, one_row = "set enable_seqscan = off", "update owners set age = 1 where id = 7"
    _, lookup, key = performed(f"{by_index}; {one_row}; {_KEY}").run.statements
    assert set(lookup.scanned) == set()
    assert set(key.scanned) == _OWNERS | _PETS


def test_a_table_written_anew_says_how_many_rows(performed: Try) -> None:
    (statement,) = performed("alter table owners alter column age type bigint").run.statements
    (table,) = (one for one in statement.rewritten if one.kind == "table")
    assert (table.relation, table.rows) == ("public.owners", 3000)


def test_an_index_that_is_built_says_how_many_rows(performed: Try) -> None:
    for sql in ("create index made on pets (owner_id)", "create index concurrently made_2 on pets (owner_id)"):
        (statement,) = performed(sql, "" if "made_2" in sql else None).run.statements
        (index,) = statement.rewritten
        assert (index.kind, index.rows) == ("index", 5000)


def test_rows_that_are_written_are_counted(performed: Try) -> None:
    sql = """
    delete from pets where id <= 10;
    update pets set weight = 1 where id <= 30;
    insert into pets values (0, 1, 'x', 1);
    """
    deleted, updated, inserted = performed(sql).run.statements
    assert [(w.inserted, w.updated, w.deleted) for s in (deleted, updated, inserted) for w in s.written] == [
        (0, 0, 10),
        (0, 20, 0),
        (1, 0, 0),
    ]


def test_rows_of_the_transaction_before_are_not_counted_again(performed: Try) -> None:
    sql = "begin; delete from pets where id <= 10; commit; update pets set weight = 1 where id <= 30; select 1"
    statements = performed(sql).run.statements
    assert [(w.inserted, w.updated, w.deleted) for s in statements for w in s.written] == [(0, 0, 10), (0, 20, 0)]


def test_locks_are_held_until_the_commit(performed: Try) -> None:
    first, second, third = performed(
        "alter table owners add column a int; create index on pets (owner_id); select pg_sleep(0.5)"
    ).run.statements
    assert first.tables["public.owners"].seconds >= second.tables["public.pets"].seconds >= 0.5
    assert not third.tables


# Table 13.2 of the documentation, row by row.
CONFLICTS = {
    "ACCESS SHARE": {"ACCESS EXCLUSIVE"},
    "ROW SHARE": {"EXCLUSIVE", "ACCESS EXCLUSIVE"},
    "ROW EXCLUSIVE": {"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"},
    "SHARE UPDATE EXCLUSIVE": {
        "SHARE UPDATE EXCLUSIVE",
        "SHARE",
        "SHARE ROW EXCLUSIVE",
        "EXCLUSIVE",
        "ACCESS EXCLUSIVE",
    },
    "SHARE": {"ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"},
    "SHARE ROW EXCLUSIVE": {
        "ROW EXCLUSIVE",
        "SHARE UPDATE EXCLUSIVE",
        "SHARE",
        "SHARE ROW EXCLUSIVE",
        "EXCLUSIVE",
        "ACCESS EXCLUSIVE",
    },
    "EXCLUSIVE": {
        "ROW SHARE",
        "ROW EXCLUSIVE",
        "SHARE UPDATE EXCLUSIVE",
        "SHARE",
        "SHARE ROW EXCLUSIVE",
        "EXCLUSIVE",
        "ACCESS EXCLUSIVE",
    },
    "ACCESS EXCLUSIVE": {spelled(mode) for mode in MODES},
}


def test_modes_exclude_each_other_as_documented() -> None:
    found = {spelled(one): {spelled(other) for other in MODES if exclude(one, other)} for one in MODES}
    assert found == CONFLICTS


def test_who_is_kept_out() -> None:
    assert [keeps_out(mode) for mode in MODES] == [
        "nobody",
        "nobody",
        "nobody",
        "other schema changes",
        "writers",
        "writers",
        "writers",
        "readers and writers",
    ]
