from __future__ import annotations

import click
import pytest

from seeding.cli.values import factor_of, rows_of, share_of, whole_number


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("0", 0),
        ("500", 500),
        ("1_000_000", 1_000_000),
        ("1,000", 1000),
        ("1k", 1000),
        ("20K", 20_000),
        ("1.005k", 1005),
        ("1M", 1_000_000),
        ("2.5m", 2_500_000),
        (" 7 ", 7),
    ],
)
def test_rows(text: str, rows: int) -> None:
    assert rows_of(text) == rows


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1.0005k", "k", "1kk", "1e6", "_1", "1__0", "½", "٣", "1G", "0x10"])
def test_not_a_number_of_rows(text: str) -> None:
    with pytest.raises(click.BadParameter):
        rows_of(text)


@pytest.mark.parametrize(
    ("text", "factor"), [("10", 10.0), ("0.5", 0.5), (".5", 0.5), ("10x", 10.0), ("1_000", 1000.0)]
)
def test_factors(text: str, factor: float) -> None:
    assert factor_of(text) == factor


@pytest.mark.parametrize("text", ["0", "0.0", "-2", "inf", "nan", "x", "", "1e400", "9" * 400])
def test_not_a_factor(text: str) -> None:
    with pytest.raises(click.BadParameter):
        factor_of(text)


def test_whole_numbers_know_their_bounds() -> None:
    convert = whole_number(1, 256)
    assert [convert("1"), convert("2_5"), convert(256)] == [1, 25, 256]
    for text in ("0", "257", "1.0", "-1", "", "9" * 30):
        with pytest.raises(click.BadParameter):
            convert(text)


@pytest.mark.parametrize(("text", "share"), [("0", 0.0), ("1", 1.0), ("0.9", 0.9), (".95", 0.95), (" 1.0 ", 1.0)])
def test_shares(text: str, share: float) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["", "2", "1.1", "-0.1", "90%", "nan", "0.9.1", "٠"])
def test_no_shares(text: str) -> None:
    with pytest.raises(click.BadParameter):
        share_of(text)
