"""Telephone numbers: none that could ring, unique where asked, agreeing with the country."""

from __future__ import annotations

import re
from typing import Any

import pytest

from seeding import safety
from seeding.columns.phone import Phone
from seeding.columns.phone_ranges import REGIONS, numbers_of
from seeding.errors import FactoryError

# How many numbers each regulator set aside, of those we use.
SIZES = {"US": 100, "CA": 100, "GB": 17_000, "AU": 80_030, "FR": 60_000, "DE": 5200, "SE": 495, "IE": 100_000}

E164 = {
    "US": r"\+1[2-9]\d\d55501\d\d",
    "CA": r"\+1[2-9]\d\d55501\d\d",
    "GB": r"\+44(7700900|1(1[3-8]|[2-6]1)4960|2079460|1914980|2896496|2920180|1632960)\d{3}",
    "AU": r"\+61([2378](5550|7010)\d{4}|49157\d{4})",
    "FR": r"\+33(19900|26191|35301|46571|53649|63998)\d{4}",
    "DE": r"\+49(3023125\d{3}|6990009\d{3}|4066969\d{3}|2214710\d{3}|8999998\d{3}|17139200\d\d|176040690\d\d)",
    "SE": r"\+46(7017406(0[5-9]|[1-9]\d)|3139006\d\d|4062804\d\d|8465004\d\d|9803192\d\d)",
    "IE": r"\+3532091\d{5}",
}


@pytest.mark.parametrize("region", REGIONS)
def test_every_number_of_every_range_is_reserved_and_different(region: str) -> None:
    written = numbers_of(((region, 1.0),), "e164", apart=False).written.to_pylist()
    assert len(set(written)) == len(written)
    wanted = SIZES[region] * (len(REGIONS[region][1]) if region in ("US", "CA") else 1)
    assert len(written) == wanted
    pattern = re.compile(E164[region])
    for number in written:
        assert re.fullmatch(r"\+[1-9]\d{9,14}", number), number
    assert [number for number in written if not pattern.fullmatch(number)][:3] == []
    for number in written[:: max(1, len(written) // 300)]:
        assert safety.inspect(number, column="phone", type="text") == []


@pytest.mark.parametrize("style", ["international", "national"])
@pytest.mark.parametrize("region", REGIONS)
def test_other_formats_are_the_same_numbers(region: str, style: str) -> None:
    plain = numbers_of(((region, 1.0),), "e164", apart=False).written.to_pylist()
    written = numbers_of(((region, 1.0),), style, apart=False).written.to_pylist()
    for number, other in list(zip(plain, written, strict=True))[::97]:
        digits = re.sub(r"\D", "", other)
        assert number.endswith(digits.removeprefix("0") if style == "national" else digits)
        # What a usual check asks for (supabase/migrations, users_phone_check).
        assert style == "national" or re.fullmatch(r"\+[0-9][0-9 ()-]{6,19}", other)


SHOWN = [
    ("US", "national", r"\(\d{3}\) 555-01\d\d"),
    ("US", "international", r"\+1 \d{3} 555-01\d\d"),
    ("GB", "national", r"0\d{2,4} \d{3,4} ?\d{3,4}"),
    ("FR", "international", r"\+33 \d( \d\d){4}"),
]


@pytest.mark.parametrize(("region", "style", "pattern"), SHOWN)
def test_formats(made: Any, region: str, style: str, pattern: str) -> None:
    assert all(re.fullmatch(pattern, number) for number in made(200, p=Phone(region, format=style))["p"])


def test_unique_as_far_as_the_numbers_go(made: Any) -> None:
    found = made(495, p=Phone("SE", unique=True))["p"]
    assert len(set(found)) == 495


def test_unique_beyond_the_numbers_names_their_count(made: Any) -> None:
    with pytest.raises(FactoryError, match=r"public\.made\.p .* there are 495 such numbers, too few for 1,000 rows"):
        made(5, stop=1000, p=Phone("SE", unique=True))
    with pytest.raises(FactoryError, match="too few for 496 rows"):
        made(496, p=Phone("SE", unique=True))


def test_agrees_with_the_country(made: Any, given: Any) -> None:
    columns = {"c": given(["GB", "FR", "IN", None]), "p": Phone(country="c"), "n": Phone(None, country="c")}
    found = made(400, **columns)
    codes = {"GB": "+44", "FR": "+33"}
    for country, number, or_null in zip(found["c"], found["p"], found["n"], strict=True):
        assert number.startswith(codes.get(country, "+1"))
        assert or_null.startswith(codes[country]) if country in codes else or_null is None


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"region": "IN"}, "no telephone numbers are reserved for fiction in 'IN'"),
    ({"region": {"US": 0}}, "not above 0"),
    ({"format": "pretty"}, "'pretty' is no format"),
    ({"region": None}, "name a region"),
    ({"unique": True, "country": "c"}, "how many numbers a country needs"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(FactoryError, match=message):
        Phone(**arguments)
