"""A rehearsal, shown in four ways that say the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import browser
import pytest

from seeding.findings import Finding, Severity
from seeding.migrations.rehearse.budget import judged
from seeding.migrations.rehearse.model import (
    Blocked,
    Budgets,
    Change,
    Clients,
    Failed,
    Filled,
    Kind,
    Lock,
    MigrationRun,
    Rehearsal,
    Rewritten,
    Rollback,
    StatementRun,
    Written,
)
from seeding.report.rehearsal.as_json import rehearsal_json
from seeding.report.rehearsal.markdown import rehearsal_markdown
from seeding.report.rehearsal.page import page
from seeding.report.rehearsal.text import rehearsal_text
from seeding.report.style import Style

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
ALTER = StatementRun(
    line=3,
    text="alter table public.users add column token uuid\n    not null default gen_random_uuid()",
    kind=Kind.ADDITIVE,
    seconds=1.5,
    waited=0.2,
    locks=[
        Lock("public.users", "table", "AccessExclusiveLock", 4.0),
        Lock("public.users", "table", "ShareLock", 3.0),
        Lock("public.users_pkey", "index", "AccessExclusiveLock", 3.0),
    ],
    readers=Blocked(2, 4.1, 4.2),
    writers=Blocked(1, 3.9, 3.9),
    rewritten=[Rewritten("public.users", "table", 100_000), Rewritten("public.users_pkey", "index", 100_000)],
    scanned=["public.users"],
    wal_bytes=20_000_000,
)
UPDATE = StatementRun(
    line=5,
    text="update public.users set name = upper(name)",
    kind=Kind.ADDITIVE,
    seconds=2.5,
    waited=0.0,
    written=[Written("public.users", updated=100_000)],
    wal_bytes=30_000_000,
    begins=1.5,
)
QUIET = StatementRun(7, "comment on column public.users.token is 'a|b'", Kind.ADDITIVE, 0.001, 0.0, begins=4.0)
MIGRATION = MigrationRun(
    version="20260201090000",
    name="token",
    path="supabase/migrations/20260201090000_token.sql",
    seconds=4.0,
    in_transaction=True,
    statements=[ALTER, UPDATE, QUIET, replace(QUIET, line=8)],
    clients=Clients(["public.users"], 2, 2, 420, 0.0005, 0.0007, [Failed("public.users", "write", "no <b>", 3)]),
    changes=[Change("public.users", 100_000, 100_000, ("name",), True, True)],
    wal_bytes=50_000_000,
    wal_exact=True,
    rollback=Rollback("supabase/rollbacks/20260201090000_token.down.sql", True, 0.03, "", [], ["users.name differs"]),
)
BUDGETS = Budgets()
OVER = Rehearsal(
    server="PostgreSQL 18.4",
    base="6 of 7 migrations",
    pending="the last one",
    filled=Filled(
        {"public.users": 100_000},
        2.0,
        "profile staging",
        {},
        [Finding("plan-unfillable", "public.odd", "cannot be filled", "", Severity.WARNING)],
    ),
    migrations=[MIGRATION],
    budgets=BUDGETS,
    findings=list(judged(MIGRATION, BUDGETS)),
)
WITHIN = replace(
    OVER,
    migrations=[replace(MIGRATION, statements=[replace(ALTER, kind=Kind.BREAKING)])],
    findings=list(judged(replace(MIGRATION, statements=[replace(ALTER, kind=Kind.BREAKING)]), BUDGETS)),
)


class Text(HTMLParser):
    """What is written on a page, without markup."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def ways(rehearsal: Rehearsal) -> dict[str, str]:
    """The same rehearsal, each way, blanks as they come."""
    text = " ".join(rehearsal_text(rehearsal, style=Style(), room=400))
    markdown = " ".join(rehearsal_markdown(rehearsal)).replace("\\", "")
    html = " ".join(Text(page(rehearsal)).said)
    return {name: " ".join(said.split()) for name, said in (("text", text), ("markdown", markdown), ("page", html))}


@pytest.mark.parametrize("way", ["text", "markdown", "page"])
@pytest.mark.parametrize(
    "said",
    [
        "6 of 7 migrations",
        "100,000 in 2.00 s (public.users 100,000); profile staging",
        "additive, 4.00 s, 50.0 MB of WAL, in one transaction",
        "alter table public.users add column token uuid not null default gen_random_uuid()",
        "ACCESS EXCLUSIVE on public.users, 4.00 s",
        "rewrites public.users (100,000 rows)",
        "updates 100,000 rows of public.users",
        "waited 0.20 s for others",
        "it keeps readers 4.1 s and writers 3.9 s waiting (ACCESS EXCLUSIVE on public.users)",
        "its lock is held until the end of the file",
        "can no longer write public.users: no <b>",
        "2 readers and 2 writers on public.users; 420 requests",
        "no, supabase/rollbacks/20260201090000_token.down.sql took 0.03 s; users.name differs",
        "1 thing to mend first",
    ],
)
def test_every_way_says_it(way: str, said: str) -> None:
    shown = ways(OVER)[way]
    assert said in shown, shown


def test_statements_that_do_nothing_to_what_was_there_are_one_line() -> None:
    shown = ways(OVER)
    for way in ("text", "markdown"):
        assert "2 statements that lock nothing more, 0.00 s in all" in shown[way]
        assert "comment on" not in shown[way]


def test_a_table_that_is_emptied_is_not_rewritten() -> None:
    emptied = replace(QUIET, text="TRUNCATE public.users", rewritten=[Rewritten("public.users", "table", 100_000)])
    shown = ways(replace(OVER, migrations=[replace(MIGRATION, statements=[emptied])]))
    for way in ("text", "markdown", "page"):
        assert "empties public.users (100,000 rows)" in shown[way]


def test_a_migration_of_nothing_else_locks_nothing() -> None:
    rehearsal = replace(OVER, migrations=[replace(MIGRATION, statements=[QUIET, QUIET])])
    for way in ("text", "markdown"):
        assert "2 statements that lock nothing that was there, 0.00 s in all" in ways(rehearsal)[way]


def test_what_takes_something_away_is_never_among_them() -> None:
    drop = replace(QUIET, text="alter table public.users drop column title", kind=Kind.BREAKING)
    rehearsal = replace(OVER, migrations=[replace(MIGRATION, statements=[QUIET, QUIET, drop])])
    for way in ("text", "markdown"):
        shown = ways(rehearsal)[way]
        assert "alter table public.users drop column title" in shown
        assert "2 statements that lock nothing more" in shown


def test_the_verdict_follows_the_findings() -> None:
    assert not OVER.ok
    assert WITHIN.ok
    assert rehearsal_text(WITHIN, style=Style(), room=400)[-1].startswith("within budget: 5 min 00 s a migration")
    assert rehearsal_markdown(WITHIN)[0] == "## Rehearsal of 1 migration: within budget"


def test_lines_fit_a_terminal() -> None:
    hint = max(len(finding.hint) for finding in OVER.findings) + 10  # never broken: it may be a command
    lines = rehearsal_text(OVER, style=Style(), room=100)
    assert max(len(line) for line in lines if "budget" not in line) <= max(100, hint)
    assert sum(len(line) > 100 for line in lines) <= 3


def test_json_has_every_lock_and_documented_keys() -> None:
    data: dict[str, Any] = json.loads(json.dumps(rehearsal_json(OVER, page="r.html")))
    assert (data["ok"], data["page"], data["rows"]) == (False, "r.html", {"public.users": 100_000})
    (migration,) = data["migrations"]
    assert [(lock["relation"], lock["mode"], lock["seconds"]) for lock in migration["statements"][0]["locks"]] == [
        ("public.users", "ACCESS EXCLUSIVE", 4.0),
        ("public.users", "SHARE", 3.0),
        ("public.users_pkey", "ACCESS EXCLUSIVE", 3.0),
    ]
    assert migration["reversible"] == "no"
    assert migration["statements"][0]["readers"] == {"requests": 2, "longest_seconds": 4.1, "seconds": 4.2}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="a source distribution has no docs")
def test_every_key_is_documented() -> None:
    section = REFERENCE.read_text(encoding="utf-8").partition("\n## A rehearsal\n")[2].partition("\n## ")[0]

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {k for key, inner in value.items() if key != "rows" for k in (key, *keys(inner))}
        return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()

    data = rehearsal_json(OVER)
    data["findings"] = data["notes"] = []
    assert keys(data) - set(re.findall(r"`([a-z_]+)`", section)) == set()


def test_markdown_leaves_nothing_to_act_on() -> None:
    evil = replace(ALTER, text="select '<img src=x> | @everyone [a](b) `c`'")
    lines = rehearsal_markdown(replace(OVER, migrations=[replace(MIGRATION, statements=[evil])]))
    (row,) = [line for line in lines if "img" in line]
    assert "<img" not in row.replace("\\<", "")
    assert "@everyone" not in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 7


def test_the_page_needs_nothing_else_and_escapes() -> None:
    evil = replace(ALTER, text="select '<script>alert(1)</script>'")
    text = page(replace(OVER, migrations=[replace(MIGRATION, statements=[evil])]))
    assert not {"script", "link", "img", "iframe", "object"} & set(Text(text).tags)
    assert not re.search(r"https?://|url\(|@import|@font-face", text)
    assert "default-src 'none'" in unescape(text)


@pytest.mark.parametrize(("width", "dark"), [(390, True), (390, False), (1200, True), (1200, False)])
def test_the_page_can_be_read(width: int, dark: bool) -> None:
    measured = browser.measure(page(OVER), width=width, dark=dark)
    assert measured["wide"] <= width
    assert min(contrast for contrast, _ in measured["contrasts"]) >= 4.5
    assert measured["small"] == 0
    assert all(left >= 0 and right <= width for _, _, left, right, _ in measured["pictures"])


def test_a_hint_of_two_lines_is_no_run_on_sentence() -> None:
    told = judged(replace(MIGRATION, seconds=400.0), BUDGETS)
    over = replace(OVER, findings=[finding for finding in told if finding.rule == "rehearse-duration"])
    assert "of their own <br>the budget is" in "\n".join(rehearsal_markdown(over))
    assert "of their own</p><p" in page(over)
