"""The example's factories, as a project's own tests use them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from seeding.factory import reset_sequences


@pytest.fixture(autouse=True)
def _first_rows() -> Iterator[None]:
    """Every test begins at the factories' first rows."""
    reset_sequences()
    yield
