"""A pattern file: TOML for a person to review, the same bytes for the same patterns."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from seeding.errors import ProfileError
from seeding.patterns import toml
from seeding.patterns.model import Patterns


def write_patterns(patterns: Patterns, head: str = "") -> str:
    """The file's text: `head` as comments, then every table and column, sorted by name."""
    comments = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    return comments + ("\n" if comments else "") + toml.text(patterns)


def read_patterns(path: Path) -> Patterns:
    """The patterns in a file. Raises ProfileError: not there, not TOML, an unknown key, a value that cannot be."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProfileError(
            f"no pattern file {path}", hint=f"seed learn --url <production> --out {path} writes one"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} is not valid TOML: {error}") from None
    if data.get("version") != 1:
        raise ProfileError(
            f"{path}: version = {data.get('version')!r}, and this release reads version 1",
            hint="learn it again with this release: seed learn",
        )
    try:
        return Patterns(**data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ProfileError(f"{path}: {where}: {first['msg']}{more}", hint="learn it again: seed learn") from None
