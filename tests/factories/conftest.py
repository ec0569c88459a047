"""The example's factories, as a project's own tests use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from seeding.factory import reset_sequences
from seeding.factory.discover import discover

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _first_rows() -> Iterator[None]:
    """Every test begins at the factories' first rows, and a table's name means the example's factory."""
    discover(ROOT)
    reset_sequences()
    yield
