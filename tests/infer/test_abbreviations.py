"""Names that schemas abbreviate, or write in other languages, hold what they say."""

from __future__ import annotations

import pytest

from seeding.infer.concepts import named


@pytest.mark.parametrize(
    ("name", "family", "concept"),
    [
        ("cust_nm", "text", "full_name"),
        ("item_cd", "text", "sku"),
        ("ctry", "text", "country"),
        ("addr2", "text", "street_2"),
        ("gndr", "text", "gender"),
        ("unit_prc", "number", "money"),
        ("yr", "number", "year"),
        ("upd_ts", "moment", "updated"),
        ("ord_dt", "moment", "created"),
        ("waehrung", "text", "currency"),
        ("steuersatz", "number", "ratio"),
        ("numero_de_commande", "text", "reference_number"),
        ("plec", "text", "gender"),
        ("numer_domu", "text", "house_number"),
        ("opmerkingen", "text", "sentence"),
        ("situacao", "text", "status"),
        ("no", "text", "reference_number"),
        ("st_petersburg_flag", "text", None),
    ],
)
def test_what_a_name_says(name: str, family: str, concept: str | None) -> None:
    assert named(name, family)[0] == concept


@pytest.mark.parametrize(
    ("columns", "column", "generator"),
    [
        (("nombre text", "apellidos text"), "nombre", "FirstName()"),
        (("prenom text", "nom text"), "nom", "LastName()"),
        (("first_name text", "last_name text", "name text"), "name", "PersonName()"),
        (("strasse text", "hausnummer text"), "strasse", "Choice(['High Street', "),
        (("strasse text", "ort text"), "strasse", "Joined("),
        (("anrede text", "ort text"), "anrede", "Choice({'Herr'"),
        (("nm text",), "nm", "PersonName()"),
    ],
)
def test_the_halves_of_a_name_and_of_an_address(guess, columns, column: str, generator: str) -> None:
    assert repr(guess(*columns, name="customers")[column].generator).startswith(generator)


def test_an_address_for_mail_is_of_both_halves(guess, rows_of) -> None:
    found = {n: f.generator for n, f in guess("nombre text", "apellidos text", "correo text", name="clientes").items()}
    family, mail = rows_of(found, "apellidos", 50), rows_of(found, "correo", 50)
    assert sum(f.lower() in m for f, m in zip(family, mail, strict=True)) > 40
