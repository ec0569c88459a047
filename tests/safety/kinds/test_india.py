"""Indian numbers, Aadhaar, PAN and GSTIN, on both sides of the door."""

from __future__ import annotations

import pytest
from checkdigits import BASE36, aadhaar, grouped, gstin, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect

AADHAAR = aadhaar("23456" + "789012")
OTHER = aadhaar("91827" + "364510")
GROUPED = grouped(AADHAAR, 4, 4)
PAN = "ABC" + "PE" + "1234F"
COMPANY = "ZXY" + "CK" + "9081Q"
GSTIN = gstin("27" + PAN + "1Z")
SAMPLE = "22AAAAA0000A1Z5"
UIDAI_TEST = ("999941057058", "999971658847", "999933119405", "999955183433", "999990501894")


def wrong_check(number):
    return number[:-1] + BASE36[(BASE36.index(number[-1]) + 1) % 36]


REFUSED = {
    "safety-aadhaar": {
        ("aadhaar", "text"): [
            AADHAAR,
            OTHER,
            GROUPED,
            grouped(AADHAAR, 4, 4, by="-"),
            grouped(AADHAAR, 4, 4, by="\u00a0"),
            " ".join(AADHAAR),
            "\u200b".join(AADHAAR),
            "".join(chr(0x0966 + int(c)) for c in AADHAAR),
            "".join(chr(ord(c) + 0xFEE0) for c in AADHAAR),
            f"UID {AADHAAR}",
            f"{UIDAI_TEST[0]}, {AADHAAR}",
        ],
        ("aadhaar_number", "bigint"): [int(AADHAAR)],
        ("aadharNo", "text"): [AADHAAR],
        ("आधार", "text"): [AADHAAR],
        ("national_id", "text"): [AADHAAR],
        ("kyc_document_number", "text"): [AADHAAR],
        ("notes", "text"): [GROUPED, AADHAAR, f"Aadhaar: {AADHAAR}", f"आधार {GROUPED}", f"his aadhar no. is {AADHAAR}"],
        ("anything", "text"): [f"aadhaar {AADHAAR}", f"came with {GROUPED} today"],
        ("metadata", "jsonb"): [
            {"aadhaar": AADHAAR},
            {"aadhaar": int(AADHAAR)},
            {"kyc": {"aadhaarNumber": GROUPED}},
            {"note": GROUPED},
        ],
    },
    "safety-pan": {
        ("pan", "text"): [PAN, COMPANY, PAN.lower(), "ABC PE 1234 F", "ABCPE-1234-F", "-".join(PAN), f"PAN {PAN}"],
        ("pan", "varchar(10)"): [PAN],
        ("pan_number", "text"): [PAN, "".join(chr(ord(c) + 0xFEE0) for c in PAN), "\u200b".join(PAN)],
        ("panCard", "text"): [PAN],
        ("permanent_account_number", "text"): [PAN],
        ("tax_id", "text"): [PAN],
        ("notes", "text"): [PAN, f"PAN: {PAN}", f"his number {PAN}.", f"pan no. {PAN.lower()}"],
        ("anything", "text"): [f"PAN: {PAN}", f"said {PAN} again"],
        ("metadata", "jsonb"): [{"pan": PAN}, {"kyc": {"panNumber": PAN}}, {"notes": PAN}],
    },
    "safety-gstin": {
        ("gstin", "text"): [GSTIN, GSTIN.lower(), "-".join(GSTIN), "".join(chr(ord(c) + 0xFEE0) for c in GSTIN)],
        ("gst_number", "text"): [GSTIN],
        ("vat_number", "text"): [GSTIN],
        ("tax_id", "text"): [GSTIN],
        ("notes", "text"): [GSTIN, f"GSTIN: {GSTIN}", f"gst no {GSTIN.lower()}", f"from {GSTIN}."],
        ("anything", "text"): [GSTIN, f"<p>{GSTIN}</p>"],
        ("customer_code", "text"): [GSTIN],
        ("metadata", "jsonb"): [{"gstin": GSTIN}, {"x": GSTIN}, {"x": [GSTIN]}, {GSTIN: 1}],
    },
}

ALLOWED = {
    ("aadhaar", "text"): [
        wrong(AADHAAR),
        wrong(OTHER),
        aadhaar("03456789012"),
        aadhaar("13456789012"),
        *UIDAI_TEST,
        "9999 4105 7058",
        "XXXX XXXX " + AADHAAR[-4:],
        "********" + AADHAAR[-4:],
        AADHAAR[-4:],
        AADHAAR + "0",
        "5eed1234-0000-4000-8000-" + AADHAAR,
        "",
        None,
    ],
    ("aadhaar_number", "bigint"): [int(wrong(AADHAAR)), 999941057058, 123456789012, None],
    ("aadhaar_verified", "text"): [AADHAAR],
    ("id", "bigint"): [int(AADHAAR)],
    ("order_number", "text"): [AADHAAR, GROUPED],
    ("value", "text"): [AADHAAR, PAN, wrong_check(GSTIN), "2024 2025 2026", "AB-12345678", "1700000000000"],
    ("pan", "text"): ["ABCDE1234F", "ABCPE0000F", "AAAAA0000A", "ABCPE12345", "XXXXX1234X", "", "Mumbai", None],
    ("pan_verified", "boolean"): [True],
    ("sku", "text"): [PAN],
    ("token", "text"): [PAN, f"x{PAN}y"],
    ("gstin", "text"): [SAMPLE, wrong_check(GSTIN), gstin("27ABCDE1234F1Z"), gstin("39" + PAN + "1Z"), None],
    ("gst_rate", "numeric"): [18],
    ("gst_amount", "integer"): [123456789],
    ("notes", "text"): [
        wrong(AADHAAR),
        grouped(wrong(AADHAAR), 4, 4),
        f"order {GROUPED} shipped",
        f"part {PAN} is out",
        "2019 2020 2021 and 2022",
        f"aadhaar {UIDAI_TEST[1]}",
        f"GSTIN: {SAMPLE}",
        "a pan of 12 eggs, 1234 in all",
        f"{AADHAAR}5",
    ],
    ("metadata", "jsonb"): [
        {"aadhaar": wrong(AADHAAR), "id": int(AADHAAR), "order": GROUPED},
        {"pan": "ABCDE1234F", "sku": PAN, "gstin": SAMPLE},
        {"company": PAN},
    ],
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


SPACES = st.sampled_from(["", " ", "-", "\u00a0", "\u200b", ".", "\t"])


@given(
    st.from_regex("[2-9][0-9]{10}", fullmatch=True).map(aadhaar).filter(lambda n: n not in UIDAI_TEST),
    st.lists(SPACES, min_size=11, max_size=11),
)
@settings(deadline=None)
def test_no_spacing_hides_an_aadhaar(number, spaces):
    text = "".join(digit + space for digit, space in zip(number, [*spaces, ""], strict=True))
    years = all(number[place : place + 2] in ("19", "20") for place in (0, 4, 8))
    expected = [] if years else ["safety-aadhaar"]
    assert [finding.rule for finding in inspect(text, column="aadhaar", type="text")] == expected
    assert inspect(wrong(number), column="aadhaar", type="text") == []
    assert inspect(number, column="order_id", type="text") == []


@given(st.from_regex("[A-Z]{3}[ABCFGHJLPT][A-Z](?!0000)[0-9]{4}[A-Z]", fullmatch=True), SPACES, st.booleans())
@settings(deadline=None)
def test_pan_and_gstin(pan, by, small):
    text = grouped(pan.lower() if small else pan, 5, 4, by=by)
    assert [finding.rule for finding in inspect(text, column="pan", type="text")] == ["safety-pan"]
    tax = gstin(f"07{pan}1Z")
    assert [finding.rule for finding in inspect(tax, column="x", type="text")] == ["safety-gstin"]
    assert inspect(wrong_check(tax), column="gstin", type="text") == []
