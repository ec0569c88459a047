"""Which profiles there are, known without reading one: their names are commands."""

from __future__ import annotations

from pathlib import Path

# `seeding.profile` has the same two, and imports pydantic, which `seed --help` has no time for.
FOLDER = "profiles"
BUILT_IN = ("local", "staging")


def profile_names(root: Path) -> list[str]:
    """The built-in profiles, and every file in `profiles/`."""
    found = {path.stem for path in (root / FOLDER).glob("*.toml")}
    return [*BUILT_IN, *sorted(found - set(BUILT_IN))]


def described(name: str, root: Path) -> str:
    """Where a profile comes from, in a few words."""
    path = Path(FOLDER, f"{name}.toml")
    return path.as_posix() if (root / path).is_file() else "a built-in profile"
