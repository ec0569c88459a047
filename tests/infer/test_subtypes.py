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
        ("(select count(*) from boats b where b.thing_id = new.thing_id) > 0", 2),
        ("(select count(*) from boats where boats.thing_id = new.thing_id) <> 0", 2),
        ("(select count(*) from boats where boats.thing_id = new.thing_id) = 0", None),
        ("exists (select from cars c, boats b where c.thing_id = b.thing_id)", 2),
        ("exists (select 1 from only public.cars as c inner join boats using (thing_id))", 2),
        ("exists (select thing_id from cars intersect select thing_id from boats)", 2),
        ("exists (select from things t, boats b where t.id = b.thing_id)", None),
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


def test_where_each_must_be_of_some_kind_the_kinds_share_all_of_them(connection, fill) -> None:
    """Whether one is missing, a function says at the end; whether one is twice, a function of the statement."""
    fill(
        """
        create table people (id int primary key, name text not null);
        create table guests (person_id int primary key references people);
        create table staff (person_id int primary key references people);
        create table cooks (person_id int primary key references staff);
        create table waiters (person_id int primary key references staff);
        create function someone() returns trigger language plpgsql as $$
        declare found_one int;
        begin
          select id into found_one from people p where not exists (select from guests g where g.person_id = p.id)
            and not exists (select from staff s where s.person_id = p.id);
          if found_one is not null then raise exception '% is nobody', found_one; end if;
          return null;
        end $$;
        create function not_both() returns trigger language plpgsql as $$
        declare both_of int;
        begin
          select g.person_id into both_of from guests g, staff s where g.person_id = s.person_id;
          if both_of is not null then raise exception '% is both', both_of; end if;
          return null;
        end $$;
        create function one_job() returns trigger language plpgsql as $$
        declare cooking int; waiting int;
        begin
          if tg_table_name = 'cooks' then
            waiting := (select count(*) from waiters where waiters.person_id = new.person_id);
          else
            cooking := (select count(*) from cooks where cooks.person_id = new.person_id);
          end if;
          if waiting <> 0 or cooking <> 0 then raise exception 'one job each'; end if;
          return new;
        end $$;
        create constraint trigger s after insert on people deferrable initially deferred
          for each row execute function someone();
        create trigger n after insert on guests execute function not_both();
        create trigger n after insert on staff execute function not_both();
        create trigger o before insert on cooks for each row execute function one_job();
        create trigger o before insert on waiters for each row execute function one_job();
        """,
        count=61,
    )
    connection.execute("set constraints all immediate")
    counts = [connection.execute(f"select count(*) from {name}").fetchone()[0] for name in ("guests", "staff")]
    assert sorted(counts) == [30, 31]
