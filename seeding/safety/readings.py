"""Every way a person or a program will read a text, so that an address cannot hide in its spelling.

`gmail。com`, `%67mail.com`, `maya&#64;gmail.com`, `maya [at] gmail [dot] com` and `ｇｍａｉｌ.com` all reach
the same mailbox. A reading is the text after one more round of undoing; the rules judge each of them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from seeding.safety.apart import BESIDE_AT, INSIDE_MAILBOX, SPACE, mailboxes_together
from seeding.safety.charset import BEYOND, DOTS, FOLDED, RAISED_DOTS, UNSEEN, UNSEEN_CONTROLS
from seeding.safety.encoded import DATA_URL, ENCODED_WORD, QUOTED_PRINTABLE, decoded

# Words after which "dot" is spoken punctuation. No "in", "it", "me": "the dot in the corner" is English.
_SPOKEN_TLD = "com|net|org|edu|gov|io|dev|co|uk|de|fr|eu|info|biz|app|ai"

# Disguises by what betrays them, in a syntax that both `re` and RE2 (over octets) read. A text that matches
# none of them has one reading: itself.
ASCII_DISGUISES = {
    "%": r"%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})",
    # Not "&amp; ": what it stands for begins no entity. (RE2 has no look-ahead, hence the letters.)
    "&": r"&(?:#[xX]?[0-9A-Fa-f]|(?:amp|AMP);?[#A-Za-z]|[A-Zb-z][A-Za-z0-9]*;|a[A-Za-ln-z0-9][A-Za-z0-9]*;"
    r"|am[A-Za-oq-z0-9][A-Za-z0-9]*;|amp[A-Za-z0-9]+;|shy)",
    "\\": r"\\(?:u[0-9A-Fa-f{]|x[0-9A-Fa-f]{2}|/)",
    "[({<": r"[\[({<]" + SPACE + "(?i:at|dot|[.@]|[:/]{1,3})" + SPACE + r"[\])}>]",
    "@": f"{BESIDE_AT}|{INSIDE_MAILBOX}",
    "<": r"<!--|(?i:<wbr)",
    ";": DATA_URL,
    "=": f"{ENCODED_WORD}|{QUOTED_PRINTABLE}",
    # Browsers leave out what breaks a line inside a URL.
    ":": r":[/\\]?[\t\r\n]+[/\\]",
    "": rf"(?i:dot)[\s_\-{BEYOND}]+(?i:" + _SPOKEN_TLD + ")",
    UNSEEN_CONTROLS: "[" + UNSEEN_CONTROLS + "]",
}
# Unseen characters disguise nothing where nothing is seen: the joiners of Indic words stay cheap.
UNICODE_DISGUISE = rf"[{FOLDED}{DOTS}{RAISED_DOTS}]|[!-~][^\x00]*[{UNSEEN}]|[{UNSEEN}][^\x00]*[!-~]"

_ANY_ASCII = re.compile("|".join(ASCII_DISGUISES.values()))
_UNSEEN = re.compile("[" + UNSEEN + UNSEEN_CONTROLS + "]")
_DOT = re.compile("[" + DOTS + "]")
_RAISED_DOT = re.compile("[" + RAISED_DOTS + "]")
# Where a name begins and no real dot has come yet: `maya@gmail·com`, but not `maya@example.com · Pune`.
_RAISED = re.compile(rf"(?:^|(?<=[@/]))[^\s.@/]+[{RAISED_DOTS}][^\s.@/]+")
_DIGIT = re.compile(r"[^\W\x00-\x7f]")
_PERCENT = re.compile(r"(?:%(?:25)*[0-9A-Fa-f]{2})+")
_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_ENTITY = re.compile(r"&(?:#[xX]?[0-9A-Fa-f]+;?|(?:amp|AMP);?(?=[#A-Za-z])|(?!(?i:amp);)[A-Za-z][A-Za-z0-9]*;|shy)")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(/))")
_BRACKET = re.compile(r"[\])}>]")
_BRACKETED_AT = re.compile(r"\s*[\[({<]\s*(?:at|@)\s*[\])}>]\s*", re.IGNORECASE)
_BRACKETED_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*", re.IGNORECASE)
_BRACKETED_MARK = re.compile(r"[\[({<]\s*([:/]{1,3})\s*[\])}>]")
_COMMENT = re.compile(r"<!--.*?-->|<wbr\s*/?>", re.DOTALL | re.IGNORECASE)
_BROKEN = re.compile(r"(:[/\\]?)[\t\r\n]+(?=[/\\])")
_WORD = r"[^\W_]{1,63}"  # bounded, so that a long text without spaces costs no more than it is long
_SPOKEN = re.compile(
    rf"(?:(?P<local>{_WORD}(?:[.+_-]{_WORD}){{0,7}})[\s_-]+at[\s_-]+|@)"
    r"(?P<host>(?!(?:the|this|that|a|an|my|our|your|its|their|his|her|every|each|any|some|which|what|no)\b)"
    rf"{_WORD}(?:[.-]{_WORD}){{0,7}}(?:[\s_-]+dot[\s_-]+{_WORD}){{0,7}}?)[\s_-]+dot[\s_-]+(?P<tld>{_SPOKEN_TLD})\b",
    re.IGNORECASE,
)
_SPOKEN_DOT = re.compile(r"[\s_-]+dot[\s_-]+", re.IGNORECASE)


def readings(text: str) -> Iterator[str]:
    """`text` as any program reads it, then after each round of undoing, until a round changes nothing.

    Folding (NFKC, IDNA's dots, unseen characters) comes first and its input is no reading: a name with
    full-width letters does not exist. Each round shortens the text or folds it, so the rounds end.
    """
    if text.isascii() and not _ANY_ASCII.search(text):
        yield text
        return
    text = _folded(text)
    yield text
    while (plainer := _folded(_undone(text))) != text:
        yield plainer
        text = plainer


def _folded(text: str) -> str:
    if not text.isascii():
        text = _DOT.sub(".", _DIGIT.sub(_ascii_digit, unicodedata.normalize("NFKC", text)))
    return _UNSEEN.sub("", text)


def _undone(text: str) -> str:
    if not text.isascii():
        text = _RAISED.sub(lambda match: _RAISED_DOT.sub(".", match[0]), text)
    if "%" in text:
        text = _PERCENT.sub(_percent_decoded, text)
        text = _PERCENT_U.sub(lambda match: chr(int(match[1], 16)), text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if _BRACKET.search(text):
        text = _BRACKETED_DOT.sub(".", _BRACKETED_AT.sub("@", text))
        text = _BRACKETED_MARK.sub(r"\1", text)
    if "<" in text:
        text = _COMMENT.sub("", text)
    text = _BROKEN.sub(r"\1", decoded(text))
    if "@" in text:
        text = mailboxes_together(text)
    return _SPOKEN.sub(_written, text) if "dot" in text.lower() else text


def _ascii_digit(match: re.Match[str]) -> str:
    digit = unicodedata.decimal(match[0], None)
    return match[0] if digit is None else str(digit)


def _percent_decoded(match: re.Match[str]) -> str:
    octets = bytes(int(pair[-2:], 16) for pair in re.findall(r"%(?:25)*[0-9A-Fa-f]{2}", match[0]))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _unescaped(match: re.Match[str]) -> str:
    if match[4]:
        return "/"
    code = int(match[1] or match[2] or match[3], 16)
    # Half of a surrogate pair is no character; what it belongs to lies outside every rule's alphabet.
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"


def _written(match: re.Match[str]) -> str:
    host = _SPOKEN_DOT.sub(".", match["host"])
    return f"{match['local'] or ''}@{host}.{match['tld']}"
