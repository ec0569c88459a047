"""Bank accounts (IBAN, ISO 13616). Country, length, structure and check digits together are no accident."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeding.safety.accounts import EXAMPLES, STRUCTURES, structure
from seeding.safety.checks import mod_97
from seeding.safety.kind import Place
from seeding.safety.meanings import in_sentence, opaque, other, prose
from seeding.safety.numbers import BEHIND_LABEL, Numbers, compact, spelled
from seeding.safety.words import Words

_COUNTRY = f"(?:{'|'.join(sorted(STRUCTURES))})"
_APART = f"(?:{'|'.join(f'{code[0]}~{code[1]}' for code in sorted(STRUCTURES))})~[0-9]~[0-9]"
_START = re.compile(rf"(?<![0-9A-Za-z])(?=({spelled(_APART)}))", re.IGNORECASE)
_LABEL = re.compile(r"(?<![A-Za-z])ibans?(?![A-Za-z_])", re.IGNORECASE)
_NEXT = re.compile(spelled("~([0-9A-Za-z])"))
_GROUPED = re.compile(spelled("[A-Za-z]{2}[0-9]{2}(?:=[0-9A-Za-z]{4}){2,7}(?:=[0-9A-Za-z]{1,4})?"))


class _Iban(Numbers):
    name = "iban"
    hint = "use the check digits 00, 01 or 99, which no IBAN has, or the example of the SWIFT registry"
    what = "an IBAN that could be somebody's account"
    names = Words(
        anywhere="ibannumber ibannr ibanno ibancode",
        together="bank_account account_iban",
        alone="iban ibans bankaccount kontonummer",
        unless="at bank bic country hash holder id last name status swift token type verified",
    )
    identity = False
    labels = "ibans?"
    fewest = 4
    shape = _APART + "~[0-9A-Z]" * 11
    innocent = f"(?i:{_COUNTRY})(?:00|01|99)[0-9A-Za-z ]*"
    # In capitals, or in groups; in small letters only where a word stands beside it: hex and base 36 look alike.
    certain = True
    plain = (
        rf"(?:{_APART}(?:~[0-9A-Z]){{11,}}"
        r"|[A-Za-z]{2}[0-9]{2}=[0-9A-Za-z]{4}=[0-9A-Za-z]{4}=[0-9A-Za-z]{1,4})"
    )
    spoken = rf"(?i:{_COUNTRY})[0-9]{{2}}[0-9A-Za-z]{{11,30}}"

    def belongs(self, number: str) -> bool:
        """The registry's structure with check digits that ISO 13616 gives, 02 to 98, and not its example."""
        known = structure(number[:2])
        return (
            known is not None
            and len(number) == known[0]
            and "02" <= number[2:4] <= "98"
            and known[1].fullmatch(number[4:]) is not None
            and number not in EXAMPLES
            and mod_97(number)
        )

    def found(self, text: str, *, named: bool = True) -> Iterator[str]:
        """As many characters as the country's accounts have, whatever the spacing."""
        return (number for _, _, number in self._spans(text))

    def _in_text(self, text: str, place: Place) -> Iterator[str]:
        labels = [label.end() for label in _LABEL.finditer(text)]
        for start, end, number in self._spans(text):
            written = text[start:end]
            if (
                any(0 <= start - label <= BEHIND_LABEL for label in labels)
                or _GROUPED.fullmatch(written)
                or (_capital(written) and not opaque(place))
                or (written.isalnum() and (prose(place) or (not other(place) and in_sentence(text, start, end))))
            ):
                yield number

    def _spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where somebody's IBANs start and end."""
        for match in _START.finditer(text):
            known = structure(compact(match[1])[:2])
            end = match.start()
            characters: list[str] = []
            while known and len(characters) < known[0] and (following := _NEXT.match(text, end)):
                characters.append(following[1])
                end = following.end()
            number = "".join(characters).upper()
            if not text[end : end + 1].isalnum() and self.belongs(number):
                yield match.start(), end, number


def _capital(written: str) -> bool:
    """In capitals with as many digits as letters behind the check digits, as in a bank's papers."""
    digits = sum(character.isdigit() for character in written)
    return written.upper() == written and digits * 2 >= len(compact(written)) - 4


KIND = _Iban()
