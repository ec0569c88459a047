"""Rows into the database by many workers: each through the same door as one machine, a range a transaction."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg

from seeding.database.choose import DEFAULT_VARIABLES
from seeding.database.connect import connect
from seeding.door.opening import Door, open_door
from seeding.engine.cluster import Engine, must_be_ours, versions
from seeding.engine.crew import Crew, crew
from seeding.engine.luggage import Luggage, packed, unpacked
from seeding.engine.processes import Jobs
from seeding.errors import GuardError, ProfileError, SeedingError, UsageError
from seeding.load import ranged, rebuilt
from seeding.load.fill import FillResult, analyzed
from seeding.load.progress import Progress, Silent
from seeding.plan.model import Plan
from seeding.plan.ranges import Range
from seeding.profile import Profile
from seeding.schema import Name


class Secret:
    """A URL with a password on its way to a worker: whatever prints it, a log or a dashboard, shows `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value, to connect with."""
        return self._value

    def __repr__(self) -> str:
        return "***"


@dataclass(frozen=True)
class Errand:
    """What a worker is to write to: the profile it asks its own guard by, and which database that must lead to.

    Without a `url`, a worker takes the profile's variable from its own environment; one of this machine (`root` is
    the project's folder) what the profile finds there, in `environ` if that is not its own. The indexes of tables in
    `whole` are built with their only range, while as many build as there are `jobs`.
    """

    profile: Profile
    url: Secret | None
    role: str | None
    system_identifier: str
    database_oid: int
    root: Path | None = None
    environ: Mapping[str, str] | None = field(default=None, repr=False)
    jobs: int = 1
    whole: Mapping[Name, int] = field(default_factory=dict)
    token: str = field(default="", repr=False)


def fill(
    on: Engine | Jobs,
    door: Door,
    plan: Plan,
    profile: Profile,
    *,
    url: str | None,
    role: str | None,
    root: Path,
    sizes: tuple[int, int],
    environ: Mapping[str, str] | None = None,
    indexes: str = "auto",
    progress: Progress | None = None,
) -> FillResult:
    """Write the plan's rows by the workers of a cluster or of this machine; go on where the same run broke.

    Raises UsageError for a plan that cannot be written in ranges, with nothing changed; later, whatever a worker
    raised: what is in then stays in, and in the ledger.
    """
    told = progress or Silent()
    begun = time.perf_counter()
    clearance, connection = door.clearance, door.connection
    errand = _errand(on, door, profile, url, role, root, environ)
    token = _token(plan)  # its digest is made once, here: it travels with the plan
    luggage = packed(plan, root)
    with crew(on, root) as workers:
        way = ranged.begin(
            connection,
            clearance,
            plan,
            sizes=sizes,
            token=token,
            option=on.option,
            # Where a cluster writes, others are likely to read.
            indexes=indexes if isinstance(on, Jobs) or indexes == "rebuild" else "keep",
        )
        if way.unchanged:
            return FillResult(kept=way.kept, unchanged=True)
        meter = _Meter(plan, told)
        for part in way.done:
            meter.advanced(part)
        try:
            given = workers.kept(luggage, "plan"), replace(errand, token=token, whole=way.gone.whole), versions()
            choice, away = way.gone.choice, way.gone.away
            if choice.what:
                told.note([f"{choice.what} of {len(choice.tables)} tables are built after the load"])
            for level in _levels(plan, {(key.table, key.name) for key in away.keys}):
                # The largest first, so that nobody waits long for the last.
                parts = sorted((p for p in way.missing if p.table in level), key=lambda part: -part.rows)
                with closing(workers.each(copied, parts, _key, *given)) as copies:
                    for part, _ in copies:
                        meter.advanced(part)
            if away.what:
                told.note([f"building {away.what}"])
                _build(workers, door, plan, given)
        except BaseException:
            _give_up(door, token, _token(plan))
            raise
    ranged.finish(connection, clearance, plan, size=way.size, token=token)
    rows = {str(t.name): t.rows for t in plan.tables}
    seconds = {name: meter.seconds.get(name, time.perf_counter() - begun) for name in rows}
    written = FillResult(rows, seconds, removed=way.removed, kept=way.kept, choice=choice)
    return analyzed(connection, plan, written)


def _errand(  # noqa: PLR0917  # called in one place
    on: Engine | Jobs,
    door: Door,
    profile: Profile,
    url: str | None,
    role: str | None,
    root: Path,
    environ: Mapping[str, str] | None,
) -> Errand:
    if url is None and not isinstance(on, Jobs) and not door.chosen.why.startswith("$"):
        raise UsageError(
            f"workers on other machines do not find {door.chosen.why}",
            hint="name a database that they can reach with --url, or by the profile's variable",
        )
    facts = door.clearance.facts
    assert facts.system_identifier is not None
    assert facts.database_oid is not None
    secret = None if url is None else Secret(url)
    errand = Errand(profile, secret, role, facts.system_identifier, facts.database_oid)
    if not isinstance(on, Jobs):
        return errand
    return replace(errand, root=root.resolve(), environ=None if environ is None else dict(environ), jobs=on.number)


def _build(workers: Crew, door: Door, plan: Plan, given: tuple[Any, Errand, Any]) -> None:
    """Everything that is away, by as many hands as there are: indexes, then what is quick, then foreign keys."""
    missing = rebuilt.unbuilt(door.connection, plan)
    with closing(workers.each(built, missing, "index-{}".format, *given)) as done:
        for _ in done:
            pass
    by_table: dict[Name, list[int]] = {}
    for table, number in rebuilt.attach(door.connection, door.clearance, token=given[1].token):
        by_table.setdefault(table, []).append(number)
    with closing(workers.each(validated, by_table.values(), "keys-{0[0]}".format, *given)) as done:
        for _ in done:
            pass


def _give_up(door: Door, token: str, another: str) -> None:
    """Best effort, for whoever runs or cleans next; what ended the run is what has to be told."""
    with suppress(psycopg.Error, SeedingError):
        # The one we had may be what broke.
        lost = door.connection.closed or door.connection.broken
        with connect(door.clearance) if lost else nullcontext(door.connection) as connection:
            ranged.give_up(connection, door.clearance, token=token, another=another)
            rebuilt.mend(connection, door.clearance, token=another)


def _token(plan: Plan) -> str:
    return f"{plan.digest[:8]}-{secrets.token_hex(8)}"


def copied(part: Range, luggage: Luggage, errand: Errand, wanted: Mapping[str, str]) -> int:
    """In a worker: one range, through a door of its own; the rows."""
    with _through(errand, wanted) as door:
        return ranged.write(
            door.connection,
            door.clearance,
            unpacked(luggage),
            part,
            token=errand.token,
            whole=errand.whole,
            jobs=errand.jobs,
        )


def built(number: int, luggage: Luggage, errand: Errand, wanted: Mapping[str, str]) -> None:
    """In a worker: one index."""
    with _through(errand, wanted) as door:
        rebuilt.build(door.connection, door.clearance, unpacked(luggage), number, token=errand.token, jobs=errand.jobs)


def validated(numbers: Sequence[int], luggage: Luggage, errand: Errand, wanted: Mapping[str, str]) -> None:
    """In a worker: the foreign keys of one table."""
    with _through(errand, wanted) as door:
        rebuilt.validate(door.connection, door.clearance, unpacked(luggage), numbers, token=errand.token)


@contextmanager
def _through(errand: Errand, wanted: Mapping[str, str]) -> Iterator[Door]:
    """In a worker: a door of its own to the very database that the run began with."""
    must_be_ours("a worker that came later", versions(), wanted)
    url = errand.url.reveal() if errand.url is not None else None
    if url is None and errand.root is None:
        url = _from_environment(errand.profile)
    door = open_door(
        errand.profile,
        url,
        errand.role,
        errand.root or Path(),
        errand.environ or os.environ,
        apart=errand.whole.values(),
    )
    with door.connection:
        facts = door.clearance.facts
        here = (facts.system_identifier, facts.database_oid)
        if here != (errand.system_identifier, errand.database_oid):
            raise GuardError(
                f"a worker's database is not the one the run began with: {door.clearance.target.place} is server "
                f"{here[0]}, database oid {here[1]}, instead of {errand.system_identifier} and {errand.database_oid}",
                hint="give the workers the same URL, with a host that means the same server everywhere",
            )
        yield door


def _from_environment(profile: Profile) -> str:
    variable = profile.target.url_env or DEFAULT_VARIABLES[profile.environment]
    value = os.environ.get(variable, "").strip()
    if not value:
        raise ProfileError(
            f"a worker has no variable {variable}, which names the database in {profile.source}",
            hint="set it where the workers run, or give --url",
        )
    return value


class _Meter:
    """Progress by table, from ranges that end in any order."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._rows = {str(t.name): t.rows for t in plan.tables}
        self._left = dict(self._rows)
        self._begun: dict[str, float] = {}
        self._progress = progress

    def advanced(self, part: Range) -> None:
        """A range is in."""
        name = part.table
        if name not in self._begun:
            self._begun[name] = time.perf_counter()
            self._progress.started(name, self._rows[name])
        self._progress.advanced(name, part.rows)
        self._left[name] -= part.rows
        if not self._left[name]:
            self.seconds[name] = time.perf_counter() - self._begun[name]
            self._progress.finished(name, self._rows[name], self.seconds[name])


def _levels(plan: Plan, away: Collection[tuple[Name, str]]) -> Sequence[frozenset[str]]:
    """The tables by what can be filled at the same time: parents are complete before their children begin.

    Foreign keys that are `away` (by table and name) keep nobody waiting.
    """
    level: dict[str, int] = {}
    for planned in plan.tables:
        parents = (
            str(key.parent)
            for key in planned.table.foreign_keys
            if key.parent != planned.name and (planned.name, key.name) not in away
        )
        level[str(planned.name)] = 1 + max((level[name] for name in parents if name in level), default=-1)
    return [frozenset(n for n, of in level.items() if of == number) for number in sorted(set(level.values()))]


def _key(part: Range) -> str:
    return f"{part.table}-{part.number}"
