"""Texts are about what the table holds: its name says it, its columns and parents settle what the name leaves open."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from seeding.columns.prose import topics
from seeding.infer.infer import infer
from seeding.infer.vocabulary import entries, vocabulary
from seeding.schema import Name
from seeding.schema.catalog import introspect

REPAIRS = """
create table {parent} (id int primary key, name text not null);
create table maintenance_logs (id int primary key, kept_by int not null references {parent}, description text not null);
"""


def test_every_topic_that_is_named_has_texts() -> None:
    named = tomllib.loads(files("seeding.infer").joinpath("data", "topics.toml").read_text(encoding="utf-8"))
    assert {entry.get("topic", name) for name, entry in named.items()} <= set(topics())


@pytest.mark.parametrize(
    ("table", "topic"),
    [
        ("movies", "story"),
        ("inmuebles", "property"),
        ("hotels", "hotel"),
        ("menu_items", "food"),
        ("order_items", "commerce"),
        ("medical_records", "health"),
        ("insurance_claims", "claim"),
        ("work_orders", "repair"),
        ("purchase_orders", "commerce"),
        ("complaints", "complaint"),
        ("scholarships", "programme"),
        ("tour_packages", "tour"),
        ("projects", "goal"),
        ("sys_meetings", "meeting"),
    ],
)
def test_a_description_is_about_what_the_table_holds(guess, table: str, topic: str) -> None:
    assert repr(guess("description text", name=table)["description"].generator) == f"Paragraph({topic!r})"


@pytest.mark.parametrize(
    ("table", "others", "topic"),
    [
        ("projects", ("repo_url text",), "software"),
        ("rooms", ("beds int", "nightly_rate numeric(8,2)"), "room"),
        ("incidents", ("severity text", "downtime_minutes int"), "outage"),
        ("incidents", ("occurred_at timestamptz",), "accident"),
        ("inspections", ("vehicle_plate text",), "servicing"),
        ("plants", ("species text",), "plant"),
    ],
)
def test_other_columns_settle_what_is_meant(guess, table: str, others: tuple[str, ...], topic: str) -> None:
    found = guess("description text", *others, name=table)["description"]
    assert repr(found.generator) == f"Paragraph({topic!r})"


@pytest.mark.parametrize(
    ("parent", "topic"), [("vehicles", "servicing"), ("machines", "machinery"), ("flats", "repair")]
)
def test_parents_settle_what_is_meant(connection, parent: str, topic: str) -> None:
    connection.execute(REPAIRS.format(parent=parent))
    schema = introspect(connection)
    table = schema.tables[Name("public", "maintenance_logs")]
    assert repr(infer(table, schema)["description"].generator) == f"Paragraph({topic!r})"


@pytest.mark.parametrize("column", ["notes", "internal_remarks", "observaciones"])
def test_notes_do_not_advertise(guess, column: str) -> None:
    assert "'hotel'" not in repr(guess(f"{column} text", "description text", name="hotels")[column].generator)


def test_a_recipe_says_how_it_is_done(guess) -> None:
    found = guess("title text", "description text", "instructions text", name="recipes")
    assert repr(found["description"].generator) == "Paragraph('food')"
    assert repr(found["instructions"].generator) == "Paragraph('cooking')"


@pytest.mark.parametrize(
    ("table", "kind"), [("hotels", "hotel"), ("schools", "school"), ("airports", "airport"), ("clinics", "hospital")]
)
def test_a_house_is_called_what_it_is(guess, rows_of, table: str, kind: str) -> None:
    names = rows_of({"name": guess("name text", name=table)["name"].generator}, "name")
    assert len(set(names)) > 50
    assert all(str(name).endswith(tuple(entries(vocabulary(kind)["values"]))) for name in names)


def test_houses_have_names_of_their_own_where_they_must(guess, rows_of) -> None:
    names = rows_of({"name": guess("name text", name="restaurants", unique=("name",))["name"].generator}, "name", 1000)
    assert len(set(names)) == 1000


def test_sentences_go_on(guess, rows_of) -> None:
    said = rows_of({"findings": guess("findings text", name="inspections")["findings"].generator}, "findings")
    known = vocabulary("finding")
    assert len(set(said)) > len(entries(known["values"]))
    assert all(str(text).startswith(tuple(entries(known["values"]))) for text in said)


@pytest.mark.parametrize(
    ("table", "name", "column", "kind"),
    [
        ("categories", "name", "description", "group"),
        ("tags", "label", "description", "group"),
        ("user_roles", "name", "description", "role"),
        ("permissions", "name", "beschreibung", "permission"),
    ],
)
def test_a_category_is_described_by_its_name(guess, rows_of, table: str, name: str, column: str, kind: str) -> None:
    made = guess(f"{name} text", f"{column} text", name=table)
    assert repr(made[column].generator) == f"About({name!r}, {kind!r})"
    columns = {key: found.generator for key, found in made.items()}
    pairs = zip(rows_of(columns, name), rows_of(columns, column), strict=True)
    assert all(str(named).lower().replace("_", " ").replace("-", " ") in str(said) for named, said in pairs)


def test_a_name_that_may_be_missing_describes_no_row_that_must_be_described(guess) -> None:
    assert "About" not in repr(guess("name text?", "description text", name="categories")["description"].generator)


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        ("warehouses", "description", "property"),
        ("leave_requests", "reason", "advertising"),
        ("assets", "condition", "discount"),
        ("applications", "cover_letter", "coffee machine"),
    ],
)
def test_nothing_of_another_domain_is_said(guess, rows_of, table: str, column: str, text: str) -> None:
    found = guess(f"{column} text", "name text", name=table)[column].generator
    assert text not in repr(found)
    assert not [said for said in rows_of({"name": found, column: found}, column) if text in str(said)]


@pytest.mark.parametrize(
    ("table", "column", "concept"),
    [
        ("visitors", "host_name", "PersonName"),
        ("servers", "host_name", "example"),
        ("news", "headline", "Title"),
        ("people", "headline", "JobTitle"),
        ("vacancies", "title", "JobTitle"),
        ("interviews", "interviewer", "PersonName"),
    ],
)
def test_a_name_means_what_its_table_makes_of_it(guess, table: str, column: str, concept: str) -> None:
    assert concept in repr(guess(f"{column} text", "id int", name=table)[column].generator)


@pytest.mark.parametrize(
    ("table", "column", "form"),
    [
        ("flights", "flight_number", "(ZX|QX|XQ|ZZ) ?[1-9][0-9]{2,3}"),
        ("assets", "asset_tag", "(IT|EQ|FU|VE)-[0-9]{5}"),
        ("boarding_passes", "gate", "[A-F][1-9][0-9]?"),
    ],
)
def test_numbers_of_a_kind_have_its_form(guess, rows_of, table: str, column: str, form: str) -> None:
    found = rows_of({column: guess(f"{column} text", name=table)[column].generator}, column)
    assert all(re.fullmatch(form, str(number)) for number in found)
