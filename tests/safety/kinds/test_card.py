"""Payment cards on both sides of the door."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from checkdigits import card, grouped, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect
from seeding.safety.cards import TEST_NUMBERS

VISA = card("453914880343" + "646")
MASTER = card("530125841267" + "903")
SECOND = card("240071993046" + "581")
AMEX = card("34120598763" + "412")
DINERS = card("3014725896" + "312")
DISCOVER = card("601142087365" + "194")
JCB = card("354190276318" + "405")
UNION = card("628301947526" + "013")
RUPAY = card("608512349076" + "218")
MAESTRO = card("67628059301" + "427")
MIR = card("220138475610" + "293")
LONG = card("453914880343" + "646821")
OLD = card("453914" + "880343")
FOUR = grouped(VISA, 4, 4, 4)
EVERY = (VISA, MASTER, SECOND, AMEX, DINERS, DISCOVER, JCB, UNION, RUPAY, MAESTRO, MIR, LONG, OLD)


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def script(text, zero):
    return "".join(chr(zero + int(c)) if c.isdigit() else c for c in text)


REFUSED = {
    ("card_number", "text"): [
        *EVERY,
        FOUR,
        grouped(VISA, 4, 4, 4, by="-"),
        grouped(VISA, 4, 4, 4, by="."),
        grouped(VISA, 4, 4, 4, by="/"),
        grouped(VISA, 4, 4, 4, by="\u00a0"),
        grouped(VISA, 4, 4, 4, by="\u2009"),
        grouped(VISA, 4, 4, 4, by="\u2011"),
        grouped(VISA, 4, 4, 4, by=" - "),
        " ".join(VISA),
        "-".join(VISA),
        grouped(AMEX, 4, 6),
        wide(VISA),
        script(VISA, 0x0660),
        script(FOUR, 0x0966),
        "\u200b".join(VISA),
        grouped(VISA, 4, 4, 4, by="\u00ad"),
        f"  {VISA}\n",
        f"{VISA}, exp 12/27",
        f"{FOUR} 12/27 123",
        f"12/27 {FOUR}",
        f"4242424242424242, {VISA}",
        f"4242 4242 4242 4242 {FOUR}",
        f"n{VISA}",
        "".join(f"&#{ord(c)};" for c in VISA),
        "".join(f"%{ord(c):02x}" for c in VISA),
    ],
    ("card_number", "bigint"): [int(VISA), int(AMEX), int(LONG)],
    ("card_number", "numeric"): [Decimal(VISA), Decimal(VISA + ".0")],
    ("cardNumber", "varchar"): [VISA],
    ("CreditCard", "text"): [VISA],
    ("cc_number", "text"): [VISA],
    ("cc", "text"): [VISA],
    ("pan", "text"): [VISA],
    ("primary_account_number", "text"): [VISA],
    ("debit_card_no", "text"): [VISA],
    ("kreditkartennummer", "text"): [VISA],
    ("tarjeta_de_credito", "text"): [VISA],
    ("numero_cartao", "text"): [VISA],
    ("cards", "text[]"): [["4242424242424242", VISA]],
    ("cards", "bigint[]"): [[int(VISA)]],
    ("notes", "text"): [
        VISA,
        FOUR,
        f"Paid with {VISA} today",
        f"card {VISA}",
        f"Card no. {VISA}.",
        f"cc: {VISA}",
        f"CC {grouped(VISA, 4, 4, 4, by='-')} exp 01/29",
        f"<td>{FOUR}</td>",
        f"<p>Visa:&nbsp;{VISA}</p>",
        f"their amex is {AMEX}",
        f"cartão {VISA}",
        f"Kreditkarte: {VISA}",
        f"cards 4242424242424242 and {VISA}",
    ],
    ("anything", "text"): [
        FOUR,
        grouped(VISA, 4, 4, 4, by="-"),
        grouped(AMEX, 4, 6),
        f"visa {VISA}",
        f"pay {VISA} now",
    ],
    ("order_number", "text"): [f"card {VISA}"],
    ("metadata", "jsonb"): [
        {"card_number": VISA},
        {"card_number": int(VISA)},
        {"card": {"number": FOUR}},
        {"card": {"number": int(VISA)}},
        {"payment": {"cards": [{"pan": VISA}]}},
        {"note": f"call about {VISA} please"},
        {"x": FOUR},
        {"creditCard": {"primary": VISA, "brand": "visa"}},
        {FOUR: "seen"},
        {"q": [FOUR]},
        f'{{"card_number": {VISA}.0}}',
        f'{{"card_number": {VISA[0]}.{VISA[1:]}e15}}',
        json.dumps({"card": {"number": VISA}}, indent=2),
    ],
    ("payload", "text"): [json.dumps({"card_number": int(VISA)}), f"card={VISA}&cvv=123", f"card%3D{VISA}"],
    ("order_data", "text"): [json.dumps({"notes": VISA}), json.dumps({"notes": FOUR})],
}

ALLOWED = {
    ("card_number", "text"): [
        *sorted(TEST_NUMBERS),
        *(wrong(number) for number in EVERY),
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "3782 822463 10005",
        "４２４２４２４２４２４２４２４２",
        "4242424242424242, 4111 1111 1111 1111",
        "**** **** **** " + VISA[-4:],
        "•••• " + VISA[-4:],
        "XXXX-XXXX-XXXX-" + VISA[-4:],
        VISA[:6] + "******" + VISA[-4:],
        VISA[-4:],
        "0000 0000 0000 0000",
        "1234 5678 9012 3456",
        "1111111111111117",
        card("153914880343" + "646"),
        card("753914880343" + "646"),
        card("34120598763" + "4123"),
        card("4539148803" + "4364612345678"),
        "5eed1234-0000-4000-8000-" + VISA[:12],
        "n/a",
        "",
        None,
    ],
    ("card_number", "bigint"): [4242424242424242, int(wrong(VISA)), 0, None],
    ("id", "bigint"): [int(VISA), int(AMEX)],
    ("order_number", "text"): [VISA, FOUR, grouped(VISA, 4, 4, 4, by="-")],
    ("order_number", "bigint"): [int(VISA)],
    ("tracking_number", "text"): [VISA, f"{FOUR}"],
    ("account_number", "text"): [VISA],
    ("created_ms", "bigint"): [1700000000000],
    ("imei", "text"): [card("35209900176148")],
    ("voucher_code", "text"): [grouped(VISA, 4, 4, 4, by="-")],
    ("card_id", "bigint"): [int(VISA)],
    ("card_holder_id", "text"): [VISA],
    ("phone", "text"): ["+12125550147"],
    ("external", "text"): [VISA],
    ("value", "text"): [
        VISA,
        "0123456789abcdef",
        "2024-01-01 10:00:00.123456",
        "9780306406157",
        "1.2.3.4567.8901.2345",
    ],
    ("notes", "text"): [
        wrong(VISA),
        f"card {wrong(VISA)}",
        f"Order {VISA} has shipped",
        f"tracking number {VISA} arrived",
        f"invoice no. {FOUR}",
        f"ticket #{VISA}",
        "card 4242 4242 4242 4242, ends in 4242",
        "2019 2020 2021 2022",
        "discard 12 cards of 52",
        "ISBN 978-0-306-40615-7",
        "1700000000000 1700000000001",
        "5eed1234-4539-4880-8343-646700000000",
        f"a{VISA}b",
    ],
    ("metadata", "jsonb"): [
        {"card_brand": "visa", "last4": VISA[-4:], "order": VISA, "id": int(VISA)},
        {"card": {"id": int(VISA), "title": "Welcome"}},
        {"order_number": FOUR},
        {"n": int(VISA)},
        {"cards": ["4242424242424242", int(wrong(VISA))]},
        {"company": VISA, "account": int(VISA)},
    ],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert "safety-card" in verdict(value, column, type_)


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []


BODIES = st.one_of(
    st.from_regex(r"4[0-9]{14}", fullmatch=True),
    st.from_regex(r"5[1-5][0-9]{13}", fullmatch=True),
    st.from_regex(r"3[47][0-9]{12}", fullmatch=True),
    st.from_regex(r"6011[0-9]{11}", fullmatch=True),
)
NUMBERS = BODIES.map(card).filter(lambda number: number not in TEST_NUMBERS)
SPACES = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u2009", " - ", "\u200b", "\t", "–"])


@given(NUMBERS, st.lists(SPACES, min_size=15, max_size=15))
@settings(deadline=None)
def test_no_spacing_hides_one_in_its_column(number, spaces):
    text = "".join(digit + space for digit, space in zip(number, [*spaces, ""], strict=False))
    assert [finding.rule for finding in inspect(text, column="card_number", type="text")] == ["safety-card"]


@given(NUMBERS, st.sampled_from(["id", "value", "order_number", "x", "amount"]))
@settings(deadline=None)
def test_bare_digits_elsewhere_are_no_card(number, column):
    assert inspect(number, column=column, type="text") == []
    assert inspect(int(number), column=column, type="bigint") == []
    assert inspect(wrong(number), column="card_number", type="text") == []


def test_the_message_masks_it_and_names_the_alternative():
    (finding,) = inspect(FOUR, column="card_number", type="text")
    assert VISA[6:14] not in finding.message
    assert FOUR not in finding.message
    assert "4242 4242 4242 4242" in finding.hint
