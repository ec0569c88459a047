"""The schemas that are filled: users with one child table, the whole example, and two plain tables of `plain.sql`.

`project` makes a folder that `seed` can run in: for the children the example's own factories of those two tables and
a profile that gives every user a career profile, so that both tables have as many rows; for the plain tables the same
profile and no factories at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_MIGRATIONS = ROOT / "supabase/migrations"
_STAGING = """\
environment = "staging"
seed = 20250706
count = 1000
as_of = 2025-07-06T12:00:00Z

[target]
url_env = "STAGING_DATABASE_URL"
hosts = ["127.0.0.1"]
"""
_EACH = """
[tables."public.{}"]
per = {{ "public.users" = {{ share = 1.0 }} }}
"""


def project_of(folder: Path, tables: str = "") -> Path:
    """A folder to run `seed staging` in, with what its profile says of tables."""
    (folder / "profiles").mkdir(parents=True)
    (folder / "profiles/staging.toml").write_text(_STAGING + tables, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Filled:
    """A schema to fill: its `tables`, parents first, and the factory files that belong to them.

    `script` makes the tables where the example's migrations do not; `child` has one row for every user.
    """

    name: str
    tables: tuple[str, ...]
    factories: tuple[str, ...] = ()
    child: str = ""
    script: Path | None = None

    @property
    def template(self) -> str:
        """The database that fresh ones are copied from."""
        return f"bench_template_{self.name}"

    def migrations(self, folder: Path) -> Path:
        """A folder with the migrations that make exactly these tables."""
        target = folder / f"migrations_{self.name}"
        target.mkdir()
        if self.script is not None:
            shutil.copy(self.script, target / f"20250101000000_{self.name}.sql")
            return target
        for file in sorted(_MIGRATIONS.glob("*.sql")):
            if file.stem.split("_", 1)[1] in {"shared_functions", *self.tables}:
                shutil.copy(file, target)
        return target

    def project(self, folder: Path) -> Path:
        """The folder to run `seed staging` in."""
        if not self.child:
            return ROOT
        project = folder / f"project_{self.name}"
        if not project.exists():
            project_of(project, _EACH.format(self.child))
            if self.factories:
                (project / "factories").mkdir()
            for name in self.factories:
                shutil.copy(ROOT / "factories" / f"{name}.py", project / "factories")
        return project


CHILDREN = Filled(
    "children",
    ("users", "user_career_profiles"),
    ("__init__", "countries", "users", "user_career_profiles"),
    child="user_career_profiles",
)
WHOLE = Filled(
    "whole", ("users", "user_career_profiles", "volunteer_activities", "payment_transactions", "business_metrics")
)
PLAIN = Filled("plain", ("users", "profiles"), child="profiles", script=Path(__file__).parent / "plain.sql")
ALL: Sequence[Filled] = (CHILDREN, WHOLE, PLAIN)
