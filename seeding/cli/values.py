"""What people type for a value, and what it means. Each raises click.BadParameter for what it is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import click

_COUNT = re.compile(r"([0-9]+(?:[_,][0-9]+)*(?:\.[0-9]+)?)([kKmM]?)")
_SCALE = re.compile(r"([0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?|\.[0-9]+)[xX]?")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def rows_of(text: str) -> int:
    """A number of rows.

    >>> rows_of("500"), rows_of("1_000_000"), rows_of("20k"), rows_of("1.5M")
    (500, 1000000, 20000, 1500000)
    """
    match = _COUNT.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter(f"{text!r} is not a number of rows; write 500, 1_000_000, 20k or 1.5M")
    # Rounded, as 1.005 × 1000 is 1004.9999999999999 in binary.
    rows = round(float(re.sub("[_,]", "", match[1])) * _TIMES[match[2].lower()], 6)
    if not rows.is_integer():
        raise click.BadParameter(f"{text!r} is {rows:g} rows, which is not a whole number")
    return int(rows)


def factor_of(text: str) -> float:
    """A factor above 0.

    >>> factor_of("10"), factor_of("0.5"), factor_of("10x")
    (10.0, 0.5, 10.0)
    """
    match = _SCALE.fullmatch(text.strip())
    factor = float(match[1]) if match else 0.0
    if not 0 < factor < 1e12:
        raise click.BadParameter(f"{text!r} is not a factor above 0; write 10 or 0.5")
    return factor


def whole_number(least: int, most: int) -> Callable[[str | int], int]:
    """What reads a whole number from `least` to `most`."""

    def whole_number(text: str | int) -> int:
        digits = str(text).strip().replace("_", "")
        if not re.fullmatch(r"[0-9]{1,19}", digits) or not least <= int(digits) <= most:
            raise click.BadParameter(f"{text!r} is not a whole number from {least} to {most}")
        return int(digits)

    return whole_number


def share_of(text: str) -> float:
    """A number from 0 to 1.

    >>> share_of("0.9"), share_of("1")
    (0.9, 1.0)
    """
    if not re.fullmatch(r"0|1|1\.0+|0?\.[0-9]+", text.strip(), re.ASCII):
        raise click.BadParameter(f"{text!r} is not a number from 0 to 1; write 0.9")
    return float(text)
