"""One SQL file as its statements, cut where the server would cut it.

Semicolons inside strings, quoted names, dollar quotes, comments, parentheses (rules) and SQL function bodies
(`begin atomic … end`) end nothing. No grammar: what a statement means is the server's to say.
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
    | (?P<string> ' [^']* (?: '' [^']* )* (?: ' | \Z ) (?: \s*,\s* (?: ' [^']* (?: '' [^']* )* ' | [-+]?\d[\d.]* ) )* )
    | (?P<name> " [^"]* (?: "" [^"]* )* (?: " | \Z ) )
    | (?P<word> [^\W\d] [\w$]* )
    | (?P<open> [(\[] )
    | (?P<close> [)\]] )
    | (?P<end> ; )
    """,
    re.VERBOSE | re.DOTALL,
)
# A string takes the values behind it along: of a file of rows, most is that.
_BLOCK_EDGE = re.compile(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its text with the comments before it, and where in the file it is.

    `offset` is where the text begins, `start` where its first word is, `end` the place behind its semicolon;
    `words` are its first words in lower case, enough to tell what kind it is.
    """

    text: str
    offset: int
    start: int
    end: int
    words: tuple[str, ...]


def split(sql: str) -> list[Statement]:
    """The statements of `sql` in order; stretches without any word or symbol are no statement.

    >>> [s.text for s in split("select ';'; -- one;\\nselect $a$;$a$")]
    ["select ';'", '-- one;\\nselect $a$;$a$']
    """
    found: list[Statement] = []
    begin = position = 0
    start: int | None = None
    depth = bodies = 0
    words: list[str] = []
    last_word = ""
    while position < len(sql):
        token = _TOKEN.search(sql, position)
        upto = token.start() if token else len(sql)
        # Digits, operators and the like are skipped over, but they do begin a statement.
        if start is None and (gap := re.search(r"\S", sql[position:upto])):
            start = position + gap.start()
        if token is None:
            break
        kind = token.lastgroup
        position = token.end()
        if kind == "comment":
            continue
        if kind == "block":
            position = _after_block(sql, position)
            continue
        if kind == "end" and depth <= 0 and bodies == 0:
            if start is not None:
                found.append(_cut(sql, begin, start, position, words, closed=True))
            begin, start, depth, words, last_word = position, None, 0, [], ""
            continue
        if start is None:
            start = token.start()
        if kind == "dollar":
            closing = sql.find(token.group(), position)
            position = len(sql) if closing < 0 else closing + len(token.group())
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "word":
            word = token.group().lower()
            if len(words) < 3:
                words.append(word)
            bodies = _inside(bodies, last_word, word)
            last_word = word
    if start is not None:
        found.append(_cut(sql, begin, start, len(sql), words, closed=False))
    return found


def line_of(sql: str, offset: int) -> int:
    """The line, from 1, that the character at `offset` is on."""
    return sql.count("\n", 0, offset) + 1


def _inside(bodies: int, last_word: str, word: str) -> int:
    # `begin atomic` opens a body; within one, `case` ends with an `end` of its own.
    if bodies == 0:
        return 1 if (last_word, word) == ("begin", "atomic") else 0
    return bodies + (word == "case") - (word == "end")


def _after_block(sql: str, position: int) -> int:
    # Block comments nest (SQL:1999 §5.2, and PostgreSQL does it).
    open_comments = 1
    while open_comments:
        edge = _BLOCK_EDGE.search(sql, position)
        if edge is None:
            return len(sql)
        open_comments += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position


def _cut(sql: str, begin: int, start: int, end: int, words: list[str], *, closed: bool) -> Statement:
    piece = sql[begin : end - closed]
    offset = begin + len(piece) - len(piece.lstrip())
    return Statement(piece.strip(), offset, start, end, tuple(words))
