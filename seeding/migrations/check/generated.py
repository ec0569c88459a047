"""The file of TypeScript types that a project has made of its database, and what the Supabase CLI makes of it now."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from seeding.errors import UsageError

# "types": "supabase gen types typescript --local --schema public > src/database.types.ts"
_SCRIPT = re.compile(
    r"\bsupabase(?:@\S+)?\s+gen\s+types\b(?P<words>[^&;>]*)>\s*(?P<file>\"[^\"]+\"|'[^']+'|[^\s\"'&|;]+)"
)
_SECONDS = 120


@dataclass(frozen=True)
class Generated:
    """A file of types: where it is, which schemas it was asked for (none: as it likes), what makes it anew."""

    path: Path
    schemas: tuple[str, ...]
    remedy: str


def configured(folder: Path, types: Path | None) -> Generated | None:
    """The file that is named, else the one that a script of the project's package.json writes; None for neither.

    Raises UsageError where a file is named that is not there.
    """
    if types is not None:
        if not types.is_file():
            raise UsageError(f"{types} is no file", hint="name the one that supabase gen types has written")
        return Generated(types, (), f"supabase gen types > {types.as_posix()}")
    if (folder.parent.name, folder.name) != ("supabase", "migrations"):
        return None
    project = folder.parent.parent
    try:
        scripts = json.loads((project / "package.json").read_text(encoding="utf-8"))["scripts"]
        found = [(name, _SCRIPT.search(text)) for name, text in scripts.items() if isinstance(text, str)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # No project of npm, or none with scripts.
        return None
    for name, script in found:
        path = project / script["file"].strip("\"'") if script else None
        if script and path and path.is_file() and path.suffix in (".ts", ".mts", ".cts"):
            return Generated(path, _schemas(script["words"].partition("|")[0]), f"npm run {name}")
    return None


def _schemas(words: str) -> tuple[str, ...]:
    given = shlex.split(words, posix=True)
    found: list[str] = []
    for word, after in zip(given, [*given[1:], ""], strict=True):
        if word in ("--schema", "-s"):
            found += after.split(",")
        elif word.startswith("--schema="):
            found += word.partition("=")[2].split(",")
    return tuple(schema for schema in found if schema)


def types_of(cli: Path, url: str, schemas: Collection[str], environ: Mapping[str, str]) -> tuple[str, str]:
    """What the CLI writes of a database of this machine, and why there is none where it fails."""
    command = [str(cli), "gen", "types", f"--remote={_answered(url)}"]
    # A folder of its own: the CLI keeps notes in the one it works in.
    with tempfile.TemporaryDirectory(prefix="seed-types-") as workdir:
        try:
            done = subprocess.run(  # noqa: S603
                [*command, "--schema", ",".join(sorted(schemas)), "--workdir", workdir],
                capture_output=True,
                text=True,
                encoding="utf-8",
                stdin=subprocess.DEVNULL,
                check=False,
                timeout=_SECONDS,
                env={**environ, "SUPABASE_TELEMETRY_DISABLED": "1", "DO_NOT_TRACK": "1"},
            )
        except subprocess.TimeoutExpired:
            return "", f"supabase gen types took more than {_SECONDS} s"
    if done.returncode or "Database" not in done.stdout:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "it says nothing")
        return "", f"supabase gen types failed: {last.strip()}"
    return done.stdout, ""


def _answered(url: str) -> str:
    """With a password, which the CLI asks for where there is none; a server of ours trusts any."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user or 'postgres'}:any@{host}")) if ":" not in user else url
