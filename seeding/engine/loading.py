"""Rows into the database from many machines: every worker through the same door as one, a range a transaction."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from seeding.database.choose import DEFAULT_VARIABLES
from seeding.door.opening import Door, open_door
from seeding.engine.cluster import Engine, connected, must_be_ours, versions
from seeding.engine.luggage import Luggage, packed, unpacked
from seeding.errors import GuardError, ProfileError, SeedingError, UsageError
from seeding.load import ranged
from seeding.load.fill import FillResult, analyzed
from seeding.load.progress import Progress, Silent
from seeding.plan.model import Plan
from seeding.plan.ranges import Range
from seeding.profile import Profile


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

    Without a `url`, a worker takes the profile's variable from its own environment.
    """

    profile: Profile
    url: Secret | None
    role: str | None
    system_identifier: str
    database_oid: int
    token: str = field(repr=False)


def fill(
    engine: Engine,
    door: Door,
    plan: Plan,
    profile: Profile,
    *,
    url: str | None,
    role: str | None,
    root: Path,
    size: int,
    progress: Progress | None = None,
) -> FillResult:
    """Write the plan's rows by the cluster's workers; go on where the same run broke.

    Raises UsageError for a plan that cannot be written in ranges, with nothing changed; later, whatever a worker
    raised: what is in then stays in, and in the ledger.
    """
    if url is None and not door.chosen.why.startswith("$"):
        raise UsageError(
            f"workers on other machines do not find {door.chosen.why}",
            hint="name a database that they can reach with --url, or by the profile's variable",
        )
    told = progress or Silent()
    begun = time.perf_counter()
    clearance, connection = door.clearance, door.connection
    digest = plan.digest  # once, here: it travels with the plan
    luggage = packed(plan, root)
    with connected(engine) as cluster:
        way = ranged.begin(connection, clearance, plan, size=size, token=_token(digest))
        if way.unchanged:
            return FillResult(kept=way.kept, unchanged=True)
        facts = clearance.facts
        assert facts.system_identifier is not None
        assert facts.database_oid is not None
        errand = Errand(
            profile, None if url is None else Secret(url), role, facts.system_identifier, facts.database_oid, way.token
        )
        carried = cluster.kept(luggage, "plan")
        meter = _Meter(plan, told)
        for part in way.done:
            meter.advanced(part)
        try:
            for level in _levels(plan):
                parts = [part for part in way.missing if part.table in level]
                for part, _ in cluster.each(copied, parts, _key, carried, errand, versions()):
                    meter.advanced(part)
        except BaseException:
            # Best effort, for whoever runs or cleans next; what ended the run is what has to be told.
            with suppress(psycopg.Error, SeedingError):
                ranged.give_up(connection, clearance, token=way.token, another=_token(digest))
            raise
    ranged.finish(connection, clearance, plan, size=size, token=way.token)
    rows = {str(t.name): t.rows for t in plan.tables}
    seconds = {name: meter.seconds.get(name, time.perf_counter() - begun) for name in rows}
    return analyzed(connection, plan, FillResult(rows, seconds, removed=way.removed, kept=way.kept))


def _token(digest: str) -> str:
    return f"{digest[:8]}-{secrets.token_hex(8)}"


def copied(part: Range, luggage: Luggage, errand: Errand, wanted: Mapping[str, str]) -> int:
    """In a worker: one range, through a door of its own; the rows."""
    must_be_ours("a worker that came later", versions(), wanted)
    url = errand.url.reveal() if errand.url is not None else _from_environment(errand.profile)
    door = open_door(errand.profile, url, errand.role, Path(), os.environ)
    with door.connection as connection:
        facts = door.clearance.facts
        here = (facts.system_identifier, facts.database_oid)
        if here != (errand.system_identifier, errand.database_oid):
            raise GuardError(
                f"a worker's database is not the one the run began with: {door.clearance.target.place} is server "
                f"{here[0]}, database oid {here[1]}, instead of {errand.system_identifier} and {errand.database_oid}",
                hint="give the workers the same URL, with a host that means the same server everywhere",
            )
        return ranged.write(connection, door.clearance, unpacked(luggage), part, token=errand.token)


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


def _levels(plan: Plan) -> Sequence[frozenset[str]]:
    """The tables by what can be filled at the same time: parents are complete before their children begin."""
    level: dict[str, int] = {}
    for planned in plan.tables:
        parents = (str(key.parent) for key in planned.table.foreign_keys if key.parent != planned.name)
        level[str(planned.name)] = 1 + max((level[name] for name in parents if name in level), default=-1)
    return [frozenset(n for n, of in level.items() if of == number) for number in sorted(set(level.values()))]


def _key(part: Range) -> str:
    return f"{part.table}-{part.number}"
