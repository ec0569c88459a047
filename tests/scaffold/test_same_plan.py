"""Factories as they are written give the very rows that inference gives without them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from seeding.plan.planner import make_plan
from seeding.profile import load_profile
from seeding.scaffold.files import write_all
from seeding.schema import Schema

# A folder of real schemas as SQL, to try more than this repository holds.
SCHEMAS = Path(os.environ.get("SEED_SCHEMAS", "schemas"))

# Names that clash with factory_boy, with Python, or with each other once they are made to fit.
ODD = r"""
create schema sales;
create schema auth;
create table auth.accounts (id int primary key);
create table sales.users (id serial primary key, email text not null unique);
create table users (
    id serial primary key, email text not null unique, build text, "create" text, class text, "class_" text, def int,
    _private text not null, a__b text, "Meta" text, "Params" text, "two words" text, "日本" text, "1st" int,
    reset_sequence int, note text check (note ~ '^[a-z]{3}\d+"$'), price numeric(10, 2) check (price > 0.5),
    during tstzrange, tags text[] not null default '{}', doc jsonb, ip inet, at timetz, secret bytea,
    odd int, constraint odd_check check ((odd * odd) % 7 <> 99)
);
comment on table users is 'Everyone who "signs in" here.\n
    A second line that is long enough to be wrapped, as it goes on and on and does not end before the line does.';
create table messages (
    id int primary key, role text not null check (role in ('user', 'assistant')), content text not null, photo bytea
);
create table test_results (id uuid primary key default gen_random_uuid(), user_id int not null references users);
create table import (id int primary key, parent_id int references import, unique (parent_id, id));
create table "OrderItems" (a int references users, b int references sales.users, primary key (a, b));
create table conftest (id int generated always as identity primary key, total int generated always as (1) stored);
create table nothing (a int generated always as (1) stored);
"""


def written(schema: Schema, folder: Path) -> None:
    write_all(folder, schema, (), supabase=False)


def same(schema: Schema, folder: Path, load: Callable, count: int) -> None:
    profile = load_profile("local", folder)
    factories = load()
    inferred = make_plan(schema, profile, count=count)
    declared = make_plan(schema, profile, factories, count=count)
    assert [t.factory for t in declared.tables if not t.table.referenced_only] == [
        factories[str(t.name)].__name__ for t in declared.tables if not t.table.referenced_only
    ]
    for one, other in zip(inferred.tables, declared.tables, strict=True):
        assert {c.name: repr(c.generator) for c in one.columns} == {c.name: repr(c.generator) for c in other.columns}
        assert (one.name, one.rows) == (other.name, other.rows)
    assert declared.digest == inferred.digest


def clean_for_ruff(folder: Path) -> None:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    if ruff is None:
        pytest.skip("no ruff")
    for length in ("88", "120"):
        options = ["--isolated", "--no-cache", "--line-length", length]
        done = subprocess.run(
            [ruff, "format", *options, "--diff", "."], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout
        rules = "E,F,I,UP,B,N,SIM,C4" if length == "120" else "E4,E7,E9,F,I"
        done = subprocess.run(
            [ruff, "check", *options, "--select", rules, "--ignore", "N801,N815", "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("count", [3, 500])
def test_names_that_clash(read: Callable, load: Callable, server_url: str, tmp_path: Path, count: int) -> None:
    schema = read(server_url, ODD)
    written(schema, tmp_path)
    same(schema, tmp_path, load, count)
    clean_for_ruff(tmp_path)
    text = (tmp_path / "factories" / "users.py").read_text()
    for name, column in (
        ("build_", "build"),
        ("class_2", "class"),
        ("private", "_private"),
        ("two_words", "two words"),
    ):
        assert f'"{name}": "{column}"' in text
    assert re.search(r"# To decide: nothing here makes sure of\s+(# )?odd_check\.\n    odd = ", text)
    assert {p.name for p in (tmp_path / "factories").iterdir()} >= {
        "users.py", "sales_users.py", "import_.py", "order_items.py", "table_conftest.py", "table_test_results.py",
    }  # fmt: skip


def readable(name: str, text: str) -> str:
    """A schema without what only some servers have and no column of it needs."""
    if name == "chatbot_ui":
        text = re.sub(
            r'create extension if not exists (pg_stat_statements|pgcrypto|"uuid-ossp")[^;]*;', "", text, flags=re.I
        )
        uuid = "create function extensions.uuid_generate_v4() returns uuid return gen_random_uuid();"
        text = text.replace("CREATE EXTENSION IF NOT EXISTS vector", f"{uuid} CREATE EXTENSION IF NOT EXISTS vector")
    return text


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no real schemas here")
@pytest.mark.parametrize("count", [25, 2000])
@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("chinook", "server_url"),
        ("pagila", "server_url"),
        ("chatbot_ui", "server_url"),
        ("triggerdev", "server_url"),
        ("danbooru", "system_15_url"),
        ("adventureworks", "system_15_url"),
    ],
)
def test_real_schemas(
    request: pytest.FixtureRequest, read: Callable, load: Callable, tmp_path: Path, name: str, server: str, count: int
) -> None:
    ddl = readable(name, (SCHEMAS / f"{name}.sql").read_text())
    schema = read(request.getfixturevalue(server), ddl)
    written(schema, tmp_path)
    same(schema, tmp_path, load, count)
    clean_for_ruff(tmp_path)
