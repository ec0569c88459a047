"""A dask cluster in processes of its own, with what a test needs to kill one of them.

Run as a script, it prints the scheduler's address and keeps the cluster up until its standard input ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Dask:
    """Where its scheduler listens."""

    address: str
    log: Path

    def pids(self) -> list[int]:
        """The workers' processes."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return sorted(client.run(os.getpid).values())

    def set_variable(self, name: str, value: str) -> None:
        """Give every worker an environment variable; an empty one counts as none."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.run(_set, name, value)

    def told(self) -> str:
        """Everything a curious person could read: the logs, what the scheduler knows of every task and event."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            known = client.run_on_scheduler(_known)
            logs = [repr(client.get_worker_logs()), repr(client.get_scheduler_logs())]
        return "\n".join([known, *logs, self.log.read_text(encoding="utf-8")])


def _set(name: str, value: str) -> None:
    os.environ[name] = value


def _known(dask_scheduler: object) -> str:
    tasks = dask_scheduler.tasks.values()  # type: ignore[attr-defined]
    shown = [repr((t.key, t, t.run_spec, t.exception_text, t.traceback_text, t.annotations)) for t in tasks]
    return "\n".join([*shown, repr(dask_scheduler.get_events())])  # type: ignore[attr-defined]


@contextmanager
def dask_cluster(folder: Path, environ: Mapping[str, str] | None = None) -> Iterator[Dask]:
    """Two workers of one thread each, which a nanny starts anew when they die; they work in `folder`."""
    log = folder / "cluster.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env={**os.environ, "DASK_LOGGING__DISTRIBUTED": "info", **(environ or {})},
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = process.stdout.readline().decode().strip()
        assert address, log.read_text(encoding="utf-8")
        yield Dask(address, log)
    finally:
        process.stdin.close()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # its workers end with it
            process.kill()
            process.wait()
        process.stdout.close()


def _serve() -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        sys.stdout.write(f"{cluster.scheduler_address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve()
