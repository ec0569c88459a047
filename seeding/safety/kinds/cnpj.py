"""Brazilian taxpayer numbers of companies (CNPJ), of digits or, from July 2026, of digits and letters."""

from __future__ import annotations

from seeding.safety.checks import mod_11_brazil
from seeding.safety.numbers import Numbers, each
from seeding.safety.words import Words


class _Cnpj(Numbers):
    name = "cnpj"
    hint = "use wrong check digits, or 00.000.000/0000-00"
    what = "a CNPJ that could be a company's"
    names = Words(
        anywhere="cnpj cpfcnpj",
        together="cadastro_nacional",
        unless="at data hash nome status tipo token type validado verified",
    )
    labels = r"cnpj(?:[ /](?:mf|n[ºo°.]*))?"
    fewest = 2
    shape = each("[0-9A-Z]*12 9*2")
    in_identity = r"[0-9A-Z]{2}[.]?[0-9A-Z]{3}[.]?[0-9A-Z]{3}/?[0-9A-Z]{4}-?[0-9]{2}"
    certain = True
    plain = r"[0-9A-Z]{2}[.][0-9A-Z]{3}[.][0-9A-Z]{3}/[0-9A-Z]{4}-[0-9]{2}"
    padded = 14

    def belongs(self, number: str) -> bool:
        """Both check digits right, and not one character repeated."""
        return len(set(number)) > 1 and mod_11_brazil(number, 10)


KIND = _Cnpj()
