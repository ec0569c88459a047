"""How far a number that a check orders lies from the other one: a highest salary, a fee, a discount."""

from __future__ import annotations

from collections.abc import Mapping

from seeding.columns.base import Column
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.reckoned import Reckoned
from seeding.infer.numeric import allowed

_USUAL = 100.0
_ROOM = {"salary": 20_000.0, "cents": 5_000.0, "year": 5.0, "age": 10.0, "rating": 2.0, "percent": 20.0}
_FEES = frozenset({"fee", "fees", "commission", "surcharge", "gebuehr", "frais", "comision", "taxa", "commissione"})
_OFF = frozenset({"discount", "rebate", "rabatt", "remise", "descuento", "desconto", "sconto", "refund", "refunded"})
_TAX = frozenset({"tax", "vat", "mwst", "iva", "tva", "btw", "steuer", "imposto", "withholding"})
_SHARES = ((_FEES, (0.01, 0.015, 0.02, 0.029, 0.035)), (_TAX, (0.07, 0.1, 0.19, 0.2)), (_OFF, (0, 0, 0.05, 0.1, 0.2)))


def room_of(facts: ColumnFacts) -> float:
    """How far above or below the number may lie, in its own unit."""
    return _ROOM.get(concept_of(facts) or "", _USUAL)


def share_of(facts: ColumnFacts, floors: Mapping[str, bool], ceilings: Mapping[str, bool]) -> Column | None:
    """A part of the one amount that it must not exceed, where the name says that it is a small one.

    Only where nothing keeps it above zero: a part of very little is nothing.
    """
    if floors or len(ceilings) != 1 or any(ceilings.values()) or concept_of(facts) not in ("money", "cents"):
        return None
    shares = next((shares for names, shares in _SHARES if names & set(facts.words)), None)
    span = allowed(facts)
    if shares is None or span.low > 0:
        return None
    (whole,) = ceilings
    if facts.is_integer:
        return Reckoned([whole], factors=shares, low=0, high=int(span.high), step=1)
    if facts.type_name in ("float4", "float8"):
        return Reckoned([whole], factors=shares, low=0.0, high=float(span.high), step=0.01)
    return Reckoned([whole], factors=shares, low=type(span.low)(0), high=span.high, digits=max(0, span.digits))
