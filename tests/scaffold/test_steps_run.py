"""What the workflows, the action and the hook run, run: each script as GitHub's runner starts it, on a repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
import yaml  # type: ignore[import-untyped]

from seeding.database import embedded
from seeding.migrations.scratch import folder
from seeding.scaffold.workflow_files import FOLDER, write_workflows

ROOT = Path(__file__).parents[2]
NOTES = """\
create table if not exists public.notes (id int primary key, body text);
alter table public.notes enable row level security;
"""
OPEN = "create table if not exists public.open_to_all (id int primary key);\n"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is what the runner starts")


@pytest.fixture
def repository() -> Iterator[Path]:
    """A clone whose branch adds a table that everybody may read, with the workflows."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        origin, clone = Path(name) / "origin", Path(name) / "clone"
        _git(Path(name), "init", "-q", "-b", "main", str(origin))
        (origin / "supabase" / "migrations").mkdir(parents=True)
        (origin / "supabase" / "migrations" / "20240101000000_notes.sql").write_text(NOTES)
        write_workflows(origin)
        _commit(origin)
        _git(origin, "checkout", "-q", "-b", "change")
        (origin / "supabase" / "migrations" / "20240102000000_open.sql").write_text(OPEN)
        _commit(origin)
        _git(Path(name), "clone", "-q", str(origin), str(clone))
        yield clone
        embedded.stop(folder(clone))


def _git(where: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(where), *words], check=True, capture_output=True)


def _commit(where: Path) -> None:
    _git(where, "add", "-A")
    _git(where, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "more")


def _script(path: Path, words: str) -> str:
    """The script of the one step that says it."""
    data: dict[str, Any] = yaml.safe_load(path.read_text())
    jobs = data["jobs"].values() if "jobs" in data else [data["runs"]]
    [script] = [step["run"] for job in jobs for step in job["steps"] if words in step.get("run", "")]
    return str(script)


def _run(script: str, where: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """As the runner does: `bash --noprofile --norc -e -o pipefail`, in the checked-out repository."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "CI": "true", "GITHUB_ACTIONS": "true", **variables}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=where, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def test_the_check_of_a_pull_request(repository: Path) -> None:
    script = _script(repository / FOLDER / "seed-check.yml", "seed check")
    done = _run(script, repository, BASE="main")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=supabase/migrations/20240102000000_open.sql,line=1,")
    assert done.stdout.count("::error") == 1 and "rls-missing" in done.stdout
    done = _run(script, repository, BASE="change")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_action(repository: Path) -> None:
    if not (ROOT / "action.yml").is_file():
        pytest.skip("a source distribution has no action")
    data = yaml.safe_load((ROOT / "action.yml").read_text())
    given = {name.replace("-", "_").upper(): str(described["default"]) for name, described in data["inputs"].items()}
    script = _script(ROOT / "action.yml", "seed check")
    [step] = [step for step in data["runs"]["steps"] if step.get("run") == script]
    assert all(re.fullmatch(r"\$\{\{ inputs\.[\w-]+ \}\}", value) for value in step["env"].values())
    assert set(step["env"]) < set(given)
    assert "rls-missing" in _run(script, repository, **given).stdout
    since = _run(script, repository, **{**given, "SINCE": "origin/change"})
    assert (since.returncode, since.stdout) == (0, ""), since.stderr
    nowhere = _run(script, repository, **{**given, "MIGRATIONS": "db/migrations"})
    assert nowhere.returncode == 2 and "db/migrations is no folder" in nowhere.stderr


def test_a_rehearsal_that_has_nothing_to_do(repository: Path, tmp_path: Path) -> None:
    script = _script(repository / FOLDER / "seed-rehearse.yml", "seed rehearse")
    summary = tmp_path / "summary.md"
    done = _run(script, repository, BASE="change", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    assert "nothing is pending" in summary.read_text()
    assert (repository / "rehearsal.md").read_text() == summary.read_text()


def test_the_drift_of_a_week(repository: Path, tmp_path: Path) -> None:
    script = _script(repository / FOLDER / "seed-drift.yml", "seed drift")
    summary = tmp_path / "summary.md"
    with servers.embedded_server() as server:
        done = _run(
            script, repository, PRODUCTION_DATABASE_URL=server.url, DRIFT_WEBHOOK="", GITHUB_STEP_SUMMARY=str(summary)
        )
    assert done.returncode == 1, done.stderr
    assert "public.notes: only in B" in summary.read_text()


def test_the_hook_runs_for_what_the_check_reads() -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    if not manifest.is_file():
        pytest.skip("a source distribution has no hook")
    [hook] = yaml.safe_load(manifest.read_text())
    assert hook["entry"] == "seed check" and hook["language"] == "python" and hook["pass_filenames"] is False
    assert shutil.which("seed", path=str(Path(sys.executable).parent))
    pattern = re.compile(hook["files"])
    for name in ("migrations/20240101000000_a.sql", "rollbacks/20240101000000_a.down.sql", "seed/00_a.sql", "seed.sql"):
        assert pattern.search(f"supabase/{name}"), name
    assert not pattern.search("supabase/functions/a/index.ts") and not pattern.search("docs/supabase/seed.sql")
