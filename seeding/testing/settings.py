"""What the plugin is told: pytest's ini options, and one environment variable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

VARIABLE = "SEED_TEST_DATABASE_URL"
SERVER_FOLDER = Path(".seed/test")


@dataclass(frozen=True, slots=True)
class Settings:
    """`root` is pytest's rootdir; the folders are absolute; `url` is the variable's value, empty if unset."""

    root: Path
    migrations: Path
    factories: Path
    profile: str
    url: str = ""
    keep_server: bool = True

    @property
    def server_folder(self) -> Path:
        """Where the tests' own server lives; `seed stop` ends it."""
        return self.root / SERVER_FOLDER
