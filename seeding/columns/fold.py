"""Names in any script as the letters of an address: "Łucja Nowak-Żak" → lucja.nowakzak, "佐藤 明美" → sato.akemi.

Latin, Greek, Cyrillic, Hebrew and Arabic letters are rewritten in place: their UTF-8 takes two or three
bytes, which is room for as many ASCII letters, so no row has to grow. Chinese, Japanese and Korean names
are looked up whole.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays, eastern, name_lists, strings
from seeding.columns.draws import Words
from seeding.columns.strings import Bytes, Offsets

LONGEST = 40  # letters kept of a name: with a number and a domain an address stays within RFC 5321's 64
NOBODY = "member"  # stands in for a name without a single letter

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d",
    "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ŋ": "n", "Ŋ": "n", "ħ": "h", "Ħ": "h",
    # Greek
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "u", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    # Cyrillic
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ђ": "dj", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "c", "џ": "dz",
    # Hebrew
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "v", "ז": "z", "ח": "h", "ט": "t", "י": "y",
    "ך": "k", "כ": "k", "ל": "l", "ם": "m", "מ": "m", "ן": "n", "נ": "n", "ס": "s", "ע": "a", "ף": "f",
    "פ": "p", "ץ": "ts", "צ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
    # Arabic and Persian
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh",
    "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z",
    "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w",
    "ي": "y", "ى": "a", "ة": "a", "ئ": "y", "ؤ": "w", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ک": "k",
    "ی": "y",
}  # fmt: skip

_SEPARATORS = np.frombuffer(b"......\0\0\0\0\0___..", np.uint8)  # of 16 people, 8 part their names with a dot


def handles(texts: pa.Array, draws: Words) -> pa.Array:
    """A name part of an address for each name: a to z with at most one `.` or `_`, never empty.

    First name in full or its first letter, parted by a dot, an underscore or nothing, as the draws say.
    """
    data, offsets = ascii_bytes(strings.plain(texts))
    begin, end = offsets[:-1], offsets[1:]
    letters = _lower().take(data)
    gap = strings.first_of(np.flatnonzero(data == strings.SPACE), begin, end)
    parted = np.flatnonzero(gap < end)
    letters[gap[parted]] = _SEPARATORS[(draws[parted] & np.uint64(15)).astype(np.intp)]
    brief = parted[(draws[parted] >> np.uint64(60)) < np.uint64(5)]
    brief = brief[(letters[begin[brief]] > 0) & (begin[brief] < gap[brief])]
    letters[strings.spans(begin[brief] + np.int32(1), gap[brief])[0]] = 0
    return _tidy(strings.build(*strings.keep(letters, offsets, letters != 0)))


def _tidy(handle: pa.Array) -> pa.Array:
    """No empty handle, none longer than `LONGEST`, no separator at an end."""
    data, offsets = strings.flat(handle)
    lengths = offsets[1:] - offsets[:-1]
    if len(lengths) and lengths.max() > LONGEST:
        handle = pc.utf8_slice_codeunits(handle, 0, LONGEST)
        data, offsets = strings.flat(handle)
    some = np.flatnonzero(offsets[:-1] < offsets[1:])
    if (data[offsets[:-1][some]] < ord("a")).any() or (data[offsets[1:][some] - 1] < ord("a")).any():
        handle = pc.ascii_trim(handle, characters="._")
        lengths = pc.binary_length(handle).to_numpy()
    if len(lengths) and not lengths.all():
        handle = pc.if_else(pc.equal(handle, ""), NOBODY, handle)
    return handle


def ascii_bytes(texts: pa.Array) -> tuple[Bytes, Offsets]:
    """The texts' bytes with every letter as ASCII letters; what has no letter is byte 0, to be left out."""
    data, offsets = strings.flat(texts)
    if not len(data) or data.max() < 0x80:
        return data, offsets
    east = np.flatnonzero(eastern.is_character(data))
    if len(east):
        row = np.flatnonzero(strings.first_of(east, offsets[:-1], offsets[1:]) < offsets[1:])
        some = texts if len(row) == len(texts) else texts.take(pa.array(row))
        texts = arrays.replace(texts, row, _read_aloud(some))
        data, offsets = strings.flat(texts)
    data = data.copy()
    two, three = _folds()
    lead = np.flatnonzero((data >= 0xC0) & (data < 0xE0))
    letter = two[(data[lead].astype(np.intp) & 0x1F) << 6 | (data[lead + 1] & 0x3F)]
    wide = np.flatnonzero((data >= 0xE0) & (data < 0xF0))
    code = (data[wide].astype(np.intp) & 0x0F) << 12 | (data[wide + 1].astype(np.intp) & 0x3F) << 6
    letters = three[code | (data[wide + 2] & 0x3F)]
    data[data >= 0x80] = 0
    data[lead], data[lead + 1] = letter[:, 0], letter[:, 1]
    data[wide], data[wide + 1] = letters[:, 0], letters[:, 1]
    return data, offsets


@lru_cache(maxsize=1)
def _lower() -> Bytes:
    """Letters to lower case, everything else to 0."""
    table = np.zeros(256, np.uint8)
    for letter in range(ord("a"), ord("z") + 1):
        table[letter] = table[letter - 32] = letter
    return table


@lru_cache(maxsize=1)
def _folds() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Two ASCII letters (0 for none) for each character of two and of three bytes in UTF-8."""
    two, three = np.zeros((0x800, 2), np.uint8), np.zeros((0x10000, 2), np.uint8)
    for code in [*range(0x80, 0x800), *range(0x1E00, 0x2000), *range(0xFF00, 0xFF5F)]:
        folded = _fold_letter(chr(code)).encode()
        (two if code < 0x800 else three)[code, : len(folded)] = list(folded)
    for code in (0xA0, 0x2002, 0x2003, 0x2009, 0x3000):
        (two if code < 0x800 else three)[code, 0] = strings.SPACE
    return two, three


def _fold_letter(letter: str) -> str:
    """At most two ASCII letters or digits; '' for what has none."""
    known = _LETTERS.get(letter, _LETTERS.get(letter.lower()))
    if known is None:
        bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        known = _LETTERS.get(bare.lower(), bare)
    return known[:2] if known.isascii() and known.isalnum() else ""


def _read_aloud(texts: pa.Array) -> pa.Array:
    """Chinese, Japanese and Korean names by their usual reading, words parted by a space."""
    data, offsets = strings.flat(texts)
    begin, end = offsets[:-1], offsets[1:]
    gap = strings.first_of(np.flatnonzero(data == strings.SPACE), begin, end)
    start = np.minimum(gap + np.int32(1), end)
    joined = gap == end
    gap[joined] = start[joined] = begin[joined]
    whole = np.flatnonzero(joined & eastern.begins(data, begin, end))
    gap[whole] = start[whole] = eastern.family_end(data, begin[whole], end[whole])
    chinese = pa.array(joined)
    family = _reading(strings.cut(data, begin, gap), chinese)
    given = _reading(strings.cut(data, start, end), chinese)
    parted, known = pc.binary_join_element_wise(family, given, " "), name_lists.readings()[0]
    return pc.coalesce(known.readings.take(pc.index_in(texts, value_set=known.names)), parted)


def _reading(words: pa.Array, chinese: pa.Array) -> pa.Array:
    """What each name is read as; the same characters read otherwise in Chinese and in Japanese."""
    joined, parted, _ = name_lists.readings()
    spoken = pc.if_else(
        chinese,
        joined.readings.take(pc.index_in(words, value_set=joined.names)),
        parted.readings.take(pc.index_in(words, value_set=parted.names)),
    )
    if spoken.null_count:
        # Not one of our names: character by character, once for each distinct word.
        rare = words.filter(spoken.is_null()).dictionary_encode()
        spelled = pa.array([_spell(word) for word in rare.dictionary.to_pylist()], pa.string())
        spoken = pc.replace_with_mask(spoken, spoken.is_null(), spelled.take(rare.indices))
    return spoken


def _spell(word: str) -> str:
    characters = name_lists.readings()[2]
    return "".join(c if ord(c) < 0x2E80 else characters.get(c, "") for c in word)
