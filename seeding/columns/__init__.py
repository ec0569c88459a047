"""The generators, imported when first used: `from seeding.columns import Choice, PersonName`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from seeding.columns.derived import Derived
    from seeding.columns.email import Email
    from seeding.columns.exponential import Exponential
    from seeding.columns.fan_out import FanOut, Histogram, NegativeBinomial, OneToOne, Random, Spread, ZipfFanOut
    from seeding.columns.first_name import FirstName
    from seeding.columns.from_faker import FromFaker
    from seeding.columns.from_parent import FromParent
    from seeding.columns.integer import Integer
    from seeding.columns.interval import Interval
    from seeding.columns.ip_address import IpAddress
    from seeding.columns.job_title import JobTitle
    from seeding.columns.json_shape import Json, Sometimes
    from seeding.columns.key import Key, Serial
    from seeding.columns.last_name import LastName
    from seeding.columns.log_normal import LogNormal
    from seeding.columns.moment import After, Moment
    from seeding.columns.normal import Normal
    from seeding.columns.paragraph import Paragraph
    from seeding.columns.person_name import PersonName
    from seeding.columns.phone import Phone
    from seeding.columns.postal_code import PostalCode
    from seeding.columns.product import ProductName
    from seeding.columns.reference import Reference, SelfReference
    from seeding.columns.region import Region
    from seeding.columns.rows import Rows
    from seeding.columns.sentence import Sentence
    from seeding.columns.series import Series
    from seeding.columns.slug import Slug
    from seeding.columns.subset import Subset
    from seeding.columns.time_of_day import TimeOfDay
    from seeding.columns.time_series import SeriesDate, SeriesKey, SeriesValue
    from seeding.columns.time_zone import TimeZone
    from seeding.columns.title import Title
    from seeding.columns.uniform import Uniform
    from seeding.columns.url import ImageUrl, Url
    from seeding.columns.username import Username
    from seeding.columns.when import When
    from seeding.columns.zipf import Zipf

_HOMES = {
    "After": "moment",
    "ArrayOf": "array_of",
    "BirthDate": "birth_date",
    "Bool": "boolean",
    "Charity": "charity",
    "Choice": "choice",
    "City": "city",
    "Code": "code",
    "Column": "base",
    "Company": "company",
    "Constant": "constant",
    "Correlated": "correlated",
    "Country": "country",
    "Date": "date",
    "Derived": "derived",
    "Email": "email",
    "Exponential": "exponential",
    "FanOut": "fan_out",
    "FirstName": "first_name",
    "FromFaker": "from_faker",
    "FromParent": "from_parent",
    "Histogram": "fan_out",
    "ImageUrl": "url",
    "Integer": "integer",
    "Interval": "interval",
    "IpAddress": "ip_address",
    "JobTitle": "job_title",
    "Json": "json_shape",
    "Key": "key",
    "LastName": "last_name",
    "Latitude": "coordinates",
    "LogNormal": "log_normal",
    "Longitude": "coordinates",
    "Moment": "moment",
    "NegativeBinomial": "fan_out",
    "Normal": "normal",
    "OneToOne": "fan_out",
    "Paragraph": "paragraph",
    "PersonName": "person_name",
    "Phone": "phone",
    "PostalCode": "postal_code",
    "ProductName": "product",
    "Random": "fan_out",
    "Reference": "reference",
    "Region": "region",
    "Rows": "rows",
    "SelfReference": "reference",
    "Sentence": "sentence",
    "Serial": "key",
    "Series": "series",
    "SeriesDate": "time_series",
    "SeriesKey": "time_series",
    "SeriesValue": "time_series",
    "Slug": "slug",
    "Sometimes": "json_shape",
    "Spread": "fan_out",
    "Subset": "subset",
    "TimeOfDay": "time_of_day",
    "TimeZone": "time_zone",
    "Title": "title",
    "Uniform": "uniform",
    "Url": "url",
    "Username": "username",
    "When": "when",
    "Zipf": "zipf",
    "ZipfFanOut": "fan_out",
}

__all__ = [
    "After",
    "ArrayOf",
    "BirthDate",
    "Bool",
    "Charity",
    "Choice",
    "City",
    "Code",
    "Column",
    "Company",
    "Constant",
    "Correlated",
    "Country",
    "Date",
    "Derived",
    "Email",
    "Exponential",
    "FanOut",
    "FirstName",
    "FromFaker",
    "FromParent",
    "Histogram",
    "ImageUrl",
    "Integer",
    "Interval",
    "IpAddress",
    "JobTitle",
    "Json",
    "Key",
    "LastName",
    "Latitude",
    "LogNormal",
    "Longitude",
    "Moment",
    "NegativeBinomial",
    "Normal",
    "OneToOne",
    "Paragraph",
    "PersonName",
    "Phone",
    "PostalCode",
    "ProductName",
    "Random",
    "Reference",
    "Region",
    "Rows",
    "SelfReference",
    "Sentence",
    "Serial",
    "Series",
    "SeriesDate",
    "SeriesKey",
    "SeriesValue",
    "Slug",
    "Sometimes",
    "Spread",
    "Subset",
    "TimeOfDay",
    "TimeZone",
    "Title",
    "Uniform",
    "Url",
    "Username",
    "When",
    "Zipf",
    "ZipfFanOut",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
