"""Countries, currencies, languages and units as lists of facts: what belongs to one of them stands in one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from seeding.infer.facts import ColumnFacts
from seeding.infer.vocabulary import names_row, subject_of

# Where a table's name ends with one of these, its rows are countries, currencies, languages or units.
_SUBJECTS: Mapping[str, Sequence[str]] = {
    "countries": ("country", "nation", "countryregion", "countrie", "pays", "pais", "land", "staat", "paese", "ulke"),
    "currencies": ("currency", "currencie", "wahrung", "devise", "moneda", "moeda", "valuta", "waluta"),
    "languages": ("language", "culture", "locale", "sprache", "langue", "idioma", "lingua", "taal", "lang"),
    "units": ("unit", "uom", "unitmeasure", "measure", "measurementunit", "einheit", "unidad", "unite"),
}
_CODES = frozenset({"code", "iso", "alpha", "alpha2", "iso2", "abbreviation", "abbr", "key", "kod", "codigo", "kode"})
_THREE = frozenset({"3", "a3", "iso3", "alpha3", "code3"})
_NUMERIC = frozenset({"numeric", "num", "number", "numcode"})
_NATIVE = frozenset({"native", "local", "endonym", "autonym", "own"})
_MEASURED = frozenset({"measure", "measurement", "measuring", "price", "quantity", "si", "base", "stock", "weight"})


@lru_cache(maxsize=8)
def listed(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The fields of a list, by name, each with a value for every entry."""
    lines = files("seeding.infer").joinpath("data", f"{kind}.tsv").read_text(encoding="utf-8").splitlines()
    head = lines[0].removeprefix("# ").split("\t")
    return dict(zip(head, zip(*(line.split("\t") for line in lines[1:]), strict=True), strict=True))


def kind_of(facts: ColumnFacts) -> str | None:
    """The list whose entries the rows of the column's table are."""
    subject = subject_of(facts)
    if subject[-1] == "unit" and len(subject) > 1 and subject[-2] not in _MEASURED:
        return None  # of an organisation, of a house
    for kind, names in _SUBJECTS.items():
        if subject[-1] in names or "".join(subject[-2:]) in names:
            return kind
    return None


def field_of(facts: ColumnFacts, kind: str) -> str | None:
    """The field that a column of such a table holds."""
    own = set(facts.words)
    fields = listed(kind)
    named = names_row(facts) or (own <= {*_SUBJECTS[kind], "name", "title"} and facts.longest not in (2, 3))
    if own & _NATIVE and "native" in fields:
        return "native"
    if "currency" in own and kind == "countries":
        return "currency"
    if "continent" in own and kind == "countries":
        return "continent"
    if "capital" in own and kind == "countries":
        return "capital"
    if "symbol" in own and "symbol" in fields:
        return "symbol"
    if own & _NUMERIC and "numeric" in fields:
        return "numeric"
    if named:
        return "name"
    return _code(facts, own, fields)


def _code(facts: ColumnFacts, own: set[str], fields: Mapping[str, tuple[str, ...]]) -> str | None:
    last = facts.words[-1]
    keys = {f"{subject}{ending}" for subject in _SUBJECTS["languages"] for ending in ("id", "key")}
    coded = (
        facts.squashed in keys or own & (_CODES | _THREE) or facts.squashed.endswith("code") or facts.longest in (2, 3)
    )
    if not coded and not (last in ("id", *_SUBJECTS["languages"]) and facts.longest is not None):
        return None
    three = own & _THREE or (facts.longest == 3 and facts.type_name == "bpchar")
    if "alpha2" in fields:
        return "alpha3" if three else "alpha2"
    if three and "code3" in fields:
        return "code3"
    return "code"
