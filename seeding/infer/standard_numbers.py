"""Numbers of books, serials and goods with their check digits (all in GS1's form), for contrib's isn.

None of them is anybody's: publisher 99999, ISSN 0000, and GS1's restricted circulation (prefix 02).
"""

from __future__ import annotations

from collections.abc import Iterator

_FEW = 200


def _ean(digits: str) -> str:
    """Thirteen digits of twelve (GS1 General Specifications, section 7.9)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _numbers(type_name: str) -> Iterator[str]:
    for number in range(100, 100 + _FEW):
        match type_name:
            case "isbn" | "isbn13":
                yield _ean(f"978099999{number}")
            case "issn" | "issn13":
                yield _ean(f"9770000{number}00")
            case "ismn" | "ismn13":
                yield _ean(f"979099999{number}")
            case "upc":
                yield _ean(f"002999999{number}")
            case _:
                yield _ean(f"020999999{number}")


def form(type_name: str) -> str:
    """A pattern of valid numbers of one of the types; `FORMS` has a place for each."""
    return f"({'|'.join(_numbers(type_name))})"
