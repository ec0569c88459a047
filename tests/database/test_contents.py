"""What the guard sees of a database's rows: real mailboxes wherever they stand, at a bounded price."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from seeding.database import contents, facts
from seeding.database.connect import read_only
from seeding.database.pages import page_numbers
from seeding.target import Target


def domains(target: Target) -> dict[str, int]:
    with read_only(target) as reading:
        found = facts.gather(reading)
    assert found.error is None
    return dict(found.mailbox_domains)


COLUMNS = {
    "text": "text",
    "varchar": "varchar(80)",
    "char": "char(80)",
    "domain over text": "public.contact",
    "domain over a domain": "public.work_contact",
    "array": "text[]",
    "array of a domain": "public.contact[]",
    "json": "json",
    "jsonb": "jsonb",
    "composite": "public.card",
}
VALUES = {
    "array": "array['x', 'Ann <ann@gmail.com>']",
    "array of a domain": "array['ann@gmail.com']::public.contact[]",
    "json": """'{"contact": {"mail": "ann@gmail.com"}}'""",
    "jsonb": r"""'[{"mail": "ann\u0040gmail.com"}]'""",
    "composite": "row('ann@gmail.com', 1)::public.card",
}
TYPES = """
create domain public.contact as text;
create domain public.work_contact as public.contact check (value <> '');
create type public.card as (line text, number int);
"""


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_type_that_can_hold_one(connection: psycopg.Connection, target: Target, kind: str) -> None:
    connection.execute(TYPES)
    connection.execute(f"create table notes (id int, val {COLUMNS[kind]})")
    connection.execute(f"insert into notes values (1, null), (2, {VALUES.get(kind, repr('ann@gmail.com'))})")
    assert domains(target) == {"gmail.com": 1}


def test_citext_and_hstore_are_read(connection: psycopg.Connection, target: Target) -> None:
    connection.execute("create schema ext")
    try:
        connection.execute("create extension citext schema ext")
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("the server has no citext")
    connection.execute("create table notes (val ext.citext); insert into notes values ('Ann@GMail.com')")
    assert domains(target) == {"gmail.com": 1}


@pytest.mark.parametrize(
    ("value", "domain"),
    [
        ("write to ann@gmail.com.", "gmail.com"),
        ("Ann <ann.lee+x@mail.gmail.co.uk>, bob", "mail.gmail.co.uk"),
        ("https://app.test/?email=ann%40gmail.com&x=1", "gmail.com"),
        ("почта: anna@почта.рф", "почта.рф"),
        ("ann@xn--80a1acny.xn--p1ai", "xn--80a1acny.xn--p1ai"),
        ("ann@example.com.evil.io", "example.com.evil.io"),
        ("ann@myexample.com", "myexample.com"),
        ("ann@test.com", "test.com"),
    ],
)
def test_somebody_s_mailbox(connection: psycopg.Connection, target: Target, value: str, domain: str) -> None:
    connection.execute("create table notes (body text)")
    connection.execute("insert into notes values (%s)", (value,))
    assert domains(target) == {domain: 1}


@pytest.mark.parametrize(
    "value",
    [
        "ann@example.com", "ann@Sub.Example.ORG.", "ann@shop.test", "ann@localhost", "ann@a.invalid",
        "see @handle and @team.lead", "npm i left-pad@1.3.0", "logo@2x.png", "user@v1.2.3-beta.4",
        "連絡先はann@example.comまで", "a @ b.com", "1 @ 2.50", "me@ home", "@@", "https://medium.test/@ann.lee",
        "mailto:ann@example.net?subject=x@y",
    ],
)  # fmt: skip
def test_nobody_s(connection: psycopg.Connection, target: Target, value: str) -> None:
    connection.execute("create table notes (body text, tags text[], extra jsonb)")
    connection.execute(
        "insert into notes values (%s, array[%s], jsonb_build_object('k', %s::text))", (value, value, value)
    )
    assert domains(target) == {}


def test_columns_of_mailboxes_are_read_strictly(connection: psycopg.Connection, target: Target) -> None:
    names = ["email", "e_mail", '"E-Mail 2"', "contact_email", "email_address", "mails", "mail"]
    connection.execute(f"create table strict ({', '.join(f'{name} text' for name in names)})")
    for number, name in enumerate(names):
        connection.execute(f"insert into strict ({name}) values ('someone@intranet{number}')")
    assert domains(target) == {f"intranet{number}": 1 for number in range(len(names))}
    connection.execute("drop table strict; create table loose (email_template text, mailing_notes text)")
    connection.execute("insert into loose values ('Hi @intranet', 'root@intranet')")
    assert domains(target) == {}


LARGE = """
create table people (id int, contact text, filler text) with (autovacuum_enabled = off);
insert into people
select i, 'u' || i || case when {real} then '@gmail.com' else '@example.com' end, repeat('x', 100)
from generate_series(1, 60000) i;
"""


@pytest.mark.parametrize(
    "real",
    ["i > 59900", "i <= 100", "i between 20000 and 22000", "i % 50 = 0"],
    ids=["the last rows", "the first rows", "a stretch in the middle", "here and there"],
)
def test_a_part_of_a_large_table(connection: psycopg.Connection, target: Target, real: str) -> None:
    connection.execute(LARGE.format(real=real))
    assert domains(target)["gmail.com"] > 0


def test_statistics_know_what_the_sample_missed(connection: psycopg.Connection, target: Target) -> None:
    # Twenty people on a page that is not among those read; as long as the others, so that no row moves.
    made = LARGE.replace("gmail", "hotmail")
    connection.execute(made.format(real="false"))
    read = page_numbers(contents.tables(connection)[0].bytes // 8192)
    missed = next(page for page in range(500, 1000) if page not in read)
    ids = connection.execute(f"select min(id) from people where ctid >= '({missed},0)' and id > 9999").fetchone()
    assert ids is not None
    connection.execute("truncate people")
    connection.execute(made.partition(";")[2].format(real=f"i between {ids[0]} and {ids[0] + 19}"))
    before = domains(target)
    connection.execute("alter table people alter contact set statistics 10000")
    # What was written is counted now: up to ten seconds later it would count as changed since.
    connection.execute("select pg_stat_force_next_flush()")
    connection.execute("analyze people")
    after = domains(target)
    assert before == {}
    assert after["hotmail.com"] > 0
    # Statistics of rows that are gone say nothing about those that are there.
    connection.execute("truncate people")
    connection.execute(LARGE.format(real="false").partition(";")[2])
    assert domains(target) == {}


def test_a_large_table_is_not_read_to_its_end(connection: psycopg.Connection) -> None:
    connection.execute(LARGE.format(real="false"))
    (table,) = contents.tables(connection)
    rows = connection.execute(f"select count(*) from {table.part(96)}").fetchone()
    assert table.bytes > 900 * 8192
    assert rows is not None
    assert 4_000 < rows[0] < 8_000
    plan = connection.execute(f"explain select 1 from {table.part(96)}").fetchall()
    assert "Tid Scan" in str(plan)
    assert "Seq Scan" not in str(plan)


def test_texts_stored_aside_are_skipped_over(connection: psycopg.Connection) -> None:
    connection.execute("create table docs (id int, body text); alter table docs alter body set storage external")
    connection.execute("insert into docs select i, repeat('abcdefgh', 40000) from generate_series(1, 400) i")
    connection.execute("analyze docs")
    (table,) = contents.tables(connection)
    rows = connection.execute(f"select count(*) from {table.part(96)}").fetchone()
    assert rows is not None
    assert 50 < rows[0] < 200


PARTED = """
create table visits (id int, contact text) partition by range (id);
create table visits_1 partition of visits for values from (0) to (10);
create table visits_2 partition of visits for values from (10) to (20) partition by range (id);
create table visits_2a partition of visits_2 for values from (10) to (15);
insert into visits values (1, 'a@example.com'), (11, 'b@gmail.com');
create table unfilled (id int) partition by range (id);
"""


def test_partitions(connection: psycopg.Connection, target: Target) -> None:
    connection.execute(PARTED)
    with read_only(target) as reading:
        found = facts.gather(reading)
    assert found.row_counts == {"public.unfilled": 0, "public.visits": 2}
    assert found.mailbox_domains == {"gmail.com": 1}


def test_foreign_tables_are_not_touched(connection: psycopg.Connection, target: Target) -> None:
    connection.execute(PARTED)
    # A wrapper without a handler: any use of the tables is an error.
    connection.execute("create foreign data wrapper nowhere; create server far foreign data wrapper nowhere")
    connection.execute("create foreign table remote (email text) server far")
    connection.execute("create foreign table visits_3 partition of visits for values from (20) to (30) server far")
    with read_only(target) as reading:
        found = facts.gather(reading)
    assert found.error is None
    assert found.row_counts == {"public.unfilled": 0, "public.visits": 2}


def test_more_columns_than_a_function_takes(connection: psycopg.Connection, target: Target) -> None:
    connection.execute(f"create table wide ({', '.join(f'c{i} text' for i in range(300))})")
    connection.execute("insert into wide (c0, c299) values ('a@gmail.com', 'b@gmail.com')")
    assert domains(target) == {"gmail.com": 2}


def test_hundreds_of_tables_and_partitions_share_a_budget() -> None:
    assert [contents.pages_each(n) for n in (0, 1, 42, 100, 10_000)] == [96, 96, 96, 40, 16]
    one = contents.Stored("t", True, 1, "p", True, 0, 0, 0, True, False, (), ())
    parts = contents.few_partitions([replace(one, leaf=str(i)) for i in range(1000)] + [replace(one, shown="u")])
    assert [p.leaf for p in parts][:2] + [p.leaf for p in parts][-2:] == ["0", "32", "999", "p"]
    assert len(parts) == 33
