"""What a statement is by its words, and the same statement as one transaction on the scratch server takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from seeding.migrations.check.lexer import tokens
from seeding.migrations.check.ran import Failure
from seeding.migrations.statements import Statement

_CONTROL = {"begin", "commit", "end", "rollback", "abort", "savepoint", "release", "start"}
_ALONE = re.compile(
    r"(?:vacuum|discard|checkpoint|prepare\s+transaction|commit\s+prepared|rollback\s+prepared|alter\s+system"
    r"|(?:create|drop)\s+(?:database|tablespace|subscription)|reindex\s+(?:\([^)]*\)\s*)?(?:database|system)"
    r"|set\s+transaction|set\s+session\s+characteristics)\b",
    re.IGNORECASE,
)
# What talks to the client, which has nothing to say.
STREAM = re.compile(r"copy\b[^;]*?\b(?:to\s+stdout|from\s+stdin)\b", re.IGNORECASE)
ENDS = re.compile(r"\b(?:commit|rollback)(?:\s+and\s+(?:no\s+)?chain)?\s*;", re.IGNORECASE)
_WRITES = {
    "insert",
    "update",
    "delete",
    "merge",
    "copy",
    "do",
    "select",
    "with",
    "call",
    "execute",
    "perform",
    "truncate",
}
_INSERT = re.compile(r"insert\s+into\s+([^\s(]+)", re.IGNORECASE)
_AT_ONCE = 500  # 10,000 statements with a message and a count each were two thirds of the time
_CONCURRENT = {"index", "table", "schema", "view", "partition"}
_TYPE_NAME = re.compile(
    r"(?:(?:\"[^\"]+\"|[\w$]+)\s*\.\s*)?(?:\"[^\"]+\"|[\w$]+)(?:\s*\([^()]*\))?(?:\s*\[\s*\])*", re.IGNORECASE
)


def batches(statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Neighbours that insert into the same table together, at most so many; everything else alone."""
    batch: list[Statement] = []
    target = ""
    for statement in statements:
        found = (
            _INSERT.match(statement.text, statement.start - statement.offset)
            if statement.words[:1] == ("insert",)
            else None
        )
        if found is None or found[1] != target or len(batch) == _AT_ONCE:
            if batch:
                yield batch
            batch, target = [], found[1] if found else ""
        if found is None:
            yield [statement]
        else:
            batch.append(statement)
    if batch:
        yield batch


def writes(statement: Statement) -> bool:
    """Whether rows may come, go or change by it."""
    return statement.words[:1] != () and statement.words[0] in _WRITES


def has_no_part(text: str) -> bool:
    """True for what handles transactions, or cannot be in one: it is judged by its words."""
    words = text.split(None, 1)
    first = words[0].rstrip(";").lower() if words else ""
    return first in _CONTROL or _ALONE.match(text) is not None


def in_transaction(text: str) -> str:
    """The statement without CONCURRENTLY, which no transaction takes: the same thing is made, by another way."""
    if "concurrently" not in text.lower():
        return text
    before = ""
    for token in tokens(text):
        word, before = before, token.value if token.kind == "word" else before
        if token.value == "concurrently" and token.kind == "word" and word in _CONCURRENT:
            # Blanks of the same length, so that the server's positions still point into the file.
            text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
    return text


def as_text(text: str, failure: Failure, start: int) -> str:
    """The statement with text for the type that is not there; empty where that is not what was refused."""
    if failure.state != "42704" or failure.offset is None or not failure.message.startswith("type "):
        return ""
    place = failure.offset - start
    named = _TYPE_NAME.match(text, place)
    # Of the same length, so that the server's positions still point into the file.
    return text[:place] + "text".ljust(named.end() - place) + text[named.end() :] if named else ""
