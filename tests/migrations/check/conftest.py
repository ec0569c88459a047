"""A project whose scratch server all of these tests share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from seeding.database import embedded
from seeding.migrations.drift.sides import LISTENS
from seeding.migrations.scratch import SCRATCH_FOLDER, folder


@pytest.fixture(scope="session")
def root() -> Iterator[Path]:
    """A folder with a scratch server, stopped at the end, and the one for programs that know no sockets."""
    with tempfile.TemporaryDirectory(prefix="seed-test-") as name:
        (Path(name) / ".seed").mkdir()
        yield Path(name)
        for server in (SCRATCH_FOLDER, LISTENS):
            embedded.stop(folder(Path(name), server))
