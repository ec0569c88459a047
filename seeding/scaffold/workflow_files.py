"""GitHub's workflows for a repository: check, rehearse, deploy to staging, look for drift; `seed init --ci`.

Every action is named by the commit of a release, which nobody can move; each job may do what it does and no more.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import seeding
from seeding.scaffold.files import Scaffold

FOLDER = Path(".github/workflows")
_TEMPLATES = Path(__file__).parent / "workflows"
_PINS = {
    "checkout": "11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
    "setup-python": "a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0",
    "upload-artifact": "ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2",
    "download-artifact": "d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0",
    "supabase": "3.1.0",  # the release that our tests run
}


def write_workflows(root: Path) -> Scaffold:
    """Write the four workflows of `root` that are not there yet."""
    done = Scaffold()
    values = {**_PINS, "version": seeding.__version__, "branch": _branch(root)}
    for template in sorted(_TEMPLATES.glob("*.yml")):
        text = re.sub(r"<([a-z-]+)>", lambda found: values[found[1]], template.read_text(encoding="utf-8"))
        done.put(root, FOLDER / template.name, text)
    return done


def _branch(root: Path) -> str:
    """The branch that pull requests go to: as the remote says, else the present one, else main."""
    for words in (("symbolic-ref", "--short", "refs/remotes/origin/HEAD"), ("branch", "--show-current")):
        said = _git(root, *words).removeprefix("origin/")
        if re.fullmatch(r"[\w./-]+", said):
            return said
    return "main"


def _git(root: Path, *words: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run(  # noqa: S603
        [git, "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""
