"""`seed protect`: what production is, written into the profiles and nowhere else."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from seeding.door import record
from seeding.errors import ProfileError
from seeding.profile import load_profile

COMMENTED = """\
# Staging, as the team knows it.
environment = "staging"   # never production
count = 7

[target]
hosts = ["127.0.0.1"]  # a tunnel

[production]           # always wins
hosts = [
    "db.internal.example",   # the old one
]
refs = []

[[tables."public.people".rows]]
email = "dev@example.com"
"""


def test_files_keep_what_their_authors_wrote(project, production) -> None:
    file = project.folder / "profiles/staging.toml"
    file.write_text(COMMENTED)
    done = project.seed("protect", "--url", production.database("void"), "--format", "json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["system_identifiers"] == [production.identifier()]
    assert (told["refs"], told["hosts"]) == ([], [])
    text = file.read_text()
    assert [line for line in COMMENTED.splitlines() if line not in text.splitlines()] == []
    added = [line for line in text.splitlines() if line not in COMMENTED.splitlines()]
    assert added == [f'system_identifiers = ["{production.identifier()}"]']
    again = project.seed("protect", "--url", production.database("void"))
    assert (again.code, again.out.count("has it already")) == (0, 2)
    assert file.read_text() == text


def test_one_profile_only(project, production) -> None:
    local = (project.folder / "profiles/local.toml").read_text()
    assert project.seed("protect", "--url", production.database("void"), "--profile", "staging").code == 0
    assert (project.folder / "profiles/local.toml").read_text() == local
    assert production.identifier() in (project.folder / "profiles/staging.toml").read_text()


def test_built_in_profiles_become_files_that_mean_the_same(project, production) -> None:
    for file in (project.folder / "profiles").iterdir():
        file.unlink()
    before = {name: load_profile(name) for name in ("local", "staging")}
    assert project.seed("protect", "--url", production.database("void")).code == 0
    for name, profile in before.items():
        now = load_profile(name)
        assert now.production.system_identifiers == (production.identifier(),)
        empty = {"production": profile.production, "path": None}
        assert now.model_copy(update=empty) == profile


def test_a_broken_profile_is_left_alone_and_so_are_the_others(project, production) -> None:
    (project.folder / "profiles/staging.toml").write_text("environment = ")
    before = (project.folder / "profiles/local.toml").read_text()
    assert project.seed("protect", "--url", production.database("void")).code == 3
    assert (project.folder / "profiles/local.toml").read_text() == before


def test_the_session_cannot_write(project, production, unmoved) -> None:
    assert project.seed("protect", "--url", production.database("app")).code == 0


@pytest.mark.parametrize(
    "before",
    [
        "", "\n[production]\n", "\nproduction = { hosts = [] }\n", "\nproduction.hosts = ['a']\n",
        "\n[production]\nsystem_identifiers = ['1', '2',]\n\n[tables.a]\nrows = 3\n",
    ],
)  # fmt: skip
def test_every_spelling_of_the_section(before: str, tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    file = tmp_path / "profiles/staging.toml"
    file.write_bytes(f'environment = "staging"{before}'.encode())
    profile = load_profile("staging", tmp_path)
    text = record.added(profile, {"system_identifiers": ["7"], "hosts": ["db.example"]}, tmp_path)
    assert text is not None
    record.write(file, text)
    now = load_profile("staging", tmp_path)
    assert now.production.system_identifiers == (*profile.production.system_identifiers, "7")
    assert now.production.hosts == (*profile.production.hosts, "db.example")
    assert now.tables == profile.tables
    assert list(file.parent.iterdir()) == [file]


def test_line_ends_stay(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    file = tmp_path / "profiles/staging.toml"
    file.write_bytes(b'environment = "staging"\r\n\r\n[production]\r\nhosts = ["a"] # x\r\n')
    text = record.added(load_profile("staging", tmp_path), {"hosts": ["b"]}, tmp_path)
    assert text == 'environment = "staging"\r\n\r\n[production]\r\nhosts = ["a", "b"] # x\r\n'
    assert tomllib.loads(text)["production"]["hosts"] == ["a", "b"]


def test_what_cannot_be_added_to(tmp_path: Path) -> None:
    profile = load_profile("staging", tmp_path)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/staging.toml").write_text('environment = "staging"\nproduction = 3\n')
    with pytest.raises(ProfileError, match="nothing can be added"):
        record.added(profile, {"hosts": ["b"]}, tmp_path)
