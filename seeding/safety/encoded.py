"""Texts inside texts, encoded: data URLs (RFC 2397), quoted-printable (RFC 2045), headers of mails (RFC 2047)."""

from __future__ import annotations

import base64
import quopri
import re

# What betrays each, in a syntax that both `re` and RE2 (over octets) read. An image in Base64 is none.
_TEXTS = "(?i:text|json|xml|svg|script|html|csv|vcard|calendar)"
DATA_URL = rf"(?i:data:)[A-Za-z+/.\-]*{_TEXTS}[^,\s\x00]{{0,80}}(?i:;base64,)"
QUOTED_PRINTABLE = "(?i:quoted-printable)"
ENCODED_WORD = r"=\?[A-Za-z0-9\-]+\?[BbQq]\?"

_DATA_URL = re.compile(rf"{DATA_URL}([A-Za-z0-9+/_-]+)={{0,2}}")
_QUOTED_PRINTABLE = re.compile(QUOTED_PRINTABLE)
_SOFT_BREAK = re.compile(r"=\r?\n")
_OCTETS = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
_ENCODED_WORD = re.compile(rf"{ENCODED_WORD}([^?\s]*)\?=")


def decoded(text: str) -> str:
    """`text` with what it holds in these encodings written out; what is no text in UTF-8 stays as it is."""
    if ";base64," in text.lower():
        text = _DATA_URL.sub(lambda match: _base64(match[1]) or match[0], text)
    if "=" in text:
        if "=?" in text:
            text = _ENCODED_WORD.sub(_word, text)
        if _QUOTED_PRINTABLE.search(text):
            text = _OCTETS.sub(lambda match: _printable(match[0]), _SOFT_BREAK.sub("", text))
    return text


def _base64(text: str) -> str | None:
    octets = text.translate({0x2D: "+", 0x5F: "/"})
    try:
        # Behind a space, so that what stood before does not run into it.
        return f" {base64.b64decode(octets + '=' * (-len(octets) % 4)).decode()}"
    except ValueError:
        return None


def _word(match: re.Match[str]) -> str:
    in_base64 = match[0].split("?")[2] in "Bb"
    return (_base64(match[1].rstrip("=")) if in_base64 else _printable(match[1].replace("_", " "))) or match[0]


def _printable(text: str) -> str:
    return quopri.decodestring(text.encode()).decode(errors="replace")
