"""Where things are: addresses whose city, region, country and position fit each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.city import City
from seeding.columns.country import Country
from seeding.columns.from_parent import FromParent
from seeding.columns.integer import Integer
from seeding.columns.postal_code import PostalCode
from seeding.columns.region import Region
from seeding.columns.time_zone import TimeZone
from seeding.infer.builders import people
from seeding.infer.builders.common import Builder, Made, choice, pattern, told_apart
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.beside import Beside, Otherwise
from seeding.infer.generators.city_in import CityIn
from seeding.infer.generators.text_form import Joined
from seeding.infer.parents import city_of_parent, country_of_parent
from seeding.infer.vocabulary import entries, vocabulary

_STREETS = (
    "High Street", "Station Road", "Church Lane", "Mill Road", "Park Avenue", "Oak Street", "Maple Drive",
    "Garden Way", "River Road", "Hill Street", "Main Street", "Cedar Lane", "Bridge Street", "School Road",
    "Market Square", "Elm Court", "Sunset Boulevard", "Harbour View", "Forest Avenue", "Meadow Close",
)  # fmt: skip

# Countries with numbers set aside for fiction; those of the others are somebody's.
_NUMBERED = {"US": 0.34, "GB": 0.16, "DE": 0.12, "FR": 0.12, "CA": 0.1, "AU": 0.08, "SE": 0.05, "IE": 0.03}


def by_city(facts: ColumnFacts, make: Callable[[str], Column], otherwise: Column | None = None) -> Column:
    """What `make` gives for the table's city, or for one that is not written where there is no such column."""
    city = facts.beside("city")
    if city:
        column = make(city)
    else:
        name, told = f"{facts.prefix} city".strip(), city_of_parent(facts)
        column = Beside(name, FromParent(*told) if told else any_city(facts), make(name))
    if otherwise is None or facts.attribute.nullable:
        return column
    return Otherwise(column, otherwise)


def any_city(facts: ColumnFacts) -> City:
    """A city of anywhere; beside a telephone number, of where there are numbers that ring nobody."""
    rings = any(concept == "phone" for concept, _ in facts.of.concepts)
    return City(_NUMBERED) if rings else City()


def city(facts: ColumnFacts) -> Made:
    """A city: of the country that the row refers to, where it does."""
    told = None if facts.unique else country_of_parent(facts)
    return CityIn(*told) if told else told_apart(facts, any_city(facts))


def _country(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    name = by_city(facts, lambda city: Country(of=city, name=True), Choice(["India", "Brazil", "France"]))
    if facts.longest is not None and facts.longest < 4:
        return _country_code(facts)
    if facts.limits.patterns:
        return [name, by_city(facts, lambda city: Country(of=city), Choice(["IN", "BR", "FR"]))]
    return name


def _country_code(facts: ColumnFacts) -> Made:
    if facts.unique:
        return pattern(facts, "[A-Z]{3}") or pattern(facts, "[A-Z]{2}")
    if facts.longest == 3 and facts.type_name == "bpchar":
        return choice(facts, _ISO3)
    return by_city(facts, lambda city: Country(of=city), Choice(["IN", "BR", "FR"]))


def _region(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    if facts.longest is not None and facts.longest < 4:
        return choice(facts, _STATES)
    return by_city(facts, lambda city: Region(of=city), Choice(["Bavaria", "Ontario", "Kerala"]))


def _postal_code(facts: ColumnFacts) -> Made:
    if facts.unique or (facts.longest is not None and facts.longest < 10):
        return pattern(facts, "[1-9][0-9]{4}")
    made = by_city(facts, lambda city: PostalCode(of=city), Choice(["10115", "75001", "60601"]))
    return [made, *(p for p in (pattern(facts, "[1-9][0-9]{4}"),) if p)]


def _street(facts: ColumnFacts) -> Made:
    if {"email", "mail"} & facts.of.table_words and facts.words[-1] == "address" and facts.beside("city") is None:
        return people.BUILDERS["email"](facts)
    if facts.words[-1] == "address" and _is_of_chain(facts):
        return pattern(facts, "0x5eed[0-9a-f]{36}") or pattern(facts, "[a-z0-9]{8,}")
    if facts.beside("house_number", anywhere=False) is not None and not facts.unique:
        return choice(facts, _STREETS)
    return told_apart(facts, Joined(Integer(1, 199), " ", Choice(_STREETS)))


def _is_of_chain(facts: ColumnFacts) -> bool:
    """Whether an address is one of a ledger's accounts, which nobody lives at."""
    told = facts.of.column_words
    named = bool(_ONLINE & {*facts.words, *facts.of.table_words})
    return (named or ("tx" in told and "hash" in told)) and facts.beside("city", anywhere=False) is None


_DISTRICTS = (
    "Old Town", "Riverside", "North End", "Harbour", "Westside", "Station Quarter", "Garden District", "Hillview",
)  # fmt: skip
_ONLINE = frozenset({"wallet", "crypto", "eth", "evm", "onchain", "blockchain", "contract"})


def _location(facts: ColumnFacts) -> Made:
    """A city; the part of one where the city is beside it, and a hall where something takes place."""
    if facts.words[-1] == "area" and not facts.unique and facts.beside("city", anywhere=False) is not None:
        return choice(facts, _DISTRICTS)
    held = not facts.unique and (facts.words[0] == "venue" or facts.words[-1] == "venue")
    return choice(facts, entries(vocabulary("venue_name")["values"])) if held else told_apart(facts, City())


def _unit(facts: ColumnFacts) -> Made:
    """What comes after the street; the number of a flat where it is that alone."""
    if facts.words[-1] == "number" and (facts.unique or facts.of.subject in ("unit", "apartment", "flat", "lease")):
        return pattern(facts, "[A-F][A-Z]?[1-9][0-9]{2,3}" if facts.unique else "[A-F][1-9][0-9]{1,2}")
    return choice(facts, ["Apt 2", "Apt 14", "Suite 300", "Floor 5", "Unit 7", "2nd floor", "Building B"])


_STATES = ("CA", "TX", "NY", "FL", "IL", "PA", "OH", "GA", "NC", "MI", "WA", "MA")
_ISO3 = ("USA", "IND", "BRA", "FRA", "DEU", "GBR", "JPN", "MEX", "ITA", "ESP", "CAN", "AUS")

BUILDERS: Mapping[str, Builder] = {
    "street": _street,
    "street_2": _unit,
    "house_number": lambda facts: pattern(facts, "[1-9][0-9]?", unique=False) if not facts.unique else None,
    "city": city,
    "district": lambda facts: choice(facts, _DISTRICTS),
    "region": _region,
    "state_code": lambda facts: choice(facts, _STATES),
    "postal_code": _postal_code,
    "country": _country,
    "country_code": _country_code,
    "country_code_3": lambda facts: choice(facts, _ISO3),
    "time_zone": lambda facts: (
        None if facts.unique else by_city(facts, lambda city: TimeZone(of=city), Choice(["UTC"]))
    ),
    "location": _location,
}
