"""Workers on this machine: a process each, since threads of one would take turns.

Not `multiprocessing`, whose processes run the caller's script again from its beginning. Each is fed over a pipe by a
thread, and ends with it: a worker whose standard input is closed, as when this process was killed, stops at once.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any, ClassVar, TypeVar

from seeding.engine.messages import Failed, Kept, Task, hear, say
from seeding.errors import LoadError, UsageError
from seeding.plan.ranges import PART_ROWS

T = TypeVar("T")
R = TypeVar("R")

# Larger ranges make workers wait for the last one, smaller ones cost a connection more often: a few seconds of work.
JOB_ROWS = 8 * 16_384
# A table that is one range writes less: what is written is lost when the run breaks.
_MOST_ROWS = 16 * PART_ROWS
MOST = 64
DEATHS = 3
# A block of rows is megabytes: through the usual 64 kB it goes in as many turns of worker and reader, each of which
# waits for the interpreter.
_PIPE = 2**20


@dataclass(frozen=True)
class Jobs:
    """How many processes of this machine make and write rows."""

    number: int
    option: ClassVar[str] = "--jobs"

    @classmethod
    def of(cls, number: int, called: str = "jobs") -> Jobs | None:
        """What the option says; None for one. Raises UsageError for a number that is none."""
        if not 1 <= number <= MOST:
            raise UsageError(f"{number} {called} are not possible", hint=f"give a number from 1 to {MOST}")
        return None if number == 1 else cls(number)

    def sizes(self, rows: int) -> tuple[int, int]:
        """Rows of a range, where indexes stay, and where they are built afterwards: then as large as leaves no worker
        without work, of so many `rows` in all.
        """
        share = -(-rows // (self.number * JOB_ROWS)) * JOB_ROWS
        return JOB_ROWS, max(JOB_ROWS, min(_MOST_ROWS, share))


@contextmanager
def started(jobs: Jobs, root: Path) -> Iterator[Processes]:
    """Workers that come up while other things are done. They are gone afterwards, whatever they were doing."""
    found = Processes(jobs.number, root)
    try:
        yield found
    finally:
        found.close()


class Processes:
    """Workers and what each of them has to know."""

    def __init__(self, number: int, root: Path) -> None:
        self._kept: dict[str, Any] = {}
        self._threads: list[threading.Thread] = []
        self._workers = [_Worker(root, self._kept) for _ in range(number)]

    def kept(self, what: Any, name: str) -> Kept:
        """Something every task needs, sent to each worker once, and again should it die."""
        self._kept[name] = what
        return Kept(name)

    def each(
        self, task: Callable[..., R], items: Iterable[T], name: Callable[[T], str], *given: Any
    ) -> Generator[tuple[T, R], None, None]:
        """`task(item, *given)` for every item, on any worker, with what it returned, in the order they end.

        What a task raises is raised here, and what has not begun is given up. A task whose worker dies is done again.
        """
        waiting, taking = iter(items), threading.Lock()
        done: Queue[tuple[T, R | Failed] | None] = Queue()

        def feed(worker: _Worker) -> None:
            while True:
                with taking:
                    found = list(islice(waiting, 1))
                for item in found:
                    done.put((item, worker.do(Task(task, (item, *given)), name(item))))
                if not found:
                    done.put(None)
                    return

        threads = [threading.Thread(target=feed, args=(one,), name="seed-job", daemon=True) for one in self._workers]
        self._threads += threads
        for thread in threads:
            thread.start()
        working = len(self._workers)
        try:
            while working:
                try:
                    # A timeout, because on Windows an endless wait cannot be interrupted with Ctrl-C.
                    ended = done.get(timeout=1)
                except Empty:
                    continue
                if ended is None:
                    working -= 1
                    continue
                item, result = ended
                if isinstance(result, Failed):
                    raise result.error
                yield item, result
        except BaseException:
            self.close()
            raise

    def in_order(
        self, task: Callable[..., R], items: Iterable[T], name: Callable[[T], str], *given: Any
    ) -> Generator[tuple[T, R], None, None]:
        """The same in the order of the items, with no more done ahead than one for each worker."""
        free: Queue[_Worker] = Queue()
        for worker in self._workers:
            free.put(worker)

        def do(item: T) -> R | Failed:
            worker = free.get()
            try:
                found: R | Failed = worker.do(Task(task, (item, *given)), name(item))
                return found
            finally:
                free.put(worker)

        ahead: deque[tuple[T, Future[R | Failed]]] = deque()
        with ThreadPoolExecutor(len(self._workers), thread_name_prefix="seed-worker") as pool:
            try:
                for item in items:
                    ahead.append((item, pool.submit(do, item)))
                    if len(ahead) > 2 * len(self._workers):
                        yield self._next(ahead)
                while ahead:
                    yield self._next(ahead)
            except BaseException:
                for _, future in ahead:
                    future.cancel()
                self.close()  # or the pool would wait for what nobody takes
                raise

    def _next(self, ahead: deque[tuple[T, Future[R | Failed]]]) -> tuple[T, R]:
        item, future = ahead.popleft()
        result = future.result()
        if isinstance(result, Failed):
            raise result.error
        return item, result

    def close(self) -> None:
        """End every worker; what it was writing is rolled back by the server."""
        for worker in self._workers:
            worker.end()
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.let_go()


class _Worker:
    """A process, its pipes, and what it has been told. One thread at a time gives it tasks."""

    def __init__(self, root: Path, kept: dict[str, Any]) -> None:
        self._root, self._kept = root, kept
        self._lock = threading.Lock()
        self._ended = False
        self._start()

    def _start(self) -> None:
        self._told: set[str] = set()
        # What stands beside factories/ can be imported there as it can be here.
        path = os.pathsep.join(filter(None, [str(self._root.resolve()), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "seeding.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        _widen(_stream(self._process.stdout))

    def do(self, task: Task, name: str) -> Any:
        """What the task returns, or Failed."""
        code = 0
        for _ in range(DEATHS):
            try:
                for key in [key for key in self._kept if key not in self._told]:
                    say(_stream(self._process.stdin), (key, self._kept[key]))
                    self._told.add(key)
                say(_stream(self._process.stdin), task)
                return hear(_stream(self._process.stdout))
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                with self._lock:
                    if self._ended:
                        return Failed(LoadError("the run has ended"))
                    code = self._stopped()
                    self.let_go()
                    self._start()
        return Failed(
            LoadError(
                f"{name}: one worker after the other died of it, the last with exit code {code}",
                hint="look at this machine's memory and its log; fewer --jobs need less of it",
            )
        )

    def _stopped(self) -> int:
        self._process.kill()
        return self._process.wait()

    def end(self) -> None:
        """Stop it now."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._stopped()

    def let_go(self) -> None:
        """Close the pipes of a process that is no more."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what it had not read is of no use to anybody
                _stream(pipe).close()


def _widen(pipe: IO[bytes]) -> None:
    """Let more wait in it, where the system can and this user may."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # there is a sum for all pipes of a user, and a most for each
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
