"""What the rows of a run are made from, as one digest; as far as files and words can say it.

Seed's own code and the versions of what it builds on, the profile, the migrations, the factories, and what was asked
for on the command line. What the database has to say is not in it: see `seeding.database.as_left`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import seeding
from seeding.door.purity import is_pure
from seeding.profile import Profile
from seeding.target import Target

_FOLDERS = ("factories", "supabase/migrations")

_PASSED_OVER = ("conftest.py",)  # not a factory (`seeding.factory.discover`)


def recipe(profile: Profile, root: Path, target: Target, asked: tuple[Any, ...], patterns: str | None = None) -> str:
    """32 hex digits that change with anything a run's rows are made from; `asked` is what the user typed.

    `patterns` is the pattern file that was asked for, where one was.
    """
    digest = blake2b(digest_size=16)
    for part in (sys.version, *_versions(), *_code(), repr(profile), target.url, repr(target.manner), repr(asked)):
        digest.update(f"{len(part)}|{part}".encode(errors="surrogateescape"))
    for path in _patterns(profile, root, patterns):
        content = path.read_bytes()
        digest.update(f"{path}|{len(content)}|".encode(errors="surrogateescape"))
        digest.update(content)
    for folder in _FOLDERS:
        for path in _files(root / folder):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root)}|{len(content)}|".encode(errors="surrogateescape"))
            digest.update(content)
    return digest.hexdigest()


def _patterns(profile: Profile, root: Path, asked: str | None) -> list[Path]:
    """The pattern file: the one asked for, else the profile's."""
    path = profile.pattern_file(root) if asked is None else Path(asked)
    return [path] if path is not None and path.is_file() else []


def repeatable(root: Path) -> bool:
    """Whether the factories depend on nothing but their own text, as far as that can be told from it."""
    modules = [p for p in _files(root / "factories") if p.suffix == ".py" and p.name not in _PASSED_OVER]
    return all(is_pure(path.read_bytes()) for path in modules)


def _versions() -> Iterator[str]:
    """Everything that is installed, by the folders' names."""
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            continue
        yield from sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def _code() -> Iterator[str]:
    """Our own files by size and time, which is what Python goes by when it decides whether to compile one again."""
    home = Path(seeding.__file__).parent
    yield f"{home} {seeding.__version__}"
    for path in _files(home):
        seen = path.stat()
        yield f"{path.name} {seen.st_size} {seen.st_mtime_ns}"


def _files(folder: Path) -> list[Path]:
    """Every file below, in the order of their names; compiled ones left out."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.join(place, name) for name in names]  # noqa: PTH118  # five hundred of them in every run
    return [Path(path) for path in sorted(found)]
