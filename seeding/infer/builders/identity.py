"""Numbers of people that are nobody's: areas never issued, holders that do not exist, wrong check digits."""

from __future__ import annotations

from collections.abc import Mapping

from seeding.columns.choice import Choice
from seeding.infer.builders.common import Builder, Made, pattern
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.brazil import Cnpj, Cpf, Style
from seeding.infer.generators.card import CardNumber
from seeding.infer.generators.nhs import NhsNumber
from seeding.infer.numeric import allowed, number

# How each is written, with the characters it takes.
_CPF: tuple[tuple[Style, int], ...] = (("formatted", 14), ("digits", 11))
_CNPJ: tuple[tuple[Style, int], ...] = (("formatted", 18), ("digits", 14))


def _written(*patterns: str) -> Builder:
    """Each way to write it, the usual one first; a check on the column decides."""

    def build(facts: ColumnFacts) -> Made:
        return [made for made in (pattern(facts, written) for written in patterns) if made is not None]

    return build


def _fits(facts: ColumnFacts, length: int) -> bool:
    return facts.longest is None or facts.longest >= length


def _cpf(facts: ColumnFacts) -> Made:
    return [Cpf(style) for style, length in _CPF if _fits(facts, length)]


def _cnpj(facts: ColumnFacts) -> Made:
    return [Cnpj(style) for style, length in _CNPJ if _fits(facts, length)]


def _nhs(facts: ColumnFacts) -> Made:
    spaced = pattern(facts, "999 [0-9]{3} [0-9]{4}")
    plain = [NhsNumber()] if _fits(facts, 10) else []
    return [*plain, *([] if spaced is None else [spaced])]


BUILDERS: Mapping[str, Builder] = {
    # The SSA issues no number of these areas; the IRS assigns no group from 40 to 49.
    "ssn": _written("(000|666)-[0-9]{2}-[0-9]{4}", "(000|666)[0-9]{6}"),
    "itin": _written("9[0-9]{2}-4[0-9]-[0-9]{4}", "9[0-9]{2}4[0-9]{5}"),
    # UIDAI's numbers begin with 2 to 9.
    "aadhaar": _written("[01][0-9]{3} [0-9]{4} [0-9]{4}", "[01][0-9]{11}"),
    # The fourth letter says who the holder is; D stands for none.
    "pan_number": _written("[A-Z]{3}D[A-Z][0-9]{4}[A-Z]"),
    "gstin": _written("(07|09|19|22|24|27|29|33)[A-Z]{3}D[A-Z][0-9]{4}[A-Z]1Z[0-9A-Z]"),
    "nino": _written("QQ[0-9]{6}[A-D]", "QQ [0-9]{2} [0-9]{2} [0-9]{2} [A-D]"),
    "nhs_number": _nhs,
    "cpf": _cpf,
    "cnpj": _cnpj,
}


def _within(low: int, high: int) -> Builder:
    def build(facts: ColumnFacts) -> Made:
        return None if facts.unique or not _holds(facts, high) else number(facts, low, high, digits=0)

    return build


def _holds(facts: ColumnFacts, high: int) -> bool:
    span = allowed(facts)
    return span.low <= 0 and span.high >= high


def _whole_card(facts: ColumnFacts) -> Made:
    if not _holds(facts, 10**16):
        return None
    return CardNumber(whole=True) if facts.unique else Choice([4242424242424242, 4111111111111111, 5555555555554444])


# In columns of numbers, which keep no leading zeros.
WHOLE: Mapping[str, Builder] = {
    "card_number": _whole_card,
    "ssn": _within(666_000_000, 666_999_999),
    "itin": _within(900_400_000, 900_499_999),
    "aadhaar": _within(100_000_000_000, 199_999_999_999),
    "nhs_number": lambda facts: NhsNumber(whole=True) if _holds(facts, 10**10) else None,
    "cpf": lambda facts: Cpf("whole") if _holds(facts, 10**11) else None,
    "cnpj": lambda facts: Cnpj("whole") if _holds(facts, 10**14) else None,
}
