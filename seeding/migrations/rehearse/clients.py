"""Readers and writers that go on while a migration runs, and note how long each of their requests took."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from seeding.migrations.rehearse.requests import Request

# A person's application: now and then, not as fast as it can. On two cores a dozen clients leave room for the rest.
_PAUSE = {"read": 0.01, "write": 0.02}
_AFTER_FAILURE = 0.1
# What took less was not held up by anybody for long.
NOTICED = 0.005


@dataclass(frozen=True, slots=True)
class Answer:
    """A request that took long, or failed."""

    pid: int
    request: Request
    begun: float
    ended: float
    error: str = ""
    deadlock: bool = False


@dataclass
class Log:
    """What one client noted; only its own thread writes to it."""

    latencies: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    begun: list[float] = field(default_factory=list)


class Client:
    """One connection, in a thread of its own."""

    def __init__(self, connection: psycopg.Connection[Any], requests: Sequence[Request]) -> None:
        self.connection, self.kind = connection, requests[0].kind
        self.pid = connection.info.backend_pid
        self.log = Log()
        self._requests = list(requests)
        self._turn = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"rehearse-{self.kind}er", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End with the request that is on its way."""
        self._stop.set()

    def ends(self, until: float) -> bool:
        """Whether it has ended by then (of `time.monotonic`); it is waited for."""
        self._thread.join(max(until - time.monotonic(), 0))
        return not self._thread.is_alive()

    def join(self) -> None:
        """Wait for its end, and hang up."""
        self._thread.join()
        self.connection.close()

    def a_round_on(self) -> int:
        """The turn at which it will have sent each of its requests once more, whatever it is at now."""
        return self._turn + len(self._requests) + 1 if self._requests else 0

    def has_come_to(self, turn: int) -> bool:
        """Whether it has; one that has hung up will not come any further."""
        return self._turn >= turn or not self._thread.is_alive()

    def give_up_failing(self) -> None:
        """Never send again what failed so far."""
        failed = {answer.request for answer in self.log.answers if answer.error}
        self._requests = [request for request in self._requests if request not in failed]

    def _work(self) -> None:
        while not self._stop.is_set():
            asked = self._requests
            if not asked:
                self._stop.wait(_AFTER_FAILURE)
                continue
            request = asked[self._turn % len(asked)]
            key = request.keys[self._turn // len(asked) % len(request.keys)] if request.keys else None
            error = self._ask(request, key)
            self._turn += 1
            if self.connection.closed:
                return
            self._stop.wait(_AFTER_FAILURE if error else _PAUSE[self.kind])

    def _ask(self, request: Request, key: tuple[Any, ...] | None) -> str:
        begun = ended = time.perf_counter()
        error, deadlock = "", False
        try:
            # What writers write is undone: the rows that are there afterwards are then the migration's doing alone.
            with self.connection.transaction(force_rollback=request.kind == "write"):
                begun = time.perf_counter()
                try:
                    self.connection.execute(request.sql, key, prepare=False)
                finally:
                    ended = time.perf_counter()
        except psycopg.Error as refused:
            error = refused.diag.message_primary or str(refused).strip() or type(refused).__name__
            deadlock = isinstance(refused, psycopg.errors.DeadlockDetected)
        self.log.latencies.append(ended - begun)
        self.log.begun.append(begun)
        if error or ended - begun >= NOTICED:
            self.log.answers.append(Answer(self.pid, request, begun, ended, error, deadlock))
        return error


def hire(
    connect: Callable[[], psycopg.Connection[Any]], requests: Sequence[Request], *, readers: int, writers: int
) -> list[Client]:
    """So many readers and writers for the requests of one table."""
    clients = []
    for kind, number in (("read", readers), ("write", writers)):
        asked = [request for request in requests if request.kind == kind]
        clients += [Client(connect(), asked) for _ in range(number if asked else 0)]
    return clients
