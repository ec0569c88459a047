"""Check digits, against arithmetic of the tests' own."""

from __future__ import annotations

import pytest
from checkdigits import aadhaar, card, cnpj, cpf, gstin, iban, nhs, wrong
from hypothesis import assume, given
from hypothesis import strategies as st

from seeding.safety.accounts import EXAMPLES, STRUCTURES, structure
from seeding.safety.cards import TEST_NUMBERS, issued
from seeding.safety.checks import luhn, luhn_36, mod_11_brazil, mod_11_nhs, mod_97, verhoeff


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


def characters(count):
    return st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=count, max_size=count)


@given(st.integers(11, 18).flatmap(digits))
def test_luhn(body):
    assert luhn(card(body))
    assert not luhn(wrong(card(body)))


@given(digits(11))
def test_verhoeff(body):
    assert verhoeff(aadhaar(body))
    assert not any(verhoeff(body + digit) for digit in "0123456789" if body + digit != aadhaar(body))


@given(st.sampled_from(sorted(STRUCTURES)), characters(20))
def test_mod_97(country, account):
    number = iban(country, account)
    assert mod_97(number)
    assert sum(mod_97(f"{country}{check:02}{account}") for check in range(2, 99)) == 1


@given(digits(9))
def test_mod_11(body):
    assert mod_11_brazil(cpf(body), 12)
    assert not mod_11_brazil(wrong(cpf(body)), 12)
    assume(sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11 != 1)
    assert mod_11_nhs(nhs(body))
    assert not mod_11_nhs(wrong(nhs(body)))


@given(characters(12))
def test_mod_11_of_companies(body):
    assert mod_11_brazil(cnpj(body), 10)
    assert not mod_11_brazil(wrong(cnpj(body)), 10)


@given(characters(14))
def test_luhn_36(body):
    assert luhn_36(gstin(body))
    assert sum(luhn_36(body + character) for character in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 1


@pytest.mark.parametrize("number", sorted(TEST_NUMBERS))
def test_published_cards_are_well_formed(number):
    assert issued(number)
    assert luhn(number)


@pytest.mark.parametrize("number", sorted(EXAMPLES))
def test_examples_of_the_registry_are_well_formed(number):
    length, pattern = structure(number[:2])
    assert len(number) == length
    assert pattern.fullmatch(number[4:])
    assert mod_97(number)
