"""SQL as its tokens, with every string decoded as the server would decode it, and where each of them stands.

No grammar: enough to know a string from a comment, what is called, and which words stand before a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<comment> --[^\n]* )
    | (?P<block> /\* )
    | (?P<dollar> \$ (?:[^\W\d]\w*)? \$ )
    | (?P<escape> [eE]' (?: [^'\\] | \\. | '' )* (?: ' | \Z ) )
    | (?P<unicode> [uU]&' (?: [^'] | '' )* (?: ' | \Z ) )
    | (?P<bits> [bBxX]' [^']* (?: ' | \Z ) )
    | (?P<string> [nN]?' [^']* (?: '' [^']* )* (?: ' | \Z ) )
    | (?P<quoted> (?: [uU]& )? " (?: [^"] | "" )* (?: " | \Z ) )
    | (?P<word> [^\W\d] [\w$]* )
    | (?P<number> (?: \d[\d_]* (?: \.\d* )? | \.\d+ ) (?: [eE][+-]?\d+ )? )
    | (?P<parameter> \$\d+ )
    | (?P<symbol> :: | := | => | \|\| | [^\s\w] )
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_EDGE = re.compile(r"/\*|\*/")
# SQL's way to go on with a string on another line: nothing between but white space with a line break, and comments.
_CONTINUED = re.compile(r"[ \t\r\f]*\n(?:\s|--[^\n]*\n)*(?=')")
_NEXT_PART = re.compile(r"'((?:[^']|'')*)(?:'|\Z)", re.DOTALL)
_NEXT_ESCAPED = re.compile(r"'((?:[^'\\]|\\.|'')*)(?:'|\Z)", re.DOTALL)
_UESCAPE = re.compile(r"\s*uescape\s*'(.)'", re.IGNORECASE)
_ESCAPES = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `value` is a word in lower case, a name as it is, a string decoded, or the text itself.

    `inner` is where the text of a dollar-quoted string begins, so that places inside it can be told; 0 for others.
    """

    kind: str
    value: str
    start: int
    end: int
    inner: int = 0


STRINGS = ("string", "dollar")


def tokens(sql: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `sql` between two places, comments included."""
    found: list[Token] = []
    position, stop = start, len(sql) if end is None else end
    while position < stop and (match := _TOKEN.search(sql, position, stop)):
        kind, begin, position = match.lastgroup or "", match.start(), match.end()
        text = match.group()
        if kind == "block":
            position = _after_block(sql, position, stop)
            found.append(Token("comment", sql[begin:position], begin, position))
        elif kind == "dollar":
            closing = sql.find(text, position, stop)
            until = stop if closing < 0 else closing
            token = Token("dollar", sql[position:until], begin, min(stop, until + len(text)), position)
            found.append(token)
            position = token.end
        elif kind in ("escape", "string", "unicode"):
            value, position = _string(sql, kind, text, position, stop)
            found.append(Token("string", value, begin, position))
        elif kind == "quoted":
            name = text[text.find('"') + 1 :].removesuffix('"').replace('""', '"')
            found.append(Token("name", name, begin, position))
        elif kind == "word":
            found.append(Token("word", text.lower(), begin, position))
        else:
            found.append(Token(kind, text, begin, position))
    return found


def unescape(text: str) -> str:
    r"""What PostgreSQL makes of the text between the quotes of E''.

    >>> unescape(r"jane\x40gmail\u002ecom\n")
    'jane@gmail.com\n'
    """
    octets = bytearray()
    position = 0
    for match in _ESCAPES.finditer(text):
        octets += text[position : match.start()].encode("utf-8", "surrogatepass")
        octal, hexadecimal, short, long, other = match.groups()
        if octal or hexadecimal:
            octets.append(int(octal, 8) & 0xFF if octal else int(hexadecimal, 16))
        elif short or long:
            octets += _character(int(short or long, 16)).encode("utf-8", "surrogatepass")
        else:
            octets += _CONTROL.get(other, other).encode("utf-8", "surrogatepass")
        position = match.end()
    octets += text[position:].encode("utf-8", "surrogatepass")
    return octets.decode("utf-8", "replace")


def _string(sql: str, kind: str, text: str, position: int, stop: int) -> tuple[str, int]:
    body = text[text.find("'") + 1 :]
    parts = [body.removesuffix("'") if len(body) and body.endswith("'") else body]
    pattern = _NEXT_ESCAPED if kind == "escape" else _NEXT_PART
    while gap := _CONTINUED.match(sql, position, stop):
        part = pattern.match(sql, gap.end(), stop)
        if part is None:
            break
        parts.append(part[1])
        position = part.end()
    joined = "".join(part.replace("''", "'") for part in parts)
    if kind == "escape":
        return unescape(joined), position
    if kind == "unicode":
        sign = "\\"
        if given := _UESCAPE.match(sql, position, stop):
            sign, position = given[1], given.end()
        return _unicode(joined, sign), position
    return joined, position


def _unicode(text: str, sign: str) -> str:
    mark = re.escape(sign)
    pattern = re.compile(rf"{mark}(?:({mark})|([0-9A-Fa-f]{{4}})|\+([0-9A-Fa-f]{{6}}))")
    return pattern.sub(lambda m: sign if m[1] else _character(int(m[2] or m[3], 16)), text)


def _character(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _after_block(sql: str, position: int, stop: int) -> int:
    open_comments = 1
    while open_comments:
        edge = _BLOCK_EDGE.search(sql, position, stop)
        if edge is None:
            return stop
        open_comments += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position
