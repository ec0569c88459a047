"""Brazilian numbers, CPF and CNPJ, on both sides of the door."""

from __future__ import annotations

import pytest
from checkdigits import cnpj, cpf, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.safety import inspect

CPF = cpf("529982" + "247")
FORMATTED = f"{CPF[:3]}.{CPF[3:6]}.{CPF[6:9]}-{CPF[9:]}"
LEADING = cpf("012345" + "678")
CNPJ = cnpj("112223330" + "001")
LETTERS = cnpj("12ABC345" + "01DE")


def company(number):
    return f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"


REFUSED = {
    "safety-cpf": {
        ("cpf", "text"): [
            CPF,
            FORMATTED,
            LEADING,
            f"{CPF[:9]}-{CPF[9:]}",
            " ".join(CPF),
            "\u200b".join(CPF),
            "".join(chr(ord(c) + 0xFEE0) for c in CPF),
            FORMATTED.replace("-", "\u2011"),
            FORMATTED.replace("-", "/"),
            f"CPF {CPF}",
            f"000.000.000-00, {FORMATTED}",
        ],
        ("cpf", "bigint"): [int(CPF), int(LEADING)],
        ("cpf_cliente", "text"): [CPF],
        ("numero_cpf", "text"): [CPF],
        ("tax_id", "text"): [CPF, FORMATTED],
        ("documento", "text"): [CPF],
        ("notes", "text"): [FORMATTED, f"CPF: {CPF}", f"o CPF dele é {FORMATTED}.", f"cpf={CPF}"],
        ("anything", "text"): [FORMATTED, f"<td>{FORMATTED}</td>"],
        ("order_number", "text"): [FORMATTED],
        ("metadata", "jsonb"): [{"cpf": CPF}, {"cpf": int(CPF)}, {"cliente": {"cpf": FORMATTED}}, {"x": FORMATTED}],
    },
    "safety-cnpj": {
        ("cnpj", "text"): [
            CNPJ,
            company(CNPJ),
            LETTERS,
            company(LETTERS),
            company(LETTERS).lower(),
            "\u200b".join(CNPJ),
            " ".join(CNPJ),
            "".join(chr(ord(c) + 0xFEE0) for c in CNPJ),
        ],
        ("cnpj", "bigint"): [int(CNPJ)],
        ("cnpj_empresa", "text"): [CNPJ],
        ("tax_id", "text"): [CNPJ, company(CNPJ)],
        ("notes", "text"): [company(CNPJ), f"CNPJ: {CNPJ}", f"empresa {company(LETTERS)} hoje"],
        ("anything", "text"): [company(CNPJ)],
        ("metadata", "jsonb"): [{"cnpj": CNPJ}, {"cnpj": int(CNPJ)}, {"x": company(CNPJ)}],
    },
}

ALLOWED = {
    ("cpf", "text"): [
        wrong(CPF),
        wrong(LEADING),
        "000.000.000-00",
        "00000000000",
        "111.111.111-11",
        "123.456.789-00",
        "***.***.***-" + CPF[-2:],
        "***.456.789-**",
        CPF + "1",
        "",
        None,
    ],
    ("cpf", "bigint"): [int(wrong(CPF)), 0, 12345678900, None],
    ("cpf_status", "text"): [CPF],
    ("cnpj", "text"): [wrong(CNPJ), company(wrong(CNPJ)), "00.000.000/0000-00", "12.345.678/0001-00", CNPJ + "1", None],
    ("id", "bigint"): [int(CPF), int(CNPJ)],
    ("order_number", "text"): [CPF, CNPJ, wrong(FORMATTED)],
    ("value", "text"): [CPF, CNPJ, wrong(FORMATTED), "1.234.567-89", "192.0.2.1", f"1{FORMATTED}"],
    ("notes", "text"): [CPF, CNPJ, f"CPF: {wrong(CPF)}", "CPF 000.000.000-00", f"pedido {CPF}", "1.234.567,89 reais"],
    ("metadata", "jsonb"): [{"cpf": wrong(CPF), "id": int(CPF), "pedido": CNPJ}, {"cnpj": "00000000000000"}],
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


SPACES = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b", "/"])
DIGITS9 = st.text("0123456789", min_size=9, max_size=9).filter(lambda body: len(set(body)) > 1)
BODIES = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12).filter(lambda b: len(set(b)) > 1)


@given(DIGITS9, SPACES, SPACES)
@settings(deadline=None)
def test_people(body, first, second):
    number = cpf(body)
    text = first.join((number[:3], number[3:6], number[6:9])) + second + number[9:]
    assert [finding.rule for finding in inspect(text, column="cpf", type="text")] == ["safety-cpf"]
    assert inspect(wrong(text), column="cpf", type="text") == []
    assert inspect(number, column="order_id", type="text") == []


@given(BODIES, SPACES)
@settings(deadline=None)
def test_companies(body, by):
    number = cnpj(body)
    text = by.join((number[:2], number[2:5], number[5:8], number[8:12], number[12:]))
    assert "safety-cnpj" in [finding.rule for finding in inspect(text, column="cnpj", type="text")]
    assert "safety-cnpj" not in [f.rule for f in inspect(wrong(text), column="cnpj", type="text")]
