"""Places agree through foreign keys: a city is of its country, a postal code of its city."""

from __future__ import annotations

from seeding.columns.places import places
from seeding.infer.records import listed

DDL = """
create table country (country_id int primary key, country text not null, capital text not null);
create table city (id int primary key, city text not null, country_id int not null references country);
create table address (
    id int primary key, address text not null, postal_code text, phone text, city_id int not null references city
);
"""


def test_a_city_is_in_the_country_it_refers_to(fill, connection) -> None:
    fill(DDL, count=150)
    found = connection.execute("select city, country, capital from city join country using (country_id)").fetchall()
    known, fields = places(), listed("countries")
    names = dict(zip(fields["alpha2"], fields["name"], strict=True))
    home = {
        (city, names[known.codes[number].as_py()])
        for city, number in zip(known.city.to_pylist(), known.country.tolist(), strict=True)
    }
    assert len(found) == 150
    assert all((city, country) in home or city == capital for city, country, capital in found)
    assert sum((city, country) in home for city, country, _ in found) > 40


def test_an_address_has_the_postal_code_and_the_number_of_its_city(fill, connection) -> None:
    fill(DDL, count=150)
    found = connection.execute(
        "select country, postal_code, phone from address join city on city.id = city_id join country using (country_id)"
    ).fetchall()
    codes = {"Germany": "+49", "France": "+33", "United Kingdom": "+44", "Australia": "+61"}
    for country, code, phone in found:
        assert phone is None or phone.startswith(codes.get(country, "+"))
        assert country not in ("Germany", "France") or code is None or (len(code) == 5 and code.isdigit())
    assert any(code for _, code, _ in found)


def test_a_phone_is_of_the_country_beside_it(guess, rows_of) -> None:
    columns = {n: f.generator for n, f in guess("country_code char(2)", "city text", "phone text").items()}
    pairs = set(zip(rows_of(columns, "country_code", 600), rows_of(columns, "phone", 600), strict=True))
    assert all(phone.startswith("+44") for country, phone in pairs if country == "GB")
    assert any(country == "GB" for country, _ in pairs)


def test_large_countries_come_first(guess, rows_of) -> None:
    columns = {"c": guess("name text", name="countries")["name"].generator}
    known = set(places().country_names.to_pylist())
    assert sum(name in known for name in rows_of(columns, "c", 60)) > 50
