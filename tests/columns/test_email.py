"""E-mail addresses: reserved, unique, lower case, agreeing with the name."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given as assume
from hypothesis import settings
from hypothesis import strategies as st

from seeding import safety
from seeding.columns.email import Email
from seeding.columns.person_name import PersonName
from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError

ADDRESS = re.compile(r"[a-z]+([._][a-z]+)?[0-9]*@[a-z0-9.-]+")


def test_agrees_with_the_name(made: Any, given: Any) -> None:
    people = [("Anna Kowalska", "kowalska"), ("Jörg Groß", "gross"), ("佐藤 明美", "akemi"), ("Madonna", "madonna")]
    found = made(400, name=given([name for name, _ in people]), email=Email(of="name"))["email"]
    for number, address in enumerate(found):
        assert people[number % 4][1] in address
        assert ADDRESS.fullmatch(address) and safety.inspect(address, column="email", type="text") == []
    assert len(set(found)) == 400


def test_nobody_has_no_address_but_the_column_does(made: Any, given: Any) -> None:
    found = made(6, name=given([None, "", "??"]), email=Email(of="name"))["email"]
    assert len(set(found)) == 6
    assert all(address.startswith("member") for address in found)


def test_the_first_rows_have_no_number_and_the_domains_take_turns(made: Any) -> None:
    found = made(300, email=Email())["email"]
    assert sum(not re.search(r"\d", address) for address in found) == 3
    shares = [sum(address.endswith(f"@example.{top}") for address in found) for top in ("com", "org", "net")]
    assert shares == [100, 100, 100]


@settings(deadline=None, max_examples=60)
@assume(
    st.lists(st.sampled_from(["Anna Nowak", "A Nowak", "Anna", "", "Ann Anowak", "Anna 11", "x1 2y"]), min_size=1),
    st.integers(0, 10**12),
    st.integers(1, 4),
    st.integers(0, 2**32),
)
def test_no_two_rows_share_an_address_whatever_the_names(names: list[str], start: int, domains: int, seed: int) -> None:
    hosts = ["example.com", "a.example.com", "b.example.net", "example.org"][:domains]
    column = Email(of="name", domains=hosts)
    numbers = np.arange(start, start + 500)
    repeated = pa.array([names[number % len(names)] for number in range(500)])
    spec = TableRows("t", {"email": column, "name": PersonName()})
    found = Rows(World(seed), spec, numbers, given={"name": repeated}).column("email")
    assert len(found.unique()) == 500


ALLOWED = ["example.com", "EXAMPLE.COM", "example.org.", "mail.example.net", "seed.test", "a.b.example", "x.invalid"]


@pytest.mark.parametrize("domain", ALLOWED)
def test_reserved_domains(made: Any, domain: str) -> None:
    (address,) = made(1, email=Email(domains=(domain,)))["email"]
    assert address.endswith(f"@{domain.lower().rstrip('.')}")


REFUSED = [
    "test.com", "gmail.com", "example.co.uk", "example.io", "myexample.com", "example.com.evil.org", "company.com",
    "example", "com", "", "localhost.evil", "ex ample.com", "example.com@gmail.com", "exämple.com", "a..example.com",
]  # fmt: skip


@pytest.mark.parametrize("domain", [name for name in REFUSED if name != "example"])
def test_other_domains_are_refused_by_name(domain: str) -> None:
    with pytest.raises(FactoryError) as raised:
        Email(domains=("example.com", domain))
    assert repr(domain) in raised.value.message
    assert "RFC 2606" in raised.value.hint


def test_no_domain_at_all() -> None:
    with pytest.raises(FactoryError, match="no host name"):
        Email(domains=())
