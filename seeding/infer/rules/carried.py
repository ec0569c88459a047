"""What a row takes over from its parent: a line its product's price, an invoice its customer's address."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.base import Column
from seeding.infer.builders import numbers, places
from seeding.infer.builders.common import Made
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.carried import Carried
from seeding.infer.generators.fit import Clipped
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import allowed
from seeding.infer.parents import required

_PLACES = frozenset({"street", "street_2", "city", "region", "state_code", "postal_code", "country", "country_code"})
_FOR = frozenset({"bill", "billing", "delivery", "invoice", "mailing", "ship", "shipping", "liefer", "rechnung"})
_USUAL = 32  # characters that hold every part of an address of ours
_PRICES = ("unit_price", "price", "list_price", "selling_price", "sale_price", "rate")


def carried(facts: ColumnFacts) -> Iterator[Inferred]:
    """The value of the parent's column that this one repeats."""
    if facts.unique or not facts.attribute.writable or facts.name in facts.of.keyed:
        return
    if facts.is_text and facts.words[0] in _FOR and (concept := concept_of(facts)) in _PLACES:
        yield from _address(facts, concept or "")
    elif facts.is_number and concept_of(facts) in ("money", "cents") and (_is_price(facts) or _is_agreed(facts)):
        yield from _price(facts)


def _address(facts: ColumnFacts, concept: str) -> Iterator[Inferred]:
    """A part of the address of whom the row is for, where that is one place as well."""
    for reference, parent in required(facts.of):
        column = parent.concepts.get((concept, ""))
        if column is None or ("city", "") not in parent.concepts:
            continue
        there = parent.columns[column]
        fits = facts.longest is None or (there.longest is not None and there.longest <= facts.longest)
        roomy = facts.longest is not None and facts.longest >= _USUAL
        if there.is_text and (fits or roomy) and not facts.limits.patterns and facts.limits.choices is None:
            made = None if facts.attribute.nullable else _one(places.BUILDERS[concept](facts))
            generator: Column = Carried(reference, column) if made is None else Carried(reference, column, made)
            if made is not None or facts.attribute.nullable:
                generator = generator if fits or facts.longest is None else Clipped(generator, facts.longest)
                yield Inferred(generator, f"name {facts.name!r}, that of {reference}")
        return


def _price(facts: ColumnFacts) -> Iterator[Inferred]:
    """The price of what the line is about."""
    counted = any(concept_of(other) == "quantity" for other in facts.of.columns.values())
    if not counted and not _is_agreed(facts):
        return
    for reference, parent in required(facts.of):
        prices = {"_".join(c.words): c for c in parent.columns.values() if concept_of(c) in ("money", "cents")}
        own = "_".join(facts.words)
        column = next((prices[name] for name in ((own, *_PRICES) if counted else (own,)) if name in prices), None)
        if column is None or column.type_name != facts.type_name or not column.attribute.writable:
            continue
        here, there = allowed(facts), allowed(column)
        if here.low <= max(there.low, type(there.low)(0)) and there.high <= here.high and here.digits >= there.digits:
            made = _one(numbers.BUILDERS[concept_of(facts) or "money"](facts))
            if made is not None:
                yield Inferred(Carried(reference, column.name, made), f"name {facts.name!r}, that of {reference}")
        return


def _is_price(facts: ColumnFacts) -> bool:
    return "_".join(facts.words) in (*_PRICES, "unit_cost") or facts.squashed in ("unitprice", "listprice")


def _is_agreed(facts: ColumnFacts) -> bool:
    """Whether it is a price by its full name, as what the row is of has one: a lease's `monthly_rent`, the unit's."""
    said = {"rent", "price", "fee", "fare"} & set(facts.words)
    return bool(said) and len(facts.words) > 1 and facts.of.subject not in _CHANGING


_CHANGING = frozenset({"history", "change", "log", "snapshot", "quote", "bid", "offer", "version", "variant", "price"})


def _one(made: Made) -> Column | None:
    return made if isinstance(made, Column) else next(iter(made or ()), None)
