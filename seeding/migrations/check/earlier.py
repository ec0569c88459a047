"""A folder as it was at a revision, asked of git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from seeding.errors import UsageError


def texts(folder: Path, revision: str) -> dict[str, str]:
    """What each .sql file of `folder` said at `revision`, by name. Raises UsageError for what git does not know."""
    git = shutil.which("git")
    if git is None:
        raise UsageError("--since needs git, which is not installed", hint="check everything, without --since")
    if revision.startswith("-"):
        raise UsageError(f'"{revision}" is no revision', hint="a branch, a tag or a commit: --since origin/main")
    known = _git(git, folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if known is None:
        raise UsageError(
            f'git knows no revision "{revision}" here',
            hint="a branch, a tag or a commit that was fetched: --since origin/main (in CI: fetch-depth: 0)",
        )
    commit = known.strip()
    listed = _git(git, folder, "ls-tree", "--name-only", "-z", commit, "./") or ""
    names = [name for name in listed.split("\0") if name.endswith(".sql")]
    return {Path(name).name: _git(git, folder, "show", f"{commit}:./{name}") or "" for name in names}


def _git(git: str, folder: Path, *arguments: str) -> str | None:
    done = subprocess.run(  # noqa: S603
        [git, "-C", str(folder), *arguments], capture_output=True, text=True, encoding="utf-8", errors="replace",
        check=False,
    )  # fmt: skip
    return done.stdout.removeprefix("\ufeff").replace("\r\n", "\n") if done.returncode == 0 else None
