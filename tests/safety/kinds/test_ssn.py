"""US social security and taxpayer numbers on both sides of the door."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect

AREA, GROUP, SERIAL = "539", "48", "0120"
PLAIN = AREA + GROUP + SERIAL
DASHED = f"{AREA}-{GROUP}-{SERIAL}"
TAXPAYER = "9" + "12-" + "70-" + "1234"

REFUSED = {
    ("ssn", "text"): [
        DASHED,
        PLAIN,
        f"{AREA} {GROUP} {SERIAL}",
        f"{AREA}.{GROUP}.{SERIAL}",
        f"{AREA}\u2011{GROUP}\u2011{SERIAL}",
        f"{AREA}\u2013{GROUP}\u2013{SERIAL}",
        f"{AREA}\u00a0{GROUP}\u00a0{SERIAL}",
        "-".join(PLAIN),
        "\u200b".join(PLAIN),
        "".join(chr(0x0660 + int(c)) for c in PLAIN),
        "".join(chr(ord(c) + 0xFEE0) for c in PLAIN),
        f"SSN {DASHED}",
        f"SSN{PLAIN}",
        "001-01-0001",
        "899-99-9999",
        "123-45-6789",
        f"000-12-3456, {DASHED}",
        "".join(f"&#{ord(c)};" for c in DASHED),
    ],
    ("ssn", "integer"): [int(PLAIN), 78051121, 1010001],
    ("ssn", "numeric"): [int(PLAIN)],
    ("SSN", "char(11)"): [DASHED],
    ("employeeSSN", "text"): [DASHED],
    ("social_security_number", "text"): [DASHED, PLAIN],
    ("socialSecurityNumber", "text"): [PLAIN],
    ("tax_id", "text"): [DASHED, PLAIN],
    ("tin", "text"): [DASHED],
    ("taxpayer_id", "bigint"): [int(PLAIN)],
    ("national_id", "text"): [DASHED],
    ("ssns", "text[]"): [["000-12-3456", DASHED]],
    ("notes", "text"): [
        DASHED,
        f"his number is {DASHED}.",
        f"SSN: {DASHED}",
        f"ssn {PLAIN}",
        f"SSN={PLAIN}",
        f"Social Security number {AREA} {GROUP} {SERIAL}",
        f"social security no. {PLAIN}",
        f"<b>{DASHED}</b>",
        f"({DASHED})",
        f"told us {AREA} {GROUP} {SERIAL} today",
        f"{AREA}\u2011{GROUP}\u2011{SERIAL}",
    ],
    ("anything", "text"): [DASHED, f"number {DASHED}", f"ssn={PLAIN}"],
    ("order_number", "text"): [f"SSN: {DASHED}"],
    ("metadata", "jsonb"): [
        {"ssn": DASHED},
        {"ssn": int(PLAIN)},
        {"person": {"ssn": PLAIN}},
        {"socialSecurity": {"number": PLAIN}},
        {"x": DASHED},
        {"notes": [f"ssn {PLAIN}"]},
        {DASHED: 1},
        '{"ssn": 5.3948012e8}',
    ],
    ("order_data", "jsonb"): [{"comment": DASHED}],
    ("order_data", "text"): ['{"comment": "' + DASHED + '"}'],
}

REFUSED_TAXPAYER = {
    ("ssn", "text"): [TAXPAYER, TAXPAYER.replace("-", ""), "900-93-1234", "900-50-1234", "999-99-9999", "900-01-1234"],
    ("itin", "text"): [TAXPAYER, "987-65-4319", "987-65-4330"],
    ("itin", "integer"): [int(TAXPAYER.replace("-", ""))],
    ("tax_id", "text"): [TAXPAYER],
    ("notes", "text"): [TAXPAYER, f"ITIN: {TAXPAYER}", f"itin {TAXPAYER.replace('-', '')}"],
    ("metadata", "jsonb"): [{"itin": TAXPAYER}, {"x": TAXPAYER}],
}

ALLOWED = {
    ("ssn", "text"): [
        "000-12-3456",
        "666-12-3456",
        "666123456",
        "900-12-3456",
        "900-40-1234",
        "999-66-1234",
        f"{AREA}-00-{SERIAL}",
        f"{AREA}-{GROUP}-0000",
        "078-05-1120",
        "219-09-9999",
        "078051120",
        "987-65-4320",
        "987-65-4329",
        "987654325",
        "***-**-0120",
        "XXX-XX-0120",
        "0120",
        "12345",
        "5eed1234-0000-4000-8000-000000000000",
        "000-12-3456, 666-12-3456",
        "",
        "n/a",
        None,
    ],
    ("ssn", "integer"): [666123456, 123456, 900401234, 78051120, None, 0],
    ("ssn_last4", "text"): ["0120"],
    ("ssn_verified", "text"): [PLAIN],
    ("itin", "text"): ["900-40-1234", "900-11-1234", "912-70-0000"],
    ("tax_id", "text"): ["ZZ001234567", "00-0000000", "12-3456789"],
    ("order_number", "text"): [DASHED, PLAIN],
    ("part_no", "text"): [DASHED],
    ("sku", "text"): [DASHED],
    ("id", "bigint"): [int(PLAIN)],
    ("amount", "integer"): [int(PLAIN)],
    ("zip", "text"): ["53948-0120"],
    ("value", "text"): [
        PLAIN,
        f"{AREA} {GROUP} {SERIAL}",
        "2024-01-01",
        "1234-56-78901",
        "1.539-48-01201",
        "539-48-01201",
    ],
    ("business_name", "text"): [PLAIN],
    ("notes", "text"): [
        PLAIN,
        f"order {DASHED} shipped",
        f"Part no. {DASHED}",
        f"ref: {DASHED}",
        "born 01-02-2003, tel. 555-0147",
        "SSN on file, 2024-05-06",
        "the ssn 000-12-3456 and 666-12-3456",
        f"5eed1234-{AREA}-{GROUP}-{SERIAL}-00",
        "lessness 539480120",
    ],
    ("phone", "text"): ["212-555-0147"],
    ("metadata", "jsonb"): [{"ssn": "000-12-3456", "order": DASHED, "id": int(PLAIN)}, {"n": int(PLAIN), "x": PLAIN}],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert "safety-ssn" in verdict(value, column, type_)


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED_TAXPAYER.items() for v in values]
)
def test_taxpayers_refused(verdict, value, column, type_):
    assert verdict(value, column, type_) == ["safety-itin"]


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []


SEPARATORS = st.sampled_from(["", "-", " ", ".", "\u2011", "\u00a0", "\u200b", " - "])


@given(st.integers(1, 899), st.integers(1, 99), st.integers(1, 9999), SEPARATORS, SEPARATORS)
@settings(deadline=None)
def test_by_area(area, group, serial, first, second):
    text = f"{area:03}{first}{group:02}{second}{serial:04}"
    expected = [] if area == 666 or text.replace(first or " ", "") in ("078051120", "219099999") else ["safety-ssn"]
    assert [finding.rule for finding in inspect(text, column="ssn", type="text")] == expected


@given(st.integers(10**8, 10**9 - 1), st.sampled_from(["id", "count", "value", "order_id", "x"]))
@settings(deadline=None)
def test_nine_digits_elsewhere_are_nothing(number, column):
    assert inspect(number, column=column, type="bigint") == []
    assert inspect(str(number), column=column, type="text") == []
