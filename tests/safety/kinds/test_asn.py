"""Numbers of autonomous systems on both sides of the door."""

from __future__ import annotations

from decimal import Decimal

import pytest

REFUSED = {
    ("asn", "integer"): [15169, 13335, 3356, 1, 64495, 65552, 131072, 4199999999],
    ("asn", "numeric"): [Decimal("15169"), Decimal("15169.0")],
    ("asn", "text"): [
        "15169",
        "AS15169",
        "as15169",
        "ASN 15169",
        "AS 15169",
        "AS15169 Google LLC",
        "64496, 15169",
        "3.10",
        "ＡＳ１５１６９",
        "AS&#49;5169",
        "AS1\u200b5169",
    ],
    ("originAs", "integer"): [15169],
    ("as_number", "bigint"): [15169],
    ("asns", "integer[]"): [[64496, 15169]],
    ("isp", "text"): ["AS15169 Google LLC", "AS15169"],
    ("note", "text"): ["routed by AS15169.", "ASN 3356", "ASN: 174", "autonomous system 15169"],
    ("data", "jsonb"): [{"asn": 15169}, {"asn": "AS174"}, {"as": "AS15169 Google"}, {"network": {"asn": [64512, 174]}}],
    ("payload", "text"): ['{"asn": 15169}'],
}

ALLOWED = {
    ("asn", "integer"): [
        64496,
        64511,
        64512,
        65534,
        65535,
        65536,
        65551,
        4200000000,
        4294967294,
        4294967295,
        0,
        23456,
        None,
    ],
    ("asn", "numeric"): [Decimal("64496"), Decimal("64496.5")],
    ("asn", "text"): [
        "AS64496",
        "64496",
        "ASN 64500",
        "AS64496 Example Networks 3",
        "1.0",
        "64496, 65550",
        "n/a",
        "",
        "0.64496",
    ],
    ("asns", "integer[]"): [[64496, 64512]],
    ("asn_country", "text"): ["15169"],
    ("as_num_total", "bigint"): [15169],
    ("asn_id", "bigint"): [15169],
    ("assignee", "bigint"): [15169],
    ("friendly_id", "text"): ["AS81234", "ASN81350"],
    ("sku", "text"): ["AS20417"],
    ("order_number", "text"): ["AS489233"],
    ("document_number", "text"): ["ASN48923"],
    ("amount", "integer"): [15169],
    ("note", "text"): [
        "AS400 and AS9100 certified, AS/400",
        "as 15169 people said",
        "AS64500 and ASN 65550",
        "SAS15169, BAS-15169, AS15169-B",
        "ASN.1 encoding",
        "AS2 messages",
        "same as 12345",
    ],
    ("data", "jsonb"): [{"asn": 64496, "amount": 15169, "as": "AS64496 Example"}],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert set(verdict(value, column, type_)) == {"safety-asn"}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []
