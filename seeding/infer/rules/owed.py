"""A payment is of what is owed: the total of the order, the rent of the lease, the rate of the film that was rented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seeding.infer.builders import numbers
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.generators.carried import Carried
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import allowed
from seeding.infer.parents import required

_PAYMENTS = frozenset({"payment", "charge", "settlement", "zahlung", "pago", "paiement", "pagamento", "betaling"})
_PAID = frozenset(
    {("amount",), ("amount", "paid"), ("paid", "amount"), ("payment", "amount"), ("amount", "cents"), ("betrag",),
     ("monto",), ("importe",), ("montant",), ("valor",), ("bedrag",)}
)  # fmt: skip
# What a bill comes to, and what a thing costs where there is no bill.
_TOTALS = frozenset(
    {("total",), ("total", "amount"), ("amount", "total"), ("grand", "total"), ("total", "price"), ("amount", "due"),
     ("total", "due"), ("total", "cost"), ("order", "total"), ("total", "cents"), ("amount", "cents"), ("amount",)}
)  # fmt: skip
_PRICES = frozenset({"price", "rent", "fee", "fare", "rate"})
_OTHER = frozenset(
    {"hourly", "daily", "commission", "late", "min", "max", "minimum", "maximum", "original", "compare", "tax", "cost",
     "purchase", "exchange", "shipping", "delivery", "service", "old", "list", "retail", "suggested"}
)  # fmt: skip
_FAR = 3


def owed(facts: ColumnFacts) -> Iterator[Inferred]:
    """The amount that the row that is paid for comes to, found by the references that every row has."""
    if not facts.is_number or facts.words not in _PAID or facts.of.subject not in _PAYMENTS:
        return
    if facts.unique or facts.name in facts.of.keyed or facts.name in facts.of.shared_checks:
        return
    path = _path(facts)
    builder = numbers.BUILDERS[concept_of(facts) or "money"]
    made = builder(facts) if path is not None else None
    if path is None or made is None or isinstance(made, Sequence):
        return
    yield Inferred(Carried(path[0], ".".join(path[1:]), made), f"name {facts.name!r}, what {'.'.join(path)} is")


def _path(facts: ColumnFacts) -> tuple[str, ...] | None:
    """The references to follow and the column at their end: of the nearest tables, a bill's total first."""
    near: list[tuple[tuple[str, ...], TableFacts]] = [((name,), parent) for name, parent in required(facts.of)]
    for _ in range(_FAR):
        for wanted in (_is_total, _is_price):
            for path, parent in near:
                found = [c.name for c in parent.columns.values() if wanted(c) and _holds(facts, c)]
                if len(found) == 1:
                    return (*path, found[0])
        near = [((*path, name), above) for path, parent in near for name, above in required(parent)]
    return None


def _is_total(column: ColumnFacts) -> bool:
    return column.words in _TOTALS and column.of.subject not in _PAYMENTS


def _is_price(column: ColumnFacts) -> bool:
    named = column.words[-1] in _PRICES and not set(column.words) & _OTHER
    return named and concept_of(column) in ("money", "cents")


def _holds(facts: ColumnFacts, column: ColumnFacts) -> bool:
    """Whether every value of the other column is one that this one may have."""
    if not column.is_number or not column.attribute.writable or column.is_integer is not facts.is_integer:
        return False
    here, there = allowed(facts), allowed(column)
    low = max(there.low, type(there.low)(0))
    return here.low <= low and there.high <= here.high and here.digits >= there.digits
