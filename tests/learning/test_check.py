"""Files that must not be committed, and files that may; what changed between two, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from learned import Production

from seeding.learning.people_names import names_of_people

OPTIONS = ("--person", "users", "--reference", "countries")


@pytest.fixture(scope="module")
def learned(shop: Production) -> Path:
    path = shop.folder / "production.toml"
    assert shop.seed("--url", shop.url, "--out", str(path), "--quiet", *OPTIONS).code == 0
    return path


def changed(learned: Path, old: str, new: str) -> Path:
    text = learned.read_text(encoding="utf-8")
    assert old in text
    path = learned.with_name("changed.toml")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_what_was_learned_passes(shop: Production, learned: Path) -> None:
    done = shop.seed("--check", str(learned))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("ok: ")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('values = ["paid", "cancelled", "open"]', 'values = ["paid", "priya@gmail.com", "open"]', "safety-email"),
        ('["DE", "Germany"]', '["DE", "call +14155552671"]', "safety-phone"),
        ("k = 10", "k = 10000", "pattern-small-group"),
        ("rows = 1500", "rows = 150", "pattern-small-group"),
        ("version = 1", "version = 99", "pattern-malformed"),
        ("version = 1", "version = ", "pattern-malformed"),
        (
            'values = ["paid", "cancelled", "open"]',
            'values = ["Anna Weber", "Tom Jones", "Ann Lee"]',
            "pattern-personal",
        ),
    ],
)
def test_what_must_not_be_committed(shop: Production, learned: Path, old: str, new: str, rule: str) -> None:
    text = learned.read_text(encoding="utf-8")
    if old == "k = 10":
        old, new = "version = 1\n", "version = 1\nk = 10000\n"
        assert "\nk = " not in text
    done = shop.seed("--check", str(changed(learned, old, new)))
    assert done.code == 1
    assert f"[{rule}]" in " ".join(done.out.split())


def test_a_file_that_is_not_there(shop: Production, tmp_path: Path) -> None:
    assert shop.seed("--check", str(tmp_path / "none.toml")).code == 3


def test_nothing_changed(shop: Production, learned: Path) -> None:
    done = shop.seed("--url", shop.url, "--diff", str(learned), "--quiet", *OPTIONS)
    assert (done.code, done.out) == (0, f"nothing worth a word changed since {learned}\n")


def test_changes_in_words(shop: Production, learned: Path) -> None:
    other = changed(learned, 'values = ["paid", "cancelled", "open"]', 'values = ["paid", "void", "open"]')
    text = other.read_text(encoding="utf-8").replace("rows = 1500", "rows = 1800")
    other.write_text(text, encoding="utf-8")
    done = shop.seed("--diff", str(learned), "--out", str(other))
    assert done.code == 0
    assert "public.users: 1,500 → 1,800 rows (+20%)" in done.out
    assert 'public.orders.status: "void" is a new value, in ' in done.out
    assert 'public.orders.status: "cancelled" is no value any more, it was in ' in done.out


@pytest.mark.parametrize(
    ("values", "people"),
    [
        (["Priya Sharma", "Tom Jones", "Ann Lee"], True),
        (["Sharma, Priya", "Jones, Tom"], True),
        (["Tom", "Anna", "Raj"], True),
        (["New York", "San Francisco", "Virginia Beach", "Los Angeles"], False),
        (["Rock", "Jazz", "Grace", "Metal"], False),
        (["Credit Card", "Bank Transfer"], False),
        (["open", "closed"], False),
        (["January", "April", "May", "June"], False),
        ([], False),
    ],
)
def test_values_that_read_as_names(values: list[str], people: bool) -> None:
    assert names_of_people(values) is people


def test_labels_of_an_enum_are_the_schemas_own(production: Callable[[str], Production]) -> None:
    source = production("""
        create type ending as enum ('guilty', 'Anna Smith');
        create table cases (id int primary key, sentence ending not null, verify_email bool not null);
        insert into cases select i, 'guilty', i % 3 = 0 from generate_series(1, 90) i;
    """)
    path = source.folder / "production.toml"
    assert source.seed("--url", source.url, "--out", str(path), "--quiet").code == 0
    assert path.read_text(encoding="utf-8").count("listed = true") == 2
    assert source.seed("--check", str(path)).code == 0
