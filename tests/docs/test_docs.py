"""What the documentation says exists, parses, runs and leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

if not DOCS.is_dir():
    pytest.skip("a source distribution has no docs", allow_module_level=True)

sys.path.insert(0, str(DOCS))

from tools import columns_page, exit_codes_page, fixtures_page, picture, profiles_page  # noqa: E402
from tools.markdown import Block, blocks, pages  # noqa: E402

from seeding import columns  # noqa: E402
from seeding.cli.app import cli  # noqa: E402
from seeding.patterns import Patterns  # noqa: E402
from seeding.profile import Profile, available  # noqa: E402

PAGES = pages()
BLOCKS = [(page, block) for page in PAGES for block in blocks(page.read_text(encoding="utf-8"))]


def _name(value: object) -> str:
    if isinstance(value, Path):
        return str(value.relative_to(ROOT))
    return f"line {value.line}" if isinstance(value, Block) else ""


def _blocks(**wanted: str) -> list[tuple[Path, Block]]:
    language, note = wanted["language"], wanted.get("note")
    return [(p, b) for p, b in BLOCKS if b.language == language and (note is None or note in b.notes)]


@pytest.mark.parametrize(("page", "block"), _blocks(language="toml"), ids=_name)
def test_toml_is_toml_and_profiles_are_profiles(page: Path, block: Block) -> None:
    data = tomllib.loads(block.body)
    if block.title.startswith("profiles/patterns/"):
        Patterns(**data)
    elif "profile" in block.notes or block.title.startswith("profiles/"):
        Profile(**data)


@pytest.mark.parametrize(("key", "text"), [pytest.param(*e, id=e[0]) for e in profiles_page.examples()])
def test_examples_of_profile_keys_are_profiles(key: str, text: str) -> None:
    model, name = key.split(".")
    Profile(**tomllib.loads(text))
    assert re.search(rf"^.*\b{name}\b", text, re.MULTILINE), (model, name)


def test_a_profile_key_without_a_text_is_noticed() -> None:
    known = set(profiles_page.TEXTS) | profiles_page.UNDOCUMENTED
    fields = {(model.__name__, name) for _, model, _ in profiles_page.SECTIONS for name in model.model_fields}
    assert fields == known


@pytest.mark.parametrize(("page", "block"), _blocks(language="python"), ids=_name)
def test_python_compiles(page: Path, block: Block) -> None:
    compile(block.body, f"{page.name}:{block.line}", "exec")


@pytest.mark.parametrize("page", sorted({p for p, _ in _blocks(language="python", note="runnable")}), ids=_name)
def test_runnable_python_runs(page: Path, tmp_path: Path) -> None:
    """In a project of its own: the example's factories, and the files the page shows."""
    (tmp_path / "factories").mkdir()
    for file in (ROOT / "factories").glob("*.py"):
        (tmp_path / "factories" / file.name).write_bytes(file.read_bytes())
    for number, (_, block) in enumerate((p, b) for p, b in _blocks(language="python") if p == page):
        if block.title and "part" not in block.notes:
            (tmp_path / block.title).write_text(block.body, encoding="utf-8")
        elif "runnable" in block.notes:
            script = tmp_path / f"block_{number}.py"
            script.write_text(block.body, encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-W", "error", script.name],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
            assert done.returncode == 0, f"{page.name}:{block.line}\n{done.stderr}"


def _commands() -> list[tuple[str, str]]:
    """(page, words) of everything that looks like a `seed` command, in blocks and in running text."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        said = re.findall(r"^(?:\$ )?(seed (?!=)[^\n`|]*)$", text, re.MULTILINE) + re.findall(
            r"`(seed (?!=)[^`\n]*)`", text
        )
        found += [(_name(page), " ".join(words.split())) for words in said]
    return sorted(set(found))


@pytest.mark.parametrize(("page", "words"), _commands(), ids=lambda value: value)
def test_every_command_exists(page: str, words: str) -> None:
    command, *rest = words.split()[1:] or ["--help"]
    if page.startswith("CHANGELOG") or command in ("PROFILE", "<profile>", "<name>"):
        return
    if command.startswith("-"):
        assert command in ("--help", "--version"), words
        return
    if command in available(ROOT):
        known = cli.get_command(cli.make_context("seed", ["--help"], resilient_parsing=True), command)
    else:
        known = cli.commands.get(command)
    assert known is not None, f"{page}: seed {command}"
    if hasattr(known, "commands") and rest:
        known = known.commands[rest[0]]
    options = {option for parameter in known.params for option in parameter.opts}
    for option in (word.partition("=")[0] for word in rest if word.startswith("--")):
        assert option in options | {"--help"}, f"{page}: {words}"


def test_every_error_has_its_place() -> None:
    page = (DOCS / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    for kind in exit_codes_page.classes():
        assert f"`{kind.__name__}`" in page and kind.__name__ in page.partition("## The tree")[2]


def test_every_generator_has_its_place() -> None:
    assert columns_page.documented() == set(columns.__all__) - columns_page.NOT_GENERATORS


def test_every_fixture_has_its_place() -> None:
    names = {name for name, _, _ in fixtures_page.fixtures()}
    assert names == {"db", "fresh_db", "fresh_db_url", "seed_server", "seed_url", "seeded_db"}
    how_to = (DOCS / "how-to" / "pytest.md").read_text(encoding="utf-8")
    for name in names:
        assert f"| `{name}` |" in how_to


def _anchor(heading: str) -> str:
    text = re.sub(r"[^\w\s-]", "", re.sub(r"`|<[^>]*>", "", heading)).strip().lower()
    return re.sub(r"[\s-]+", "-", text)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]*`", "", text)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(_anchor, headings), f"{page.name}: {target}"


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    listed = set(re.findall(r"(\S+\.md)", navigation))
    assert listed == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}


def test_the_picture_shows_the_example_and_fetches_nothing() -> None:
    text = picture.PICTURE.read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "url(http" not in text and "@import" not in text and "href" not in text
    shown = picture.words(text)
    for word in ("$ seed local", "public.users", "UserFactory", "dev@example.com", "done:", "psql"):
        assert word in shown


def test_the_set_up_is_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Set-up")[2]
    first = next(blocks(text))
    assert first.body == "make local\nmake test\n"
    assert "\nmake " not in text.partition("## In your own project")[0].replace(first.body, "")
