"""TypeScript types are compared by what they mean with what the real Supabase CLI makes of the migrations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import supabase_cli

from seeding.cli import main
from seeding.findings import Severity
from seeding.migrations.check import Report, check
from seeding.migrations.scratch import folder, scratch

SCHEMA = """
do $$
begin
    create type public.mood as enum ('sad', 'it''s ok');
    create type public.pair as (a int, b text);
exception when duplicate_object then
    null;
end
$$;
create table if not exists public.owners (id uuid primary key, "odd name" text);
create table if not exists public.pets (
    id bigint generated always as identity primary key,
    owner_id uuid not null references public.owners (id),
    mood public.mood default 'sad',
    moods public.mood[],
    data jsonb not null,
    size public.pair,
    span int4range,
    weight numeric generated always as (1.5) stored
);
alter table public.owners enable row level security;
alter table public.pets enable row level security;
create or replace view public.sad with (security_invoker = true) as select id, mood from public.pets where mood = 'sad';
create or replace function public.of_owner(owner uuid, most int default 10) returns setof public.pets language sql as $$
    select * from public.pets where owner_id = owner limit most;
$$;
create or replace function public.of_owner(name text) returns bigint language sql as $$ select 1::bigint $$;
"""
FIRST, SECOND = "20240101000000_pets.sql", "20240102000000_more.sql"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of npm with migrations, and a script that writes src/types.ts."""
    (tmp_path / "node_modules").symlink_to(supabase_cli.ROOT / "node_modules")
    (tmp_path / "src").mkdir()
    script = "supabase gen types --local --schema=public | prettier --parser typescript > 'src/types.ts'"
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"build": "tsc", "gen": script}}))
    migrations = tmp_path / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / FIRST).write_text(SCHEMA)
    return tmp_path


@pytest.fixture(scope="session")
def written(root: Path) -> str:
    """What the CLI writes of SCHEMA."""
    with scratch(root, tcp=True, server="drift") as made, made.connect() as connection:
        connection.execute(SCHEMA.encode(), prepare=False)
        assert made.tcp_url is not None
        url = made.tcp_url.replace("postgres@", "postgres:any@")
        return supabase_cli.run(root, "gen", "types", f"--remote={url}", "--schema", "public")


def _told(project: Path, root: Path) -> Report:
    return check(project / "supabase" / "migrations", root=root)


def _rules(report: Report) -> set[str]:
    return {one.rule for one in report.issues if one.finding.severity is not Severity.NOTE}


@supabase_cli.needed
def test_as_the_cli_writes_them(project: Path, root: Path, written: str) -> None:
    (project / "src" / "types.ts").write_text(written)
    assert _rules(_told(project, root)) == set()


@supabase_cli.needed
def test_as_a_formatter_leaves_them(project: Path, root: Path, written: str) -> None:
    # Other quotes, semicolons, keys without quotes, a list of choices down the page.
    text = re.sub(r'"(\w+)"(\??):', r"\1\2:", written)
    text = re.sub(r'"(\w+)"', r"'\1'", text).replace(",'", ";\n'").replace('"sad"|', '\n | "sad"\n |')
    text = "// written by a tool\n" + text.replace("NonNullable<Json>", "Json").replace("  ", "")
    assert text != written
    (project / "src" / "types.ts").write_text(text)
    assert _rules(_told(project, root)) == set()


@supabase_cli.needed
def test_what_changed_since(project: Path, root: Path, written: str) -> None:
    (project / "src" / "types.ts").write_text(written)
    (project / "supabase" / "migrations" / SECOND).write_text(
        """
        alter table public.owners add column if not exists email text not null default '';
        alter table public.owners alter column email drop default;
        alter type public.mood add value if not exists 'happy';
        drop view if exists public.sad;
        create or replace function public.newest() returns bigint language sql as $$ select 1::bigint $$;
        """
    )
    [one] = [one for one in _told(project, root).issues if one.rule == "types-stale"]
    assert one.source.path == project / "src" / "types.ts"
    assert one.finding.message == (
        "does not tell what the migrations make: public.owners.email is missing; public.sad is there no more; "
        'public.mood lacks "happy"; and 1 more'
    )
    assert one.finding.hint == "apply the migrations, and write it anew: npm run gen"
    assert "owners" in one.source.text_of_line(one.line)


@supabase_cli.needed
def test_types_and_what_must_be_given(project: Path, root: Path, written: str) -> None:
    (project / "src" / "types.ts").write_text(written)
    (project / "supabase" / "migrations" / SECOND).write_text(
        """
        alter table public.pets alter column owner_id drop not null;
        alter table public.pets alter column data set default '{}';
        """
    )
    [one] = [one for one in _told(project, root).issues if one.rule == "types-stale"]
    assert one.finding.message == (
        "does not tell what the migrations make: public.pets.data need not be given to insert a row; "
        "public.pets.owner_id is null | string, not string"
    )


@supabase_cli.needed
def test_what_cannot_be_run_is_not_missed(project: Path, root: Path, written: str) -> None:
    (project / "src" / "types.ts").write_text(written.replace('"owners": {', '"places": { Row: {} },"owners": {', 1))
    (project / "supabase" / "migrations" / SECOND).write_text("create table if not exists public.places (at geometry);")
    assert "types-stale" not in _rules(_told(project, root))


@supabase_cli.needed
def test_no_file_of_types(project: Path, root: Path) -> None:
    (project / "src" / "types.ts").write_text("export type Other = { a: 1 }")
    [one] = [one for one in _told(project, root).issues if one.rule == "types-stale"]
    assert one.finding.severity is Severity.NOTE
    assert "it has no type Database that can be read" in one.finding.message
    (project / "src" / "types.ts").unlink()
    assert _rules(_told(project, root)) == set()


@supabase_cli.needed
def test_another_file(
    project: Path, root: Path, written: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".seed").mkdir()
    for server in ("scratch", "drift"):
        folder(root, server).mkdir(parents=True, exist_ok=True)
        (project / ".seed" / server).symlink_to(folder(root, server))
    monkeypatch.chdir(project)
    (project / "database.ts").write_text(written.replace('"owner_id": string,', ""))
    assert main(["check", "--types", "database.ts", "--format", "json"]) == 1
    [one] = json.loads(capsys.readouterr().out)
    assert (one["rule"], one["path"]) == ("types-stale", "database.ts")
    assert "public.pets.owner_id is missing" in one["message"]
    assert main(["check", "--types", "nothing.ts"]) == 2
    assert "nothing.ts is no file" in capsys.readouterr().err
