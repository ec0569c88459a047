"""Payment cards. A number with a scheme's prefix and a right check digit may be printed on somebody's card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.safety.cards import TEST_NUMBERS, issued
from seeding.safety.checks import luhn
from seeding.safety.numbers import Numbers, spelled
from seeding.safety.words import Words

_FEWEST, _USUAL, _MOST = 12, 15, 19
_RUN = re.compile(spelled("[0-9](?:~[0-9])+"))
_GROUP = re.compile(r"[0-9]+")


class _Card(Numbers):
    name = "card"
    hint = "use a published test number, such as 4242 4242 4242 4242 or 5555 5555 5555 4444, or a wrong check digit"
    what = "a payment card's number that could be somebody's"
    names = Words(
        anywhere=(
            "creditcard debitcard cardnumber cardno cardnum ccnumber ccnum ccno cardpan kreditkarte kartennummer"
            " kartennr tarjeta cartao numerocarte cartebancaire cartabanca kartanumer kaartnummer номеркарты 卡号"
            " カード番号"
        ),
        together=(
            "card_number card_no card_num card_nr card_pan credit_card debit_card payment_card bank_card"
            " cc_number cc_no cc_num primary_account numero_tarjeta numero_cartao numero_carte"
        ),
        alone="card cards cc pan pans ccn",
        unless=(
            "at balance bin body brand color colour count country cvc cvv description exp expiry fingerprint hash"
            " holder id image issuer label last limit link month name network position scheme status style subtitle"
            " text title token type url user verified year"
        ),
    )
    identity = False
    labels = (
        r"(?:credit|debit|bank|payment)?[ \-]?cards?|ccn?(?:[ \-]?(?:number|num|no\.?|nr|#))?[^0-9A-Za-z]|visa"
        r"|master[ ]?card|amex|american express|maestro|rupay|unionpay|discover|diners|jcb|pan|kreditkarte|karte"
        r"|tarjeta|cart(?:a|[^\x00-\x7f]{1,2})o|carte"
    )
    fewest = 12
    shape = "[2-689]" + "~[0-9]" * (_FEWEST - 1)
    plain = (
        "(?:[2-689][0-9]{3}=[0-9]{4}=[0-9]{4}=[0-9]{4}(?:=[0-9]{1,3})?"
        "|3[47][0-9]{2}=[0-9]{6}=[0-9]{5}|3[0689][0-9]{2}=[0-9]{6}=[0-9]{4})"
    )
    spoken = "(?:[2-689][0-9]{15}|3[47][0-9]{13})"
    innocent = "|".join(
        f"{number[:4]}[ -]?{number[4:8]}[ -]?{number[8:12]}[ -]?{number[12:]}" for number in sorted(TEST_NUMBERS)
    )

    def belongs(self, number: str) -> bool:
        """A scheme's prefix and length with a right check digit, and not published for tests."""
        return issued(number) and number not in TEST_NUMBERS and luhn(number)

    def found(self, text: str, *, named: bool = True) -> Iterator[str]:
        """Groups of digits are put together until they make a card: another number may stand before or behind."""
        for run in _RUN.finditer(text):
            groups = _GROUP.findall(run[0])
            first = 0
            while first < len(groups):
                number, last = _card_at(groups, first)
                if number and number not in TEST_NUMBERS:
                    yield number
                first = last


def _card_at(groups: list[str], first: int) -> tuple[str, int]:
    """The longest card's number that starts at a group, and the group behind it; empty when there is none."""
    lengths, total = [], 0
    for last in range(first, len(groups)):
        total += len(groups[last])
        if total > _MOST:
            break
        lengths.append(last + 1)
    for last in reversed(lengths):
        number = "".join(groups[first:last])
        sizes = [len(group) for group in groups[first:last]]
        # A part of a longer run has to look like a card: "5678 9012 3456" of "1234 5678 9012 3456" is one of Maestro's.
        whole = last - first == len(groups) or len(sizes) == 1 or len(number) >= _USUAL or sizes == [4, 6, 4]
        if whole and len(number) >= _FEWEST and issued(number) and luhn(number):
            return number, last
    return "", first + 1


KIND = _Card()
