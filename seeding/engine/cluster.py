"""A dask cluster that somebody runs: tasks go out a few at a time, what they say comes back as they end."""

from __future__ import annotations

import platform
import secrets
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from seeding.errors import ConnectError, LoadError, SeedingError, UsageError
from seeding.plan.ranges import PART_ROWS

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

ENGINES = ("dask",)
TIMEOUT_SECONDS = 15
PATIENCE_SECONDS = 300  # a range takes a worker about a minute

# The scheduler keeps a record of every task it has: this many keep a thousand workers busy.
WAITING = 4_096

# What decides the bytes of a row or of a file.
_DECIDING = ("pgseed", "numpy", "pyarrow", "Faker")


@dataclass(frozen=True)
class Engine:
    """How rows are made on many machines: which engine, and where its scheduler listens."""

    name: str
    scheduler: str
    option: ClassVar[str] = "--engine"

    @classmethod
    def of(cls, name: str | None, scheduler: str | None) -> Engine | None:
        """What the options say; None for this machine alone. Raises UsageError for half of it."""
        if name is None:
            if scheduler is not None:
                raise UsageError("--scheduler is for an engine", hint="add --engine dask")
            return None
        if name not in ENGINES:
            raise UsageError(f"engine {name!r} does not exist", hint=f"engines: {', '.join(ENGINES)}")
        if not scheduler:
            raise UsageError(
                "--engine dask needs the address of a scheduler",
                hint='start one with "dask scheduler", workers with "dask worker", and give --scheduler tcp://HOST:8786',
            )
        return cls(name, scheduler)

    def sizes(self, _: int) -> tuple[int, int]:
        """Rows of a range, where indexes stay, and where they are built afterwards."""
        return PART_ROWS, PART_ROWS


@contextmanager
def connected(engine: Engine, timeout: float = TIMEOUT_SECONDS) -> Iterator[Cluster]:
    """The cluster. Raises UsageError without dask, ConnectError where no scheduler answers or no worker is there."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--engine dask needs dask.distributed", hint='pip install "pgseed[dask]"') from None
    try:
        client = Client(engine.scheduler, timeout=timeout, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error) or type(error).__name__
        raise ConnectError(
            f"no dask scheduler answers at {engine.scheduler}: {said}",
            hint='start one with "dask scheduler", or correct the address',
        ) from None
    try:
        cluster = Cluster(client)
        cluster.must_fit()
        yield cluster
    finally:
        client.close()


class Cluster:
    """An open connection to a scheduler."""

    def __init__(self, client: Client) -> None:
        self._client = client
        # Of a run of its own, whatever ran before: results that somebody else left are not ours.
        self._run = secrets.token_hex(4)

    def must_fit(self) -> None:
        """Raises ConnectError where there is no worker, LoadError where one has other versions than we have."""
        if not self._client.nthreads():
            raise ConnectError("the scheduler has no workers", hint="start some: dask worker tcp://HOST:8786")
        ours = versions()
        try:
            found = self._client.run(versions, on_error="return")
        except Exception as error:  # of any kind: a worker without the package cannot read the question
            found = {"a worker": error}
        for worker, theirs in sorted(found.items()):
            if isinstance(theirs, Exception):
                raise LoadError(
                    f"{worker} does not know Seed: {type(theirs).__name__}: {theirs}",
                    hint='install the same version there: pip install "pgseed[dask]"',
                )
            must_be_ours(worker, theirs, ours)

    def kept(self, what: T, name: str) -> Future[T]:
        """Something every task needs, sent to each worker once, and again should the one that has it die."""
        return self._client.submit(_same, what, key=f"seed-{name}-{self._run}", pure=False)

    def each(
        self, task: Callable[..., R], items: Iterable[T], name: Callable[[T], str], *given: Any
    ) -> Generator[tuple[T, R], None, None]:
        """`task(item, *given)` for every item, on any worker, with what it returned, in the order they end.

        What a task raises is raised here, and what has not begun is given up. A task whose worker dies is done again.
        """
        from distributed import as_completed

        waiting = iter(items)
        places: dict[str, T] = {}

        def submitted(most: int) -> list[Future[R]]:
            futures = []
            for item in islice(waiting, most):
                future = self._client.submit(
                    task, item, *given, key=f"seed-{name(item)}-{self._run}", pure=False, priority=-len(places)
                )
                places[future.key] = item
                futures.append(future)
            return futures

        pending = as_completed(submitted(WAITING), loop=self._client.loop)
        try:
            for future in pending:
                try:
                    done = future.result()
                except SeedingError:
                    raise
                except Exception as error:
                    raise _explained(str(places[future.key]), error) from error
                yield places[future.key], done
                future.release()
                pending.update(submitted(1))
        except BaseException:
            self._client.cancel(list(pending.futures), force=True)
            self._calm()
            raise

    def _calm(self) -> None:
        """Wait for what is being done: dask cannot stop it, and whoever comes next should not meet it."""
        until = time.perf_counter() + PATIENCE_SECONDS
        # A cluster that is going away has nobody to wait for.
        with suppress(OSError):
            while time.perf_counter() < until and any(self._client.run(_busy, self._run, on_error="ignore").values()):
                time.sleep(0.05)


@cache
def versions() -> Mapping[str, str]:
    """What decides the bytes, in this process."""
    return {"Python": ".".join(platform.python_version_tuple()[:2])} | {name: version(name) for name in _DECIDING}


def must_be_ours(worker: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Raises LoadError for a worker whose rows could differ from ours."""
    for name, wanted in ours.items():
        if theirs.get(name) != wanted:
            raise LoadError(
                f"{worker} has {name} {theirs.get(name)}, this machine has {wanted}: their rows could differ",
                hint="install the same versions everywhere",
            )


def _busy(run: str, dask_worker: Any) -> bool:
    """In a worker (dask hands itself over by that name): whether it works for this run."""
    return any(str(task.key).endswith(run) for task in dask_worker.state.executing)


def _same(what: T) -> T:
    return what


def _explained(what: str, error: Exception) -> LoadError:
    if type(error).__name__ == "KilledWorker":
        return LoadError(
            f"{what}: one worker after the other died of it",
            hint="look at their logs and their memory; fewer threads a worker need less of it",
        )
    return LoadError(f"{what}: {type(error).__name__}: {error}", hint="the worker's log has the whole story")
