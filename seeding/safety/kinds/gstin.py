"""Indian goods and services tax numbers, which hold the PAN of a person or a company."""

from __future__ import annotations

from seeding.safety.checks import luhn_36
from seeding.safety.numbers import Numbers, each
from seeding.safety.words import Words

_SHAPE = "[0-9]*2 [A-Z]*3 [ABCFGHJLPT] [A-Z] 9*4 [A-Z] [0-9A-Z]*3"
_CENTRE = (97, 99)
_STATES = 38


class _Gstin(Numbers):
    name = "gstin"
    hint = "use 22AAAAA0000A1Z5, the portal's sample, or a wrong check character"
    what = "an Indian GSTIN that could be somebody's"
    names = Words(
        anywhere="gstin gstnumber gstno gstregistration",
        together="gst_number gst_no gst_id gst_registration gst_reg vat_number vat_id",
        alone="gst",
        unless="amount at date hash name percent rate status type verified",
    )
    labels = r"gstin|gst(?:[ \-]?(?:number|no\.?|nr|id|#))?"
    fewest = 6
    shape = each(_SHAPE)
    certain = True
    plain = each(_SHAPE, between="")

    def belongs(self, number: str) -> bool:
        """A state's code, a possible PAN and the right check character (GST Network)."""
        state = int(number[:2])
        return (1 <= state <= _STATES or state in _CENTRE) and number[7:11] != "0000" and luhn_36(number)


KIND = _Gstin()
