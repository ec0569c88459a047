"""User names: unique, plain, agreeing with a name or an address."""

from __future__ import annotations

import re
from typing import Any

from seeding.columns.email import Email
from seeding.columns.person_name import PersonName
from seeding.columns.username import Username

HANDLE = re.compile(r"[a-z]+([._][a-z]+)?[1-9][0-9]*")


def test_agrees_with_the_name(made: Any) -> None:
    found = made(2000, n=PersonName({"en_US": 1, "pl_PL": 1, "ja_JP": 1}), u=Username(of="n"))["u"]
    assert all(HANDLE.fullmatch(handle) for handle in found)
    assert len(set(found)) == 2000
    # What a usual check asks for (supabase/migrations, users_username_check).
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", handle) for handle in found)


def test_of_an_address_it_takes_the_words_before_the_at(made: Any, given: Any) -> None:
    rows = ["anna.kowalska84@example.com", "J. Smith", "li_wei@example.org"]
    found = made(3, e=given(rows), u=Username(of="e"))["u"]
    assert [re.sub(r"[^a-z]", "", handle) for handle in found][1] in ("jsmith",)
    assert "kowalska" in found[0] and "example" not in found[0]
    assert "wei" in found[2] and "example" not in found[2]


def test_neighbours_with_an_address_do_not_change_a_row(made: Any, given: Any) -> None:
    alone = made(2, e=given(["J.R. Smith-Jones", "Mary-Ann Lee"]), u=Username(of="e"))["u"]
    among = made(3, e=given(["J.R. Smith-Jones", "Mary-Ann Lee", "a@example.com"]), u=Username(of="e"))["u"]
    assert alone == among[:2]


def test_unique_even_where_addresses_share_their_name(made: Any) -> None:
    found = made(5000, n=PersonName(), e=Email(of="n"), u=Username(of="e"))["u"]
    assert len(set(found)) == 5000


def test_alone(made: Any) -> None:
    assert len(set(made(100, u=Username())["u"])) == 100
