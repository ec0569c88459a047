"""Mailboxes pulled apart: `maya@<b>gmail</b>.com`, `maya(work)@gmail.com`, `m a y a @ g m a i l . c o m`."""

from __future__ import annotations

import re

from seeding.safety.charset import BEYOND

# Only these are looked for behind a dot with a space before it ("gmail .com").
_SPACED_TLD = "com|net|org|edu|gov|co|io"

# White space outside ASCII is in `re`'s \s and not in RE2's.
SPACE = rf"[\s{BEYOND}]*"

# What betrays them, in a syntax that both `re` and RE2 (over octets) read.
BESIDE_AT = f"[>)]{SPACE}@|@{SPACE}[<(]"
INSIDE_MAILBOX = (
    r"@[A-Za-z0-9.-]+<[^<>\x00]*>[A-Za-z0-9.]|@ [^ \x00] [^ \x00] "
    rf"|@[A-Za-z0-9. \t\-]+[ \t]\.[ \t]*(?:{_SPACED_TLD})"
)

_TAGS_AT = re.compile(r"(?:<[^<>]*>)+\s*(?=@)|(?<=@)\s*(?:<[^<>]*>)+")
# Mark-up inside a name: "maya@<b>gmail</b>.com".
_TAGS_IN_HOST = re.compile(r"(?<=@)[A-Za-z0-9.-]*(?:<[^<>]*>[A-Za-z0-9.-]+){1,16}")
_TAG = re.compile(r"<[^<>]*>")
_LETTERS_APART = re.compile(r"(?:(?<!\S)\S ){1,64}@(?: \S(?!\S)){3,253}")
_DOT_APART = re.compile(
    rf"([ \t]?@[ \t]*[A-Za-z0-9-]{{1,63}}(?:[ \t]*\.[ \t]*[A-Za-z0-9-]{{1,63}}){{0,7}}?)[ \t]+\.[ \t]*({_SPACED_TLD})\b"
)
# RFC 5322 section 3.2.2: comments around the "@" fold into nothing.
_COMMENT_AT = re.compile(r"(?<=@)\s*\([^()]*\)\s*|(?<=\w)\s*\([^()]*\)\s*(?=@)")


def mailboxes_together(text: str) -> str:
    """`text` without what stands inside its mailboxes and is no part of them."""
    if "(" in text:
        text = _COMMENT_AT.sub("", text)
    if "<" in text:
        text = _TAGS_AT.sub("", text)
        text = _TAGS_IN_HOST.sub(lambda match: _TAG.sub("", match[0]), text)
    if "@ " in text:
        text = _LETTERS_APART.sub(lambda match: match[0].replace(" ", ""), text)
    if " ." in text:
        text = _DOT_APART.sub(lambda match: f"{''.join(match[1].split())}.{match[2]}", text)
    return text
