"""Who people are: names that agree with each other, addresses nobody owns, numbers that ring nobody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from seeding.columns.base import Column
from seeding.columns.choice import Options
from seeding.columns.country import Country
from seeding.columns.email import Email
from seeding.columns.first_name import FirstName
from seeding.columns.from_parent import FromParent
from seeding.columns.job_title import JobTitle
from seeding.columns.last_name import LastName
from seeding.columns.person_name import PersonName
from seeding.columns.phone import Phone
from seeding.columns.username import Username
from seeding.infer.builders.common import Builder, Made, choice, pattern, told_apart
from seeding.infer.builders.companies import company
from seeding.infer.builders.subjects import holds_people, is_about, is_reached
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.beside import Beside
from seeding.infer.generators.called import ByGivenName
from seeding.infer.generators.each_name import EachName
from seeding.infer.generators.fit import Fit
from seeding.infer.generators.pattern import Pattern
from seeding.infer.parents import city_of_parent

# Characters that hold every address and handle: made from names in the default locale, and from any.
_EMAIL, _ANY_EMAIL = 50, 75
_USERNAME, _ANY_USERNAME = 36, 59
_NAME = 48
_PHONE, _ABROAD = 12, 16
# What is dialled to reach +999, which is no country's code: of nine digits (ES, PT, PL …) and others.
_ABROAD_FORMS = ("00999[0-9]{4}", "00999[0-9]{6}", "00999[0-9]{5}", "[+]999[0-9]{8}", "[+]999[0-9]{6}")
# As they are dialled inside the country: ten digits that begin with 0 (FR), eleven (GB).
_DIALLED_FORMS = ("063998[0-9]{4}", "019900[0-9]{4}", "07700900[0-9]{3}")
_RESERVED = "@example.net"
_SHORT_EMAIL = 30


def _first_name(facts: ColumnFacts) -> Made:
    if facts.unique:
        return told_apart(facts, FirstName())
    whole = facts.beside("full_name", anywhere=False)
    return (
        FirstName(of=whole) if whole else FirstName(person=facts.prefix) if facts.prefix else of_there(facts, FirstName)
    )


def _last_name(facts: ColumnFacts) -> Made:
    if facts.unique:
        return told_apart(facts, LastName())
    whole = facts.beside("full_name", anywhere=False)
    return LastName(of=whole) if whole else LastName(person=facts.prefix) if facts.prefix else of_there(facts, LastName)


def _middle_name(facts: ColumnFacts) -> Made:
    if facts.longest is not None and facts.longest < 12:
        return pattern(facts, "[A-Z]", unique=False)
    return FirstName(person=f"{facts.prefix} middle".strip())


def full_name(facts: ColumnFacts) -> Made:
    """A full name; the second column of names in a table is somebody else's."""
    if facts.unique and (facts.longest is None or facts.longest >= _NAME):
        return EachName()
    return told_apart(facts, PersonName() if facts.unique else of_there(facts, PersonName))


def part_of_name(facts: ColumnFacts) -> Column | None:
    """What a plain "name" is beside the other half of one: `nombre` and `apellidos`, `nom` and `prenom`."""
    first, last = facts.beside("first_name", anywhere=False), facts.beside("last_name", anywhere=False)
    if (first is None) == (last is None):
        return None
    return LastName() if last is None else FirstName()


def _whose(facts: ColumnFacts) -> tuple[str | None, Column | None]:
    """The column of names to agree with, or a generator that puts one together from two columns."""
    whole = facts.beside("full_name")
    things = any(is_about(kind, {facts.of.subject}) for kind in ("companies", "products", "titled"))
    if whole is None and (not things or is_reached(facts)):
        whole = facts.beside("name", anywhere=holds_people(facts))
        named = facts.of.columns[whole].words[:-1] if whole is not None else ()
        if named and not is_about("people", set(named)) and not is_about("companies", set(named)):
            whole = None  # the name of a calendar is nobody's address
    first, last = facts.beside("first_name"), facts.beside("last_name")
    if whole is not None and whole == facts.beside("name") and (first is None) != (last is None):
        first, last, whole = first or whole, last or whole, None
    if whole is None and first is not None and last is not None:
        return None, PersonName(of=(first, last))
    if whole is None and first is not None:
        return first, None  # a waiting list asks for no more than a first name
    return whole, None


def _email(facts: ColumnFacts) -> Made:
    longest = facts.longest
    if longest is not None and longest < len(_RESERVED) + 4:
        return None
    if longest is not None and longest < 20:
        return _spare_email(longest)
    whole, made = _whose(facts)
    short = longest is not None and longest < (_ANY_EMAIL if whole in facts.of.declared else _EMAIL)
    of = whole if made is None else "name"
    # A domain less where short columns need one for addresses of their own.
    plain = Email() if of is None else Email(of=of)
    column: Column = Email(of=of, domains=("example.com", "example.org")) if short else plain
    if made is not None:
        column = Beside("name", made, column)
    if not short:
        return column
    assert longest is not None
    # Given names alone at a domain of their own, then letters that begin with a digit: all three stay unique.
    given = Beside("given name", FirstName(), Email(of="given name", domains=(_RESERVED[1:],)))
    otherwise = given if longest >= _SHORT_EMAIL else Fit(given, _spare_email(longest), longest=longest)
    return Fit(column, otherwise, longest=longest)


def _spare_email(longest: int) -> Column:
    size = longest - len(_RESERVED) - 1
    least = min(size, 5 if size < 8 else 7)
    return Pattern(f"[0-9][a-z0-9]{{{least},{size}}}@example[.]net", unique=True, longest=longest)


def _username(facts: ColumnFacts) -> Made:
    longest, shortest = facts.longest, max(facts.limits.shortest or 0, 1)
    if longest is not None and longest < 8:
        return None
    whole, made = _whose(facts)
    whole = whole or facts.beside("email")
    column: Column = Username() if whole is None else Username(of=whole)
    if made is not None:
        column = Beside("name", made, Username(of="name"))
    needed = _ANY_USERNAME if whole in facts.of.declared else _USERNAME
    if (longest is None or longest >= needed) and shortest <= 2:
        return column
    # Handles begin with a letter, what stands in for them with a digit: both together stay unique.
    spare = Pattern("[0-9][a-z0-9]{7,}", unique=True, shortest=shortest, longest=longest)
    return Fit(column, spare, shortest=shortest, longest=longest)


def _phone(facts: ColumnFacts) -> Made:
    if facts.longest is not None and facts.longest < _PHONE:
        forms = ["[2-9]1255501[0-9]{2}", *_DIALLED_FORMS, *_ABROAD_FORMS[:1], "555-01[0-9]{2}"]
        return [made for made in (pattern(facts, form) for form in forms) if made is not None]
    wide = {"US": 0.5, "GB": 0.2, "FR": 0.2, "AU": 0.1}
    if facts.longest is not None and facts.longest <= _PHONE:
        wide = {"US": 1.0}
    kinds: list[Column] = [Phone(wide, unique=True)] if facts.unique else [_phone_there(facts)]
    if facts.limits.patterns:
        kinds += [Phone("US", format=style, unique=facts.unique) for style in ("international", "national")]
        # The North American fiction range in other forms, and in digits alone.
        forms = [f"{start}1255501[0-9]{{2}}" for start in ("[2-9]", *"98761")]
        forms += ["1[2-9]1255501[0-9]{2}", "[2-9]12-555-01[0-9]{2}", "[(][2-9]12[)] 555-01[0-9]{2}"]
        forms += [*_DIALLED_FORMS, *_ABROAD_FORMS]
        kinds += [made for made in (pattern(facts, form) for form in forms) if made is not None]
    return kinds


def _phone_there(facts: ColumnFacts) -> Column:
    """A number of the country the row is in, where numbers are set aside there."""
    if facts.longest is not None and facts.longest < _ABROAD:
        return Phone()
    code, city, told = facts.beside("country_code"), facts.beside("city"), city_of_parent(facts)
    # Better none than one of another country, where the column may do without.
    there = partial(Phone, None) if facts.attribute.nullable else Phone
    if code is not None and facts.of.columns[code].is_text:
        return there(country=code)
    if city is not None:
        return Beside("country", Country(of=city), there(country="country"))
    if told is not None:
        return Beside("country", Beside("city", FromParent(*told), Country(of="city")), there(country="country"))
    return Phone()


def of_there(facts: ColumnFacts, made: type[FirstName] | type[LastName] | type[PersonName]) -> Column:
    """A name of the country that the row's city is in, where it says one."""
    city = facts.of.concepts.get(("city", ""))
    if facts.prefix or city is None or city == facts.name:
        return made()
    return Beside("country", Country(of=city), made(country="country"))


def _by(facts: ColumnFacts) -> Made:
    return None if facts.unique else _username(facts)


def _gender(facts: ColumnFacts) -> Made:
    short = facts.longest is not None and facts.longest < 6
    usual = {"F": 0.5, "M": 0.49, "X": 0.01} if short else {"female": 0.5, "male": 0.48, "non-binary": 0.02}
    woman, man, _ = usual
    return by_given_name(facts, [woman], [man], usual)


def by_given_name(facts: ColumnFacts, women: Options, men: Options, others: Options) -> Made:
    """What goes with the given name beside it; any of the others where there is none."""
    given = facts.beside("first_name") or facts.beside("full_name")
    usual = choice(facts, others)
    if given is None or usual is None or choice(facts, women) is None or choice(facts, men) is None:
        return usual
    return ByGivenName(given, women, men, others)


_ADDRESSES = {
    "anrede": {"Herr": 0.5, "Frau": 0.5},
    "civilite": {"M.": 0.5, "Mme": 0.5},
    "tratamiento": {"Sr.": 0.5, "Sra.": 0.5},
    "aanhef": {"Dhr.": 0.5, "Mevr.": 0.5},
}


def _honorific(facts: ColumnFacts) -> Made:
    """As one is addressed in the language of the column's name."""
    told = next((_ADDRESSES[word] for word in facts.words if word in _ADDRESSES), None)
    if told is not None:
        man, woman = sorted(told, key=lambda way: way in ("Frau", "Mme", "Sra.", "Mevr."))
        return by_given_name(facts, [woman], [man], told)
    return addressed(facts)


def addressed(facts: ColumnFacts) -> Made:
    """Mr, Ms, Mrs or Dr, as the given name beside it lets one expect."""
    usual = {"Ms": 0.4, "Mr": 0.4, "Mrs": 0.1, "Dr": 0.1}
    return by_given_name(facts, {"Ms": 0.75, "Mrs": 0.15, "Dr": 0.1}, {"Mr": 0.9, "Dr": 0.1}, usual)


def _from(*options: str) -> Builder:
    return lambda facts: choice(facts, options)


BUILDERS: Mapping[str, Builder] = {
    "first_name": _first_name,
    "last_name": _last_name,
    "middle_name": _middle_name,
    "full_name": full_name,
    "honorific": _honorific,
    "name_suffix": _from("Jr.", "Sr.", "II", "III", "PhD"),
    "email": _email,
    "username": _username,
    "by": _by,
    "phone": _phone,
    "gender": _gender,
    "marital_status": lambda facts: choice(facts, ["single", "married", "divorced", "widowed"])
    or choice(facts, ["S", "M", "D", "W"]),
    "job_title": lambda facts: told_apart(facts, JobTitle()),
    "company": company,
    "department": _from(
        "Engineering", "Sales", "Marketing", "Finance", "Human Resources", "Operations", "Customer Support", "Legal",
        "Product", "Research",
    ),
    "nationality": lambda facts: None if facts.unique else Country(name=True),
}  # fmt: skip
