"""One table that holds an example of every generator; the contract tests go through its columns.

`python tests/columns/examples.py` prints the checksums of its first 1,000 rows.
"""

from __future__ import annotations

import json
import sys
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.array_of import ArrayOf
from seeding.columns.base import Column
from seeding.columns.birth_date import BirthDate
from seeding.columns.boolean import Bool
from seeding.columns.charity import Charity
from seeding.columns.choice import Choice
from seeding.columns.city import City
from seeding.columns.code import Code
from seeding.columns.company import Company
from seeding.columns.constant import Constant
from seeding.columns.coordinates import Latitude, Longitude
from seeding.columns.correlated import Correlated
from seeding.columns.country import Country
from seeding.columns.date import Date
from seeding.columns.email import Email
from seeding.columns.first_name import FirstName
from seeding.columns.from_faker import FromFaker
from seeding.columns.integer import Integer
from seeding.columns.ip_address import IpAddress
from seeding.columns.job_title import JobTitle
from seeding.columns.json_shape import Json
from seeding.columns.key import Key, Serial
from seeding.columns.last_name import LastName
from seeding.columns.log_normal import LogNormal
from seeding.columns.moment import Moment
from seeding.columns.normal import Normal
from seeding.columns.paragraph import Paragraph
from seeding.columns.person_name import PersonName
from seeding.columns.phone import Phone
from seeding.columns.postal_code import PostalCode
from seeding.columns.product import ProductName
from seeding.columns.region import Region
from seeding.columns.rows import Rows, TableRows, World
from seeding.columns.sentence import Sentence
from seeding.columns.slug import Slug
from seeding.columns.subset import Subset
from seeding.columns.time_of_day import TimeOfDay
from seeding.columns.time_zone import TimeZone
from seeding.columns.title import Title
from seeding.columns.uniform import Uniform
from seeding.columns.url import ImageUrl, Url
from seeding.columns.username import Username
from seeding.columns.when import When
from seeding.columns.zipf import Zipf

TABLE = "public.examples"

EXAMPLES: dict[str, Column] = {
    # Text
    "choice": Choice({"customer": 0.9, "volunteer": 0.07, "admin": 0.03}),
    "choice_of_three": Choice([1, 2, 3]),
    "choice_with_null": Choice({True: 0.6, False: 0.3, None: 0.1}),
    "choice_that_depends": Choice({"admin": ["a", "b"], "volunteer": {"c": 1}}, of="choice", default=["z"]),
    "choice_or_null": Choice({"admin": [10]}, of="choice"),
    "constant": Constant("EUR"),
    "constant_object": Constant({"a": [1, 2]}),
    "constant_null": Constant(None),
    "industry": Choice(["Technology", "Healthcare", "Fishing"]),
    "cause": Choice(["animals", "food", "older people"], nulls=0.1),
    "stars": Choice([1, 2, 3, 4, 5]),
    "country": Choice(["US", "IN", "JP", "PL", "VN", "ZZ"]),
    "full_name": PersonName(country="country"),
    "full_name_eastern": PersonName({"ja_JP": 1, "zh_CN": 1, "ko_KR": 1, "hu_HU": 1}),
    "full_name_or_null": PersonName("pl_PL", nulls=0.2),
    "first_name": FirstName("es_ES"),
    "last_name": LastName("es_ES"),
    "joined_name": PersonName("es_ES", of=("first_name", "last_name")),
    "first_of_full": FirstName(of="full_name_eastern"),
    "last_of_full": LastName(of="full_name_eastern"),
    "email": Email(of="full_name"),
    "email_eastern": Email(of="full_name_eastern"),
    "email_alone": Email(domains=["mail.example.com"]),
    "email_or_null": Email(of="full_name_or_null", nulls=0.5),
    "username": Username(of="full_name"),
    "username_of_email": Username(of="email"),
    "phone": Phone({"US": 3, "GB": 1, "DE": 1}),
    "phone_of_country": Phone("AU", country="country", format="international"),
    "phone_or_null": Phone(None, country="country"),
    "title": Title("volunteering", of="cause"),
    "sentence": Sentence("review", of="stars"),
    "sentence_short": Sentence("software", max_length=40),
    "paragraph": Paragraph("bio"),
    "paragraph_short": Paragraph("career", of="industry", sentences=(1, 4), max_length=150),
    "slug": Slug(of="title"),
    "slug_unique": Slug(of="full_name_eastern", unique=True),
    "url": Url(of="title", host=("www.example.com", "blog.example.org")),
    "image_url": ImageUrl(),
    "image_url_of": ImageUrl(of="username", path="/avatars/"),
    "job_title": JobTitle(industry="industry", experience="integer"),
    "company": Company(industry="industry", country="country", legal=0.5),
    "charity": Charity(cause="cause"),
    "product": ProductName(),
    "city": City({"US": 0.6, "IN": 0.4}),
    "city_of_country": City(country="country"),
    "country_of_city": Country(of="city"),
    "country_name": Country(of="city_of_country", name=True),
    "region": Region(of="city"),
    "latitude": Latitude(of="city_of_country"),
    "longitude": Longitude(of="city"),
    "postal_code": PostalCode(of="city"),
    "time_zone": TimeZone(of="city"),
    "ip_address": IpAddress(),
    "ip_address_6": IpAddress(version=6),
    "code": Code("INV-{number:06d}"),
    "code_token": Code("pay_{token:24}"),
    "code_mixed": Code("{letters:2}-{digits:4}-{hex:20}"),
    "faker": FromFaker("color_name"),
    "faker_decimal": FromFaker("pydecimal", left_digits=3, right_digits=2, pool=50),
    # Numbers, time and structure
    "key": Key(),
    "serial": Serial(),
    "bool": Bool(0.3),
    "integer": Integer(0, 30),
    "uniform": Uniform(0.5, 2.5),
    "normal": Normal(100, 15),
    "log_normal": LogNormal(median=40, sigma=0.6),
    "zipf": Zipf(n=1000),
    "date": Date(since="-2y", until="now"),
    "birth_date": BirthDate(),
    "created_at": Moment(since="-2y", growth=1.8),
    "updated_at": Moment(after="created_at", within="30d", same=0.5),
    "time_of_day": TimeOfDay(),
    "subset": Subset(["SQL", "Python", "First aid", "Teaching"], 0, 3),
    "array": ArrayOf(PersonName("fr_FR"), 0, 3),
    "json": Json({"plan": Choice(["free", "plus"]), "seats": Integer(1, 5), "note": Sentence("support", nulls=0.5)}),
    "salary": Correlated(40_000, slope={"integer": 0.03}, noise=0.1, step=500),
    "when": When("bool", (True,), Title("payment")),
}

UNIQUE = (
    "code",
    "code_token",
    "email",
    "email_alone",
    "email_eastern",
    "key",
    "serial",
    "slug_unique",
    "username",
    "username_of_email",
)


def world(seed: int = 11, columns: dict[str, Column] | None = None) -> World:
    return World(seed, tables={TABLE: TableRows(TABLE, EXAMPLES if columns is None else columns)})


def rows(indices: NDArray[np.int64], seed: int = 11) -> Rows:
    return world(seed).rows(TABLE, indices)


def values(name: str, indices: NDArray[np.int64]) -> pa.Array:
    """The values of one column at these rows, without what the computation of another column left behind."""
    return arrays.decode(rows(indices).column(name))


def checksum(name: str) -> str:
    text = repr(arrays.to_python(values(name, np.arange(1000))))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def checksums() -> dict[str, str]:
    return {name: checksum(name) for name in EXAMPLES}


if __name__ == "__main__":
    json.dump(checksums(), sys.stdout, indent=1)
    sys.stdout.write("\n")
