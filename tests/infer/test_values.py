"""What inferred generators write: short enough, and nobody's."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pyarrow as pa
import pytest

from seeding.columns import names
from seeding.columns.company import Company
from seeding.columns.email import Email
from seeding.columns.job_title import JobTitle
from seeding.columns.person_name import PersonName
from seeding.columns.phone import Phone
from seeding.columns.places import places, postal_codes
from seeding.columns.product import ProductName
from seeding.columns.url import ImageUrl, Url
from seeding.columns.username import Username
from seeding.infer.builders.people import _EMAIL, _USERNAME
from seeding.infer.generators.text_form import as_text
from seeding.infer.vet import LONGEST
from seeding.safety import inspect


def longest(texts: pa.Array) -> int:
    return max(len(text) for text in texts.to_pylist() if text)


@pytest.mark.parametrize(
    ("generator", "texts"),
    [
        ("City", lambda: places().city),
        ("Country", lambda: places().country_names),
        ("Region", lambda: places().region),
        ("TimeZone", lambda: places().time_zone),
        ("PostalCode", lambda: postal_codes()[0]),
        ("FirstName", lambda: names.names_of((("en_US", 1.0),)).given),
    ],
)
def test_no_entry_of_a_pool_is_longer_than_said(generator: str, texts) -> None:
    assert longest(texts()) <= LONGEST[generator]


@pytest.mark.parametrize(
    ("column", "limit"),
    [
        (PersonName(), LONGEST["PersonName"]),
        (Company(), LONGEST["Company"]),
        (JobTitle(), LONGEST["JobTitle"]),
        (ProductName(), LONGEST["ProductName"]),
        (Phone({"US": 1, "GB": 1, "FR": 1, "AU": 1}, format="international"), LONGEST["Phone"]),
        (Url(), LONGEST["Url"]),
        (ImageUrl(), LONGEST["ImageUrl"]),
        # The number of ten digits that the last of ten billion rows would have is not among the first.
        (Email(), _EMAIL - 6),
        (Username(), _USERNAME - 6),
    ],
    ids=repr,
)
def test_no_text_is_longer_than_said(rows_of, column, limit: int) -> None:
    assert max(map(len, rows_of({"c": column}, "c", 20_000))) <= limit


def columns() -> list[str]:
    """A column for every phrase there is, in its family's type."""
    types = {"text": "text", "number": "numeric(12,2)", "moment": "timestamptz", "boolean": "bool"}
    text = files("seeding.infer").joinpath("data", "concepts.toml").read_text(encoding="utf-8")
    return [
        f"{phrase.replace(' ', '_')} {types[family]}"
        for family, concepts in tomllib.loads(text).items()
        for phrases in concepts.values()
        for phrase in phrases
    ]


@pytest.mark.parametrize("unique", [False, True])
def test_every_phrase_gives_values_that_are_nobodys(guess, rows_of, unique: bool) -> None:
    made = {}
    for column in columns():
        name = column.split(" ")[0]
        found = guess(column, unique=(name,) if unique else ())
        generator = found[name].generator
        count = min(40, getattr(generator, "count", 40))
        values = rows_of({name: generator}, name, count)
        made[name] = values
        texts = as_text(pa.array(values)).to_pylist()
        assert not unique or len(set(texts)) == count, (name, generator)
        for text in texts:
            assert not inspect(text, column=name, type="text"), (name, generator, text)
    assert len(made) > 900


@pytest.mark.parametrize("size", [1, 3, 8, 12, 20, 45])
@pytest.mark.parametrize("unique", [False, True])
def test_every_phrase_fits_a_short_column(guess, rows_of, size: int, unique: bool) -> None:
    for column in columns():
        name, type_ = column.split(" ")
        if type_ != "text":
            continue
        found = guess(f"{name} varchar({size})", unique=(name,) if unique else ())
        generator = found[name].generator
        count = min(60, getattr(generator, "count", 60))
        values = rows_of({name: generator}, name, count)
        assert max(len(value) for value in values if value is not None) <= size, (name, generator)
        assert not unique or len(set(values)) == count, (name, generator)
