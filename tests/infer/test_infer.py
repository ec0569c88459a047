from __future__ import annotations

import re

import pytest

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.key import Key, Serial
from seeding.columns.when import When
from seeding.infer.generators.ordered import Ordered
from seeding.infer.infer import infer
from seeding.schema import Attribute, ForeignKey, Identity, Name, Schema, Table, Type, TypeKind, Unique

INT = Type("int4", "pg_catalog", TypeKind.BASE, "integer")
UUID = Type("uuid", "pg_catalog", TypeKind.BASE, "uuid")
TEXT = Type("text", "pg_catalog", TypeKind.BASE, "text")


@pytest.mark.parametrize(
    ("columns", "name", "generator"),
    [
        (["email text"], "email", "Email()"),
        (["full_name text", "email text"], "email", "Email(of='full_name')"),
        (["name text", "email text"], "name", "PersonName()"),
        (["name text", "email text"], "email", "Email(of='name')"),
        (["first_name text", "last_name text"], "first_name", "FirstName()"),
        (["full_name text", "first_name text"], "first_name", "FirstName(of='full_name')"),
        (["city text", "country text?"], "country", "Country(of='city', name=True"),
        (["city text", "country_code bpchar(2)?"], "country_code", "Country(of='city'"),
        (["ship_city text", "bill_city text", "bill_state text?"], "bill_state", "Region(of='bill_city'"),
        (["city text", "lat float8?"], "lat", "Latitude(of='city'"),
        (["title text", "slug text"], "slug", "Slug(of='title')"),
        (["title varchar(40)"], "title", "Title('general', max_length=40)"),
        (["price numeric(10,2)"], "price", "LogNormal(median=45.0, sigma=0.8"),
        (["quantity int"], "quantity", "Zipf(1.1, 100)"),
        (["view_count int"], "view_count", "Zipf("),
        (["created_at timestamptz", "updated_at timestamptz"], "updated_at", "Moment(after='created_at'"),
        (["updated_at timestamptz", "created_at timestamptz"], "updated_at", "Moment(after='created_at'"),
        (["start_date date", "end_date date"], "end_date", "Date(after='start_date'"),
        (["expires_at timestamptz"], "expires_at", "Moment('+1d', '+1y')"),
        (["birth_date date"], "birth_date", "BirthDate(18, 85)"),
        (["is_active boolean default true"], "is_active", "Bool(0.85)"),
        (["is_admin boolean default false"], "is_admin", "Bool(0.1)"),
        (["shiny boolean default false"], "shiny", "Bool("),
        (["active int"], "active", "Choice({1: 0.85"),
        (["active int", "activebool bool"], "active", "Choice({True: [1]"),
        (["created_by text"], "created_by", "Username("),
        (["website_url text"], "website_url", "Pattern('https://(www"),
        (["avatar_url text"], "avatar_url", "ImageUrl()"),
        (["phone text"], "phone", "Phone()"),
        (["ip_address inet"], "ip_address", "Pattern("),
        (["password_hash text"], "password_hash", r"Pattern('\\$2b"),
        (["currency bpchar(3)"], "currency", "Choice({'USD'"),
        (["tags text[]"], "tags", "Subset("),
        (["metadata jsonb"], "metadata", "Json("),
        (["vorname text", "nachname text"], "nachname", "LastName()"),
        (["id uuid default gen_random_uuid()"], "id", "Key()"),
        (["xyzzy text"], "xyzzy", "Pattern('Xyzzy [1-9]"),
        (["status int"], "status", "Integer(0, 5)"),
        (["depth int"], "depth", "Integer(0, 5)"),
        (["depth int", "width int"], "depth", "LogNormal("),
        (["iso_3166_1_a2 char(2)"], "iso_3166_1_a2", "Otherwise(Beside('city', City(), Country(of='city'))"),
        (["valid_from date", "valid_until date"], "valid_until", "Date(after='valid_from'"),
        (["presaleStart timestamptz", "presaleEnd timestamptz"], "presaleEnd", "Moment(after='presaleStart'"),
        (["date_to date"], "date_to", "Date("),
    ],
)  # fmt: skip
def test_names(guess, columns: list[str], name: str, generator: str) -> None:
    found = guess(*columns)[name]
    assert repr(found.generator).startswith(generator)
    assert found.reason


@pytest.mark.parametrize(
    ("table", "generator"),
    [
        ("users", "PersonName()"),
        ("companies", "Company()"),
        ("products", "ProductName()"),
        ("cities", "City()"),
        ("categories", "Terms('category', unique=True)"),
        ("kunden", "PersonName()"),
        ("gadget_boxes", "Terms(noun='Gadget Box')"),
        ("projects", "Title('goal')"),
    ],
)
def test_a_name_is_what_the_table_holds(guess, table: str, generator: str) -> None:
    assert repr(guess("name text", name=table)["name"].generator) == generator


def test_reasons_say_what_decided(guess) -> None:
    found = guess(
        "email text",
        "kind text",
        "code text",
        "stuff int",
        checks={"(kind = ANY (ARRAY['x'::text, 'y'::text]))": "kind", "(code ~ '^[A-Z]{3}$'::text)": "code"},
        unique=("email",),
    )
    assert {name: inferred.reason for name, inferred in found.items()} == {
        "email": "name 'email' + unique",
        "kind": "check lists 2 values",
        "code": "check ~ '^[A-Z]{3}$'",
        "stuff": "type int",
    }


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        (r"^\+[0-9]{8,15}$", r"\+1[2-9]\d\d55501\d\d"),
        (r"^[0-9]{10}$", r"[2-9]1255501\d\d"),
        (r"^[6-9][0-9]{9}$", r"[6-9]1255501\d\d"),
        (r"^\d{3}-\d{3}-\d{4}$", r"[2-9]12-555-01\d\d"),
        (r"^\(\d{3}\) \d{3}-\d{4}$", r"\([2-9]\d\d\) 555-01\d\d"),
        (r"^0049[0-9]+$", "None"),
    ],
)
def test_a_phone_number_is_reserved_in_any_form(guess, rows_of, pattern: str, form: str) -> None:
    found = guess("phone text?", checks={f"(phone ~ '{pattern}'::text)": "phone"})
    generator = found["phone"].generator
    numbers = {number for number in rows_of({"phone": generator}, "phone", 300) if number is not None} or {"None"}
    assert all(re.fullmatch(form, number) for number in numbers)


def test_columns_come_in_the_tables_order_without_the_declared(guess) -> None:
    assert list(guess("b text", "full_name text", "a int", "email text", declared=("a",))) == [
        "b",
        "full_name",
        "email",
    ]


def test_a_declared_column_is_agreed_with(guess) -> None:
    found = guess("full_name text", "email varchar(60)", declared=("full_name",))
    assert "Email(of='full_name'" in repr(found["email"].generator)


def test_nullable_columns_have_nulls_and_others_none(guess) -> None:
    found = guess("note text", "memo text?", "deleted_at timestamptz?", "created_at timestamptz?", "n int? default 3")
    shares = {name: inferred.generator.nulls for name, inferred in found.items()}
    assert shares == {"note": 0.0, "memo": 0.1, "deleted_at": 0.9, "created_at": 0.0, "n": 0.0}


@pytest.mark.parametrize(
    "column",
    [
        "code text default md5((random())::text)",
        "stuff text default 'none'::text",
        "search tsvector?",
        "document xml?",
        "lock_version int default 0",
        "extra jsonb default '{}'::jsonb",
        "who text default CURRENT_USER",
        "x pg_node_tree?",
        "y unknown_type?",
    ],
)
def test_left_to_the_server(guess, column: str) -> None:
    found = guess("id int", column)
    assert set(found) == {"id"} or column.startswith("who")


def test_checks_that_bind_columns(guess) -> None:
    found = guess(
        "low int",
        "high int",
        "status text",
        "done_at timestamptz?",
        "a int?",
        "b int?",
        checks={
            "(high >= low)": "low high",
            "((status = 'done'::text) = (done_at IS NOT NULL))": "status done_at",
            "((a IS NULL) OR (b IS NULL))": "a b",
        },
    )
    assert isinstance(found["high"].generator, Ordered)
    assert isinstance(found["done_at"].generator, When)
    assert [isinstance(found[c].generator, Constant) for c in "ab"] == [True, False]


# Keys ---------------------------------------------------------------------------------------------


def table(name: str, *attributes: Attribute, **parts: object) -> Table:
    return Table(Name("public", name), attributes, **parts)


def keyed(name: str, type_: Type = INT, **parts: object) -> Table:
    primary = Unique(f"{name}_pkey", ("id",), ("id",), primary=True)
    return table(name, Attribute("id", type_, nullable=False, identity=Identity.ALWAYS), uniques=(primary,), **parts)


def schema(*tables: Table) -> Schema:
    return Schema({t.name: t for t in tables})


def key(*columns: str, parent: str, to: tuple[str, ...] = ("id",)) -> ForeignKey:
    return ForeignKey(f"{'_'.join(columns)}_fkey", columns, Name("public", parent), to)


def generators(child: Table, *others: Table) -> dict[str, str]:
    return {name: repr(found.generator) for name, found in infer(child, schema(child, *others)).items()}


def column(name: str, type_: Type = INT, *, nullable: bool = False) -> Attribute:
    return Attribute(name, type_, nullable=nullable)


def test_a_required_reference_carries_the_number_of_rows() -> None:
    child = table(
        "t",
        column("p_id"),
        column("q_id", nullable=True),
        foreign_keys=(key("p_id", parent="p"), key("q_id", parent="q")),
    )
    assert generators(child, keyed("p"), keyed("q")) == {
        "p_id": "Reference('public.p', fan_out=NegativeBinomial(mean=2.0, dispersion=1.0))",
        "q_id": "Reference('public.q', nulls=0.2)",
    }


def test_a_unique_reference_is_one_to_one() -> None:
    unique = Unique("t_p_id_key", ("p_id",), ("p_id",))
    child = table("t", column("p_id"), foreign_keys=(key("p_id", parent="p"),), uniques=(unique,))
    assert generators(child, keyed("p")) == {"p_id": "Reference('public.p', fan_out=OneToOne(share=0.8))"}


def test_a_key_of_several_columns_comes_from_one_parent() -> None:
    parent = table("p", column("x"), column("y"), uniques=(Unique("p_pkey", ("x", "y"), ("x", "y"), primary=True),))
    child = table("t", column("px"), column("py"), foreign_keys=(key("px", "py", parent="p", to=("x", "y")),))
    found = generators(child, parent)
    assert found["px"].startswith("Reference('public.p', key='x'")
    assert found["py"] == "FromParent('px', 'y')"


def test_a_unique_pair_of_references_spans_a_grid() -> None:
    pair = Unique("t_pkey", ("a_id", "b_id"), ("a_id", "b_id"), primary=True)
    child = table(
        "t",
        column("a_id"),
        column("b_id"),
        uniques=(pair,),
        foreign_keys=(key("a_id", parent="a"), key("b_id", parent="b")),
    )
    assert generators(child, keyed("a"), keyed("b"))["b_id"] == (
        "CombinedReference('public.b', key='id', among=['a_id', 'b_id'])"
    )


def test_both_sides_of_a_circle_refer() -> None:
    a = keyed("a")
    a = table(
        "a", *a.attributes, column("b_id", nullable=True), uniques=a.uniques, foreign_keys=(key("b_id", parent="b"),)
    )
    b = keyed("b")
    b = table("b", *b.attributes, column("a_id"), uniques=b.uniques, foreign_keys=(key("a_id", parent="a"),))
    assert generators(a, b)["b_id"] == "Reference('public.b', nulls=0.2)"
    assert generators(b, a)["a_id"].startswith("Reference('public.a'")


def test_a_name_points_at_a_table_without_a_foreign_key() -> None:
    child = table("t", column("post_id"), column("other_id"))
    found = generators(child, keyed("posts"))
    assert found["post_id"].startswith("SoftReference('public.posts'")
    assert not found["other_id"].startswith("SoftReference")


def test_surrogate_keys() -> None:
    sequence = Attribute(
        "n", INT, nullable=False, sequence=Name("public", "s"), default="nextval('public.s'::regclass)"
    )
    primary = Unique("t_pkey", ("id",), ("id",), primary=True)
    one = table("t", Attribute("id", UUID, nullable=False), sequence, uniques=(primary,))
    found = infer(one, schema(one))
    assert isinstance(found["id"].generator, Key)
    assert isinstance(found["n"].generator, Serial)


def test_generated_columns_are_nobodys_to_write() -> None:
    one = table("t", column("a"), Attribute("b", INT, nullable=False, generated="(a * 2)"))
    assert list(infer(one, schema(one))) == ["a"]


def test_every_generator_is_a_column() -> None:
    one = table("t", *[column(f"c{n}", TEXT) for n in range(3)])
    assert all(isinstance(found.generator, Column) for found in infer(one, schema(one)).values())


def test_branches_that_exclude_each_other_leave_the_values_of_the_column_itself(guess) -> None:
    checks = {
        "(kind = ANY (ARRAY[1, 2, 3]))": "kind",
        "(((kind = 1) AND (a IS NOT NULL)) OR ((kind <> 1) AND (a IS NULL)))": "kind a",
        "(((kind = 2) AND (b IS NOT NULL)) OR ((kind <> 2) AND (b IS NULL)))": "kind b",
    }
    kind = guess("kind smallint", "a int?", "b int?", checks=checks)["kind"].generator
    assert repr(kind) == "Choice({1: 0.4, 2: 0.3, 3: 0.3})"
