"""The check digits of numbers of people and money, and whether a number carries the right ones.

Each takes the number without its separators; none looks at more than the arithmetic.
"""

from __future__ import annotations

from itertools import cycle

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_BASE36 = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}

# The dihedral group of order ten, and the permutations by position (Verhoeff 1969).
_PRODUCT = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_MOVED = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B, for payment cards.

    >>> luhn("4242424242424242"), luhn("4242424242424241")
    (True, False)
    """
    values = [int(digit) for digit in reversed(digits)]
    return (sum(values[::2]) + sum(_DOUBLED[value] for value in values[1::2])) % 10 == 0


def mod_97(characters: str) -> bool:
    """ISO/IEC 7064 MOD 97-10 as ISO 13616 uses it: the first four characters go to the end.

    >>> mod_97("GB29NWBK60161331926819"), mod_97("GB28NWBK60161331926819")
    (True, False)
    """
    turned = characters[4:] + characters[:4]
    return int("".join(str(_BASE36[character]) for character in turned)) % 97 == 1


def verhoeff(digits: str) -> bool:
    """Verhoeff's check over a dihedral group, which Aadhaar numbers carry.

    >>> verhoeff("2363"), verhoeff("2364")
    (True, False)
    """
    product = 0
    for position, digit in enumerate(reversed(digits)):
        product = int(_PRODUCT[product][int(_MOVED[position % 8][int(digit)])])
    return product == 0


def luhn_36(characters: str) -> bool:
    """Luhn's sum over 0-9A-Z, which a GSTIN carries.

    >>> luhn_36("22AAAAA0000A1ZC"), luhn_36("22AAAAA0000A1Z5")
    (True, False)
    """
    total = 0
    for factor, character in zip(cycle((1, 2)), reversed(characters)):
        total += sum(divmod(_BASE36[character] * factor, 36))
    return total % 36 == 0


def mod_11_nhs(digits: str) -> bool:
    """The NHS Data Dictionary's check of a ten-digit NHS number; a remainder that would need a 10 is never issued.

    >>> mod_11_nhs("9990000050"), mod_11_nhs("9990000051")
    (True, False)
    """
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9])


def mod_11_brazil(characters: str, wrap: int) -> bool:
    """Both check digits of a CPF (`wrap` 12: weights grow to the left) or a CNPJ (`wrap` 10: they start again at 2).

    Letters of the alphanumeric CNPJ count as their ASCII code minus 48 (Instrução Normativa RFB 2.229/2024).

    >>> mod_11_brazil("00000000191", 12), mod_11_brazil("00000000192", 12)
    (True, False)
    """
    for length in (len(characters) - 2, len(characters) - 1):
        weights = (2 + place % (wrap - 2) for place in range(length))
        body = reversed(characters[:length])
        rest = sum((ord(c) - 48) * weight for c, weight in zip(body, weights, strict=True)) % 11
        if (0 if rest < 2 else 11 - rest) != ord(characters[length]) - 48:
            return False
    return True
