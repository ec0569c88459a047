"""What belongs together in a row fits: a title and a name, a price and its product, a phone and its city."""

from __future__ import annotations

import struct
import zlib

import pytest

from seeding.columns.name_lists import cultures
from seeding.infer.generators.pictures import pictures
from seeding.infer.vocabulary import entries, vocabulary

SHOP = """
create table products (id int primary key, name text not null, price numeric(10, 2) not null);
create table customers (
    id int primary key, first_name text not null, last_name text not null, email text,
    address text, city text, state text, postal_code text, country text, phone text
);
create table orders (
    id int primary key, customer_id int not null references customers, ordered_at timestamptz not null,
    billing_address text, billing_city text, billing_country text, shipping_city varchar(40) not null
);
create table order_lines (
    id int primary key, order_id int not null references orders, product_id int not null references products,
    quantity int not null, unit_price numeric(10, 2) not null, total numeric(12, 2) not null
);
create table price_changes (
    id int primary key, product_id int not null references products, price numeric(10, 2) not null
);
"""


@pytest.fixture
def shop(fill, connection):
    fill(SHOP, count=150)
    return connection


def test_a_line_has_the_price_of_its_product(shop) -> None:
    off = """
        select count(*) from order_lines l join products p on p.id = product_id
        where l.unit_price <> p.price or l.total <> l.quantity * l.unit_price
    """
    assert shop.execute(off).fetchone() == (0,)
    same = "select count(*) from price_changes c join products p on p.id = product_id where c.price = p.price"
    assert shop.execute(same).fetchone()[0] < 20


def test_a_bill_goes_where_the_customer_lives(shop) -> None:
    elsewhere = """
        select count(*) from orders o join customers c on c.id = customer_id
        where (billing_address, billing_city, billing_country, shipping_city)
            is distinct from (c.address, c.city, c.country, c.city)
    """
    assert shop.execute(elsewhere).fetchone() == (0,)


def test_an_address_is_whole_and_its_number_rings_nobody_there(shop) -> None:
    rows = shop.execute("select address, state, postal_code, country, phone from customers").fetchall()
    codes = {
        "United States": "+1", "Canada": "+1", "United Kingdom": "+44", "Germany": "+49", "France": "+33",
        "Australia": "+61", "Sweden": "+46", "Ireland": "+353",
    }  # fmt: skip
    assert all(part is not None for row in rows for part in row[:4])
    assert all(phone is None or phone.startswith(codes[country]) for *_, country, phone in rows)
    assert len({country for *_, country, _ in rows}) > 4


def test_a_country_without_numbers_for_fiction_has_none(fill, connection) -> None:
    fill(
        """
        create table countries (id int primary key, name text not null);
        create table cities (id int primary key, name text not null, country_id int not null references countries);
        create table shops (id int primary key, city_id int not null references cities, phone text);
        create table depots (id int primary key, city_id int not null references cities, phone text not null);
        """,
        count=150,
    )
    query = """
        select n.name, s.phone from shops s join cities c on c.id = s.city_id join countries n on n.id = country_id
    """
    rows = connection.execute(query).fetchall()
    assert all(phone is None for country, phone in rows if country in ("India", "Japan", "Brazil", "Kenya"))
    numbered = {"United States", "Canada", "United Kingdom", "Germany", "France", "Australia", "Sweden", "Ireland"}
    assert {country for country, phone in rows if phone} <= numbered
    assert any(phone for _, phone in rows)
    assert connection.execute("select count(*) from depots where phone like '+%'").fetchone() == (150,)


def test_names_are_those_of_the_country(guess, rows_of) -> None:
    columns = {n: f.generator for n, f in guess("full_name text", "city text", "email text").items()}
    people = list(zip(rows_of(columns, "city", 400), rows_of(columns, "full_name", 400), strict=True))
    chinese = {name for culture in cultures("zh_Latn_CN") for names in culture.family for name in names}
    there = [name for city, name in people if city in ("Shanghai", "Beijing", "Guangzhou", "Chongqing")]
    assert there
    assert all(set(name.split()) & chinese for name in there)


@pytest.mark.parametrize("told", ["first_name text", "full_name text"])
def test_titles_and_genders_go_with_names(guess, rows_of, told) -> None:
    columns = {n: f.generator for n, f in guess(told, "salutation text", "gender text", "anrede text").items()}
    name, count = told.partition(" ")[0], 600
    given = [text.split()[0] for text in rows_of(columns, name, count)]
    women, men = {"Mary", "Patricia", "Jennifer", "Linda"}, {"James", "Robert", "John", "Michael"}
    made = zip(given, *(rows_of(columns, c, count) for c in ("salutation", "gender", "anrede")), strict=True)
    seen = 0
    for first, title, gender, addressed in made:
        if first in women:
            assert (title in ("Ms", "Mrs", "Dr"), gender, addressed) == (True, "female", "Frau")
        elif first in men:
            assert (title in ("Mr", "Dr"), gender, addressed) == (True, "male", "Herr")
        seen += first in women | men
    assert seen > 10


def test_a_customers_title_is_mr_or_ms_and_an_employees_a_job(guess) -> None:
    columns = ("title varchar(50)", "first_name varchar(50)", "last_name varchar(50)")
    assert "'Ms'" in repr(guess(*columns, name="customers")["title"].generator)
    assert "JobTitle" in repr(guess(*columns, name="employees")["title"].generator)


def test_who_speaks_decides_what_is_said(fill, connection) -> None:
    fill(
        """
        create table chats (id int primary key, name text not null, model text not null, temperature real not null);
        create table messages (
            id int primary key, chat_id int not null references chats, role text not null, content text not null,
            image_paths text[] not null
        );
        """,
        count=200,
    )
    row = connection.execute(
        """
        select count(distinct role), max(cardinality(image_paths)),
            count(*) filter (where role = 'assistant' and content in (select content from messages where role = 'user'))
        from messages
        """
    ).fetchone()
    assert row == (3, 1, 0)


def test_people_report_to_few(fill, connection) -> None:
    fill(
        """
        create table employees (
            id int primary key, name text not null, reports_to int references employees, birth_date timestamp
        );
        create table replies (id int primary key, parent_id int references replies);
        """,
        count=200,
    )
    roots = """
        select (select count(*) from employees where reports_to is null), count(*) from replies where parent_id is null
    """
    bosses, threads = connection.execute(roots).fetchone()
    assert bosses < 15 < threads
    at_night = "select count(*) from employees where birth_date <> date_trunc('day', birth_date)"
    assert connection.execute(at_night).fetchone() == (0,)
    old = "select count(*) from employees where birth_date < '2026-01-01'::date - interval '66 years'"
    assert connection.execute(old).fetchone() == (0,)


def test_pictures_are_pictures(guess, rows_of) -> None:
    columns = {n: f.generator for n, f in guess("largephoto bytea", "payload bytea").items()}
    assert set(rows_of(columns, "largephoto")) == set(pictures())
    assert not set(rows_of(columns, "payload")) & set(pictures())
    for picture in pictures():
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        length = struct.unpack(">I", picture[33:37])[0]
        assert picture[37:41] == b"IDAT"
        assert len(zlib.decompress(picture[41 : 41 + length])) == 8 * (1 + 8 * 3)
        assert struct.unpack(">I", picture[41 + length : 45 + length])[0] == zlib.crc32(picture[37 : 41 + length])


@pytest.mark.parametrize(
    ("table", "about"), [("patients", "person_note"), ("appointments", "visit_note"), ("orders", "order_note")]
)
def test_notes_are_about_the_row(guess, rows_of, table, about) -> None:
    written = set(rows_of({"notes": guess("notes text?", name=table)["notes"].generator}, "notes")) - {None}
    assert len(written) > 5
    known = vocabulary(about)
    further = {f" {more}" for more in entries(known["then"])} if "then" in known else set()
    assert written <= {f"{said}{more}" for said in entries(known["values"]) for more in {"", *further}}


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("productreview", "comments", "Sentence"),
        ("bookings", "guest", "PersonName"),
        ("employees", "loginid", "Username"),
    ],
)
def test_words_written_as_one(guess, table, column, kind) -> None:
    found = guess(f"{column} varchar(3850)", name=table)[column]
    assert kind in repr(found.generator)


@pytest.mark.parametrize("rating", ["int", "int?", "smallint"])
def test_two_stars_are_no_praise(guess, rows_of, rating) -> None:
    columns = (f"rating {rating}", "title text", "comment text?")
    found = guess(*columns, name="reviews", checks={"(rating >= 1 and rating <= 5)": "rating"})
    assert "of='rating'" in repr(found["title"].generator)
    assert "of='rating'" in repr(found["comment"].generator)


def test_what_search_engines_are_told_is_the_name(fill, connection) -> None:
    fill("create table pages (id int primary key, title text not null, slug text not null unique, seo_title text)")
    query = (
        "select count(*) from pages where seo_title <> title or slug not like lower(split_part(title, ' ', 1)) || '%'"
    )
    assert connection.execute(query).fetchone() == (0,)


def test_a_notification_is_of_the_kind_that_its_title_says(fill, connection) -> None:
    fill(
        """create table users (id int primary key);
        create table notifications (id int primary key, user_id int not null references users, type text not null,
            title text not null, message text not null)""",
        count=100,
    )
    query = (
        "select count(distinct (type, title, message)), count(distinct title), count(distinct type) from notifications"
    )
    together, titles, kinds = connection.execute(query).fetchone()
    assert together == titles == kinds
    assert connection.execute(
        "select count(*) from notifications where type = 'mention' and title !~ 'mentioned'"
    ).fetchone() == (0,)


def test_units_are_those_of_the_numbers(guess, rows_of) -> None:
    columns = ("weight numeric", "weight_unit text default 'lbs'::text", "height int", "height_unit text")
    found = {name: made.generator for name, made in guess(*columns, name="bio_profile").items()}
    assert set(rows_of(found, "weight_unit")) == {"kg"}
    assert set(rows_of(found, "height_unit")) == {"cm"}
    assert all(140 <= height <= 210 for height in rows_of(found, "height"))


def test_how_long_a_parcel_takes_is_no_time_of_the_day(guess, rows_of) -> None:
    found = {n: made.generator for n, made in guess("shipping_time text", "start_time text", name="trips").items()}
    assert all(value[0].isdigit() and ":" not in value for value in rows_of(found, "shipping_time"))
    assert all(":" in value for value in rows_of(found, "start_time"))


def test_categories_of_goods_are_told_by_what_refers_to_them(fill, connection) -> None:
    made = fill(
        "create table categories (id int primary key, name text not null);"
        "create table products (id int primary key, category_id int references categories, name text not null)"
    )
    assert repr(made["public.categories"]["name"].generator).startswith("Terms('product_category'")


def test_documents_called_an_address_hold_one(guess, rows_of) -> None:
    found = {name: made.generator for name, made in guess("id int", "shipping_address jsonb", name="orders").items()}
    assert all('"city"' in str(value).replace("'", '"') for value in rows_of(found, "shipping_address"))


def test_goods_are_called_what_they_are_described_as(guess) -> None:
    described = guess("id int", "name text", "description text", "slug text", "seo_title text?", name="products")
    assert repr(described["name"].generator) == "Title('commerce')"
    assert repr(described["slug"].generator) == "Slug(of='name')"
    assert "SameAs('name'" in repr(described["seo_title"].generator)


@pytest.mark.parametrize(
    ("table", "columns", "name", "among"),
    [
        ("food_items", "price numeric, description text", "name", "Lentil Soup"),
        ("properties", "address text, city text, total_units int", "name", "Oak Court"),
        ("salon_services", "price numeric, duration_minutes int", "name", "Haircut"),
        ("events", "path text, visitor text, referrer text", "name", "page_view"),
        ("agents", "prompt text, model text", "name", "Travel Planner"),
    ],
)
def test_things_are_called_what_they_are(fill, connection, table, columns, name, among) -> None:
    fill(f"create table {table} (id int primary key, {name} text not null, {columns})", count=100)
    query = f"select count(*) from {table} where {name} like %s"
    assert connection.execute(query, [f"%{among}%"]).fetchone() > (0,)


def test_whom_a_ticket_is_of_is_named_after_the_address(fill, connection) -> None:
    fill(
        "create table tickets (id int primary key, event_id int, name text not null, email text not null, phone text)",
        count=100,
    )
    query = "select count(*) from tickets where email !~* split_part(name, ' ', 2)"
    assert connection.execute(query).fetchone() <= (10,)


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("battery_mv int", 3000, 4200),
        ("temperature_c numeric", -10, 42),
        ("area_sqft int", 320, 4200),
        ("rssi int", -115, -40),
    ],
)
def test_figures_are_in_the_unit_of_their_name(guess, rows_of, column, low, high) -> None:
    found = {name: made.generator for name, made in guess(column, name="readings").items()}
    values = rows_of(found, column.split()[0])
    assert all(low <= value <= high for value in values)
    assert len(set(values)) > 10
