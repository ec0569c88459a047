"""Bank accounts on both sides of the door."""

from __future__ import annotations

import json

import pytest
from checkdigits import grouped, iban
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect
from seeding.safety.accounts import EXAMPLES, STRUCTURES

GERMAN = iban("DE", "500105175407" + "324931")
BRITISH = iban("GB", "WEST" + "12345698765432")
BELGIAN = iban("BE", "5390075470" + "12")
FRENCH = iban("FR", "20041010050500013M026" + "07")
DUTCH = iban("NL", "INGB" + "0417164311")
SAUDI = iban("SA", "80000000608010" + "167520")
MALTESE = iban("MT", "MALT" + "01100" + "0012345MTLCAST002S")
NORWEGIAN = iban("NO", "86011117" + "948")
ITALIAN = iban("IT", "X0542811101000000" + "123457")
INDIAN_OCEAN = iban("MU", "BOMM01011010303002" + "00001MUR")
MOROCCAN = iban("MA", "00787000005410250015" + "6101")
EVERY = (GERMAN, BRITISH, BELGIAN, FRENCH, DUTCH, SAUDI, MALTESE, NORWEGIAN, ITALIAN, INDIAN_OCEAN, MOROCCAN)
FOUR = grouped(BRITISH, 4, 4, 4, 4, 4)


def other_check(number, check):
    return f"{number[:2]}{check}{number[4:]}"


REFUSED = {
    ("iban", "text"): [
        *EVERY,
        *(number.lower() for number in EVERY),
        *(grouped(number, 4, 4, 4, 4, 4, 4, 4) for number in EVERY),
        grouped(GERMAN, 4, 4, 4, 4, 4, by="-"),
        grouped(GERMAN, 4, 4, 4, 4, 4, by="."),
        grouped(GERMAN, 4, 4, 4, 4, 4, by="\u00a0"),
        grouped(GERMAN, 2, 2, 8, by=" "),
        " ".join(GERMAN),
        "\u200b".join(GERMAN),
        "".join(chr(ord(c) + 0xFEE0) for c in GERMAN),
        f"IBAN {GERMAN}",
        f"IBAN:{GERMAN}; BIC: ZZZZDEFF",
        f"{sorted(EXAMPLES)[0]}, {GERMAN}",
        "".join(f"&#x{ord(c):x};" for c in GERMAN),
    ],
    ("IBAN", "varchar"): [GERMAN],
    ("bank_account", "text"): [GERMAN.lower()],
    ("kontonummer", "text"): [GERMAN.lower()],
    ("ibans", "text[]"): [[sorted(EXAMPLES)[0], GERMAN]],
    ("notes", "text"): [
        *EVERY,
        FOUR,
        f"please pay to {GERMAN}.",
        f"please pay to {GERMAN.lower()} today",
        f"({FOUR})",
        f"<td>{FOUR}</td>",
        f"iban={GERMAN.lower()}",
        f"IBAN: {' '.join(GERMAN.lower())}",
        f"{FOUR} and more",
        f"{BRITISH},{GERMAN}",
        FOUR.lower(),
    ],
    ("anything", "text"): [*EVERY, FOUR, FOUR.lower(), f"to {GERMAN.lower()} now"],
    ("order_reference", "text"): [GERMAN, FOUR],
    ("metadata", "jsonb"): [
        {"iban": GERMAN},
        {"iban": GERMAN.lower()},
        {"bank": {"iban": FOUR}},
        {"x": FOUR},
        {"x": [GERMAN]},
        {GERMAN: 1},
        {"note": f"to {GERMAN.lower()}"},
    ],
    ("payload", "text"): [json.dumps({"account": {"iban": GERMAN.lower()}}), f"x?iban={GERMAN}", f"to%20{GERMAN}"],
}

ALLOWED = {
    ("iban", "text"): [
        *sorted(EXAMPLES),
        *(other_check(number, check) for number in EVERY for check in ("00", "01", "99")),
        *(other_check(number, f"{2 + (int(number[2:4]) - 1) % 97:02}") for number in EVERY),
        grouped(sorted(EXAMPLES)[0], 4, 4, 4, 4, 4),
        "DE89 3704 0044 0532 0130 00",
        iban("DE", "500105175407324931" + "0"),
        iban("DE", "5001051754073249" + "3"),
        iban("ZZ", "500105175407324931"),
        iban("US", "500105175407324931"),
        iban("DE", "50010517540732493A"),
        f"{GERMAN[:4]} **** **** **** {GERMAN[-2:]}",
        "DE",
        "",
        None,
    ],
    ("iban_last4", "text"): [GERMAN[-4:]],
    ("bank_account", "bigint"): [500105175407324931 // 10**3, 12345678],
    ("token", "text"): [BELGIAN, GERMAN],
    ("sha", "text"): [GERMAN.lower()],
    ("external", "text"): [
        GERMAN.lower(),
        "be12cdef-0123-4567-89ab-cdef01234567",
        "5eed0000-0000-4000-8000-000000000000",
        "ad12" + "0" * 20,
        f"x{GERMAN}",
        f"{GERMAN}9",
        "pay_de89370400440532013001abcd",
        "DE2024-01-01",
        "NO12 PLAIN WORDS HERE",
    ],
    ("notes", "text"): [
        "IN 2020 THE BEST OF",
        "de facto 12 of them",
        "AT 10 00 WE MEET AT THE GATE",
        "IBAN: DE00 5001 0517 5407 3249 31",
        "SE 12 and NO 13",
    ],
    ("metadata", "jsonb"): [{"iban": "DE00500105175407324931"}, {"hash": GERMAN}, {"x": GERMAN.lower()}],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert "safety-iban" in verdict(value, column, type_)


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []


def accounts(country):
    sorts = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}
    parts, count = [], ""
    for character in STRUCTURES[country]:
        if character.isdigit():
            count += character
        else:
            parts.append(f"{sorts[character]}{{{count}}}")
            count = ""
    return st.from_regex("".join(parts), fullmatch=True).map(lambda account: iban(country, account))


def is_usual(number):
    """No bank's example, and with the four digits that a text must have to be looked at: accounts are numbers."""
    return number not in EXAMPLES and sum(map(str.isdigit, number)) >= 4


IBANS = st.sampled_from(sorted(STRUCTURES)).flatmap(accounts).filter(is_usual)


@given(IBANS, st.sampled_from([str.lower, str.upper, str.title]), st.sampled_from(["", " ", "-", "\u00a0", "\u200b"]))
@settings(deadline=None)
def test_every_country_is_known(number, case, by):
    text = grouped(case(number), 4, 4, 4, 4, 4, 4, 4, 4, by=by)
    assert [finding.rule for finding in inspect(text, column="iban", type="text")] == ["safety-iban"]
    assert "safety-iban" in [f.rule for f in inspect(f"IBAN: {text}", column="x", type="text")]


@given(IBANS, st.integers(1, 96))
@settings(deadline=None)
def test_another_check_belongs_to_nobody(number, step):
    check = 2 + (int(number[2:4]) - 2 + step) % 97
    assert inspect(other_check(number, f"{check:02}"), column="iban", type="text") == []


@given(st.text("0123456789abcdef", min_size=8, max_size=40), st.sampled_from(["hash", "value", "etag"]))
@settings(deadline=None)
def test_hex_is_no_account(text, column):
    assert inspect(text, column=column, type="text") == []
