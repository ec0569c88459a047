"""Tables as they are in the wild: odd names, numbers that are none, no rows, no columns, no key; and refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from learned import Production

from seeding.patterns import NumberShape, TimeShape

Make = Callable[[str], Production]

ODD = '''
create schema "Odd ""Schema""";
create type "Odd ""Schema"""."Mood" as enum ('so so', 'it''s "fine"', 'sad');
create domain "Odd ""Schema""".score as int check (value between 0 and 100);
create type pair as (a int, b text);
create table "Odd ""Schema"""."Per sön$1" (
    "I D" uuid primary key default gen_random_uuid(), "e""mail" text, "select" "Odd ""Schema"""."Mood",
    "100%" "Odd ""Schema""".score, "{a}" varchar(9), born date, big numeric, small float8, little real, money money,
    span interval, at time, atz timetz, stamp timestamp, ip inet, raw bytea, r int4range, p pair, j json, jb jsonb,
    xs int[], fs float8[], ts text[][], bits bit(8), doubled int generated always as (("100%")::int * 2) stored, x xml,
    pt point, tsv tsvector, oidcol oid, ch char(10), nm name, b1 "char"
);
insert into "Odd ""Schema"""."Per sön$1" ("e""mail", "select", "100%", "{a}", born, big, small, little, money, span,
    at, atz, stamp, ip, raw, r, p, j, jb, xs, fs, ts, bits, x, pt, tsv, oidcol, ch, nm, b1)
select 'A' || i || '@example.org', (enum_range(null::"Odd ""Schema"""."Mood"))[1 + i % 3], i % 100, 'v ' || (i % 3),
    case when i % 50 = 0 then 'infinity'::date when i % 51 = 0 then '-infinity'
         when i % 52 = 0 then '4000-01-01 BC'::date else date '1950-01-01' + i % 9000 end,
    case when i % 40 = 0 then 'NaN'::numeric when i % 41 = 0 then 1e5000 when i % 42 = 0 then 1e-5000
         when i % 43 = 0 then 'Infinity'::numeric when i % 44 = 0 then '-Infinity' else i * 1.5 end,
    case when i % 40 = 0 then 'NaN'::float8 when i % 41 = 0 then 'Infinity' when i % 42 = 0 then '-Infinity'
         when i % 43 = 0 then 5e-324 when i % 44 = 0 then 1.7e308 else i / 7.0 end,
    case when i % 40 = 0 then 'NaN'::real when i % 41 = 0 then 'Infinity' when i % 42 = 0 then 1e-38 else i / 7.0 end,
    (i % 30)::text::money, (i || ' days')::interval, time '00:00' + (i || ' min')::interval,
    (time '00:00' + (i || ' min')::interval)::timetz,
    case when i % 50 = 0 then 'infinity'::timestamp when i % 52 = 0 then '4000-01-01 BC'::timestamp
         when i % 53 = 0 then '200000-01-01'::timestamp else timestamp '2020-01-01' + i * interval '1 hour' end,
    '192.0.2.1', '\\x00', int4range(1, i + 2), row(i, 'x')::pair,
    json_build_object('k', i % 5, 'deep', json_build_object('z', null)),
    case i % 4 when 0 then '[1, 2]'::jsonb when 1 then '"str"' when 2 then 'null'
         else jsonb_build_object('a"b', i % 3, 'big', 1e500::numeric, '', true) end,
    array[i % 4, null], array['NaN', 'infinity', i % 3]::float8[], array[['a', 'b'], ['c', null]], b'10101010', '<a/>',
    point(1, i), to_tsvector('x'), 5, 'abc', 'nm', 'x'
from generate_series(1, 600) i;
create table "no key" (a int, b text);
insert into "no key" select i % 7, 'x' from generate_series(1, 300) i;
create table empty (id int primary key, t text, at timestamptz, j jsonb, xs text[]);
create table none ();
create table few (id int primary key, name text);
insert into few values (1, 'a'), (2, 'b');
create table part (id int, at timestamptz, region text, person uuid references "Odd ""Schema"""."Per sön$1")
    partition by range (at);
create table part1 partition of part for values from ('2024-01-01') to ('2024-07-01');
create table part2 partition of part for values from ('2024-07-01') to ('2025-01-01') partition by list (region);
create table part2a partition of part2 for values in ('eu');
create table part2b partition of part2 default;
insert into part select i, timestamptz '2024-01-01' + i * interval '8 hour', (array['eu', 'us'])[1 + i % 2],
    (select "I D" from "Odd ""Schema"""."Per sön$1" offset i % 500 limit 1) from generate_series(0, 600) i;
create table base (id serial primary key, kind text, n int);
create table derived (extra text) inherits (base);
insert into base (kind, n) select 'b', i % 10 from generate_series(1, 200) i;
insert into derived (kind, n, extra) select 'd', i % 10, 'e' from generate_series(1, 300) i;
create view v as select * from base;
create materialized view mv as select * from base;
create table tree (id int primary key, parent int references tree, k text);
insert into tree select i, nullif(i / 3, 0), 'k' || i % 2 from generate_series(1, 500) i;
create table comp (a int, b int, c text, primary key (a, b));
insert into comp select i % 20, i, 'c' || i % 3 from generate_series(1, 400) i;
create table compchild (id int primary key, a int, b int, w int, foreign key (a, b) references comp);
insert into compchild select i, i % 20, i, i % 6 from generate_series(1, 400) i where i % 5 > 0;
insert into compchild values (1000, null, 5, 1);
'''


@pytest.fixture(scope="module")
def odd(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Production:
    import psycopg

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database odd")
    found = Production(f"{server_url.rpartition('/')[0]}/odd", tmp_path_factory.mktemp("odd"))
    found.run(ODD)
    return found


@pytest.mark.parametrize("options", [(), ("--person", 'Odd "Schema".Per sön$1'), ("--k", "40")])
def test_every_table_is_learned(odd: Production, options: tuple[str, ...]) -> None:
    tables = odd.learn(*options).tables
    person = 'Odd "Schema".Per sön$1'
    assert set(tables) == {person} | {
        f"public.{name}"
        for name in ("no key", "empty", "none", "few", "part", "base", "derived", "tree", "comp", "compchild")
    }
    assert (tables["public.empty"].rows, tables["public.none"].rows) == (0, 0)
    # Two rows are fewer than k people: only that there are some.
    assert tables["public.few"].rows in (5, 20)
    assert not tables["public.few"].columns
    assert tables["public.base"].rows == 200
    assert tables["public.part"].rows == 601
    columns = tables[person].columns
    big, born = columns["big"], columns["born"]
    assert isinstance(big, NumberShape) and isinstance(born, TimeShape)
    assert big.bins[0].low >= 0 and big.bins[-1].high <= 900
    assert born.step == 86_400
    assert (tables["public.compchild"].references["a,b"].to, tables["public.tree"].references["parent"].to) == (
        "public.comp",
        "public.tree",
    )


def test_what_cannot_be_read_is_refused(production: Make, server_url: str) -> None:
    shop = production(
        """
        create table open (id int primary key);
        create table closed (id int primary key);
        create table hidden (id int primary key);
        insert into hidden select generate_series(1, 50);
        alter table hidden enable row level security;
        do $$ begin create role learner login; exception when duplicate_object then null; end $$;
        grant select on open, hidden to learner;
        """
    )
    url = shop.url.replace("postgres@", "learner@")
    done = shop.seed("--url", url, "--out", "-", "--quiet")
    assert done.code == 5
    assert 'role "learner" may not read public.closed' in done.err
    assert "--skip public.closed" in done.err
    done = shop.seed("--url", url, "--out", "-", "--quiet", "--skip", "closed")
    assert done.code == 5
    assert "policies hide rows of public.hidden from this role" in done.err
    assert shop.seed("--url", url, "--out", "-", "--quiet", "--skip", "closed", "--skip", "hidden").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--out", "x.toml"), 2, "--url"),
        (("--url", "postgresql://127.0.0.1:1/none"), 2, "--out"),
        (("--url", "postgresql://u:s3cret@127.0.0.1:1/none", "--out", "x.toml"), 8, "127.0.0.1:1"),
    ],
)
def test_refusals(odd: Production, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = odd.seed(*arguments)
    assert done.code == code
    assert told in done.err
    assert "s3cret" not in done.err + done.out


def test_a_table_that_is_not_there(odd: Production) -> None:
    done = odd.seed("--url", odd.url, "--out", "-", "--person", "nobody")
    assert done.code == 2
    assert "--person public.nobody: there is no such table" in done.err


def test_reference_rows_pass_the_guard(production: Make) -> None:
    shop = production(
        "create table staff (id int primary key, mail text); insert into staff values (1, 'boss@corp.com'), (2, null)"
    )
    done = shop.seed("--url", shop.url, "--out", "-", "--quiet", "--reference", "staff")
    assert done.code == 7
    assert "--reference public.staff: 1 values could belong to somebody" in done.err
    assert "boss" not in done.err
