"""What a column is about, by its name: `homePhone2`, `telefono_casa` and `phone` mean the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from seeding.safety.charset import BEYOND


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for lists that read better as text than as quoted names."""
    return frozenset(text.split())


# Names that say nothing of their own; the name around them decides ({"phone": {"home": "..."}}).
_NEUTRAL = word_set(
    "address addresses data default entries entry first home items list main no num number numbers office other"
    " preferred primary second secondary third value values work"
)
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\x00-\x7f]+")


def plain(name: str) -> str:
    """Lower-case and without accents: `Téléphone` gives `telephone`."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


@lru_cache(maxsize=4096)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name in snake, kebab or camel case, plain, without digits.

    >>> tokens("homePhone2"), tokens("URLs_of_site")
    (('home', 'phone'), ('url', 'of', 'site'))
    """
    ascii_name = "".join(
        character for character in unicodedata.normalize("NFKD", name) if not unicodedata.combining(character)
    )
    words = (plain(word) for word in _TOKEN.findall(ascii_name.replace("URLs", "url")))
    return tuple(word for word in words if not word.isdigit())


class Words:
    """The names that mean one thing.

    `anywhere` counts as a part of a word, `alone` as a whole word, `together` as two words in a row; a name
    whose last word is one of `unless` is about something else (`phone_verified_at`, not `verified_phone`).
    """

    def __init__(self, *, anywhere: str = "", together: str = "", alone: str = "", unless: str = "") -> None:
        self._anywhere = tuple(plain(word) for word in anywhere.split())
        self._together = tuple(plain(word) for word in together.split())
        self._alone = frozenset(plain(word) for word in alone.split())
        self._unless = frozenset(unless.split())
        self._known = lru_cache(maxsize=4096)(self._named)  # a column asks for every value it holds

    def named(self, names: tuple[str, ...]) -> bool:
        """True when the innermost name that says anything is one of these words."""
        return self._known(names)

    def _named(self, names: tuple[str, ...]) -> bool:
        for name in reversed(names):
            words = tokens(name)
            if words and words[-1] in self._unless:
                return False
            if not self._alone.isdisjoint(words) or any(part in word for part in self._anywhere for word in words):
                return True
            if any(f"_{pair}_" in f"_{'_'.join(words)}_" for pair in self._together):
                return True
            if not _NEUTRAL.issuperset(words):
                return False
        return False

    def json_key(self) -> str:
        """An RE2 pattern over octets for JSON text up to behind every key that `named` may accept."""
        parts = sorted(w for w in {*self._anywhere, *self._together} if w.isascii())
        spelled = "|".join(word.replace("_", r'[^A-Za-z\x00"]*') for word in parts)
        # A word that counts alone begins and ends where `tokens` cuts: "pan" in "userPan", not in "company".
        alone = sorted(word for word in self._alone if word.isascii())
        small, title, capital = ("|".join(map(form, alone)) for form in (str, str.title, str.upper))
        inside, end = r'[^"\x00]*', r'(?:[^a-z"\x00][^"\x00]*)?'
        ways = [rf"{inside}(?:{f'(?i:{spelled})|' if spelled else ''}[{BEYOND}]){inside}"]
        if alone:
            ways += [
                rf'(?:{inside}[^A-Za-z"\x00])?(?:{small}){end}',
                rf"{inside}(?:{title}){end}",
                rf"{inside}(?:{capital}){inside}",
            ]
        return rf'"(?:{"|".join(ways)})"\s*:[^\x00]*?'
