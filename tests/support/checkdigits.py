"""Numbers with right check digits, computed where they are needed, so that none has to be written down.

Arithmetic of its own, plain and slow: what it is compared with must not be what it is made by.
"""

from __future__ import annotations

from collections.abc import Iterable

BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _first(candidates: Iterable[str], right: Iterable[bool]) -> str:
    return next(candidate for candidate, holds in zip(candidates, right, strict=True) if holds)


def luhn_sum(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value // 10 + value % 10
    return total


def card(body: str) -> str:
    """`body` and the digit that makes the Luhn sum a multiple of ten."""
    ways = [body + digit for digit in "0123456789"]
    return _first(ways, [luhn_sum(way) % 10 == 0 for way in ways])


def iban(country: str, account: str) -> str:
    """98 minus what is left of account, country and 00 after division by 97 (ISO 13616-1, 7.2)."""
    rest = int("".join(str(BASE36.index(character)) for character in f"{account}{country}00")) % 97
    return f"{country}{98 - rest:02}{account}"


def _dihedral(left: int, right: int) -> int:
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right - 5) % 5
    return 5 + (left - 5 - right) % 5 if right < 5 else (left - right) % 5


def _moved(digit: int, times: int) -> int:
    for _ in range(times):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def verhoeff_sum(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total = _dihedral(total, _moved(int(digit), place))
    return total


def aadhaar(body: str) -> str:
    """Eleven digits and the one that makes the product the neutral element."""
    ways = [body + digit for digit in "0123456789"]
    return _first(ways, [verhoeff_sum(way) == 0 for way in ways])


def gstin(body: str) -> str:
    """Fourteen characters and the check character of the GST network."""
    total = 0
    for place, character in enumerate(body):
        product = BASE36.index(character) * (1 + place % 2)
        total += product // 36 + product % 36
    return body + BASE36[-total % 36]


def nhs(body: str) -> str:
    """Nine digits and the tenth; a body whose check would be 10 is never issued."""
    check = -sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
    assert check < 10
    return f"{body}{check}"


def _brazil(body: str, weights: tuple[int, ...]) -> str:
    rest = sum((ord(character) - 48) * weight for character, weight in zip(body, weights, strict=True)) % 11
    return f"{body}{0 if rest < 2 else 11 - rest}"


def cpf(body: str) -> str:
    """Nine digits and both check digits."""
    return _brazil(_brazil(body, tuple(range(10, 1, -1))), tuple(range(11, 1, -1)))


def cnpj(body: str) -> str:
    """Twelve characters and both check digits."""
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return _brazil(_brazil(body, weights[1:]), weights)


def wrong(number: str) -> str:
    """The same with another last digit, so that the check fails."""
    return f"{number[:-1]}{(int(number[-1]) + 5) % 10}"


def grouped(number: str, *sizes: int, by: str = " ") -> str:
    """`number` in groups of `sizes`, the last of which goes on to the end."""
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return by.join([*parts, number[start:]] if start < len(number) else parts)
