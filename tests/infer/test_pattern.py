from __future__ import annotations

import re

import pytest

from seeding.errors import FactoryError
from seeding.infer.generators.pattern import Pattern

PATTERNS = [
    r"^[A-Z]{3}$", r"^\+[0-9][0-9 ()-]{6,19}$", "^https?://", r"^[a-z0-9][a-z0-9._-]{2,39}$",
    r"^[a-z]+(-[a-z]+)*$", r"^#[0-9a-fA-F]{6}$", "^(A|B|CC)$", r"^[^@[:space:]]+@[^@[:space:]]+$", r"^\d{4}-\d\d$",
    r"^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$", "^$|^[0-9]+$", "é{2}[a-cü]€", r"\$2b\$12\$[./A-Za-z0-9]{53}",
    r"^(?:[01]\d|2[0-3]):[0-5]\d$", r"[\w.]+@[\w]+?\.test", r"^\u0041x*$", "[]a-]{2}", r"a{0}b", "((ab){2}|c)?d",
]  # fmt: skip


@pytest.mark.parametrize("unique", [False, True])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_match(rows_of, pattern: str, unique: bool) -> None:
    column = Pattern(pattern, unique=unique)
    texts = rows_of({"c": column}, "c", min(300, column.count))
    python = re.compile(pattern.replace("[:space:]", r"\s"))
    assert all(python.search(text) for text in texts)
    assert not unique or len(set(texts)) == len(texts)
    assert texts == rows_of({"c": column}, "c", len(texts), chunk=7)


@pytest.mark.parametrize(("shortest", "longest"), [(0, 5), (20, 22), (4, 4)])
@pytest.mark.parametrize("unique", [False, True])
def test_lengths_are_kept(rows_of, shortest: int, longest: int, unique: bool) -> None:
    texts = rows_of({"c": Pattern("^[a-z0-9._-]{2,39}$", shortest=shortest, longest=longest, unique=unique)}, "c")
    assert all(shortest <= len(text) <= longest for text in texts)


@pytest.mark.parametrize(
    ("pattern", "options"),
    [(r"(a)\1", {}), ("(?=a)b", {}), ("(a", {}), ("[[:nope:]]", {}), ("[A-Z]{5}", {"longest": 4}), ("*a", {})],
)
def test_what_cannot_be_written_is_refused(pattern: str, options: dict[str, int]) -> None:
    with pytest.raises(FactoryError):
        Pattern(pattern, **options)


def test_more_rows_than_texts_are_refused(rows_of) -> None:
    with pytest.raises(FactoryError, match="2 texts match"):
        rows_of({"c": Pattern("[ab]", unique=True)}, "c", 3)


@pytest.mark.parametrize(("pattern", "count"), [("(A|B|CC)", 3), ("[A-Z]{3}", 17_576), ("[0-9]?[0-9]", 110)])
def test_count(pattern: str, count: int) -> None:
    assert Pattern(pattern, unique=True).count == count


def test_letters_are_small_unless_they_are_to_be_mixed(rows_of) -> None:
    made = [rows_of({"c": Pattern("[./A-Za-z0-9]{53}", mixed=mixed)}, "c", 100) for mixed in (False, True)]
    plain, mixed = map("".join, made)
    assert plain == plain.lower()
    assert not set(plain) & set("./")
    assert {c.isupper() for c in mixed if c.isalpha()} == {True, False}
