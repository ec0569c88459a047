"""Tables of countries, currencies, languages and units: what belongs to one of them stands in one row."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns import arrays
from seeding.columns.rows import TableRows, World
from seeding.errors import FactoryError
from seeding.infer.capacity import capacity
from seeding.infer.generators.record import Record
from seeding.infer.records import listed


def rows(found, count: int) -> list[tuple[object, ...]]:
    columns = {name: inferred.generator for name, inferred in found.items()}
    world = World(seed=3, tables={"public.t": TableRows("public.t", columns, 0, count)})
    made = world.rows("public.t", np.arange(count, dtype=np.int64))
    return list(zip(*(arrays.to_python(arrays.decode(made.column(name))) for name in columns), strict=True))


@pytest.mark.parametrize(
    ("table", "columns", "kind", "fields"),
    [
        ("countries", ("iso2 char(2)", "iso3 char(3)", "name text"), "countries", ("alpha2", "alpha3", "name")),
        ("address_country", ("iso_3166_1_numeric varchar(3)", "printable_name text"), "countries", ("numeric", "name")),
        ("countryregion", ("countryregioncode varchar(3)", "name text"), "countries", ("alpha2", "name")),
        ("currency", ("currencycode char(3)", "name text", "symbol text"), "currencies", ("code", "name", "symbol")),
        ("languages", ("code varchar(5)", "name text", "native_name text"), "languages", ("code", "name", "native")),
        ("cultures", ("culture_id char(6)", "name text"), "languages", ("code", "name")),
        ("unitmeasure", ("unit_measure_code char(3)", "name text"), "units", ("code", "name")),
    ],
)
def test_the_columns_of_a_row_belong_together(guess, table: str, columns, kind: str, fields) -> None:
    found = guess(*columns, name=table, unique=(columns[0].split(maxsplit=1)[0],))
    facts = set(zip(*(listed(kind)[field] for field in fields), strict=True))
    made = rows(found, len(facts))
    assert set(made) <= facts
    assert len(set(made)) == len(facts)


def test_an_address_is_not_a_table_of_countries(guess) -> None:
    assert "Record" not in repr(guess("country_code char(2)?", "city text", name="addresses"))


@pytest.mark.parametrize(("kind", "field"), [("countries", "alpha2"), ("units", "code"), ("languages", "name")])
def test_beyond_the_list_values_are_still_each_rows_own(rows_of, kind: str, field: str) -> None:
    column = Record(kind, field, unique=True)
    count = min(column.count, 600)
    values = rows_of({"c": column}, "c", count)
    assert len(set(values)) == count
    assert set(listed(kind)[field]) <= set(values)
    assert rows_of({"c": column}, "c", count, chunk=41) == values


def test_there_are_as_many_codes_as_letters_allow(rows_of) -> None:
    column = Record("countries", "alpha2", unique=True)
    with pytest.raises(FactoryError, match="there are 676 codes"):
        rows_of({"c": column}, "c", 677)


@pytest.mark.parametrize(("type_", "room"), [("char(2)", 676), ("varchar(3)", 18_252), ("text", 20_191)])
def test_a_table_has_as_many_rows_as_there_are_codes(guess, rows_of, type_: str, room: int) -> None:
    found = guess(f"code {type_}", "name text", name="countries", unique=("code",))
    columns = {name: inferred.generator for name, inferred in found.items()}
    assert capacity(columns, {}) == (room, "code")
    assert len(set(rows_of({"c": columns["code"]}, "c", room))) == room


def test_a_field_that_a_list_does_not_have_is_refused() -> None:
    with pytest.raises(FactoryError, match="units have no alpha2, but code, name, symbol"):
        Record("units", "alpha2")
