"""US social security numbers. Those of people alive and dead look alike: only impossible ones are nobody's."""

from __future__ import annotations

from seeding.safety.meanings import SOCIAL_SECURITY
from seeding.safety.numbers import Numbers, each

# Printed on specimen cards and voided by the Social Security Administration ("Social Security Cards Issued by
# Woolworth"; 219-09-9999 stood in a pamphlet of 1940).
_VOIDED = ("078051120", "219099999")


class _Ssn(Numbers):
    name = "ssn"
    hint = "use an area that is never issued, such as 000-12-3456 or 666-12-3456, or leave it null"
    what = "a US social security number that could be somebody's"
    names = SOCIAL_SECURITY
    labels = r"ssns?|social[ \-]security(?:[ \-](?:number|no\.?|nr|num|#))?|soc\.? sec\.?|tax(?:payer)? id"
    fewest = 9
    shape = each("9*9")
    in_identity = "[0-9]{3}(?:=[0-9]{2}=|[0-9]{2})[0-9]{4}"
    plain = "[0-9]{3}%[0-9]{2}%[0-9]{4}"
    spoken = "[0-9]{3} [0-9]{2} [0-9]{4}"
    innocent = r"(?:000|666)[ .\-]?[0-9]{2}[ .\-]?[0-9]{4}"
    padded = 9

    def belongs(self, number: str) -> bool:
        """An area, a group and a serial that the SSA assigns since 2011 (76 FR 38230: no 000, 666, 900-999)."""
        area, group, serial = number[:3], number[3:5], number[5:]
        impossible = area in ("000", "666") or area >= "900" or group == "00" or serial == "0000"
        return not impossible and number not in _VOIDED


KIND = _Ssn()
