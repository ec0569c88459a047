"""What is said to do about a statement that cannot be run twice is something that PostgreSQL takes."""

from __future__ import annotations

from pathlib import Path

from seeding.migrations.check import check

FIRST = """
create table if not exists public.a (id int primary key, n int, day date not null);
alter table public.a enable row level security;
create table if not exists public.ev (id int, day date not null) partition by range (day);
alter table public.ev enable row level security;
create table if not exists public.ev_24 (id int, day date not null);
alter table public.ev_24 enable row level security;
alter table public.a drop constraint if exists n_there;
alter table public.a add constraint n_there check (n is not null) not valid;
create or replace function public.touch() returns trigger language plpgsql set search_path = '' as $$
begin return new; end $$;
"""
SECOND = {
    "alter publication supabase_realtime add table public.a": "pg_publication_tables",
    "alter table public.ev attach partition public.ev_24 for values from ('2024-01-01') to (maxvalue)": "pg_inherits",
    "create constraint trigger touched after update on public.a for each row execute function public.touch()": (
        "DROP TRIGGER IF EXISTS"
    ),
    "create trigger touch before update on public.a for each row execute function public.touch()": "OR REPLACE TRIGGER",
    "alter table public.a validate constraint n_there": "pg_constraint",
    "alter table public.a drop constraint n_there": "IF EXISTS",
    "alter table public.a add column note text": "ADD COLUMN IF NOT EXISTS",
    "alter table public.a rename column day to made_on": "renamed already",
}


def test_each_statement_has_a_remedy_of_its_own(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "20240101000000_a.sql").write_text(FIRST, encoding="utf-8")
    (folder / "20240102000000_b.sql").write_text("".join(f"{one};\n" for one in SECOND), encoding="utf-8")
    issues = check(folder, root=root).issues
    hints = {issue.line: issue.finding.hint for issue in issues if issue.rule == "non-idempotent"}
    assert list(hints) == list(range(1, len(SECOND) + 1))
    assert [expected for line, expected in enumerate(SECOND.values(), 1) if expected not in hints[line]] == []
