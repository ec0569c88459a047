"""Columns of people's numbers: whatever the type, well-formed where it can be, and nobody's."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from seeding.infer.generators.text_form import as_text
from seeding.safety import inspect, scan
from seeding.safety.kinds import all_kinds
from seeding.safety.numbers import Numbers

NAMES = [
    "card_number", "cc_number", "credit_card_number", "pan", "pan_number", "pan_no", "iban", "bank_account", "ssn",
    "social_security_number", "employee_ssn", "itin", "tin", "tax_id", "taxpayer_id", "national_id", "identity_number",
    "government_id", "aadhaar", "aadhaar_number", "aadhar_no", "gstin", "gst_number", "vat_number", "nino",
    "national_insurance_number", "ni_number", "nhs_number", "nhs_no", "cpf", "numero_cpf", "cnpj", "documento",
    "document_number", "id_number", "kyc_number", "personal_number",
]  # fmt: skip
PEOPLES = {f"safety-{kind.name}" for kind in all_kinds() if isinstance(kind, Numbers)}
TYPES = ["text", "varchar(9)", "varchar(10)", "varchar(11)", "varchar(14)", "varchar(20)", "int", "bigint", "numeric"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("unique", [False, True])
def test_nobodys(guess, rows_of, name, type_, unique) -> None:
    generator = guess(f"{name} {type_}", unique=(name,) if unique else ())[name].generator
    count = min(150, getattr(generator, "count", 150))
    values = rows_of({name: generator}, name, count)
    for value in values:
        found = {finding.rule for finding in inspect(value, column=name, type=type_.partition("(")[0])}
        assert found.isdisjoint(PEOPLES), (generator, value)
    assert not unique or len(set(map(str, values))) == count


@pytest.mark.parametrize(
    ("column", "form"),
    [
        ("ssn text", r"(000|666)-\d\d-\d{4}"),
        ("ssn char(9)", r"(000|666)\d{6}"),
        ("itin text", r"9\d\d-4\d-\d{4}"),
        ("aadhaar_number text", r"[01]\d{3} \d{4} \d{4}"),
        ("aadhaar_number varchar(12)", r"[01]\d{11}"),
        ("pan_number text", r"[A-Z]{3}D[A-Z]\d{4}[A-Z]"),
        ("pan varchar(10)", r"[A-Z]{3}D[A-Z]\d{4}[A-Z]"),
        ("pan text", r"\d{15,16}"),
        ("gstin text", r"\d\d[A-Z]{3}D[A-Z]\d{4}[A-Z]1Z[0-9A-Z]"),
        ("nino text", r"QQ\d{6}[A-D]"),
        ("nhs_number text", r"999\d{7}"),
        ("cpf text", r"\d{3}\.\d{3}\.\d{3}-\d\d"),
        ("cpf varchar(11)", r"\d{11}"),
        ("cnpj text", r"\d\d\.\d{3}\.\d{3}/0001-\d\d"),
        ("cnpj varchar(14)", r"\d{14}"),
        ("iban text", r"[A-Z]{2}00\d{18}"),
        ("ssn int", r"666\d{6}"),
        ("aadhaar bigint", r"1\d{11}"),
        ("nhs_number bigint", r"999\d{7}"),
        ("cpf bigint", r"\d{11}"),
        ("cnpj bigint", r"\d{14}"),
        ("card_number bigint", r"\d{16}"),
    ],
)
def test_form(guess, rows_of, column, form) -> None:
    name = column.split(" ")[0]
    found = guess(column)[name]
    for value in rows_of({name: found.generator}, name, 200):
        assert re.fullmatch(form, str(value)), (found, value)


def test_a_column_of_them_passes_in_bulk(guess, rows_of) -> None:
    names = [
        "card_number",
        "iban",
        "ssn",
        "itin",
        "aadhaar",
        "pan_number",
        "gstin",
        "nino",
        "nhs_number",
        "cpf",
        "cnpj",
    ]
    columns = {}
    for name in names:
        generator = guess(f"{name} text", unique=(name,))[name].generator
        columns[name] = as_text(pa.array(rows_of({name: generator}, name, 5000)))
    batch = pa.record_batch(columns)
    assert scan(batch, table="t", first_row=0, types={}).batch is batch
