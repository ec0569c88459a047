"""Words that functions of triggers ask for are in the columns they ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from seeding.columns.choice import Choice
from seeding.infer.generators.beside import Otherwise
from seeding.infer.generators.each_once import EachOnce
from seeding.infer.infer import infer
from seeding.schema import Attribute, Name, Schema, Table, Trigger, Type, TypeKind, Unique

PERSON, DESK = Name("public", "person"), Name("public", "desk")


def _schema(body: str, column: str, *, unique: bool = False) -> Schema:
    text, number = (Type(name, "pg_catalog", TypeKind.BASE, name) for name in ("text", "int4"))
    asked = Attribute("id", number, nullable=False), Attribute(column, text, nullable=False)
    person = Table(PERSON, asked, uniques=(Unique("u", (column,)),) if unique else ())
    guard = Trigger("guard", "", Name("public", "guard"), ("INSERT",), "BEFORE", body=body)
    desk = Table(
        DESK,
        (Attribute("person_id", number, nullable=True), Attribute("state", text, nullable=True)),
        triggers=(guard,),
    )
    return Schema({DESK: desk, PERSON: person})


def _options(schema: Schema, name: Name, column: str) -> object:
    return infer(schema.tables[name], schema)[column].generator


@pytest.mark.parametrize(
    "body",
    [
        "begin if not exists (select 1 from person p where p.id = new.person_id and p.role in ('CLERK', 'CHIEF')) "
        "then raise exception 'x'; end if; return new; end",
        "declare r text; begin select role into r from public.person where id = new.person_id; "
        "if r <> 'CLERK' and r <> 'CHIEF' then raise exception 'x'; end if; return new; end",
        "declare p person%rowtype; begin select * into p from person where id = new.person_id; "
        "if p.role is distinct from 'CLERK' and lower(p.role) != 'CHIEF' then raise exception 'x'; end if; end",
        "begin if (select role from person where id = new.person_id) not in ('CLERK', 'CHIEF') then "
        "raise exception 'x'; end if; end",
        "declare r text := case new.state when 'a' then 'CLERK' else 'CHIEF' end; begin "
        "if not exists (select from person where role = r) then raise exception 'x'; end if; end",
    ],
)
def test_the_roles_that_another_table_wants(body: str) -> None:
    generator = _options(_schema(body, "role"), PERSON, "role")
    assert isinstance(generator, Choice)
    assert generator.given[0][0] == ["CLERK", "CHIEF"]


def test_a_word_beside_others() -> None:
    body = "begin if (select code from person where id = new.person_id) <> 'HQ' then raise exception 'x'; end if; end"
    assert isinstance(_options(_schema(body, "code"), PERSON, "code"), Otherwise)


def test_days_that_are_there_once() -> None:
    days = ", ".join(f"'{day}'" for day in ("Mo", "Di", "Mi", "Do", "Fr"))
    body = (
        f"begin if (select day from person where id = new.person_id) not in ({days}) then raise exception; end if; end"
    )
    generator = _options(_schema(body, "day", unique=True), PERSON, "day")
    assert isinstance(generator, EachOnce)
    assert generator.count == 5


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ("begin if new.state = 'open' then raise exception 'x'; end if; end", "role"),
        ("begin if (select email from person) = 'a@example.com' then raise exception 'x'; end if; end", "email"),
        ("begin raise exception 'role CLERK'; end", "role"),
    ],
)
def test_no_words_of_it(body: str, column: str) -> None:
    schema, plain = _schema(body, column), _schema("begin end", column)
    assert repr(_options(schema, PERSON, column)) == repr(_options(plain, PERSON, column))
    assert repr(_options(schema, DESK, "state")) == repr(_options(plain, DESK, "state"))


def test_own_words() -> None:
    body = "begin if new.state not in ('open', 'shut') then raise exception 'x'; end if; return new; end"
    generator = _options(_schema(body, "role"), DESK, "state")
    assert isinstance(generator, Choice)
    assert generator.given[0][0] == ["open", "shut"]


@pytest.mark.parametrize(
    "body",
    [
        "declare n int; begin select count(*) into n from person p join desk d on d.state = p.role; return new; end",
        "begin if not exists (select 1 from person p where p.role = new.state) then raise exception 'x'; end if; end",
    ],
)
def test_what_another_table_has(body: str) -> None:
    schema = _schema(body, "role", unique=True)
    assert repr(_options(schema, DESK, "state")).startswith("SoftReference('public.person', ")
    assert not repr(_options(schema, PERSON, "role")).startswith("SoftReference")


def test_a_default_is_one_of_the_words() -> None:
    body = (
        "begin if (select kind from person where id = new.person_id) <> 'CLERK' then raise exception 'x'; end if; end"
    )
    schema = _schema(body, "kind")
    person = schema.tables[PERSON]
    given = replace(person.attributes[1], default="'guest'::text")
    told = Schema({**schema.tables, PERSON: replace(person, attributes=(person.attributes[0], given))})
    generator = _options(told, PERSON, "kind")
    assert isinstance(generator, Choice)
    assert generator.given[0][0] == ["guest", "CLERK"]
