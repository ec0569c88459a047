"""What production's own log says of a run: aggregates and catalog reads, and exactly those that were announced."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from learned import Production

OPTIONS = ("--person", "users", "--reference", "countries")
_STATEMENT = re.compile(r"^.*? LOG:  (?:statement|execute [^:]*): ")
_END = "select 'the log ends here'"


@pytest.fixture
def logged(server_url: str) -> Callable[[Callable[[], object]], list[str]]:
    """The statements that the server wrote down while something ran."""

    def during(act: Callable[[], object]) -> list[str]:
        with psycopg.connect(server_url, autocommit=True) as connection:
            (folder,) = connection.execute("show data_directory").fetchone() or ("",)
            log = Path(folder) / "server.log"
            connection.execute("alter system set log_statement = 'all'")
            connection.execute("select pg_reload_conf()")
            while connection.execute("show log_statement").fetchone() != ("all",):
                time.sleep(0.05)
            before = len(log.read_bytes())
            try:
                act()
                connection.execute(_END)
            finally:
                connection.execute("alter system reset log_statement")
                connection.execute("select pg_reload_conf()")
        text = log.read_bytes()[before:].decode()
        found: list[str] = []
        for line in text.splitlines():
            if _STATEMENT.match(line):
                found.append(_STATEMENT.sub("", line))
            elif line.startswith("\t") and found:
                found[-1] += "\n" + line[1:]
        return found[: found.index(_END)]

    return during


def announced(shop: Production) -> list[str]:
    """What --show-sql prints, a statement each."""
    done = shop.seed("--url", shop.url, *OPTIONS, "--show-sql")
    assert done.code == 0, done.err
    lines = [line for line in done.out.splitlines() if not line.startswith("-- ")]
    return [one.strip() for one in re.split(r";\n", "\n".join(lines) + "\n") if one.strip()]


def asks_the_catalog(statement: str) -> bool:
    """Whether all relations a statement reads are PostgreSQL's own."""
    named = re.findall(r"(?:\bfrom|\bjoin)\s+(?:only\s+)?\"?([a-z_]+)\"?\s*(\.?)", statement, re.IGNORECASE)
    return not any(name in ("public", "users", "orders", "countries") for name, _ in named)


def test_show_sql_asks_nothing_about_rows(shop: Production, logged: Callable[..., list[str]]) -> None:
    sent = logged(lambda: announced(shop))
    assert sent
    assert [statement for statement in sent if not asks_the_catalog(statement)] == []


def test_every_statement_was_announced(shop: Production, logged: Callable[..., list[str]]) -> None:
    known = announced(shop)
    sent = logged(lambda: shop.learn(*OPTIONS))
    about_rows = [statement for statement in sent if not asks_the_catalog(statement)]
    assert len(about_rows) > 15
    assert set(about_rows) <= set(known)
    # And all that was announced is sent.
    assert set(known) <= set(sent)
    # Nothing but reading, in a transaction that cannot do anything else.
    first = sent.index("begin transaction isolation level repeatable read, read only")
    assert all(sent.index(statement) > first for statement in about_rows)
    words = {re.sub(r"^(?:--.*\n)+", "", statement).split()[0].lower() for statement in sent}
    assert words <= {"select", "with", "set", "begin", "rollback", "savepoint", "release", "show", "commit"}


def test_every_statement_is_an_aggregate(shop: Production) -> None:
    with psycopg.connect(shop.url, autocommit=True) as connection:
        connection.execute("set search_path = pg_catalog")
        connection.execute("set plan_cache_mode = force_generic_plan")
        looked_at = 0
        for number, statement in enumerate(announced(shop)):
            if asks_the_catalog(statement):
                continue
            connection.execute(f"prepare s{number} as {statement}".encode())
            parameters = max([0, *map(int, re.findall(r"\$(\d+)", statement))])
            given = f"({', '.join(['null'] * parameters)})" if parameters else ""
            row = connection.execute(f"explain (format json) execute s{number}{given}".encode()).fetchone()
            assert row is not None
            scans = list(scans_above(row[0][0]["Plan"]))
            assert scans, statement
            # Whatever reads a table of people, something above it aggregates.
            assert all("Aggregate" in above for _, above in scans), statement
            looked_at += 1
        assert looked_at > 15


def scans_above(plan: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(table, the nodes above it) for every scan of a plan."""
    if "Relation Name" in plan:
        yield plan["Relation Name"], above
    for child in plan.get("Plans", ()):
        yield from scans_above(child, (*above, plan["Node Type"]))
