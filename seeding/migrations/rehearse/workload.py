"""Clients on the tables that a migration touches: hired before it, listened to while it runs, sent home after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from statistics import median
from typing import Any

import psycopg

from seeding.database.undisturbed import undisturbed
from seeding.migrations.rehearse.clients import Answer, hire
from seeding.migrations.rehearse.ending import end_sessions
from seeding.migrations.rehearse.model import Clients, Failed
from seeding.migrations.rehearse.requests import requests
from seeding.schema.catalog import introspect

Connect = Callable[[], psycopg.Connection[Any]]

_TABLES = 12  # that have clients: those with most rows
_LAST_REQUEST = 10.0  # seconds that clients may take for the request they are at, when everybody goes home
_ROUND = 10.0  # seconds for all clients to have sent each of their requests once
_FEW = 3  # tables up to which each has two readers and two writers


class Workload:
    """Readers and writers, from `with` to its end."""

    def __init__(
        self,
        connect: Connect,
        touched: Collection[str],
        rows: Mapping[str, int],
        session: Mapping[str, str],
        *,
        settling: float,
    ) -> None:
        with connect() as looking:
            # Those of the platform too: who adds a key to auth.users keeps people from signing in.
            schema = introspect(looking, schemas=sorted({name.partition(".")[0] for name in touched}))
            able = {str(table.name): table for table in schema.tables.values() if str(table.name) in touched}
            ranked = sorted(able, key=lambda name: (-rows.get(name, 0), name))
            self.tables, self.left_out = ranked[:_TABLES], ranked[_TABLES:]
            asked = {name: requests(looking, able[name]) for name in self.tables}
        self._connect, self._session, self._settling = connect, session, settling
        each = 2 if len(self.tables) <= _FEW else 1
        self._clients = [
            client for name in self.tables for client in hire(self._open, asked[name], readers=each, writers=each)
        ]
        self._began = 0.0

    def __enter__(self) -> Workload:
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with undisturbed():
            for client in self._clients:
                client.stop()
            until = time.monotonic() + (_LAST_REQUEST if kind is None else 0)
            slow = [client.pid for client in self._clients if not client.ends(until)]
            if slow:
                end_sessions(self._connect, slow)
            for client in self._clients:
                client.join()

    def settle(self) -> None:
        """Let them work for a moment: what fails now fails whatever a migration does, and is not asked again."""
        self._work_for(self._settling / 2)
        for client in self._clients:
            client.give_up_failing()
        time.sleep(self._settling / 2 if self._clients else 0)
        self._began = time.perf_counter()

    def linger(self) -> None:
        """Let them go on for a moment: what fails now, the migration has made impossible."""
        self._work_for(self._settling)

    def _work_for(self, seconds: float) -> None:
        # On a busy machine a client may not have had its turn by then: what it was not asked, it does not tell.
        if not self._clients:
            return
        begun, ends = time.monotonic(), [(client, client.a_round_on()) for client in self._clients]
        time.sleep(seconds)
        while any(not client.has_come_to(turn) for client, turn in ends) and time.monotonic() < begun + _ROUND:
            time.sleep(0.01)

    def writes_between(self, begun: float, ended: float) -> int:
        """Rows that writers changed, and left as they were, in a stretch of time."""
        written = (client.log.begun for client in self._clients if client.kind == "write")
        return sum(begun <= at <= ended for times in written for at in times)

    @property
    def answers(self) -> Sequence[Answer]:
        """Requests since it settled that took long, or failed."""
        return [answer for client in self._clients for answer in client.log.answers if answer.ended >= self._began]

    def told(self) -> Clients:
        """What there is to say of them, once they are home."""
        before: list[float] = []
        during: list[float] = []
        for client in self._clients:
            for at, took in zip(client.log.begun, client.log.latencies, strict=True):
                (before if at < self._began else during).append(took)
        return Clients(
            tables=self.tables,
            readers=sum(client.kind == "read" for client in self._clients),
            writers=sum(client.kind == "write" for client in self._clients),
            requests=len(during),
            median_before=median(before) if before else 0.0,
            median_during=median(during) if during else 0.0,
            failed=self._failed(),
            left_out=self.left_out,
            deadlocks=sum(answer.deadlock for answer in self.answers),
        )

    def _failed(self) -> list[Failed]:
        found: dict[tuple[str, str], list[str]] = {}
        for answer in self.answers:
            if answer.error and not answer.deadlock:
                found.setdefault((answer.request.table, answer.request.kind), []).append(answer.error)
        return [Failed(*key, messages[0], len(messages)) for key, messages in sorted(found.items())]

    def _open(self) -> psycopg.Connection[Any]:
        connection = self._connect()
        for name, value in self._session.items():
            connection.execute("select pg_catalog.set_config(%s, %s, false)", (name, value))
        return connection
