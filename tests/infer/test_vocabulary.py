"""What things of a kind are called, told by the names of columns and tables."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from seeding.columns import Company
from seeding.errors import FactoryError
from seeding.infer.generators.terms import Terms
from seeding.infer.records import listed
from seeding.infer.vocabulary import entries
from seeding.safety import inspect

VOCABULARIES = tomllib.loads(files("seeding.infer").joinpath("data", "vocabularies.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("genres", "name text", "genre"),
        ("media_type", "name varchar(120)", "media_type"),
        ("phonenumbertype", "name text", "phone_type"),
        ("shop_shippingeventtypes", "name text", "order_event"),
        ("genre_translations", "name text", "genre"),
        ("rooms", "display_name text", "room"),
        ("films", "title text", "work"),
        ("t", "original_song_title text", "work"),
        ("quizzes", "title text", "lesson_title"),
        ("objectives", "title text", "goal_title"),
        ("exercises", "name text", "exercise"),
        ("badges", "name text", "badge"),
        ("venues", "name text", "venue_name"),
    ],
)
def test_names_in_a_table_are_of_what_it_holds(guess, table: str, column: str, vocabulary: str) -> None:
    found = guess(column, name=table)[column.split(maxsplit=1)[0]].generator
    assert repr(found).startswith(f"Terms('{vocabulary}'")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("shipping_method varchar(128)", "Express"),
        ("continent varchar", "Europe"),
        ("default_branch text", "main"),
        ("queue_name text", "mailers"),
        ("proxy_class varchar(255)", "InvoiceBuilder"),
        ("os text", "Android"),
        ("ban_reason text", "Duplicate of an earlier entry."),
        ("muscle_group text", "hamstrings"),
        ("cadence text", "biweekly"),
        ("answer_explanation text", "It follows from the definition."),
        ("error_message text", "Permission denied."),
        ("email_body_template text", "Your code is {{ code }}."),
        ("metric_name text", "page_views"),
        ("embeddings_provider text", "hosted"),
        ("opening_hours text", "Mon-Fri 9:00-17:00"),
        ("fuel_type text", "electric"),
        ("campaign_name text", "Summer sale"),
        ("day_of_week varchar(12)", "Friday"),
        ("giorno text", "Domenica"),
        ("gearbox text", "automatic"),
        ("caption text", "View from the second floor."),
        ("estacion varchar(20)", None),
    ],
)
def test_columns_have_values_of_what_they_name(guess, rows_of, column: str, value: str | None) -> None:
    name = column.split(maxsplit=1)[0]
    generator = guess(column)[name].generator
    values = set(rows_of({"c": generator}, "c", 400))
    assert value in values if value else all(str(text).startswith("Estacion ") for text in values)


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("order", ("state varchar(255)", "total int", "shippingAddress text"), {"pending", "shipped"}),
        ("refund", ("state text",), None),
        ("fulfillment", ("method text", "code text"), {"Express"}),
        ("payments", ("method text", "amount int"), {"card", "cash"}),
        ("api_logs", ("method text", "path text"), {"GET", "POST"}),
        ("oauth_flows", ("code_challenge_method text",), {"S256"}),
    ],
)
def test_how_far_and_in_which_way(guess, rows_of, table: str, columns: tuple[str, ...], values) -> None:
    name = columns[0].split()[0]
    found = {n: f.generator for n, f in guess(*columns, name=table).items()}
    made = set(rows_of(found, name, 300))
    assert values is None or values <= made
    assert not {"Trøndelag", "Kerala", "Bavaria", "Ontario"} & made
    assert len(made) < 13


@pytest.mark.parametrize(
    ("table", "columns"),
    [("addresses", ("state text",)), ("shops", ("city text", "state text")), ("clients", ("name text", "state text"))],
)
def test_a_state_that_is_a_place(guess, table: str, columns: tuple[str, ...]) -> None:
    assert "Region" in repr(guess(*columns, name=table)["state"].generator)


def test_a_person_or_company_is_not_called_like_a_thing(guess) -> None:
    assert repr(guess("name text", name="course_instructors")["name"].generator) == "PersonName()"
    assert repr(guess("name text", name="partners")["name"].generator) == "Company()"


def test_names_that_belong_to_somebody_have_no_numbers(rows_of) -> None:
    texts = rows_of({"c": Terms("assistant", again=True)}, "c", 600)
    assert len(set(texts)) > 90
    assert not any(text[-1].isdigit() for text in texts)


@pytest.mark.parametrize(
    ("table", "column", "some"),
    [
        ("films", "special_features text[]", "Deleted Scenes"),
        ("plans", "features text[]", "backups"),
        ("t", "role_title text", None),
    ],
)
def test_two_words_say_more_than_one(guess, rows_of, table: str, column: str, some: str | None) -> None:
    generator = guess(column, name=table)[column.split(maxsplit=1)[0]].generator
    if some is None:
        assert repr(generator) == "JobTitle()"
    else:
        assert any(some in value for value in rows_of({"c": generator}, "c", 50))


def test_the_table_that_joins_categories_says_what_they_are_of(fill) -> None:
    found = fill(
        "create table film (id int primary key, title text not null);"
        "create table category (id int primary key, name text not null);"
        "create table film_category (film_id int references film, category_id int references category,"
        " primary key (film_id, category_id))"
    )
    assert repr(found["public.category"]["name"].generator) == "Terms('film_category', unique=True)"


def test_a_prompt_does_what_it_is_called(guess, rows_of) -> None:
    found = {n: f.generator for n, f in guess("name text", "content text", name="prompts").items()}
    pairs = dict(zip(rows_of(found, "name", 300), rows_of(found, "content", 300), strict=True))
    assert pairs["Plan a week"] == "Plan a week of meals for four people."
    assert set(pairs) <= set(listed("prompts")["name"])
    assert len(set(pairs.values())) == len(pairs)


def test_a_picture_that_a_check_wants_an_address_for_is_a_picture(guess) -> None:
    found = guess("avatar_url text", checks={"(avatar_url ~ '^https?://'::text)": "avatar_url"})
    assert "ImageUrl()" in repr(found["avatar_url"].generator)


def test_an_unknown_array_holds_what_it_is_called(guess, rows_of) -> None:
    values = rows_of({"c": guess("frobs text[]")["frobs"].generator}, "c", 50)
    assert {item for value in values for item in value} <= {f"frob-{n}" for n in range(1, 9)}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_row_has_a_name_of_its_own_that_is_nobodys(rows_of, name: str) -> None:
    known = VOCABULARIES[name]
    if "pattern" in known:
        return
    generator = Terms(name, unique=True)
    texts = rows_of({"c": generator}, "c", 1500)
    assert len(set(texts)) == 1500
    assert max(map(len, texts)) <= generator.widest
    assert rows_of({"c": generator}, "c", 1500, chunk=37) == texts
    for text in {*texts[:300], *entries(known["values"])}:
        assert inspect(text, column="value", type="text") == []


def test_a_phrase_belongs_to_one_vocabulary() -> None:
    phrases = [phrase for known in VOCABULARIES.values() for phrase in entries(known["for"])]
    assert sorted(phrases) == sorted(set(phrases))


def test_an_unknown_vocabulary_is_refused() -> None:
    with pytest.raises(FactoryError, match="there is no vocabulary 'gener'"):
        Terms("gener")


@pytest.mark.parametrize("type_", ["text", "varchar(7)", "varchar(5)"])
def test_autonomous_systems_are_private_ones(guess, rows_of, type_: str) -> None:
    generator = guess(f"asn {type_}")["asn"].generator
    numbers = {int(str(text).removeprefix("AS")) for text in rows_of({"c": generator}, "c", 400)}
    assert len(numbers) > 100
    assert min(numbers) >= 64512
    assert max(numbers) <= 65534


def test_what_is_displayed_of_a_thing_names_the_thing(guess) -> None:
    proxies = guess("name text", "display_name text", "url text", name="proxies")
    assert "PersonName" not in repr(proxies["display_name"].generator)
    for columns in (("name text", "display_name text", "email text"), ("display_name text", "bio text")):
        people = guess(*columns, name="handles")
        assert repr(people["display_name"].generator).startswith("PersonName")


def test_arrays_of_addresses_hold_addresses(guess, rows_of) -> None:
    found = guess("redirect_uris text[]")["redirect_uris"].generator
    assert all(str(uri).startswith("https://") for uris in rows_of({"c": found}, "c") for uri in uris)


@pytest.mark.parametrize(
    ("table", "columns", "column", "value"),
    [
        ("branches", ("name text", "address text", "phone text"), "name", "Harbour"),
        ("branches", ("name text", "commit_sha text"), "name", "main"),
        ("enquiries", ("branch text", "email text"), "branch", "Harbour"),
        ("builds", ("branch text", "commit text"), "branch", "main"),
        ("faqs", ("question text", "answer text"), "question", "How can I pay?"),
        ("questions", ("prompt text", "choices text[]"), "prompt", "Which answer is not correct?"),
        ("testimonials", ("name text", "quote text"), "quote", "My daughter still talks about it."),
        ("vehicles", ("make text", "model text"), "make", "Norvik"),
        ("student_notes", ("body text", "student_id int"), "body", "Was ten minutes late today."),
    ],
)
def test_what_the_table_holds_tells_which_is_meant(guess, rows_of, table, columns, column, value) -> None:
    generator = guess(*columns, name=table)[column].generator
    assert value in set(rows_of({"c": generator}, "c", 600))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("testimonials", "name"),
        ("mecanicos", "nome"),
        ("medicos", "nombre"),
        ("pedagang", "nama"),
        ("avisos", "criado_por_nome"),
        ("caixas", "responsavel"),
        ("barche", "nomecapitano"),
    ],
)
def test_somebody_has_a_persons_name(guess, table: str, column: str) -> None:
    assert "Name(" in repr(guess(f"{column} text", "texto text", name=table)[column].generator)


def test_parts_of_a_shop_have_categories_of_goods(guess, rows_of) -> None:
    found = guess("nome text", "categoria text", name="pecas")["categoria"].generator
    assert "Community" not in set(rows_of({"c": found}, "c", 300))


def test_a_text_called_as_a_table_is_the_name_of_one_of_its_rows(connection, fill) -> None:
    fill(
        """
        create table courses (id int primary key, name text not null);
        create table enquiries (id int primary key, course text not null, email text);
        """
    )
    said = "select count(*) from enquiries where course in (select name from courses)"
    assert connection.execute(said).fetchone() == (60,)


@pytest.mark.parametrize(
    ("column", "table", "low", "high"),
    [
        ("min_age int", "courses", 12, 21),
        ("width_m numeric(6,2)", "crates", 1, 60),
        ("width numeric(6,2)", "boats", 1, 60),
        ("correct_choice int", "questions", 0, 3),
    ],
)
def test_numbers_are_as_large_as_such_things_are(guess, rows_of, column, table, low, high) -> None:
    name = column.split(maxsplit=1)[0]
    values = rows_of({name: guess(column, name=table)[name].generator}, name, 300)
    assert all(low <= value <= high for value in values)


def test_whoever_has_a_handle_has_a_name(guess) -> None:
    assert "PersonName" in repr(guess("name text", "instagram_handle text", name="entries")["name"].generator)


def test_the_title_of_an_organization_is_its_name(guess) -> None:
    assert isinstance(guess("title text", name="organizations")["title"].generator, Company)


def test_what_is_merged_into_is_a_main_branch(guess, rows_of) -> None:
    found = guess("default_branch text", name="repositories")
    values = rows_of({"default_branch": found["default_branch"].generator}, "default_branch")
    assert set(values) == {"main", "master", "develop", "trunk"}
