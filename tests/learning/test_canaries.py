"""1,000 planted things that one person has, or three: not in the pattern file, and not in the rows made from it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import canaries
import psycopg
import pytest
from learned import Production

from seeding.cli import main
from seeding.patterns import CategoryShape, NumberShape, Patterns, TimeShape, read_patterns

_TABLES = ("people", "purchases")
_PROFILE = """\
environment = "staging"
seed = 3

[target]
url_env = "STAGING_DATABASE_URL"
hosts = ["127.0.0.1"]
"""


@pytest.fixture(params=[(), ("--epsilon", "10")], ids=["k", "epsilon"])
def learned(request, production: Callable[[str], Production], tmp_path) -> tuple[str, Patterns]:
    """The file's text, and what it says."""
    source = production("")
    with psycopg.connect(source.url) as connection:
        canaries.load(connection)
    path = tmp_path / "production.toml"
    done = source.seed("--url", source.url, "--out", str(path), "--person", "people", "--quiet", *request.param)
    assert (done.code, done.err) == (0, "")
    return path.read_text(encoding="utf-8"), read_patterns(path)


def test_there_are_a_thousand() -> None:
    assert canaries.COUNT == 1_000
    assert len(set(canaries.WORDS)) == len(canaries.WORDS)


def test_neither_the_file_nor_the_rows_have_any(
    learned: tuple[str, Patterns], production: Callable[[str], Production], tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, patterns = learned
    assert [word for word in canaries.WORDS if word.lower() in text.lower()] == []
    people, purchases = (patterns.tables[f"public.{name}"].columns for name in _TABLES)
    city, amount, born, at = people["city"], purchases["amount"], people["born"], purchases["bought_at"]
    assert isinstance(city, CategoryShape) and isinstance(amount, NumberShape)
    assert isinstance(born, TimeShape) and isinstance(at, TimeShape)
    # What many share is there.
    assert set(city.values) == {"Oslo", "Rome", "Pune"}
    edges = {edge for one in amount.bins for edge in (one.low, one.high)}
    assert edges.isdisjoint(canaries.AMOUNTS)
    assert amount.bins[-1].high < 1_000  # three people have all that is larger
    instants = {edge.replace(tzinfo=datetime.UTC) for one in at.bins for edge in (one.low, one.high)}
    assert instants.isdisjoint(canaries.MOMENTS)
    assert {edge.date() for one in born.bins for edge in (one.low, one.high)}.isdisjoint(canaries.BORN)

    staging = production(canaries.SCHEMA)
    name = staging.url.rpartition("/")[2]
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/staging.toml").write_text(_PROFILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["mark", "staging", "--url", staging.url, "--confirm", name, "--quiet"]) == 0
    assert main(["staging", "--patterns", "production.toml", "--url", staging.url, "--scale", "1", "--quiet"]) == 0
    made = "\n".join(row for table in _TABLES for (row,) in staging.run(f"select t::text from {table} t"))
    assert len(made.splitlines()) > 5_000
    assert [word for word in canaries.WORDS if word.lower() in made.lower()] == []
    ((largest, oldest),) = staging.run("select (select max(amount) from purchases), (select min(born) from people)")
    assert largest < 1_000
    # With noise an end is a year's, before anybody was born.
    assert oldest > canaries.BORN[0] or patterns.privacy is not None
    ((amounts, moments),) = staging.run(
        f"select count(*) filter (where amount = any (array{canaries.AMOUNTS})), "
        f"count(*) filter (where bought_at = any (array{list(map(str, canaries.MOMENTS))}::timestamptz[])) "
        "from purchases"
    )
    assert (amounts, moments) == (0, 0)
