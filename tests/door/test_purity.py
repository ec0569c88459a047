"""Which factories are known to make the same rows again."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeding.door.purity import is_pure

FACTORIES = Path(__file__).parents[2] / "factories"


@pytest.mark.parametrize("path", sorted(FACTORIES.glob("*.py")), ids=lambda path: path.stem)
def test_the_example_is_pure(path: Path) -> None:
    assert is_pure(path.read_bytes())


@pytest.mark.parametrize(
    "source",
    [
        "from .countries import COUNTRIES",
        "import factory, datetime\nfrom seeding.columns import Moment",
        "from factories.countries import COUNTRIES",
        "now = datetime.datetime(2026, 1, 1)",
        "def values(self, rows): return rows.now",
    ],
)
def test_what_is_pure(source: str) -> None:
    assert is_pure(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import pathlib",
        "import app.models",
        "import random",
        "from random import choice",
        "from app.models import Kind",
        "from numpy import random",
        "from datetime import *",
        "import numpy as np\nnp.random.default_rng().random()",
        "import datetime\ndatetime.datetime.now()",
        "import datetime\ndatetime.date.today()",
        "from uuid import uuid4",
        "import uuid\nuuid.uuid4()",
        "names = open('names.txt').read()",
        "eval('1')",
        "__import__('os')",
        "from seeding import pipeline",
        "import seeding.profile\nseeding.profile.load_profile('local')",
        "this is no Python",
        "zeros = '\0'\x00",
    ],
)
def test_what_is_not(source: str) -> None:
    assert not is_pure(source.encode())
