from __future__ import annotations

from pathlib import Path

from seeding.database import choose
from seeding.testing.settings import SERVER_FOLDER


def test_the_tests_server_is_one_that_seed_stop_knows() -> None:
    # Written out in settings, because importing the other module costs what the plugin must not.
    assert Path(choose.FOLDER) / choose.TEST_FOLDER == SERVER_FOLDER
