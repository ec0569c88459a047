"""Names of telephone numbers that no phrase spells out: `telp`, `hotline`, `whatsapp_number`, `тел`.

The rules for what may leave call these columns telephone numbers too, and refuse digits in them that could ring.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from seeding.columns import phone_names
from seeding.infer.words import words

# What says that it is a number, and not of what.
_NUMBER = frozenset({"no", "nr", "num", "number", "nummer", "numero", "numer", "nomor", "numbers"})
# Names that say as much of another thing: "cell_line", "mobile_banking", "hp_restored", "callback_state".
_MANY_SENSES = frozenset({"cell", "cel", "mobile", "mob", "mobil", "hp", "tele", "pager", "callback", "tel", "gsm"})
_HEARD = ("microphone", "headphone", "smartphone", "earphone", "gramophone", "saxophone", "xylophone", "megaphone")


def _plain(listed: str) -> tuple[str, ...]:
    return tuple("".join(words(word)) for word in listed.split())


_ANYWHERE, _ALONE = _plain(phone_names.ANYWHERE), frozenset(_plain(phone_names.ALONE))
_UNLESS = frozenset(phone_names.UNLESS.split())
_TOGETHER = frozenset(tuple(pair.split("_")) for pair in phone_names.TOGETHER.split())


@lru_cache(maxsize=16384)
def is_telephone(name: str) -> bool:
    """Whether a column of this name holds telephone numbers.

    >>> is_telephone("telp"), is_telephone("tel_number_2"), is_telephone("cell_line"), is_telephone("phone_model")
    (True, True, False, False)
    """
    parts = [word for word in words(name) if not word.isdigit()]
    if not parts or parts[-1] in _UNLESS or "".join(parts).removesuffix("s").endswith(_HEARD):
        return False
    if any(pair in _TOGETHER for pair in pairwise(parts)):
        return True
    rest = list(parts)
    while len(rest) > 1 and rest[-1] in _NUMBER:
        rest.pop()
    if rest[-1] in _ALONE or "".join(rest) in _ALONE:
        return True
    # Names written without a separator are taken apart where an ending seems to begin ("land" "line").
    told = parts if "_" in name else [*parts, "".join(parts)]
    return any(part in word for part in _ANYWHERE for word in told) or not (_ALONE - _MANY_SENSES).isdisjoint(parts)
