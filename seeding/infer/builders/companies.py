"""What companies are called: an invented name, with what a house or firm of its kind has in it."""

from __future__ import annotations

from seeding.columns.company import Company
from seeding.infer.builders.common import Made, told_apart
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.terms import Terms
from seeding.infer.vocabulary import vocabulary, vocabulary_of

_ROOM = 32  # characters that hold the longest of these names


def company(facts: ColumnFacts) -> Made:
    """ "Pelvondra Logistics"; for a hotel, a school, a bank … "Branowick Hotel"."""
    kind = vocabulary_of(facts)
    named = kind is not None and "establishment" in vocabulary(kind)
    if not named or (facts.longest is not None and facts.longest < _ROOM):
        return told_apart(facts, Company())
    return Terms(kind, unique=True) if facts.unique else Terms(kind)


_OF_FIRMS = frozenset(
    {"industry", "sector", "vat", "employees", "subdomain", "domain", "slug", "plan", "headcount", "website", "duns",
     "revenue", "cnpj", "legal", "registration", "branche", "ustid"}
)  # fmt: skip
_OF_PEOPLE = frozenset({"birth", "birthday", "dob", "gender", "first", "last", "middle", "passport", "age"})


def is_business(facts: ColumnFacts) -> bool:
    """Whether customers or tenants are firms, as a sector, a number of employees or a subdomain says."""
    said = facts.of.column_words
    return not said & _OF_PEOPLE and bool(said & _OF_FIRMS)
