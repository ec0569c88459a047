"""Indian Aadhaar numbers: one for each resident, for life."""

from __future__ import annotations

from seeding.safety.checks import verhoeff
from seeding.safety.numbers import Numbers
from seeding.safety.words import Words

# UIDAI, Aadhaar authentication API: identities of the public test environment.
_TEST = frozenset({"999941057058", "999971658847", "999933119405", "999955183433", "999990501894"})


class _Aadhaar(Numbers):
    name = "aadhaar"
    hint = "use twelve digits that begin with 0 or 1, which UIDAI never issues, or a wrong check digit"
    what = "an Aadhaar number that could be somebody's"
    names = Words(
        anywhere="aadhaar aadhar adhaar aadhaarno uidai आधार ஆதார் ఆధార్ আধার",
        alone="adhar",
        unless="at date hash last masked name status token type verified",
    )
    labels = "aadhaar|aadhar|adhaar|adhar|uidai|आधार"
    fewest = 12
    shape = "[2-9]~" + "~".join(["[0-9]"] * 11)
    in_identity = "[2-9][0-9]{3}(?:=[0-9]{4}=|[0-9]{4})[0-9]{4}"
    spoken = "[2-9][0-9]{3}(?:[ ][0-9]{4}[ ]|-[0-9]{4}-|[0-9]{4})[0-9]{4}"
    innocent = r"[01][0-9]{3}[ \-]?[0-9]{4}[ \-]?[0-9]{4}"

    def belongs(self, number: str) -> bool:
        """Twelve digits with a right check digit, and not three years in a row."""
        years = all(number[place : place + 2] in ("19", "20") for place in (0, 4, 8))
        return verhoeff(number) and number not in _TEST and not years


KIND = _Aadhaar()
