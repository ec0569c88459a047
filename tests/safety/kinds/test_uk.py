"""UK numbers, national insurance and NHS, on both sides of the door."""

from __future__ import annotations

import pytest
from checkdigits import grouped, nhs, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect

NINO = "AB" + "123456" + "C"
SPACED = grouped(NINO, 2, 2, 2, 2)
NHS = nhs("943476" + "591")
GROUPED = grouped(NHS, 3, 3)

REFUSED = {
    "safety-nino": {
        ("nino", "text"): [
            NINO,
            NINO.lower(),
            SPACED,
            "AB 123456 C",
            "AB-12-34-56-C",
            "AB123456",
            "JG103759A",
            " ".join(NINO),
            "\u200b".join(NINO),
            "".join(chr(ord(c) + 0xFEE0) for c in NINO),
            grouped(NINO, 2, 2, 2, 2, by="\u00a0"),
            f"NI {NINO}",
            f"QQ123456C, {NINO}",
        ],
        ("national_insurance_number", "text"): [NINO],
        ("niNumber", "text"): [NINO],
        ("ni_no", "char(9)"): [NINO],
        ("tax_id", "text"): [NINO],
        ("notes", "text"): [NINO, SPACED, f"his NINO is {NINO}", f"NI number: {NINO.lower()}", f"given as {NINO}."],
        ("anything", "text"): [SPACED, f"national insurance {NINO}", f"wrote {NINO} here"],
        ("metadata", "jsonb"): [
            {"nino": NINO},
            {"nationalInsurance": {"number": SPACED}},
            {"x": SPACED},
            {"bio": NINO},
        ],
    },
    "safety-nhs": {
        ("nhs_number", "text"): [
            NHS,
            GROUPED,
            grouped(NHS, 3, 3, by="-"),
            " ".join(NHS),
            "\u200b".join(NHS),
            "".join(chr(0x0660 + int(c)) for c in NHS),
            grouped(NHS, 3, 3, by="\u2009"),
            f"9990000050 / {NHS}",
        ],
        ("nhsNumber", "text"): [NHS],
        ("nhs_no", "bigint"): [int(NHS)],
        ("patient_nhs_number", "varchar"): [NHS],
        ("NHS", "text"): [NHS],
        ("notes", "text"): [f"NHS number {GROUPED}", f"NHS: {NHS}", f"nhs no. {NHS}"],
        ("metadata", "jsonb"): [{"nhs_number": NHS}, {"nhsNumber": int(NHS)}, {"patient": {"nhs": GROUPED}}],
    },
}

ALLOWED = {
    ("nino", "text"): [
        "QQ123456C",
        "QQ 12 34 56 C",
        "qq123456a",
        *(f"{prefix}123456A" for prefix in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "FY", "AO", "AQ")),
        "AB123456E",
        "**123456*",
        "AB****** ",
        "",
        None,
    ],
    ("ni_category", "text"): [NINO],
    ("sku", "text"): [NINO, SPACED],
    ("code", "text"): [f"NHS{NHS}"],
    ("value", "text"): [f"NHS{NHS}", NINO, NINO.lower(), "AB1234567", "XABC123456CX", NHS, GROUPED],
    ("order_reference", "text"): [NINO],
    ("registration", "text"): [NINO],
    ("nhs_number", "text"): [
        nhs("999123457"),
        "999 000 0050",
        "9990000050",
        wrong(NHS),
        grouped(wrong(NHS), 3, 3),
        "0000000000",
        "*** *** " + NHS[-4:],
        NHS[-4:],
        NHS + "1",
        None,
    ],
    ("nhs_number", "bigint"): [9990000050, int(wrong(NHS)), None],
    ("nhs_trust", "text"): [NHS],
    ("phone", "text"): ["212-555-0147"],
    ("id", "bigint"): [int(NHS)],
    ("notes", "text"): [
        NHS,
        GROUPED,
        "NHS number 999 000 0050",
        f"order {NINO} came",
        f"part no. {SPACED}",
        "QQ123456C",
        "the NHS in 2023 and 2024",
        f"ni number qq123456c, nhs {wrong(NHS)}",
    ],
    ("metadata", "jsonb"): [{"nino": "QQ123456C", "nhs_number": "9990000050", "sku": NINO, "id": int(NHS)}],
}


@pytest.mark.parametrize(
    ("rule", "value", "column", "type_"),
    [(rule, v, *place) for rule, table in REFUSED.items() for place, values in table.items() for v in values],
)
def test_refused(verdict, rule, value, column, type_):
    assert verdict(value, column, type_) == [rule]


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []


SPACES = st.sampled_from(["", " ", "-", "\u00a0", "\u200b", "."])
UNUSED = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


@given(st.from_regex("[A-Z]{2}[0-9]{6}[A-D]", fullmatch=True), SPACES)
@settings(deadline=None)
def test_prefixes(nino, by):
    used = nino[0] not in "DFIQUV" and nino[1] not in "DFIOQUV" and nino[:2] not in UNUSED
    found = [finding.rule for finding in inspect(grouped(nino, 2, 2, 2, 2, by=by), column="nino", type="text")]
    assert found == (["safety-nino"] if used else [])
    assert inspect(nino, column="reference", type="text") == []


def issuable(body):
    return sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11 != 1


@given(st.from_regex("[0-9]{9}", fullmatch=True).filter(issuable).map(nhs), SPACES)
@settings(deadline=None)
def test_check_digit(number, by):
    found = [finding.rule for finding in inspect(grouped(number, 3, 3, by=by), column="nhs_number", type="text")]
    assert found == ([] if number.startswith("999") or number == "0000000000" else ["safety-nhs"])
    assert inspect(wrong(number), column="nhs_number", type="text") == []
