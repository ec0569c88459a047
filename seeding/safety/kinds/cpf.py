"""Brazilian taxpayer numbers of people (CPF)."""

from __future__ import annotations

from seeding.safety.checks import mod_11_brazil
from seeding.safety.numbers import Numbers, each
from seeding.safety.words import Words


class _Cpf(Numbers):
    name = "cpf"
    hint = "use wrong check digits, or 000.000.000-00"
    what = "a CPF that could be somebody's"
    names = Words(
        anywhere="cpfcnpj numerocpf cpfcliente cadastropessoa",
        together="cadastro_pessoa",
        alone="cpf cpfs",
        unless="at data hash nome status tipo token type validado verified",
    )
    labels = r"cpf(?:[ /](?:mf|n[ºo°.]*))?"
    fewest = 11
    shape = each("9*11")
    in_identity = "~".join(("[0-9]{3}", "[0-9]{3}", "[0-9]{3}", "[0-9]{2}"))
    certain = True
    plain = r"[0-9]{3}[.][0-9]{3}[.][0-9]{3}-[0-9]{2}"
    padded = 11

    def belongs(self, number: str) -> bool:
        """Both check digits right, and not one digit repeated: those the arithmetic lets pass, the Receita does not."""
        return len(set(number)) > 1 and mod_11_brazil(number, 12)


KIND = _Cpf()
