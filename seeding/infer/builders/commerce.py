"""What is bought and paid: codes, references, currencies, numbers of cards and accounts nobody has."""

from __future__ import annotations

from collections.abc import Mapping

from seeding.columns.choice import Choice
from seeding.infer.builders import identity
from seeding.infer.builders.common import Builder, Made, choice, pattern
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.card import CardNumber

_CURRENCIES = {"USD": 0.4, "EUR": 0.3, "GBP": 0.1, "INR": 0.1, "JPY": 0.05, "BRL": 0.05}
# Numbers card schemes and payment providers publish for tests.
_TEST_CARDS = ("4242424242424242", "4111111111111111", "5555555555554444", "378282246310005", "6011111111111117")
_STRIPE = {"customer": "cus_", "subscription": "sub_", "price": "price_", "product": "prod_", "charge": "ch_",
           "payment": "pi_", "intent": "pi_", "method": "pm_", "event": "evt_", "refund": "re_", "item": "si_",
           "transfer": "tr_", "payout": "po_",
           "coupon": "co_", "setup": "seti_", "source": "src_", "invoice": "in_",
           "account": "acct_", "session": "cs_test_"}  # fmt: skip

# What is numbered so that people find it, in rows and by letters.
_SPOTS = frozenset({"stall", "booth", "seat", "desk", "spot", "pitch", "locker"})
# What weights and heights are made in here, whatever the default.
_OF_BODY = {"weight": "kg", "height": "cm", "body weight": "kg", "distance": "km", "temperature": "C", "length": "cm"}
_PAN, _CARD = 10, 16  # characters of an Indian PAN and of a card's, which share a name


def _currency(facts: ColumnFacts) -> Made:
    if facts.unique:
        return pattern(facts, "[A-Z]{3}")
    fine = {code: share for code, share in _CURRENCIES.items() if code not in WITHOUT_HUNDREDTHS}
    return choice(facts, fine if has_hundredths(facts) else _CURRENCIES)


# ISO 4217, minor units: none.
WITHOUT_HUNDREDTHS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "PYG", "UGX", "RWF"})


def has_hundredths(facts: ColumnFacts) -> bool:
    """Whether the table has amounts with decimals, which some currencies do not know."""
    others = facts.of.columns.values()
    return any(o.is_number and not o.is_integer and concept_of(o) in ("money", "salary") for o in others)


def _reference(facts: ColumnFacts) -> Made:
    if facts.words == ("number",) and facts.of.subject.endswith("card"):
        return _card_number(facts)
    if "stripe" in facts.words:
        return stripe(facts)
    if _SPOTS & set(facts.words):
        return pattern(facts, "[A-H][0-9]{1,4}" if facts.unique else "[A-H][1-9][0-9]?") or pattern(facts, "[A-Z0-9]+")
    for written in ("[A-Z]{2}-[0-9]{8}", "[A-Z]{2}[0-9]{6}", "[A-Z0-9]{4,}", "[A-Z0-9]+"):
        made = pattern(facts, written)
        if made is not None:
            return made
    return None


def stripe(facts: ColumnFacts) -> Made:
    """A key in the payment provider's form, which begins with what it is of."""
    start = next((_STRIPE[word] for word in reversed(facts.words) if word in _STRIPE), "id_")
    return pattern(facts, f"{start}5eed[A-Za-z0-9]{{14}}") or pattern(facts, "[a-z0-9]{8,}")


def _card_number(facts: ColumnFacts) -> Made:
    if facts.squashed == "pan" and facts.longest is not None and _PAN <= facts.longest < _CARD:
        return identity.BUILDERS["pan_number"](facts)
    if facts.longest is not None and facts.longest < _CARD:
        return None
    return CardNumber() if facts.unique else choice(facts, _TEST_CARDS)


def _tax_number(facts: ColumnFacts) -> Made:
    if "plate" in facts.words:
        return pattern(facts, "[A-Z]{3} [0-9]{3}")
    return pattern(facts, "ZZ00[0-9]{7}") or pattern(facts, "Z[0-9]+")


def _barcode(facts: ColumnFacts) -> Made:
    if any(word.startswith("isbn") for word in (*facts.words, facts.squashed)):
        return pattern(facts, "978000[0-9]{7}") or pattern(facts, "000[0-9]{7}")
    # GS1 keeps prefixes 20 to 29 for use inside a company: no article on sale has them.
    return pattern(facts, "29[0-9]{11}") or pattern(facts, "2[0-9]+")


def _unit(facts: ColumnFacts) -> Made:
    """What is counted in; how many there are, or which of them is let, where that is what the name says."""
    if facts.prefix in _OF_BODY and not facts.unique:
        return Choice([_OF_BODY[facts.prefix]])
    if {"total", "number", "num", "count", "units"} & set(facts.words):
        return pattern(facts, "[1-9][0-9]{1,2}")
    if {"tenant", "rent", "lease", "resident"} & facts.of.column_words:
        return pattern(facts, "[A-F][1-9][0-9]{1,2}")
    return choice(facts, ["piece", "kg", "litre", "box", "hour"]) or choice(facts, ["pc", "kg", "l", "h"])


BUILDERS: Mapping[str, Builder] = {
    "currency": _currency,
    "sku": lambda facts: pattern(facts, "[A-Z]{2,3}-[0-9]{4,6}") or pattern(facts, "[A-Z0-9]+"),
    "barcode": _barcode,
    "reference_number": _reference,
    "card_number": _card_number,
    "card_last_four": lambda facts: pattern(facts, "[0-9]{4}", unique=False),
    "card_brand": lambda facts: (
        choice(facts, {"Visa": 0.5, "Mastercard": 0.35, "American Express": 0.1, "Discover": 0.05})
        or choice(facts, ["VISA", "MC", "AMEX"])
    ),
    # Check digits 00 never come out of the calculation (ISO 13616-1).
    "iban": lambda facts: pattern(facts, "(DE|FR|NL|ES)00[0-9]{18}") or pattern(facts, "00[0-9]{6}"),
    "bic": lambda facts: pattern(facts, "ZZZZ(DE|FR|NL|ES)[A-Z0-9]{2}"),
    "tax_number": _tax_number,
    "payment_method": lambda facts: choice(facts, {"card": 0.6, "bank_transfer": 0.15, "paypal": 0.15, "cash": 0.1}),
    "unit": _unit,
}
