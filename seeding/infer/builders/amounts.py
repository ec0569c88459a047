"""What is usual to pay for what a table holds: a house is dearer than a dish."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from seeding.infer.facts import ColumnFacts
from seeding.infer.vocabulary import entries, longest_end, subject_of
from seeding.infer.words import singular

# Columns that say how much a row is worth as a whole, and the words that may stand beside.
_WORTH = frozenset(
    {"amount", "price", "value", "total", "cost", "premium", "fare", "prize", "sum", "worth", "preis", "betrag",
     "precio", "importe", "valor", "preco", "prezzo", "importo", "prix", "montant", "monto", "costo", "custo",
     "kosten", "wert"}
)  # fmt: skip
_BESIDE = frozenset(
    {"sale", "selling", "purchase", "list", "base", "full", "expected", "estimated", "asking", "claimed", "approved",
     "requested", "original", "pool", "money", "per", "night", "total", "current", "initial", "deal", "contract",
     "ticket", "kauf", "venta", "venda", "compra"}
)  # fmt: skip
# Who lets a house names the price of a month.
_LET = frozenset({"rent", "rental", "lease", "tenant", "monthly", "night", "deposit", "furnished"})
_RENT = 1150.0
_HOUSE = 100_000.0


@lru_cache(maxsize=1)
def _known() -> Mapping[tuple[str, ...], float]:
    text = files("seeding.infer").joinpath("data", "amounts.toml").read_text(encoding="utf-8")
    kinds = tomllib.loads(text).values()
    return {tuple(phrase.split()): float(kind["usual"]) for kind in kinds for phrase in entries(kind["for"])}


def usual_amount(facts: ColumnFacts) -> float | None:
    """The median of such a column in units of a currency; None where the table does not say it."""
    own = {word for word in facts.words if word not in subject_of(facts)}
    if not own & _WORTH or not own <= _WORTH | _BESIDE:
        return None
    subject = subject_of(facts)
    usual = longest_end(subject, _known())
    said = facts.of.table_words | {singular(word) for word in facts.of.column_words}
    return _RENT if usual is not None and usual >= _HOUSE and _LET & said else usual
