"""`reference/fixtures.md`: what the pytest plugin gives, from its docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from seeding.testing import asking, isolation, plugin, settings

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
    return "\n".join([HEAD, *_fixtures(), *_marker(), *_helpers(), *_settings(), ""])


def _fixtures() -> Iterator[str]:
    for name, scope, text in fixtures():
        yield f"## `{name}`\n\n*Scope: {scope}.* {text}\n"


def _helpers() -> Iterator[str]:
    """What tests import: who asks, and whether policies hold."""
    yield "## Asking as somebody\n\n`from seeding.testing import as_user, as_role, assert_isolated`."
    yield "How to use them: [Test row level security](../how-to/rls.md).\n"
    for function in (asking.as_user, asking.as_role, isolation.assert_isolated):
        names = [n for n in inspect.signature(function).parameters if not n.startswith("_")]
        given = ", ".join([names[0], *(f"{name}=…" for name in names[1:])])
        yield f"### `{function.__name__}({given})`\n\n{inspect.getdoc(function)}\n"


def _marker() -> Iterator[str]:
    label = re.search(r"seeded\((.*?)\): (.*)", plugin._MARKER)
    assert label is not None
    yield f"## `@pytest.mark.seeded`\n\n`seeded({label[1]})`: {label[2]}\n"


def _settings() -> Iterator[str]:
    yield "## Settings\n\nIn pytest's ini file:\n\n| option | meaning | default |\n|---|---|---|"
    source = inspect.getsource(plugin.pytest_addoption)
    for name, text in re.findall(r'parser\.addini\(\s*"(\w+)",\s*f"\{group\}(.*?)"', source, re.DOTALL):
        meaning, default = re.fullmatch(r"(.*) \[(.*)\]", text).groups()  # type: ignore[union-attr]
        yield f"| `{name}` | {meaning} | `{default}` |"
    yield f"\n`{settings.VARIABLE}` names another server than the project's own."
