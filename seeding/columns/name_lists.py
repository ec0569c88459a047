"""Lists of names by locale, as written in `data/names/`: one file a locale, its README says in which format."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import pyarrow as pa

from seeding.errors import FactoryError

Locales = tuple[tuple[str, float], ...]

COUNTRIES = {
    "AE": "ar_Latn_EG", "AR": "es_MX", "AT": "de_DE", "AU": "en_GB", "BD": "bn_Latn_BD", "BE": "nl_NL",
    "BO": "es_MX", "BR": "pt_BR", "CA": "en_US", "CH": "de_DE", "CI": "fr_FR", "CL": "es_MX",
    "CN": "zh_Latn_CN", "CO": "es_MX", "CR": "es_MX", "CU": "es_MX", "CZ": "cs_CZ", "DE": "de_DE",
    "DK": "da_DK", "DO": "es_MX", "DZ": "ar_Latn_EG", "EC": "es_MX", "EG": "ar_Latn_EG", "ES": "es_ES",
    "FI": "fi_FI", "FR": "fr_FR", "GB": "en_GB", "GR": "el_Latn_GR", "GT": "es_MX", "HU": "hu_HU",
    "ID": "id_ID", "IE": "en_GB", "IL": "he_Latn_IL", "IN": "en_IN", "IQ": "ar_Latn_EG", "IR": "fa_Latn_IR",
    "IT": "it_IT", "JO": "ar_Latn_EG", "JP": "ja_Latn_JP", "KE": "en_KE", "KR": "ko_Latn_KR",
    "LB": "ar_Latn_EG", "MA": "ar_Latn_EG", "MX": "es_MX", "NG": "en_NG", "NL": "nl_NL", "NO": "nb_NO",
    "NZ": "en_GB", "PE": "es_MX", "PH": "en_PH", "PK": "en_PK", "PL": "pl_PL", "PT": "pt_PT", "RO": "ro_RO",
    "SA": "ar_Latn_EG", "SE": "sv_SE", "TH": "th_Latn_TH", "TN": "ar_Latn_EG", "TR": "tr_TR",
    "TZ": "en_KE", "UA": "uk_Latn_UA", "UG": "en_KE", "US": "en_US", "UY": "es_MX", "VE": "es_MX",
    "VN": "vi_VN", "ZA": "en_ZA",
}  # fmt: skip
"""The locale that names the people of a country (ISO 3166-1 alpha-2): the names most of them could have."""

_ROMANISED = {"ja_Latn_JP": "ja_JP", "zh_Latn_CN": "zh_CN", "ko_Latn_KR": "ko_KR"}


@dataclass(frozen=True)
class Culture:
    """Names that go together, with their weights; pairs of female and male where the two differ."""

    weight: float
    given: tuple[tuple[str, ...], tuple[str, ...]]
    given_weights: tuple[tuple[float, ...], tuple[float, ...]]
    family: tuple[tuple[str, ...], tuple[str, ...]]
    family_weights: tuple[float, ...]
    family_first: bool
    separator: str
    two_families: float


def parse_locales(locale: Any, column: object) -> Locales:
    """`locale` as given to a generator, as (locale, weight) pairs; FactoryError for one that is not here."""
    weights = {locale: 1.0} if isinstance(locale, str) else dict(locale)
    if not weights or not all(weight > 0 for weight in weights.values()):
        raise FactoryError(f"{column!r}: locales are a name, or a dict of name → weight above 0")
    parsed = []
    for name, weight in weights.items():
        if name.replace("-", "_") not in known_locales():
            raise FactoryError(
                f"{column!r}: there are no names for the locale {name!r}",
                hint=f"known: {', '.join(known_locales())}",
            )
        parsed.append((name.replace("-", "_"), float(weight)))
    return tuple(parsed)


@lru_cache(maxsize=1)
def known_locales() -> tuple[str, ...]:
    """The locales there are names for."""
    here = [entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted([*here, *_ROMANISED]))


@lru_cache(maxsize=64)
def cultures(locale: str) -> tuple[Culture, ...]:
    """The cultures of a locale, as its file describes them."""
    data = _read(_ROMANISED.get(locale, locale))
    romanised = locale in _ROMANISED
    order = "given family" if romanised else data["order"]
    tables = {table["name"]: table for table in data["culture"]}
    read = []
    for table in data["culture"]:
        given_from = tables[table.get("given_of", table["name"])]
        family_from = tables[table.get("family_of", table["name"])]
        female, male = (_list(given_from, key, "given_offset", romanised) for key in ("female", "male"))
        family = _list(family_from, "family", "family_offset", romanised)
        endings = family_from.get("feminine", ())
        two = order.count("family") == 2 and not table.get("single_family")
        read.append(
            Culture(
                weight=table["weight"],
                given=(female.names, male.names),
                given_weights=(female.weights, male.weights),
                family=(tuple(_feminine(name, endings) for name in family.names), family.names),
                family_weights=family.weights,
                family_first=order.startswith("family"),
                separator=" " if " " in order else "",
                two_families=data.get("two_families", 1.0) if two else 0.0,
            )
        )
    return tuple(read)


class Readings(NamedTuple):
    """Names and what each is read as, in lower case."""

    names: pa.Array
    readings: pa.Array


@lru_cache(maxsize=1)
def readings() -> tuple[Readings, Readings, dict[str, str]]:
    """Readings of Chinese, Korean and Japanese names: where written without a space, with one, and by character."""
    joined, characters = _readings(("zh_CN", "ko_KR", "ja_JP"))
    parted, _ = _readings(("ja_JP", "zh_CN", "ko_KR"))
    return joined, parted, characters


def _readings(locales: tuple[str, ...]) -> tuple[Readings, dict[str, str]]:
    """The first of the locales to know a name says how it is read."""
    known: dict[str, str] = {}
    characters: dict[str, str] = {}
    for locale in locales:
        for table in _read(locale)["culture"]:
            for key in ("female", "male", "family"):
                for name, syllables in zip(*_spellings(table[key].split()), strict=True):
                    known.setdefault(name, _reading(name, syllables).lower())
                    parts = syllables.lower().split("'")
                    if len(parts) == len(name):
                        for character, syllable in zip(name, parts, strict=True):
                            characters.setdefault(character, syllable)
    return Readings(pa.array(list(known)), pa.array(list(known.values()))), characters


class _List(NamedTuple):
    """One list of names, most common first."""

    names: tuple[str, ...]
    weights: tuple[float, ...]


def _list(table: dict[str, Any], key: str, offset_key: str, romanised: bool) -> _List:
    """The list of a file, written as `name`, `name:weight`, `name/reading` or `name/read'ing:weight` each."""
    words = table[key].split()
    names, readings = _spellings(words)
    if romanised:
        names = [_reading(name, syllables) for name, syllables in zip(names, readings, strict=True)]
    return _List(tuple(names), _weights(words, table.get(offset_key, 10)))


def _spellings(words: list[str]) -> tuple[list[str], list[str]]:
    """Names, and the syllables each is read as; '' for a name that is read as it is written."""
    parted = [word.partition(":")[0].partition("/") for word in words]
    return [name.replace("_", " ") for name, _, _ in parted], [syllables for _, _, syllables in parted]


def _reading(name: str, syllables: str) -> str:
    return syllables.replace("'", "").capitalize() or name


def _weights(words: list[str], offset: float) -> tuple[float, ...]:
    weights = (word.partition(":")[2] for word in words)
    return tuple(float(weight) if weight else 1.0 / (n + 1 + offset) for n, weight in enumerate(weights))


def _feminine(name: str, endings: Sequence[Sequence[str]]) -> str:
    for masculine, feminine in endings:
        if name.endswith(masculine):
            return name[: len(name) - len(masculine)] + feminine
    return name


@lru_cache(maxsize=64)
def _read(locale: str) -> dict[str, Any]:
    return tomllib.loads((_folder() / f"{locale}.toml").read_text(encoding="utf-8"))


def _folder() -> Any:
    return files("seeding.columns") / "data" / "names"
