"""Numbers of people and money: what their kinds share, which is where such a number counts as one.

In a column, or under a key, that is named for it, a number is judged in every spelling; behind its label in a
text ("SSN: ...") too. Elsewhere only a form that hardly anything else has counts (`plain`), or one that counts
within a sentence (`spoken`), and not where the place or the word before it names a number of another sort.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

from seeding.safety.charset import BEYOND, characters
from seeding.safety.kind import Clue, Place, Problem
from seeding.safety.mask import masked_digits, masked_word
from seeding.safety.meanings import IDENTITY, PROSE, called_other, in_sentence, numeric, other, prose
from seeding.safety.words import Words

# What people put between groups of digits; the readings of a text have already folded spaces and digits.
_DASHES = characters("2010-2015 2212 b7 2022 2027")
_ANY = rf"[\s.\-/_{_DASHES}]{{0,3}}"
_ONE = rf"[ .\-{_DASHES}]{{1,2}}"
_ANY_OCTETS = rf"[\s.\-/_{BEYOND}]*"
_ONE_OCTETS = rf"[ .\-{BEYOND}]+"
_DASH = rf"[\-{_DASHES}]"
_DASH_OCTETS = rf"(?:-|[{BEYOND}]+)"
_SEPARATORS = re.compile(rf"[\s.\-/_{_DASHES}]+")
_JSON = r"(?:^|\x00)\s*[{\[][^\x00]*?"
# Digits in the middle of a longer number start nothing.
_UP_TO = r"(?:[^\x00]*?[^0-9\x00])?"
_EXPONENT_BELOW = r"(?:[^\x00]*?[\[,:])?\s*[0-9][0-9.]*[eE]\+?[0-9]"
_FRACTION = re.compile(r"\s*[+-]?[0-9]+\.[0-9]+\s*")  # an amount, a measure: nobody parts a number of theirs so
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
BEHIND_LABEL = 80
DIGITS = "0123456789"
# The digits of a UUID are no number, whatever they add up to.
_UUID = r"\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b"
_UUIDS = re.compile(_UUID, re.ASCII)
_LENGTH_OF_UUID = 36


def spelled(shape: str) -> str:
    """`shape` for `re`: in it `~` is any separators or none, `=` is a separator, `%` a dash."""
    return shape.replace("~", _ANY).replace("=", _ONE).replace("%", _DASH)


def octets(shape: str) -> str:
    """The same for RE2 over octets; matches wherever the other does."""
    return shape.replace("~", _ANY_OCTETS).replace("=", _ONE_OCTETS).replace("%", _DASH_OCTETS)


def each(parts: str, *, between: str = "~") -> str:
    """A shape of single characters with `between` in between: `each("[A-Z] 9*2")` is a letter and two digits."""
    found: list[str] = []
    for part in parts.split():
        sort, _, count = part.partition("*")
        found += ["[0-9]" if sort == "9" else sort] * int(count or 1)
    return between.join(found)


class Numbers:
    """One kind of number of a person or of money. Subclasses say what it looks like and when it is somebody's."""

    name: str
    hint: str
    what: str
    names: Words
    identity = True
    """It also stands in columns named for any person's number (`tax_id`, `national_id`)."""
    labels = ""
    """Words that announce it in a text, as alternatives of a pattern."""
    shape: str
    """Any spelling, for a column named for it."""
    in_identity = ""
    """The spelling in a column of any person's numbers, where not every one counts."""
    plain = ""
    certain = False
    """The plain form counts even where the place says that numbers of another sort stand there."""
    spoken = ""
    innocent = ""
    """A pattern (RE2) of whole texts that are nobody's, so that a column of them is not judged one by one."""
    fewest = 0
    """The digits there are at least."""
    padded = 0
    """The digits of a whole number, where a column of numbers may have lost leading zeros."""

    def belongs(self, number: str) -> bool:
        """Whether `number`, without separators and in capitals, can be somebody's."""
        raise NotImplementedError

    # --- in bulk ------------------------------------------------------------------------------------------

    def clues(self, place: Place) -> Sequence[Clue]:
        """What to look for in bulk."""
        shape = self._wide
        if self._named(place):
            if self._may_lack_zeros(place):
                return (Clue(f"[0-9]{{{self.padded - 2}}}", DIGITS),)
            innocent = "" if place.json else self.innocent
            return (Clue(f"{shape}|[0-9][eE]\\+?[0-9]", DIGITS, fewest=4, innocent=innocent),)
        ways = []
        # A key inside JSON may say something else than the column does.
        elsewhere = "" if place.json or not other(place) else _JSON
        if self.plain:
            ways.append(("" if self.certain else elsewhere) + _apart(octets(self.plain)))
        if self.spoken and (place.json or prose(place)):
            ways.append(_apart(octets(self.spoken)))
        elif self.spoken:
            bare = octets(self.spoken)
            ways.append(rf"{elsewhere}[\s{BEYOND}][(\[\"'<]*(?:{bare})(?:[^0-9A-Za-z]|$)")
            ways.append(rf"{elsewhere}(?:^|[^0-9A-Za-z])(?:{bare})[)\]\"'>.,:;!?]*[\s{BEYOND}]")
            ways.append(rf"{_JSON}{PROSE.json_key()}{_apart(bare)}")
        keys = [self.names.json_key(), *([IDENTITY.json_key()] if self.identity else [])]
        label = rf"(?:^|[^0-9A-Za-z])(?i:{self.labels})(?:[^A-Za-z_\x00]{_UP_TO})?{shape}"
        labelled = (Clue(label, DIGITS, fewest=9, ignoring=_UUID),) if self.labels else ()
        key = "|".join(key.removesuffix(r"[^\x00]*?") for key in keys)
        keyed = Clue(rf"(?:{key})(?:{_UP_TO}{shape}|{_EXPONENT_BELOW})", '"', ignoring=_UUID)
        return (*(Clue(way, DIGITS, fewest=9) for way in ways), *labelled, keyed)

    @cached_property
    def _wide(self) -> str:
        return f"(?i:{octets(self.shape)})"

    # --- exactly ------------------------------------------------------------------------------------------

    def judges_numbers(self, place: Place) -> bool:
        """True in a column, or under a key, that is named for it."""
        return self._named(place)

    def problems(self, text: str, place: Place) -> Iterator[Problem]:
        """The numbers in `text` that can be somebody's."""
        count = _count_of_digits(text)
        if count == 0 or (count < self.fewest and not self._named(place)):
            return
        if _FRACTION.fullmatch(text) and not self._named(place):
            return
        if len(text) >= _LENGTH_OF_UUID:
            text = _UUIDS.sub(" ", text)
        if self._named(place):
            if self._may_lack_zeros(place):
                text = text.zfill(self.padded) if self.padded - 2 <= len(text) else text
            elif _EXPONENT.fullmatch(text):
                text = str(int(Decimal(text))) if Decimal(text) == int(Decimal(text)) else ""
            found = self.found(text, named=self.names.named(place.names))
        else:
            found = self._in_text(text, place)
        for number in dict.fromkeys(found):
            shown = masked_digits(number) if number.isdigit() else masked_word(number)
            yield Problem(shown, self.what)

    def found(self, text: str, *, named: bool = True) -> Iterator[str]:
        """Somebody's numbers in a text that is about them; `named` for their own kind."""
        pattern = self._shaped if named or not self.in_identity else self._in_identity
        for match in pattern.finditer(text):
            if self.belongs(number := compact(match[1])):
                yield number

    def _in_text(self, text: str, place: Place) -> Iterator[str]:
        if self._label is not None:
            for label in self._label.finditer(text):
                # "NHS1906147450" is a code of three letters and ten digits, unless somebody wrote it down in a note.
                if text[label.end() : label.end() + 1].isdigit() and not prose(place):
                    continue
                yield from self.found(text[label.end() : label.end() + BEHIND_LABEL])
        elsewhere = other(place)
        for pattern, certain, everywhere in ((self._plain, self.certain, True), (self._spoken, False, prose(place))):
            for match in pattern.finditer(text) if pattern and (certain or not elsewhere) else ():
                start, end = match.start(1), match.end(1)
                if (
                    (everywhere or in_sentence(text, start, end))
                    and self.belongs(number := compact(match[1]))
                    and (certain or not called_other(text, start))
                ):
                    yield number

    def _named(self, place: Place) -> bool:
        return self.names.named(place.names) or (self.identity and IDENTITY.named(place.names))

    def _may_lack_zeros(self, place: Place) -> bool:
        return self.padded > 0 and numeric(place) and self.names.named(place.names)

    @cached_property
    def _shaped(self) -> re.Pattern[str]:
        edge = "[0-9]" if self.shape.startswith("[0-9]") else "[0-9A-Za-z]"
        # The look-ahead lets the next number start inside this one.
        return re.compile(rf"(?<!{edge})(?=({spelled(self.shape)})(?!{edge}))", re.IGNORECASE)

    @cached_property
    def _in_identity(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![0-9A-Za-z\-])({spelled(self.in_identity)})(?![0-9A-Za-z]|-[0-9])", re.IGNORECASE)

    @cached_property
    def _plain(self) -> re.Pattern[str] | None:
        return _alone(self.plain)

    @cached_property
    def _spoken(self) -> re.Pattern[str] | None:
        return _alone(self.spoken)

    @cached_property
    def _label(self) -> re.Pattern[str] | None:
        return re.compile(rf"(?<![0-9A-Za-z])(?:{self.labels})(?![A-Za-z_])", re.IGNORECASE) if self.labels else None


@lru_cache(maxsize=256)  # each kind asks for the same text in turn
def _count_of_digits(text: str) -> int:
    return sum(map(text.count, DIGITS))


def compact(text: str) -> str:
    """A number without its separators, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def _alone(shape: str) -> re.Pattern[str] | None:
    """Not a part of a longer number or word: no group of digits goes on behind a dash, as in a UUID."""
    return re.compile(rf"(?<![0-9A-Za-z\-])({spelled(shape)})(?![0-9A-Za-z]|-[0-9])") if shape else None


def _apart(pattern: str) -> str:
    return rf"(?:^|[^0-9A-Za-z\-])(?:{pattern})(?:[^0-9A-Za-z]|$)"
