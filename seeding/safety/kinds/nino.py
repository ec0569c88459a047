"""UK national insurance numbers."""

from __future__ import annotations

from seeding.safety.numbers import Numbers, each
from seeding.safety.words import Words

_PREFIX = "[A-CEGHJ-PR-TW-Z] [A-CEGHJ-NPR-TW-Z]"
# HMRC, National Insurance Manual NIM39110: never used as prefixes.
_UNUSED = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


class _Nino(Numbers):
    name = "nino"
    hint = "use a prefix that is never issued, as in QQ123456C"
    what = "a UK national insurance number that could be somebody's"
    names = Words(
        anywhere="nationalinsurance natinsurance ninumber",
        together="national_insurance nat_ins ni_number ni_no ni_num",
        alone="nino ninos nin",
        unless="at category class hash name status type verified",
    )
    labels = r"nino|national insurance(?: (?:number|no\.?|nr|#))?|ni (?:number|no\.?|nr|#)"
    fewest = 6
    shape = each(f"{_PREFIX} 9*6 [A-D]?")
    in_identity = each(f"{_PREFIX} 9*6 [A-D]")
    plain = each(_PREFIX, between="") + " [0-9]{2} [0-9]{2} [0-9]{2} [A-D]"
    spoken = each(f"{_PREFIX} 9*6 [A-D]", between="")
    innocent = r"(?i:[DFIQUV][A-Z]|[A-Z][DFIOQUV]|BG|GB|KN|NK|NT|TN|ZZ)[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[A-Z]?"

    def belongs(self, number: str) -> bool:
        """A prefix that HMRC uses."""
        return number[:2] not in _UNUSED


KIND = _Nino()
