"""One value, judged exactly: what the bulk scan falls back to, and what anyone may call."""

from __future__ import annotations

import datetime
import json
import math
import re
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from seeding.findings import Finding
from seeding.safety.kind import Kind, Place, Problem
from seeding.safety.kinds import all_kinds
from seeding.safety.mask import printable
from seeding.safety.readings import readings

# Values of types that cannot spell a name or a number of somebody.
_LARGEST = 10**20
_HEX_BYTES = re.compile(r"\\x(?:[0-9A-Fa-f]{2})+")
_SILENT = (bool, datetime.date, datetime.time, datetime.timedelta, uuid.UUID, type(None))


def inspect(value: object, *, column: str, type: str) -> list[Finding]:  # noqa: A002
    """What in `value` could belong to a real person or company; empty when nothing could.

    `value` is a str, number, list, tuple, set, dict, bytes, None, or JSON text; `column` the column's name
    and `type` PostgreSQL's name of its type, which decide what a number or a bare word means.

    >>> inspect("priya@example.com", column="email", type="text")
    []
    >>> [finding.rule for finding in inspect("dev@test.com", column="email", type="text")]
    ['safety-email']
    """
    return [finding_of(kind, problem, column) for kind, problem in problems(value, Place.of(column, type))]


def finding_of(kind: Kind, problem: Problem, where: str) -> Finding:
    """The finding for a problem of a value that stands at `where`."""
    return Finding(f"safety-{kind.name}", where, f'"{printable(problem.shown)}" is {problem.message}', kind.hint)


def problems(value: object, place: Place) -> Iterator[tuple[Kind, Problem]]:
    """Every problem of a value, each once: a host that an e-mail or a URL named is no problem of its own."""
    seen: set[tuple[str, str]] = set()
    found = [
        (kind, problem)
        for part, at in _parts(value, place)
        for reading in readings(part)
        for kind in all_kinds()
        if not isinstance(part, Digits) or kind.judges_numbers(at)
        for problem in kind.problems(reading, at)
    ]
    hosts = {problem.host.lower() for _, problem in found if not problem.bare}
    for kind, problem in found:
        if problem.bare and problem.host.lower() in hosts:
            continue
        if (kind.name, problem.shown) not in seen:
            seen.add((kind.name, problem.shown))
            yield kind, problem


class Digits(str):
    """A number as text: only what means a number by its place is judged."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its repeated keys, which a dict would lose."""


def number_text(number: float | Decimal) -> str:
    """The digits of a whole number; empty for one that is not whole or not finite."""
    if isinstance(number, int):
        return str(number) if abs(number) < _LARGEST else ""
    if not math.isfinite(number):
        return ""
    exact = Decimal(number)
    return str(int(exact)) if abs(exact) < _LARGEST and exact % 1 == 0 else ""


def _parts(value: object, place: Place) -> Iterator[tuple[str, Place]]:
    """The texts and numbers a value is made of, each with its place; a stack, so that depth is no limit."""
    stack: list[tuple[object, Place]] = [(value, place)]
    while stack:
        item, at = stack.pop()
        if isinstance(item, _SILENT):
            continue
        if isinstance(item, Digits):
            yield item, at
        elif isinstance(item, str):
            yield from _texts(item, at, stack)
        elif isinstance(item, int | float | Decimal):
            if digits := number_text(item):
                yield Digits(digits), at
        elif isinstance(item, bytes | bytearray | memoryview):
            stack.append((as_text(bytes(item)), at))
        elif isinstance(item, Mapping | _Pairs):
            pairs = item.items() if isinstance(item, Mapping) else item
            for key, below in reversed(list(pairs)):
                # The key itself is a text like any other; it names what is below it.
                stack.append((below, at.below(str(key))))
                stack.append((str(key), Place(())))
        elif isinstance(item, list | tuple):
            stack.extend((below, at) for below in reversed(item))
        elif isinstance(item, set | frozenset):
            stack.extend((below, at) for below in sorted(item, key=repr))
        else:
            stack.append((str(item), at))


def _texts(text: str, at: Place, stack: list[tuple[object, Place]]) -> Iterator[tuple[str, Place]]:
    text = bytea(text.replace("\x00", "")) if at.binary else text.replace("\x00", "")
    parsed = _json(text) if at.json or text.lstrip()[:1] in ("{", "[") else None
    if parsed is not None:
        stack.append((parsed[0], at.inside()))
    if parsed is None or not at.json:
        yield text, at


def _json(text: str) -> tuple[object] | None:
    try:
        return (json.loads(text, object_pairs_hook=_Pairs, parse_int=Digits, parse_float=Digits, strict=False),)
    except (ValueError, RecursionError):
        # Not JSON, or deeper than a server would take: judged as a text, which misses no host or mailbox.
        return None


def as_text(octets: bytes) -> str:
    """Bytes as the text they may be: UTF-8, else one character a byte. Without the zeros of UTF-16."""
    octets = octets.replace(b"\x00", b"")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def bytea(text: str) -> str:
    """The text behind PostgreSQL's hexadecimal form of bytes; any other text as it is.

    >>> bytea(r"\\x61402e"), bytea("x61")
    ('a@.', 'x61')
    """
    return as_text(bytes.fromhex(text[2:])) if _HEX_BYTES.fullmatch(text) else text
