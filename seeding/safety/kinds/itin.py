"""US taxpayer numbers that stand where an SSN does: ITIN, ATIN and the IRS's own temporary numbers."""

from __future__ import annotations

from seeding.safety.meanings import SOCIAL_SECURITY
from seeding.safety.numbers import Numbers, each

# The SSA named these ten for advertisements; 65 is a group of the ITINs as well.
_ADVERTISED = range(987654320, 987654330)
# Groups of the numbers 9xx-gg-xxxx that the IRS assigns (IRS, Publication 1915 for ITINs: 50-65, 70-88, 90-92, 94-99;
# 93 for adoptions; Internal Revenue Manual 3.13.5 for temporary ones).
_GROUPS = frozenset(
    f"{group:02}"
    for first, last in (
        (1, 10), (17, 19), (28, 29), (37, 39), (50, 65), (70, 88), (90, 99),
    )
    for group in range(first, last + 1)
)  # fmt: skip


class _Itin(Numbers):
    name = "itin"
    hint = "use an area that is never issued, such as 000-12-3456, or 900-40-1234, whose group the IRS does not assign"
    what = "a US taxpayer number (ITIN, ATIN) that could be somebody's"
    names = SOCIAL_SECURITY
    labels = r"itins?|atins?|ssns?|social[ \-]security(?:[ \-](?:number|no\.?|nr|num|#))?|tax(?:payer)? id"
    fewest = 9
    shape = "9~" + each("9*8")
    in_identity = "9[0-9]{2}(?:=[0-9]{2}=|[0-9]{2})[0-9]{4}"
    plain = "9[0-9]{2}%[0-9]{2}%[0-9]{4}"
    spoken = "9[0-9]{2} [0-9]{2} [0-9]{4}"
    innocent = r"[0-8][0-9]{2}[ .\-]?[0-9]{2}[ .\-]?[0-9]{4}"

    def belongs(self, number: str) -> bool:
        """A group that the IRS assigns, and none of the numbers kept for advertisements."""
        return number[3:5] in _GROUPS and number[5:] != "0000" and int(number) not in _ADVERTISED


KIND = _Itin()
