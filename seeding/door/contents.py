"""`seed guard --contents`: what a database holds that could belong to somebody, counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seeding.database import connect, sample
from seeding.door.opening import choose_database, destination, loaded, may_look, policy_of
from seeding.profile import Profile
from seeding.report.result import ContentsReport, KindCount

if TYPE_CHECKING:
    from seeding.database.sample import Sampled

_ROWS = 1_000


def contents(
    profile: str | Profile = "local",
    *,
    url: str | None = None,
    role: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> ContentsReport:
    """Judge a bounded sample of every table's rows by the rules that generated values are judged by.

    Read-only. A value stays in this process: the report counts values by table, column and kind. Raises
    GuardError where what is known before connecting forbids to look.
    """
    settings = loaded(profile, root or Path())
    policy = policy_of(settings, role)
    chosen = choose_database(settings, url, root or Path(), environ)
    may_look(chosen.target, policy)
    counts: list[KindCount] = []
    rows: dict[str, int] = {}
    with connect.read_only(chosen.target, policy) as connection, sample.reading(connection):
        tables = sample.tables(connection)
        for table in tables:
            found: Counter[tuple[str, str]] = Counter()
            rows.setdefault(table.shown, 0)
            for block in _blocks(sample.rows(connection, table)):
                rows[table.shown] += len(block)
                found += _judged(table, block)
            counts += [KindCount(table.shown, column, kind, n) for (column, kind), n in sorted(found.items())]
        shown = destination(chosen, connection)
    return ContentsReport(shown, settings.environment, _added_up(counts), rows)


def _judged(table: Sampled, rows: list[tuple[Any, ...]]) -> Counter[tuple[str, str]]:
    """How many values hold something of a kind, by column and kind."""
    import pyarrow as pa

    from seeding.safety.kind import Place
    from seeding.safety.prefilter import suspects
    from seeding.safety.single import problems
    from seeding.safety.texts import texts_of

    found: Counter[tuple[str, str]] = Counter()
    for (name, type_), values in zip(table.columns, zip(*rows, strict=True), strict=True):
        for part in texts_of(pa.array(values), Place.of(name, type_)):
            for value in part.values.take(pa.array(suspects(part))).to_pylist():
                found.update({(name, kind.name) for kind, _ in problems(value, part.place)})
    return found


def _blocks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while block := list(islice(rows, _ROWS)):
        yield block


def _added_up(counts: list[KindCount]) -> list[KindCount]:
    """The partitions of a table are one table."""
    total: Counter[tuple[str, str, str]] = Counter()
    for count in counts:
        total[count.table, count.column, count.kind] += count.values
    return [KindCount(*key, n) for key, n in sorted(total.items())]
