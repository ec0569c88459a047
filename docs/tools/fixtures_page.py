"""`reference/fixtures.md`: what the pytest plugin gives, from its docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from seeding.testing import plugin, settings

HEAD = """\
<!-- Written by docs/generate.py from seeding/testing/plugin.py. -->

# Fixtures

The plugin is an entry point of the package: nothing has to be imported or registered. `pytest --fixtures` shows the
same texts. How to use them: [Use rows in tests](../how-to/pytest.md).
"""


def fixtures() -> Iterator[tuple[str, str, str]]:
    """(name, scope, what it is), in the order of the file."""
    source = inspect.getsource(plugin)
    found = re.finditer(
        r'^@pytest\.fixture(?:\(scope="(\w+)"\))?\ndef ([a-z]\w+)\(.*?"""(.*?)"""', source, re.DOTALL | re.MULTILINE
    )
    for match in found:
        yield match[2], match[1] or "function", inspect.cleandoc(match[3])


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *_fixtures(), *_settings(), ""])


def _fixtures() -> Iterator[str]:
    for name, scope, text in fixtures():
        yield f"## `{name}`\n\n*Scope: {scope}.* {text}\n"


def _settings() -> Iterator[str]:
    label = re.search(r"seeded\((.*?)\): (.*)", plugin._MARKER)
    assert label is not None
    yield f"## `@pytest.mark.seeded`\n\n`seeded({label[1]})`: {label[2]}\n"
    yield "## Settings\n\nIn pytest's ini file:\n\n| option | meaning | default |\n|---|---|---|"
    source = inspect.getsource(plugin.pytest_addoption)
    for name, text in re.findall(r'parser\.addini\(\s*"(\w+)",\s*f"\{group\}(.*?)"', source, re.DOTALL):
        meaning, default = re.fullmatch(r"(.*) \[(.*)\]", text).groups()  # type: ignore[union-attr]
        yield f"| `{name}` | {meaning} | `{default}` |"
    yield f"\n`{settings.VARIABLE}` names another server than the project's own."
