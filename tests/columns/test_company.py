"""Companies: invented, of the trade of their industry, with the legal form of their country."""

from __future__ import annotations

from typing import Any

import pytest

from seeding.columns.company import Company
from seeding.columns.vocabulary import read, words
from seeding.errors import FactoryError


def test_the_trade_fits_the_industry(made: Any, given: Any) -> None:
    trades = {industry: words(text) for industry, text in read("trades.toml")["industry"].items()}
    found = made(500, i=given(["Finance", "legal", "Piracy", None]), c=Company(industry="i", legal=0))
    for industry, name in zip(found["i"], found["c"], strict=True):
        wanted = trades.get(industry.lower() if industry else "", [])
        assert not wanted or name.split(" ", 1)[1] in wanted


def test_some_employers_are_large(made: Any, given: Any) -> None:
    names = made(3000, i=given(["retail"]), c=Company(industry="i", legal=0))["c"]
    most = max(names.count(name) for name in set(names))
    assert 10 < most < 100 and len(set(names)) > 600


def test_legal_forms(made: Any, given: Any) -> None:
    found = made(900, n=given(["DE", "JP", "XX"]), c=Company(country="n", legal_in="SE", legal=1))
    endings = {"DE": ("GmbH", "AG", "KG"), "JP": ("K.K.",), "XX": ("AB",)}
    public = [
        *words(read("trades.toml")["industry"]["government"]),
        *words(read("trades.toml")["industry"]["non-profit"]),
    ]
    for country, name in zip(found["n"], found["c"], strict=True):
        assert name.endswith((*endings[country], *public)), name


def test_a_company_keeps_its_form(made: Any) -> None:
    forms: dict[str, set[str]] = {}
    for name in made(20_000, c=Company(legal_in="GB", legal=1))["c"]:
        body, _, form = name.rpartition(" ")
        forms.setdefault(body, set()).add(form)
    assert all(len(found & {"Ltd", "plc", "LLP"}) <= 1 for found in forms.values())


def test_unique(made: Any) -> None:
    names = made(30_000, c=Company(unique=True, legal=0))["c"]
    assert len(set(names)) == 30_000
    with pytest.raises(FactoryError, match=r"there are 43,\d+ names, too few for 90,000 rows"):
        made(1, stop=90_000, c=Company(unique=True))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"legal_in": "ZZ"}, "no legal forms for 'ZZ'"),
    ({"legal": 2}, "legal=2"),
    ({"unique": True, "industry": "i"}, "leave out industry"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(FactoryError, match=message):
        Company(**arguments)
