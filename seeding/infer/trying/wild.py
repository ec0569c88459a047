"""Values worth a try where nothing is known: the constants a condition mentions, and the edges of a type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np

from seeding.columns.rows import Rows, TableRows, World
from seeding.errors import FactoryError
from seeding.infer.expression import Call, Literal, Tree
from seeding.infer.generators.pattern import Pattern
from seeding.infer.limits import array_items
from seeding.schema import Type, TypeKind

_NUMBERS = [*range(-1, 66), 100, 128, 255, 256, 365, 500, 512, 999, 1000, 1024, 2000, 2024, 4096, 10000, 65536]
_TEXTS = ["a", "A", "abc", "ABC", "Abc", "a1", "0", "1", "10", "abc123", "a@example.com", "https://example.com/a", "/a",
          "2024-01-01", "12:00", "en", "US", "USD", "#aabbcc", "1.0.0", "true", "abcdefgh", "Abcdefg1!", "a-b", "a_b",
          "{}", "[]", "192.0.2.1", "+12025550123", "00000000-0000-4000-8000-000000000000", "",
          # A function, a type, a schema and a text search configuration that every database has.
          "lower", "integer", "public", "simple"]  # fmt: skip
# Addresses that are nobody's, and words that no expression for an address takes.
_RESERVED = ("https://example.com/page", "https://example.com", "info@example.com", "example.com", "+12025550123")
_WORDS = ("abc", "ABC", "a1", "123", "a-b", "a b")
_NAMED = ("order", "item", "note", "task", "user", "event", "report", "ticket", "message", "invoice", "project", "page")
_TIMES = ("07:00", "08:30", "09:00", "10:00", "11:30", "13:00", "14:00", "15:30", "17:00", "18:00", "20:00")
_NUMBERED = 24  # of them with a number behind
_MOST = 96


def constants(trees: Iterable[Tree]) -> list[str]:
    """The constants some expressions mention, those in arrays one by one."""
    found: list[str] = []
    for tree in trees:
        if isinstance(tree, Literal):
            if tree.text is not None:
                found += [item for item in array_items(tree.text) or [] if item is not None] or [tree.text]
        elif isinstance(tree, Call):
            found += constants(tree.arguments)
    return list(dict.fromkeys(found))


def wild(type_: Type, mentioned: Iterable[str], wanted: int = 0) -> list[Any]:
    """Up to some hundred values of a type, `mentioned` constants first; not every one need be valid.

    More where so many are `wanted` that differ, and what is mentioned shows how to write them.
    """
    mentioned = [text for text in mentioned if "\0" not in text]
    base = type_.base
    if base.kind is TypeKind.ENUM:
        return list(base.labels)
    if base.kind is TypeKind.ARRAY and base.element is not None:
        return _arrays(wild(base.element, mentioned)[:12], mentioned, nested=base.dimensions > 1)
    if base.kind is not TypeKind.BASE:
        return []
    match base.name:
        case "bool":
            return ["true", "false"]
        case "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" | "oid" | "money":
            return _numbers(mentioned)
        case "text" | "varchar" | "bpchar" | "citext" | "name":
            fitted = [*mentioned, *_written(mentioned), *_TEXTS]
            found = [t for t in dict.fromkeys(fitted) if base.length is None or len(t) <= base.length][:_MOST]
            return list(dict.fromkeys([*_numbered(mentioned, max(wanted, _NUMBERED)), *found]))
        case "json" | "jsonb":
            return [{}, [], dict.fromkeys(mentioned[:3], 1), dict.fromkeys(mentioned[:3], "a"), ["a"], [1]]
        case "date" | "timestamp" | "timestamptz":
            return [text for text in mentioned if re.match(r"\d{4}-\d\d-\d\d", text)]
        case "time" | "timetz":
            return [*(text for text in mentioned if re.match(r"\d{1,2}:\d\d", text)), *_TIMES]
    return list(mentioned)


def _numbers(mentioned: Iterable[str]) -> list[str]:
    found: list[str] = []
    for text in mentioned:
        if re.fullmatch(r"-?\d{1,17}", text):
            found += [text, str(int(text) + 1), str(int(text) - 1), str(int(text) * 2)]
        elif re.fullmatch(r"-?\d+\.\d+", text):
            found.append(text)
    return list(dict.fromkeys([*found, *map(str, _NUMBERS)]))[:_MOST]


def _written(mentioned: Iterable[str]) -> list[str]:
    """Texts written from what looks like regular expressions, and around short constants."""
    found: list[str] = []
    for text in mentioned:
        if re.search(r"[\[\\^$*+(]", text):
            found += patterns_of(text)
        elif 0 < len(text) <= 12:
            found += [f"{text}a", f"a{text}", f"a{text}a", f"{text}{text}"]
    return found


def _numbered(mentioned: Iterable[str], count: int) -> list[str]:
    """A kind and a number with a mark that is mentioned between them: "order,12"."""
    marks = [text for text in mentioned if 0 < len(text) <= 2 and not text[0].isalnum() and not text.isspace()]
    return [f"{_NAMED[n % len(_NAMED)]}{mark}{n + 1}" for mark in marks for n in range(count)]


def patterns_of(pattern: str, count: int = 8) -> list[str]:
    """Some texts that match a regular expression, or would without what cannot be written from."""
    reserved = [text for text in _RESERVED if _matches(pattern, text)]
    if reserved and not any(_matches(pattern, text) for text in _WORDS):
        return reserved  # what is written from the expression itself could be somebody's
    spec = TableRows("", {}, 0, count)
    for ahead in ("", "write", "skip"):
        try:
            rows = Rows(World(), spec, np.arange(count, dtype=np.int64))
            texts: list[str] = Pattern(pattern, ahead=ahead).produce(rows).to_pylist()
        except FactoryError:
            continue
        return list(dict.fromkeys(texts))
    return []


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False


def _arrays(items: list[Any], mentioned: Iterable[str], *, nested: bool) -> list[str]:
    lengths = [int(text) for text in mentioned if text.isdigit() and 0 < int(text) <= 64]
    chosen: list[list[Any]] = [[item] for item in items]
    chosen += [list(pair) for pair in combinations(items[:6], 2)]
    chosen += [items[: len(items) // 2], items, items[:3]]
    chosen += [[items[place % len(items)] for place in range(length)] for length in lengths if items]
    texts = [_array(values) for values in chosen if values]
    if nested and len(items) > 2:
        texts = [
            _array([_array(items[:2]), _array(items[1:3])]),
            _array([_array(items[:3]), _array(items[-3:])]),
            *texts,
        ]
    return list(dict.fromkeys(texts))[:_MOST]


def _array(items: list[Any]) -> str:
    texts = [item if isinstance(item, str) else json.dumps(item) for item in items]
    nested = all(text.startswith("{") for text in texts)
    inside = texts if nested else ['"' + t.replace("\\", "\\\\").replace('"', '\\"') + '"' for t in texts]
    return "{" + ",".join(inside) + "}"
