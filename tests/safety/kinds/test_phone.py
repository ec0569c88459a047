"""Telephone numbers on both sides of the door."""

from __future__ import annotations

from decimal import Decimal

import pytest

REFUSED = {
    ("phone", "text"): [
        "+91 98765 43210",
        "+919999999999",
        "9876543210",
        "98765-43210",
        "(212) 555-1234",
        "+1 212 555 1234",
        "+1 555 123 4567",
        "1-800-555-0147",
        "123-456-7890",
        "1234567",
        "+44 20 7946 1958",
        "+44 (0)20 7946 1958",
        "07700 901123",
        "0033 1 42 34 56 78",
        "+33 6 12 34 56 78",
        "030/1234567",
        "+49.30.1234567",
        "+61 491 570 007",
        "７７００９０１１２３",
        "+٩٧١٥٠١٢٣٤٥٦٧",
        "+91\u200b98765\u200b43210",
        "+49\u00a030\u00a01234567",
        "+49‑30‑1234567",
        "%2B919876543210",
        "9876543210 x123",
        "+1 212 555 0147, 9876543210",
        "+1 212 555 0147 / 9876543210",
        "+0 1234567",
    ],
    ("homePhone2", "varchar"): ["9876543210"],
    ("user_phone", "text"): ["9876543210"],
    ("fax", "text"): ["9876543210"],
    ("whatsapp_number", "text"): ["9876543210"],
    ("telefono_casa", "text"): ["912345678"],
    ("téléphone", "text"): ["0142345678"],
    ("handynummer", "text"): ["0151 23456789"],
    ("電話番号", "text"): ["03-1234-5678"],
    ("contact_no", "text"): ["9876543210"],
    ("mobile", "bigint"): [9876543210, 919876543210],
    ("mobile", "numeric"): [Decimal("9876543210"), Decimal("9876543210.0")],
    ("mobile", "double precision"): [9876543210.0],
    ("phones", "text[]"): [["+1 212 555 0147", "9876543210"]],
    ("bio", "text"): [
        "Call +91 98765 43210 now",
        "Call +919876543210.",
        "(+49 30 1234567)",
        "tel:2125551234",
        "<a href='tel:030-1234567'>",
        "Phone: 98765 43210",
        "Phone:\u00a098765\u00a043210",
        "WhatsApp: 9876543210",
        "call+91-98765-43210"[4:],
    ],
    ("metadata", "jsonb"): [
        {"phone": "9876543210"},
        {"phone": 9876543210},
        {"phone": {"home": "9876543210"}},
        {"phones": [{"number": "98765 43210"}]},
        {"contact": {"mobileNumber": "9876543210"}},
        {"Téléphone": "0142345678"},
        {"note": "+91 98765 43210"},
        '{"phone": 9876543210.0}',
    ],
    ("payload", "text"): ['{"phone": "9876543210"}', '{"ph\\u006fne": 9876543210}'],
}

ALLOWED = {
    ("phone", "text"): [
        "+1 212 555 0147",
        "+12125550147",
        "(212) 555-0147",
        "212.555.0147",
        "1-212-555-0147",
        "001-212-555-0147x1234",
        "555-0147",
        "+1 800 555 0199",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "020 7946 0958",
        "07700 900123",
        "+447700900123",
        "447700900123",
        "01632 960123",
        "0113 496 0123",
        "+61 491 570 006",
        "0491 570 156",
        "+61 2 5550 1234",
        "1800 160 401",
        "+33 6 39 98 12 34",
        "01 99 00 12 34",
        "+49 30 23125 123",
        "030/23125 123",
        "0171 3920012",
        "+46 70 174 06 05",
        "+353 20 911 2345",
        "+91 00000 12345",
        "+999 12 345 678",
        "+1 212 555 0147, +44 7700 900123",
        "+1 212 555 0147 / 07700 900123",
        "+１ ２１２ ５５５ ０１４７",
        "+1\u00a0212\u00a0555\u00a00147",
        "112",
        "12345",
        "n/a",
        "call me at home",
        "",
        None,
    ],
    ("mobile", "bigint"): [12125550147, 2125550147, 447700900123, 0, None],
    ("phone_verified", "boolean"): [True],
    ("phone_verified_at", "text"): ["2024-01-01T10:00:00+00:00"],
    ("phone_country_code", "text"): ["+91"],
    ("mobile_app_version", "text"): ["12.345.6789"],
    ("phone_id", "bigint"): [9876543210],
    ("order_number", "text"): ["9876543210"],
    ("account_id", "bigint"): [9876543210],
    ("amount", "numeric"): [Decimal("98765432.10")],
    ("hotel", "text"): ["9876543210"],
    ("bio", "text"): [
        "bare digits 9876543210 and 98765 43210 and 2024-01-01",
        "Call +1 212 555 0147 now",
        "Call +44 (0)20 7946 0958.",
        "since +1 212 555 0147 2024-05-06",
        "tel:+12125550147 and tel:2125550147",
        "C++ 11 2023 2024, 3+ 2019 2020 2021",
        "UTC+05:30, +0530 2024-05-06, 12:00:00+00",
        "+10 000 000 users, +5%, +1,234,567",
        "a+12345678@example.com",
        "+123456789012345678901234567890",
        "Fax: none, phone: yes",
    ],
    ("location", "text"): ["+51.5073509-000.1277583/"],
    ("metadata", "jsonb"): [
        {"phone": "+1 212 555 0147", "order": "9876543210", "amount": 9876543210},
        {"phone": {"home": 12125550147, "verified_at": "2024-01-01"}},
        {"phone_id": 9876543210},
    ],
}


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in REFUSED.items() for v in values]
)
def test_refused(verdict, value, column, type_):
    assert "safety-phone" in verdict(value, column, type_)


@pytest.mark.parametrize(
    ("value", "column", "type_"), [(v, *place) for place, values in ALLOWED.items() for v in values]
)
def test_allowed(verdict, value, column, type_):
    assert verdict(value, column, type_) == []
