"""Subtypes of a parent that triggers keep apart have different ones of its rows."""

from __future__ import annotations

import pytest

from seeding.infer.infer import infer
from seeding.schema import introspect

_ONE_KIND = """
    create table things (id int primary key, name text not null);
    create table cars (thing_id int primary key references things, doors int not null);
    create table boats (thing_id int primary key references things, sails int not null);
    create table "Planes" (thing_id int not null unique references things, engines int not null);
    create function one_kind() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from cars where thing_id = new.thing_id and tg_table_name <> 'cars')
      or exists (select 1 from boats where thing_id = new.thing_id and tg_table_name <> 'boats')
      or exists (select from "Planes" p where p.thing_id = new.thing_id and tg_table_name <> 'Planes') then
        raise exception 'a thing is of one kind';
      end if;
      return new;
    end $$;
    create trigger k before insert on cars for each row execute function one_kind();
    create trigger k before insert on boats for each row execute function one_kind();
    create trigger k before insert on "Planes" for each row execute function one_kind();
"""


def test_a_thing_is_of_one_kind(connection, fill) -> None:
    found = fill(_ONE_KIND)
    counts = [
        connection.execute(f"select count(*) from {name}").fetchone()[0] for name in ("cars", "boats", '"Planes"')
    ]
    assert counts == [20, 20, 20]
    assert "of no other subtype" in found["public.cars"]["thing_id"].reason


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ("new.thing_id in (select thing_id from boats)", 2),
        ("exists (select from public.boats b where b.thing_id = new.thing_id)", 2),
        ("not exists (select from boats b where b.thing_id = new.thing_id)", None),
        ("new.thing_id not in (select thing_id from boats)", None),
        ("new.doors > 5", None),
    ],
)
@pytest.mark.parametrize("word", ["exception", "notice"])
def test_only_what_raises_where_the_other_is_there_keeps_apart(connection, condition, parts, word) -> None:
    ddl = """
        create table things (id int primary key);
        create table cars (thing_id int primary key references things, doors int not null check (doors < 5));
        create table boats (thing_id int primary key references things);
    """
    body = f"begin if {condition} then raise {word} 'no'; end if; return new; end"
    connection.execute(ddl)
    connection.execute(f"create function apart() returns trigger language plpgsql as $$ {body} $$")
    connection.execute("create trigger a before insert on cars for each row execute function apart()")
    schema = introspect(connection)
    cars = next(table for table in schema.tables.values() if table.name.name == "cars")
    generator = repr(infer(cars, schema)["thing_id"].generator)
    assert (f"parts={parts}" in generator) if parts and word == "exception" else "Subtype" not in generator


def test_a_check_of_the_parents_leaves_its_rows_to_choose_from(connection, fill) -> None:
    fill(
        """
        create table reviews (id int primary key, written date not null);
        create function past() returns trigger language plpgsql as $$
        begin if new.written > current_date then raise exception 'not yet'; end if; return null; end $$;
        create trigger p after insert on reviews for each row execute function past();
        create table beer_reviews (review_id int primary key references reviews);
        create table replies (review_id int primary key references reviews,
            beer_review_id int not null unique references beer_reviews);
        create function reply_only() returns trigger language plpgsql as $$ begin
          if new.review_id in (select review_id from beer_reviews) then raise exception 'disjoint'; end if;
          return new; end $$;
        create trigger r before insert on replies for each row execute function reply_only();
        """
    )
    assert connection.execute("select count(*) > 20 from replies").fetchone() == (True,)
