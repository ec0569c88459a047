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
    """What one run took: `server_cpu` is None where the system has no /proc, `peak_mb` where nobody looked."""

    seconds: float
    client_cpu: float
    server_cpu: float | None
    peak_mb: float | None
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
    # A process that ends while this is read would count nowhere: then its time has just gone to its parent's.
    while True:
        before, ticks = _ticks(proc / str(postmaster), 15), _children(proc, postmaster)
        if before == _ticks(proc / str(postmaster), 15):
            return (before + ticks) / _TICKS


def _children(proc: Path, postmaster: int) -> int:
    ticks = 0
    for folder in proc.iterdir():
        try:
            if folder.name.isdigit() and int(_fields(folder)[1]) == postmaster:
                ticks += _ticks(folder, 13)
        except OSError:
            continue  # it has ended meanwhile
    return ticks


def _ticks(folder: Path, until: int) -> int:
    """Its own time in user and system mode, and with `until` 15 that of the children it has waited for."""
    return sum(int(field) for field in _fields(folder)[11:until])


def _fields(folder: Path) -> list[str]:
    """What follows the name, which may hold spaces: state, parent, …"""
    return (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
