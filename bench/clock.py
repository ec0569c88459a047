"""One process, timed from start to end: wall clock, its CPU and memory, and the server's CPU meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_OCTETS_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What one run took: `server_cpu` is None where the system has no /proc."""

    seconds: float
    client_cpu: float
    server_cpu: float | None
    peak_mb: float
    rows: int = 0


def timed(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], postmaster: int | None = None) -> Run:
    """Run a command to its end. Raises RuntimeError, with what it said last, where it fails."""
    # Compiling every module anew at every start is nobody's normal case.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = None if postmaster is None else server_cpu(postmaster)
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env={**inherited, **environment}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(max(0, said.tell() - 2000))
            text = said.read().decode(errors="replace")
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {text}")
    after = None if postmaster is None else server_cpu(postmaster)
    return Run(
        seconds=seconds,
        client_cpu=usage.ru_utime + usage.ru_stime,
        server_cpu=None if before is None or after is None else after - before,
        peak_mb=usage.ru_maxrss * _OCTETS_OF_MAXRSS / 2**20,
    )


def server_cpu(postmaster: int) -> float | None:
    """CPU seconds of the server so far: its first process, those it has waited for, those that live."""
    proc = Path("/proc")
    if not (proc / str(postmaster) / "stat").exists():
        return None
    ticks = 0
    for folder in proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # After the name, which may hold spaces: state, parent, …; times are the 14th to 17th field.
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile, and counts with its parent's
        if int(folder.name) == postmaster:
            ticks += sum(int(field) for field in fields[11:15])
        elif int(fields[1]) == postmaster:
            ticks += sum(int(field) for field in fields[11:13])
    return ticks / _TICKS
