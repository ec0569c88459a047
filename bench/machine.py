"""What the figures were measured on, and with what."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

_PACKAGES = ("pgseed", "psycopg", "numpy", "pyarrow", "factory_boy", "Faker")


def machine() -> dict[str, Any]:
    """CPU, cores, memory, and how busy it was before anything began."""
    return {
        "cpu": _after("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": [round(n, 1) for n in os.getloadavg()],
        "begun": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def versions(postgres: str, peers: Path) -> dict[str, str]:
    """Of what is measured and what it is measured against."""
    found = {"Python": platform.python_version(), "PostgreSQL": postgres}
    found |= {name: version(name) for name in _PACKAGES}
    return found | {one.name: one.version for one in distributions(path=[str(peers)]) if one.name == "SQLAlchemy"}


def _after(file: str, label: str) -> str:
    path = Path(file)
    if not path.exists():
        return ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith(label):
            return line.partition(":")[2].strip()
    return ""
