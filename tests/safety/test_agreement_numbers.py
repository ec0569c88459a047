"""The bulk scan refuses exactly the rows that `inspect` refuses, for numbers of people and money.

Right and wrong numbers of every kind in every spelling, behind labels, inside sentences and JSON, under keys
and in columns that name them, another number, or nothing.
"""

from __future__ import annotations

import json
import os

import pyarrow as pa
from checkdigits import aadhaar, card, cnpj, cpf, grouped, gstin, iban, nhs, wrong
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seeding.errors import UnsafeValueError
from seeding.safety import inspect, scan

VISA = card("453914880343" + "646")
NUMBERS = (
    VISA, card("34120598763" + "412"), card("67628059301" + "427"), iban("GB", "WEST" + "12345698765432"),
    iban("BE", "5390075470" + "12"), "539" + "480120", "912" + "701234", "000123456", aadhaar("23456" + "789012"),
    "ABC" + "PE1234F", "ABCDE1234F", gstin("27ABC" + "PE1234F1Z"), "AB" + "123456C", "QQ123456C", nhs("943476" + "591"),
    cpf("529982" + "247"), cnpj("112223330" + "001"), cnpj("12ABC345" + "01DE"), "4242424242424242",
    "DE89370400440532013000",
)  # fmt: skip
SIZES = ((4, 4, 4, 4, 4), (3, 2), (4, 6), (2, 2, 2, 2), (3, 3), (3, 3, 3), (2, 3, 3, 4), (5, 4), (), (1,) * 30)
BETWEEN = ("", " ", "-", ".", "/", "_", "\u00a0", "\u2011", "\u2013", "\u200b", " - ", "\n", "·", "،", "  ", ":", "*")
LABELS = (
    "", "card ", "Card: ", "cc ", "CC# ", "IBAN ", "iban:", "SSN: ", "ssn", "social security no. ", "ITIN ", "Aadhaar ",
    "आधार ", "PAN ", "GSTIN:", "nino ", "NI number ", "NHS", "NHS no: ", "CPF ", "cnpj/", "cartão ", "order ", "ref ",
    "part no. ", "the ", "paid ", "(", "<b>", "x", "1 ", "12/27 ", "DE12 ", "2024-", "name_", "— ",
    "5eed1234-0000-4000-8000-",
)  # fmt: skip
BEHIND = ("", ".", " now", ", 12/27", ")", "</b>", "x", " 1", "-1", "-a", "é", " é", "\u3000", "e2", ".0", " — ok")


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def devanagari(text):
    return "".join(chr(0x0966 + int(c)) if c in "0123456789" else c for c in text)


CHANGES = st.sampled_from(
    [str, str, str, str.lower, str.upper, wide, devanagari, lambda text: "".join(f"&#{ord(c)};" for c in text)]
)


@st.composite
def texts(draw):
    parts = []
    for _ in range(draw(st.integers(1, 2))):
        number = draw(st.sampled_from(NUMBERS))
        if number[-1].isdigit() and draw(st.integers(0, 3)) == 0:
            number = wrong(number)
        number = draw(CHANGES)(grouped(number, *draw(st.sampled_from(SIZES)), by=draw(st.sampled_from(BETWEEN))))
        parts += [draw(st.sampled_from(LABELS)), number, draw(st.sampled_from(BEHIND))]
    return draw(st.sampled_from(["", " ", "; "])).join(parts)


COLUMNS = st.sampled_from(
    [
        "card_number", "pan", "iban", "ssn", "aadhaar", "gstin", "nino", "nhs_number", "cpf", "cnpj", "tax_id", "notes",
        "order_number", "token", "value", "x", "data", "order_notes", "card_id", "phone_type",
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    [
        "card", "number", "cardNumber", "pan", "company", "account", "iban", "ssn", "aadhaar", "आधार", "gst", "nino",
        "nhs", "cpf", "cnpj", "taxId", "notes", "text", "order", "id", "a", "type", "primary",
    ]
) | texts()  # fmt: skip
WHOLE = st.sampled_from([int(number) for number in NUMBERS if number.isdigit()])
TREES = st.recursive(
    texts() | WHOLE | WHOLE.map(float) | st.sampled_from([None, True, 12, 1700000000000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)
JSON_TEXTS = st.builds(
    lambda tree, ascii_only, indent: json.dumps(tree, ensure_ascii=ascii_only, indent=indent),
    TREES,
    st.booleans(),
    st.sampled_from([None, 1]),
)
EXAMPLES = int(os.environ.get("SAFETY_EXAMPLES", "150"))


def refused_rows(array, column, type_):
    try:
        scan(pa.record_batch({column: array}), table="t", first_row=0, types={column: type_})
    except UnsafeValueError as error:
        return {int(finding.where.rsplit(" ", 1)[1]) for finding in error.findings}
    return set()


@given(st.lists(texts() | JSON_TEXTS, min_size=1, max_size=6), COLUMNS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_texts(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="text")}
    assert refused_rows(pa.array(values, pa.string()), column, "text") == alone


@given(st.lists(JSON_TEXTS, min_size=1, max_size=6), COLUMNS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_json(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="jsonb")}
    assert refused_rows(pa.array(values, pa.json_()), column, "jsonb") == alone


@given(st.lists(st.lists(texts(), max_size=3) | st.none(), min_size=1, max_size=5), COLUMNS)
@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=list(HealthCheck))
def test_arrays(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="text[]")}
    assert refused_rows(pa.array(values, pa.list_(pa.string())), column, "text[]") == alone


@given(st.lists(WHOLE | st.integers(-(10**18), 10**18), min_size=1), COLUMNS)
@settings(max_examples=EXAMPLES // 2, deadline=None)
def test_numbers(values, column):
    alone = {row for row, value in enumerate(values) if inspect(value, column=column, type="bigint")}
    assert refused_rows(pa.array(values, pa.int64()), column, "bigint") == alone
