"""NHS numbers of England, Wales and the Isle of Man, and their Scottish (CHI) and Northern Irish sisters."""

from __future__ import annotations

from seeding.safety.checks import mod_11_nhs
from seeding.safety.numbers import Numbers, each
from seeding.safety.words import Words


class _Nhs(Numbers):
    name = "nhs"
    hint = "use a number from 999 000 0000 to 999 999 9999, which the NHS keeps for tests, or a wrong check digit"
    what = "an NHS number that could be somebody's"
    names = Words(
        anywhere="nhsnumber nhsno nhsid nhsnum",
        together="nhs_number nhs_no nhs_id nhs_num nhs_nr patient_nhs chi_number",
        alone="nhs",
        unless=(
            "at board code date email hash name organisation organization provider region site status trust type"
            " verified"
        ),
    )
    identity = False
    labels = r"nhs(?:[ \-](?:number|no\.?|num|nr|id|#))?"
    fewest = 10
    shape = each("9*10")
    innocent = r"999[ \-]?[0-9]{3}[ \-]?[0-9]{4}"
    padded = 10

    def belongs(self, number: str) -> bool:
        """The right check digit, outside the range for tests."""
        return not number.startswith("999") and number != "0000000000" and mod_11_nhs(number)


KIND = _Nhs()
