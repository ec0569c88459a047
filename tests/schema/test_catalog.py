from __future__ import annotations

import psycopg
import pytest
from psycopg.rows import dict_row

from seeding.schema import Action, Identity, Match, Name, Schema, Table, TypeKind, Unique
from seeding.schema.catalog import introspect

Connection = psycopg.Connection


def read(connection: Connection, ddl: str, **options: object) -> Schema:
    connection.execute(ddl)
    return introspect(connection, **options)


def table(connection: Connection, ddl: str, name: str = "t") -> Table:
    return read(connection, ddl).table(name)


@pytest.mark.parametrize(
    ("declared", "name", "kind", "sql", "details"),
    [
        ("int", "int4", "base", "integer", {}),
        ("varchar(20)", "varchar", "base", "character varying(20)", {"length": 20}),
        ("varchar", "varchar", "base", "character varying", {"length": None}),
        ("char(3)", "bpchar", "base", "character(3)", {"length": 3}),
        ('"char"', "char", "base", '"char"', {"length": None}),
        ("bit(5)", "bit", "base", "bit(5)", {"length": 5}),
        ("varbit(9)", "varbit", "base", "bit varying(9)", {"length": 9}),
        ("numeric", "numeric", "base", "numeric", {"precision": None, "scale": None}),
        ("numeric(12, 2)", "numeric", "base", "numeric(12,2)", {"precision": 12, "scale": 2}),
        ("numeric(1000)", "numeric", "base", "numeric(1000,0)", {"precision": 1000, "scale": 0}),
        ("numeric(3, -2)", "numeric", "base", "numeric(3,-2)", {"precision": 3, "scale": -2}),
        ("numeric(3, 5)", "numeric", "base", "numeric(3,5)", {"precision": 3, "scale": 5}),
        ("timestamp(3)", "timestamp", "base", "timestamp(3) without time zone", {"precision": 3}),
        ("timestamptz(0)", "timestamptz", "base", "timestamp(0) with time zone", {"precision": 0}),
        ("interval", "interval", "base", "interval", {"precision": None}),
        ("interval day to second(2)", "interval", "base", "interval day to second(2)", {"precision": 2}),
        ("interval year", "interval", "base", "interval year", {"precision": None}),
        ("int4range", "int4range", "range", "int4range", {}),
        ("int4multirange", "int4multirange", "multirange", "int4multirange", {}),
        ("point", "point", "base", "point", {}),
        ("int2vector", "int2vector", "base", "int2vector", {}),
        ("name", "name", "base", "name", {}),
    ],
)  # fmt: skip
def test_type(
    connection: Connection, declared: str, name: str, kind: str, sql: str, details: dict[str, object]
) -> None:
    type_ = table(connection, f"create table t (c {declared})").by_name["c"].type
    assert (type_.name, type_.kind, type_.sql, type_.schema) == (name, kind, sql, "pg_catalog")
    assert {key: getattr(type_, key) for key in details} == details


def test_ranges_know_what_they_are_ranges_of(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create type price as range (subtype = numeric, multirange_type_name = prices);
        create table t (r daterange, m tstzmultirange, p price, ps prices)
        """,
    )
    types = {a.name: a.type for a in read_table.attributes}
    assert types["r"].element.name == "date"
    assert (types["m"].element.name, types["m"].element.element.name) == ("tstzrange", "timestamptz")
    assert (types["p"].kind, types["p"].sql, types["p"].element.name) == (TypeKind.RANGE, "public.price", "numeric")
    assert types["ps"].element == types["p"]


def test_arrays_carry_their_element(connection: Connection) -> None:
    read_table = table(
        connection,
        "create type mood as enum ('sad', 'ok'); create table t (a varchar(7)[], b int[][], c mood[])",
    )
    a, b, c = (attribute.type for attribute in read_table.attributes)
    assert (a.kind, a.name, a.sql, a.dimensions) == (TypeKind.ARRAY, "varchar[]", "character varying(7)[]", 1)
    assert (a.element.sql, a.element.length) == ("character varying(7)", 7)
    assert (b.name, b.dimensions) == ("int4[]", 2)
    assert (c.sql, c.element.kind, c.element.labels) == ("public.mood[]", TypeKind.ENUM, ("sad", "ok"))


def test_enum_labels_in_their_order(connection: Connection) -> None:
    ddl = "create type m as enum ('z', 'a'); alter type m add value 'k' before 'a'; create table t (c m)"
    assert table(connection, ddl).by_name["c"].type.labels == ("z", "k", "a")


def test_domains_nest(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create domain short as varchar(8) not null default 'none' check (value <> '');
        create domain shorter as short constraint length check (length(value) < 5) constraint again check (value > 'a');
        create domain tags as text[] check (cardinality(value) = 2);
        create table t (a shorter, b short default 'mine', c tags, d short default null)
        """,
    )
    a, b, c, d = read_table.attributes
    assert (a.type.kind, a.type.sql, a.type.element.sql) == (TypeKind.DOMAIN, "public.shorter", "public.short")
    assert (a.type.base.name, a.type.base.length) == ("varchar", 8)
    assert [check.name for check in a.type.checks] == ["again", "length"]
    assert [check.expression for check in a.type.element.checks] == ["((VALUE)::text <> ''::text)"]
    assert (a.nullable, a.default, a.required) == (False, "'none'::character varying", False)
    assert (b.default, c.type.base.kind) == ("'mine'::character varying", TypeKind.ARRAY)
    assert (d.default, d.nullable, d.required) == (None, False, True)


def test_composites_have_fields(connection: Connection) -> None:
    ddl = "create type place as (street varchar(30), at point, tags text[]); create table t (c place)"
    type_ = table(connection, ddl).by_name["c"].type
    assert type_.kind is TypeKind.COMPOSITE
    assert [(name, field.sql) for name, field in type_.fields] == [
        ("street", "character varying(30)"),
        ("at", "point"),
        ("tags", "text[]"),
    ]


def test_attributes(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create sequence shared;
        create table t (
            gone int, a int generated always as identity, b bigint generated by default as identity, c serial,
            d int default nextval('shared'), e numeric generated always as (a * 2) stored, f text not null,
            g timestamptz not null default now(), h text collate "C", i int default currval('shared')
        );
        alter table t drop column gone;
        comment on column t.f is 'what it is'
        """,
    )
    by_name = read_table.by_name
    assert list(by_name) == list("abcdefghi")
    assert (by_name["a"].identity, by_name["b"].identity) == (Identity.ALWAYS, Identity.BY_DEFAULT)
    assert [str(by_name[c].sequence) for c in "abcd"] == [
        "public.t_a_seq", "public.t_b_seq", "public.t_c_seq", "public.shared",
    ]  # fmt: skip
    assert by_name["d"].default == "nextval('public.shared'::regclass)"
    assert (by_name["e"].generated, by_name["e"].default, by_name["e"].writable) == (
        "(a * 2)", None, False,
    )  # fmt: skip
    assert (by_name["f"].required, by_name["f"].comment) == (True, "what it is")
    assert (by_name["g"].default, by_name["g"].required) == ("now()", False)
    assert by_name["h"].collation == "pg_catalog.C"
    assert (by_name["i"].sequence, by_name["i"].number) == (None, 10)


def test_virtual_generated_columns_are_not_writable(connection: Connection) -> None:
    if connection.info.server_version < 180000:
        pytest.skip("virtual generated columns came with PostgreSQL 18")
    ddl = "create table t (a int, b int generated always as (a + 1) virtual)"
    assert not table(connection, ddl).by_name["b"].writable


def test_checks_name_their_columns(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create table t (a int, b int, c text,
            constraint pair check (b > a), constraint list check (c in ('x', 'y')), constraint none check (true));
        alter table t add constraint later check (a > 0) not valid
        """,
    )
    assert [(c.name, c.columns, c.validated) for c in read_table.checks] == [
        ("later", ("a",), False),
        ("list", ("c",), True),
        ("none", (), True),
        ("pair", ("a", "b"), True),
    ]
    assert read_table.checks[1].expression == "(c = ANY (ARRAY['x'::text, 'y'::text]))"


def test_uniques(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create table t (a int, b int, c text, d int, primary key (b, a) include (c), unique (c) deferrable);
        create unique index t_lower on t (lower(c), d);
        create unique index t_partial on t (d) where c = 'x';
        create index t_plain on t (d)
        """,
    )
    assert read_table.primary_key == read_table.uniques[0]
    assert read_table.uniques == (
        Unique("t_pkey", ("b", "a"), ("b", "a"), primary=True),
        Unique("t_c_key", ("c",), ("c",), deferrable=True),
        Unique("t_lower", (None, "d"), ("lower(c)", "d"), constraint=False),
        Unique("t_partial", ("d",), ("d",), predicate="(c = 'x'::text)", constraint=False),
    )
    assert [u.plain for u in read_table.uniques] == [("b", "a"), ("c",), None, None]
    assert [i.name for i in read_table.indexes] == ["t_pkey", "t_c_key", "t_lower", "t_partial", "t_plain"]
    assert read_table.indexes[-1].definition == "CREATE INDEX t_plain ON public.t USING btree (d)"


def test_nulls_not_distinct(connection: Connection) -> None:
    read_table = table(connection, "create table t (a int unique nulls not distinct, b int unique)")
    assert [u.nulls_not_distinct for u in read_table.uniques] == [True, False]


def test_foreign_keys(connection: Connection) -> None:
    schema = read(
        connection,
        """
        create schema other;
        create table other.parent (x int, y int, primary key (x, y), z int unique);
        create table t (
            id int primary key references other.parent (z), up int references t, q int, p int,
            constraint pair foreign key (p, q) references other.parent (x, y) match full
                on delete set null on update cascade deferrable initially deferred
        )
        """,
    )
    pair, id_key, up = schema.table("t").foreign_keys
    assert (id_key.columns, id_key.parent, id_key.parent_columns) == (("id",), Name("other", "parent"), ("z",))
    assert (pair.columns, pair.parent_columns) == (("p", "q"), ("x", "y"))
    assert (pair.match, pair.on_delete, pair.on_update) == (Match.FULL, Action.SET_NULL, Action.CASCADE)
    assert (pair.deferrable, pair.initially_deferred, id_key.deferrable) == (True, True, False)
    assert (up.parent, up.on_delete) == (Name("public", "t"), Action.NO_ACTION)


def test_exclusions(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create table t (at int4range, room box, gone bool,
            constraint free exclude using gist (at with &&, (box(circle(room))) with ~=) where (not gone))
        """,
    )
    (exclusion,) = read_table.exclusions
    assert exclusion.elements == (("at", "&&"), ("box(circle(room))", "~="))
    assert (exclusion.method, exclusion.predicate, exclusion.deferrable) == ("gist", "(NOT gone)", False)


def test_without_overlaps_is_an_exclusion_too(connection: Connection) -> None:
    if connection.info.server_version < 180000:
        pytest.skip("WITHOUT OVERLAPS came with PostgreSQL 18")
    schema = read(
        connection,
        """
        create table p (a int4range, valid daterange, primary key (a, valid without overlaps));
        create table t (a int4range, valid daterange, foreign key (a, period valid) references p (a, period valid),
            b int, check (b > 0) not enforced)
        """,
    )
    (key,) = schema.table("p").uniques
    assert (key.primary, key.without_overlaps, key.plain) == (True, True, None)
    assert schema.table("p").exclusions[0].elements == (("a", "="), ("valid", "&&"))
    assert schema.table("t").foreign_keys[0].period
    assert not schema.table("t").checks[0].enforced


def test_policies_and_row_security(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create table t (a int);
        alter table t enable row level security;
        create policy "Own rows" on t as restrictive for update to public using (a = 1) with check (a > 0)
        """,
    )
    (policy,) = read_table.policies
    assert (policy.name, policy.command, policy.permissive, policy.roles) == ("Own rows", "UPDATE", False, ("public",))
    assert (policy.using, policy.check) == ("(a = 1)", "(a > 0)")
    # A superuser is not held back.
    assert (read_table.rls_enabled, read_table.rls_forced, read_table.rls_active) == (True, False, False)


def test_triggers(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create function f() returns trigger language plpgsql as 'begin return new; end';
        create table t (a int primary key, b int references t);
        create trigger first before insert or update on t for each row when (new.a > 1) execute function f();
        create constraint trigger second after delete on t deferrable for each row execute function f();
        create trigger third after truncate on t execute function f();
        alter table t disable trigger third
        """,
    )
    first, second, third = read_table.triggers
    assert (first.timing, first.events, first.per_row) == ("BEFORE", ("INSERT", "UPDATE"), True)
    assert (first.function, first.constraint, first.enabled) == (Name("public", "f"), False, True)
    assert "WHEN ((new.a > 1))" in first.definition
    assert (second.constraint, second.timing, second.events) == (True, "AFTER", ("DELETE",))
    assert (third.enabled, third.per_row, third.events) == (False, False, ("TRUNCATE",))


def test_partitions_belong_to_their_parent(connection: Connection) -> None:
    schema = read(
        connection,
        """
        create table child (p date, id int);
        create table t (at date not null, region text, primary key (at, region)) partition by range (at);
        create table t_old partition of t for values from ('2024-01-01') to ('2025-01-01');
        create table t_new partition of t for values from ('2025-01-01') to ('2026-01-01') partition by list (region);
        create table t_new_eu partition of t_new for values in ('eu');
        create table t_rest partition of t default;
        create table h (a int, b int) partition by hash (a, (b + 1));
        alter table child add column r text, add foreign key (p, r) references t
        """,
    )
    assert list(map(str, schema.tables)) == ["public.child", "public.h", "public.t"]
    cut = schema.table("t").partitioning
    assert (cut.strategy, cut.key, cut.columns) == ("range", "RANGE (at)", ("at",))
    assert cut.partitions == (
        (Name("public", "t_new"), "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"),
        (Name("public", "t_old"), "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"),
        (Name("public", "t_rest"), "DEFAULT"),
    )
    assert cut.nested[Name("public", "t_new")].partitions == ((Name("public", "t_new_eu"), "FOR VALUES IN ('eu')"),)
    assert schema.table("h").partitioning.columns == ("a", None)
    # PostgreSQL keeps a copy of the key for each partition of the parent.
    assert len(schema.table("child").foreign_keys) == 1


def test_inheritance_comments_and_storage(connection: Connection) -> None:
    schema = read(
        connection,
        """
        create table base (a int);
        create unlogged table t (b int) inherits (base);
        comment on table t is 'it''s a table';
        insert into base values (1), (2);
        analyze base
        """,
    )
    read_table = schema.table("t")
    assert (read_table.inherits, read_table.comment) == ((Name("public", "base"),), "it's a table")
    assert (read_table.unlogged, schema.table("base").unlogged) == (True, False)
    assert (schema.table("base").estimated_rows, read_table.owner) == (2.0, "postgres")


@pytest.mark.parametrize(
    "ddl",
    [
        "create view v as select 1 as a",
        "create materialized view m as select 1 as a",
        "create temporary table x (a int)",
        "create schema if not exists _seed; create table _seed.x (a int)",
        "create schema supabase_migrations; create table supabase_migrations.x (a int)",
        "create foreign data wrapper w; create server s foreign data wrapper w;create foreign table f (a int) server s",
    ],
)
def test_not_to_be_filled(connection: Connection, ddl: str) -> None:
    assert not read(connection, ddl).tables


def test_schemas_asked_for_and_reached(connection: Connection) -> None:
    connection.execute(
        """
        create schema shop; create schema "Odd "" schema"; create schema far;
        create table far.away (id int primary key);
        create table "Odd "" schema"."T %s" ("Key" int primary key references far.away);
        create table shop.sale (id int references "Odd "" schema"."T %s");
        create table public.free (id int)
        """
    )
    everything = introspect(connection)
    assert {str(name) for name in everything.tables} == {
        "far.away", 'Odd " schema.T %s', "public.free", "shop.sale",
    }  # fmt: skip
    found = introspect(connection, schemas=["shop"])
    assert {str(n): t.referenced_only for n, t in found.tables.items()} == {
        "far.away": True,
        'Odd " schema.T %s': True,
        "shop.sale": False,
    }


def test_supabase_keeps_its_schemas(connection: Connection) -> None:
    connection.execute(
        """
        create schema auth; create schema storage;
        create table auth.users (id uuid primary key, aud text, instance_id uuid);
        create table auth.sessions (id uuid primary key, user_id uuid references auth.users);
        create table storage.buckets (id text primary key);
        create table profiles (id uuid primary key references auth.users)
        """
    )
    found = introspect(connection)
    assert {str(n): t.referenced_only for n, t in found.tables.items()} == {
        "auth.users": True,
        "public.profiles": False,
    }
    assert {str(n) for n in introspect(connection, schemas=["auth"]).tables} == {"auth.users", "auth.sessions"}


def test_a_schema_called_auth_is_ordinary_elsewhere(connection: Connection) -> None:
    found = read(connection, "create schema auth; create table auth.accounts (id int)")
    assert {str(n): t.referenced_only for n, t in found.tables.items()} == {"auth.accounts": False}


def test_tables_of_extensions_only_where_asked(connection: Connection) -> None:
    connection.execute("create table t (a int)")
    # What CREATE EXTENSION does for each object it makes, without needing one that brings a table.
    connection.execute(
        """
        insert into pg_catalog.pg_depend
        select 'pg_class'::regclass, 't'::regclass, 0, 'pg_extension'::regclass, oid, 0, 'e'
        from pg_catalog.pg_extension where extname = 'plpgsql'
        """
    )
    assert not introspect(connection).tables
    assert introspect(connection, extension_tables=True).table("t").extension == "plpgsql"


def test_what_the_role_may_do(connection: Connection) -> None:
    connection.execute(
        """
        drop role if exists reader_only;
        create role reader_only;
        create table open_ (a int); create table closed (a int);
        alter table open_ enable row level security;
        grant insert on open_ to reader_only; grant select on closed to reader_only;
        grant usage on schema public to reader_only;
        set role reader_only
        """
    )
    try:
        schema = introspect(connection)
        assert {str(t.name): t.insertable for t in schema.tables.values()} == {
            "public.closed": False,
            "public.open_": True,
        }
        assert schema.table("open_").rls_active
    finally:
        connection.execute("reset role; drop owned by reader_only; drop role reader_only")


def test_reads_the_same_whatever_the_session_says(connection: Connection) -> None:
    connection.execute(
        r"""
        create type mood as enum ('sad');
        create table t (a mood default 'sad', b text default 'a\b', c timestamptz default '2025-01-01 00:00+00',
            check (b <> 'c:\'), check (c > '2020-01-01 00:00+02'), check (a = 'sad'))
        """
    )
    plain = introspect(connection)
    connection.execute(
        "set search_path = public, pg_catalog; set quote_all_identifiers = on; set datestyle = 'German, DMY';"
        "set timezone = 'Asia/Kolkata'"
    )
    connection.row_factory = dict_row
    assert introspect(connection) == plain
    assert plain.table("t").by_name["a"].default == "'sad'::public.mood"
    assert connection.execute("show search_path").fetchone() == {"search_path": "public, pg_catalog"}


def test_leaves_the_connection_as_it_was(server_url: str) -> None:
    with psycopg.connect(server_url) as connection:
        introspect(connection)
        assert connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
        connection.execute("create temporary table kept (a int)")
        connection.execute("set local search_path = pg_temp")
        introspect(connection)
        assert connection.execute("select count(*) from kept").fetchone() == (0,)
        assert connection.execute("show search_path").fetchone() == ("pg_temp",)
        connection.rollback()


def test_what_was_read_from(connection: Connection) -> None:
    schema = read(connection, "create table t (a int)")
    assert schema.server_version == connection.info.server_version
    assert "plpgsql" in schema.extensions


def test_constraints_of_partitions_are_their_parents_too(connection: Connection) -> None:
    read_table = table(
        connection,
        """
        create table parent (id int primary key);
        create table t (at date, parent_id int, code text, check (parent_id > 0)) partition by range (at);
        create table t1 partition of t for values from ('2024-01-01') to ('2025-01-01');
        create table t2 partition of t for values from ('2025-01-01') to ('2026-01-01');
        create index t_at on t (at);
        create unique index t1_code on t1 (code);
        create unique index t2_code on t2 (code);
        alter table t1 add foreign key (parent_id) references parent, add constraint small check (parent_id < 9);
        alter table t2 add foreign key (parent_id) references parent, add constraint long check (length(code) > 1);
        alter table t1 add constraint long check (length(code) > 1)
        """,
    )
    assert [key.name for key in read_table.foreign_keys] == ["t1_parent_id_fkey"]
    checks = {check.name: check for check in read_table.checks}
    # What every partition asks is asked of every row, what one asks of the rows within its bound.
    assert checks["t_parent_id_check"].expression == "(parent_id > 0)"
    assert checks["long"].expression == "(length(code) > 1)"
    assert checks["small"].expression == (
        "((NOT ((at IS NOT NULL) AND (at >= '2024-01-01'::date) AND (at < '2025-01-01'::date))) OR (parent_id < 9))"
    )
    assert checks["small"].columns == ("at", "parent_id")
    assert [(unique.name, unique.primary) for unique in read_table.uniques] == [("t1_code", False)]
    assert [index.name for index in read_table.indexes] == ["t_at"]
