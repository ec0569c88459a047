"""A folder to run a page's commands in: what a reader has in front of them, and nothing of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from tools.markdown import ROOT

from seeding.database import binaries, embedded
from seeding.database.supabase import ensure_prelude, local_supabase
from seeding.migrations import history

COPIED = ("factories", "profiles", "supabase")
SHOWN = "/home/you/{name}"
_SHORT = Path("/tmp")  # noqa: S108  # a name nobody can guess is made in it


class SupabaseIsRunningError(Exception):
    """A local Supabase answers: `seed local` would fill that one instead of the scratch project's own server."""


class Scratch:
    """A project folder, commands run in it, and its path written as a reader's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = _environ(folder.parent / "home")
        self.masks = {str(folder): SHOWN.format(name=folder.name)}

    def run(self, command: str, *, colour: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a shell command; output and errors come back apart."""
        environ = {**self.environ, **({"FORCE_COLOR": "1"} if colour else {"NO_COLOR": "1"})}
        return subprocess.run(  # noqa: S603  # our own pages' commands
            ["bash", "-c", command],  # noqa: S607
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def export(self, assignment: str) -> None:
        """`NAME=value`, for the commands after it, as the shell's `export` would."""
        name, _, value = assignment.partition("=")
        self.environ[name] = self.run(f"printf %s {value}").stdout

    def serve_staging(self) -> None:
        """A server that stands for a team's staging: on TCP, migrated, not marked; its URL in the usual variable."""
        server = embedded.start(self.folder.parent / "staging", tcp_port=0)
        assert server.tcp_url is not None
        with psycopg.connect(server.tcp_url, autocommit=True) as connection:
            connection.execute("create database staging")
        url = server.tcp_url.removesuffix("/postgres") + "/staging"
        with psycopg.connect(url) as connection:
            ensure_prelude(connection)
            history.apply(connection, history.pending(connection, self.folder / "supabase/migrations"))
        self.environ["STAGING_DATABASE_URL"] = url
        self.masks[server.tcp_url.removesuffix("/postgres")] = "postgresql://postgres@127.0.0.1:5432"
        self.masks[f"127.0.0.1:{urlsplit(url).port}"] = "127.0.0.1:5432"

    def write(self, path: str, text: str) -> None:
        """Write a file of the project."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def shown(self, text: str) -> str:
        """`text` with this machine's paths and ports as a reader would have them."""
        for real, readers in self.masks.items():
            text = text.replace(real, readers)
        return text


@contextmanager
def scratch(kind: str, name: str) -> Iterator[Scratch]:
    """A copy of the example (`example`) or a new folder (`empty`); its servers are stopped afterwards.

    Raises SupabaseIsRunningError rather than let a page's commands write to somebody's local Supabase.
    """
    if local_supabase() is not None:
        raise SupabaseIsRunningError("stop the local Supabase first: supabase stop")
    # A socket's path has at most 107 bytes, so the folder's own is short.
    with tempfile.TemporaryDirectory(prefix="sd", dir=_SHORT if _SHORT.is_dir() else None) as made:
        (Path(made) / "home").mkdir()
        folder = Path(made) / name
        folder.mkdir()
        if kind == "example":
            for part in COPIED:
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", ".temp"))
        opened = Scratch(folder)
        try:
            yield opened
        finally:
            for server in (folder / ".seed", folder / ".seed" / "test", Path(made) / "staging"):
                embedded.stop(server)


def _environ(home: Path) -> dict[str, str]:
    """PATH with this environment's `seed` and the built-in server's psql; no PG*, SEED* or *_DATABASE_URL."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(binaries.find(None).folder), os.environ["PATH"]])
    return {
        "PATH": path,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "96",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PY_COLORS": "0",
        **{key: os.environ[key] for key in ("XDG_RUNTIME_DIR", "SYSTEMROOT", "TMPDIR") if key in os.environ},
    }
