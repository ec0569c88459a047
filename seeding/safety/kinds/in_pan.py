"""Indian permanent account numbers (PAN), of people and companies alike."""

from __future__ import annotations

from seeding.safety.numbers import Numbers, each
from seeding.safety.words import Words

_SHAPE = "[A-Z]*3 [ABCFGHJLPT] [A-Z] 9*4 [A-Z]"


class _Pan(Numbers):
    name = "pan"
    hint = "use a fourth letter that stands for no holder, as in ABCDE1234F, or the serial 0000"
    what = "an Indian PAN that could be somebody's"
    names = Words(
        anywhere="pannumber panno pancard permanentaccount",
        together="pan_number pan_no pan_card permanent_account",
        alone="pan pans",
        unless="at date hash last masked name status token type verified",
    )
    labels = r"pan(?:[ \-]?(?:card|number|no\.?|nr|#))?|permanent account number"
    fewest = 4
    shape = each(_SHAPE)
    spoken = each(_SHAPE, between="")
    innocent = r"[A-Z]{3}[DEIKMNOQRSUVWXYZ][A-Z][0-9]{4}[A-Z]|[A-Z]{5}0000[A-Z]"

    def belongs(self, number: str) -> bool:
        """The fourth letter says who holds it (Income Tax Department); the serial runs from 0001."""
        return number[5:9] != "0000"


KIND = _Pan()
