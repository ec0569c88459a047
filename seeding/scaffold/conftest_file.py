"""`conftest.py` to begin with: which fixtures there are, and one of the project's own."""

from __future__ import annotations

_TEXT = '''\
"""What every test may use. Seed brings its fixtures along; add your own here.

db            a connection to a database with your migrations; undone after the test
seeded_db     the same, in a database that holds a profile's rows
fresh_db      a connection to a database of the test's own, for code that commits
fresh_db_url  the URL of such a database, for code that opens its own connections
"""
'''
_EXAMPLE = '''
import pytest

from factories.{module} import {factory}


@pytest.fixture
def {fixture}(db):
    """One row in the test's own transaction, with the parents it needs."""
    return {factory}.create()
'''


def conftest_file(module: str, factory: str) -> str:
    """The text, its example a fixture of one row made by `factory`."""
    words = {"module": module, "factory": factory, "fixture": _snake(factory.removesuffix("Factory"))}
    return (_TEXT + _EXAMPLE).format(**words)


def _snake(name: str) -> str:
    parts = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    return parts.lstrip("_")
