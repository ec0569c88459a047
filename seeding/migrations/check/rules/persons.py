"""Whole people: a name beside what only a person has, in a row without any address that is kept for examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seeding.safety.mask import masked_word
from seeding.safety.words import Words

_GIVEN = Words(
    anywhere="firstname givenname forename vorname prenom primernombre",
    together="first_name given_name fore_name first_names given_names",
    alone="fname",
    unless="id initial hash format count length type",
)
_FAMILY = Words(
    anywhere="lastname familyname surname nachname apellido sobrenome cognome",
    together="last_name family_name sur_name last_names",
    alone="lname",
    unless="id initial hash format count length type",
)
_FULL = Words(
    anywhere="fullname patientname employeename",
    together="full_name person_name patient_name employee_name student_name guest_name member_name",
    unless="id hash format count length type",
)
_BORN = Words(
    anywhere="birthdate birthday dateofbirth geburtsdatum naissance nacimiento nascimento",
    together="birth_date date_birth of_birth born_on born_at",
    alone="dob",
    unless="place city country required visible verified format",
)
_LIVES = Words(
    anywhere="street streetaddress homeaddress addressline postaladdress",
    together="home_address address_line address_1 postal_address residential_address mailing_address",
    alone="address addr",
    unless="id type count hash verified city country email ip mac wallet",
)
_PAPER = Words(
    together="passport_number passport_no passport_num licence_number license_number driver_license drivers_license",
    alone="passport",
    unless="id type country expiry expires required verified",
)
_HEALTH = Words(
    together="medical_history blood_type blood_group health_condition medical_condition",
    alone="diagnosis diagnoses religion ethnicity",
    unless="id code type count required",
)
_REACHED = Words(anywhere="phone mobile telefon", together="cell_number", alone="tel cell whatsapp")
_DIED = Words(anywhere="deathdate dateofdeath", together="death_date of_death died_on", alone="died death deceased")
_NOBODY = re.compile(
    r"\b(?:test\w*|demo|sample|example|dummy|fake|foo|bar|doe|roe|lorem|ipsum|first|last|name|user|admin|system|unknown"
    r"|anonymous|bot|n/?a|null|none|xxx+|aaa+|mustermann)\b|\d|[{}<>%_@]",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’ \-]{0,60}")
_WORDS = re.compile(r"[^\W\d_][\w.'’\-]*(?:\s+[^\W\d_][\w.'’\-]*){1,4}")
_STREET = re.compile(r"(?=.*\d)(?=.*[^\W\d_]{3})(?=.*\s)[^\n]{6,120}")
_FICTION = re.compile(r"\b(?:example|test|sample|main st(?:reet|\.)?|musterstra|fake|evergreen terrace)", re.IGNORECASE)
_NUMBER = re.compile(r"(?=.*\d.*\d.*\d)[A-Z0-9 -]{6,20}", re.IGNORECASE)
_WORD = re.compile(r".*[^\W\d_]{2}.*|[ABO]{1,2}[+-]", re.DOTALL)
_DAY = re.compile(r"(1[89]\d\d|20\d\d)-\d\d-\d\d")
_OURS = re.compile(r"5eed[0-9a-f]{4}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_OLDEST = 1910  # nobody who was born before is alive
_MAILBOX = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


# ICAO 9303 part 4, the lower line: number, state, birth and expiry, each number with its check digit.
_ZONE = re.compile(
    r"(?<![A-Z0-9<])([A-Z0-9<]{9})(\d)([A-Z<]{3})(\d{6})(\d)[MFX<](\d{6})(\d)(?=[A-Z0-9<]{16}(?![A-Z0-9<]))"
)
_WEIGHTS = (7, 3, 1)
_ALL = (_GIVEN, _FAMILY, _FULL, _BORN, _LIVES, _PAPER, _HEALTH)
_FEWEST = 2  # of the columns that these name: a name, and a fact


def records(names: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Iterator[tuple[str, str, str]]:
    """Of rows (values by column), those that are a person's: the words that tell, a masked name, and what it is.

    A row with a reserved mailbox or telephone number is somebody made up, and one with any other is told for that.
    """
    wanted = [name for name in names if any(words.named((name,)) for words in _ALL)]
    inside = any(value is not None and value[:1] == "{" for row in rows[:50] for value in row)
    if len(wanted) < _FEWEST and not inside:
        return
    for row in rows:
        fields = dict(_fields(names, row))
        name = _name(fields)
        if not name or any(_OURS.fullmatch(v) or _MAILBOX.search(v) for v in fields.values()):
            continue
        if any(value and (_DIED.named((key,)) or _REACHED.named((key,))) for key, value in fields.items()):
            continue
        if fact := _fact(fields):
            what, value = fact
            shown = " ".join(masked_word(part) for part in name.split())
            yield f"{name} {value}", shown, f"the name of a person, with {what} beside it"


def passports(value: str) -> Iterator[tuple[str, str]]:
    """The machine-readable lines of passports that some state has issued: a masked number, and what it is.

    >>> list(passports("L898902C36UTO7408122F1204159ZE184226B<<<<<10"))  # the specimen, of Utopia
    []
    >>> [shown for shown, _ in passports("L898902C36IND7408122F1204159ZE184226B<<<<<10")]
    ['L8***']
    """
    for number, first, state, born, second, until, third in _ZONE.findall(value):
        if state != "UTO" and (first, second, third) == tuple(map(_check_digit, (number, born, until))):
            yield masked_word(number), "the machine-readable line of a passport (ICAO 9303)"


def _check_digit(text: str) -> str:
    # Digits count as themselves, letters from 10, "<" as nothing.
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _fields(names: Sequence[str], row: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    for name, value in zip(names, row, strict=True):
        if value is None:
            continue
        if value[:1] == "{":
            try:
                parsed: Any = json.loads(value)
            except (ValueError, RecursionError):
                parsed = None  # PostgreSQL's form of an array
            if isinstance(parsed, dict):
                yield from ((str(key), below) for key, below in parsed.items() if isinstance(below, str))
        yield name, value


def _first(fields: Mapping[str, str], words: Words, shape: re.Pattern[str]) -> str:
    return next((v.strip() for key, v in fields.items() if words.named((key,)) and shape.fullmatch(v.strip())), "")


def _name(fields: Mapping[str, str]) -> str:
    given, family = _first(fields, _GIVEN, _NAME), _first(fields, _FAMILY, _NAME)
    whole = f"{given} {family}" if given and family else _first(fields, _FULL, _WORDS)
    if not whole and _first(fields, _BORN, _DAY) and _WORDS.fullmatch(fields.get("name", "").strip()):
        whole = fields["name"].strip()
    return "" if _NOBODY.search(whole) else whole


def _fact(fields: Mapping[str, str]) -> tuple[str, str] | None:
    """What the row says that belongs to a living person only, in words, and the value itself."""
    if (born := _first(fields, _BORN, _DAY)) and int(born[:4]) >= _OLDEST:
        return "a date of birth", born
    if (street := _first(fields, _LIVES, _STREET)) and not _FICTION.search(street):
        return "an address", street
    if number := _first(fields, _PAPER, _NUMBER):
        return "the number of a document", number
    if told := _first(fields, _HEALTH, _WORD):
        return "what only they and few others may know", told
    return None
