"""Profiles: what is read, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeding.errors import ProfileError
from seeding.profile import available, load_profile


def write(root: Path, name: str, text: str) -> Path:
    (root / "profiles").mkdir(exist_ok=True)
    (root / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")
    return root


def test_local_and_staging_exist_without_a_folder(tmp_path: Path) -> None:
    assert available(tmp_path) == ["local", "staging"]
    assert load_profile("local", tmp_path).environment == "local"
    assert load_profile("staging", tmp_path).count == 1000


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    write(
        tmp_path,
        "demo",
        """
        environment = "staging"
        seed = 7
        count = 50
        as_of = 2025-07-06
        [target]
        url_env = "DEMO_URL"
        hosts = ["db.internal.example"]
        [tables."public.profiles"]
        per = { "public.users" = { share = 0.8 } }
        nulls.title = 0.05
        weights.industry = { A = 0.5, B = 0.5 }
        [[tables."public.users".rows]]
        email = "dev@example.com"
        """,
    )
    profile = load_profile("demo", tmp_path)
    assert (profile.seed, profile.count, profile.as_of.isoformat()) == (7, 50, "2025-07-06T00:00:00+00:00")
    assert profile.settings("public.users").pinned[0]["email"] == "dev@example.com"
    assert profile.settings("public.profiles").per["public.users"].share == 0.8
    assert profile.source == "profiles/demo.toml"


def test_users_in_a_profile_means_public_users(tmp_path: Path) -> None:
    write(tmp_path, "demo", 'environment = "local"\n[tables.users]\nrows = 3\n')
    assert load_profile("demo", tmp_path).settings("public.users").fixed == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('environment = "production"', "production is never seeded"),
        ("seed = 1", "does not say which environment"),
        ('environment = "local"\ncuont = 3', "did you mean 'count'?"),
        ('environment = "local"\n[target]\nhots = []', "did you mean 'hosts'?"),
        ('environment = "local"\n[tables.users]\nrwos = 1', "unknown key 'tables.users.rwos'"),
        ('environment = "local"\ncount = -1', "count = -1"),
        ('environment = "local"\n[tables.users]\nrows = "many"', "rows is a number of rows"),
        ('environment = "local"\n[tables.users]\nrows = -4', "not a number of rows"),
        ('environment = "local"\n[tables.c]\nper = { users = { share = 0.5, mean = 2 } }', "exactly one of"),
        ('environment = "local"\n[tables.c]\nper = { a = { mean = 1 }, b = { mean = 2 } }', "per names 2 parents"),
        ('environment = "local"\n[tables.c]\nnulls.x = 1.5', "nulls.x = 1.5"),
        ('environment = "local"\nname = "x"', "unknown key 'name'"),
        ("environment = ", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "demo", text)
    with pytest.raises(ProfileError) as refused:
        load_profile("demo", tmp_path)
    assert message in str(refused.value)
    assert "profiles/demo.toml" in str(refused.value)


def test_an_unknown_profile_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match='did you mean "staging"'):
        load_profile("stagging", tmp_path)


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_profile("local").count = 5  # type: ignore[misc]
