"""What a database holds, as far as the guard asks: rows by table, and mailboxes that may be real people's.

Whether the database is large must not matter, as this runs before every fill and again inside it: no table is
read beyond 96 of its pages, hundreds of tables not beyond 16 each, and a foreign table not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import class_row

from seeding.database import mailboxes
from seeding.database.pages import WHOLE_PAGES, sampled

# Whoever counts 1,000 rows knows that the table is not empty; the planner's estimate tells the rest.
COUNTED_ROWS = 1_000
_TABLES_A_QUERY = 100
_PAGES = 4_096  # of 8 kB, over all tables
_FEWEST_PAGES = 16
_PARTITIONS = 32  # of a table, from the first to the last

# Of the server's, of ours, and of whoever applies migrations: never the application's rows.
_OURS = ("information_schema", "_seed", "supabase_migrations")
# Schemas whose rows, on a Supabase, are its own or its extensions', not the application's.
MANAGED_SCHEMAS = (
    "_analytics",
    "_realtime",
    "_supavisor",
    "auth",
    "cron",
    "etl",
    "extensions",
    "graphql",
    "graphql_public",
    "net",
    "pgbouncer",
    "pgmq",
    "pgsodium",
    "pgsodium_masks",
    "pgtle",
    "realtime",
    "storage",
    "supabase_functions",
    "vault",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A table, or a partition of one, that stores rows; names are quoted, sizes in bytes.

    `fresh` means that ANALYZE has seen nine tenths of what is there. `mailboxes` says which of `columns` are
    named as one. Without `leaf`, a partitioned table without partitions.
    """

    shown: str
    counted: bool
    leaf_oid: int | None
    leaf: str
    readable: bool
    estimate: int | None
    bytes: int
    all_bytes: int
    heap: bool
    fresh: bool | None
    columns: Sequence[str]
    mailboxes: Sequence[bool]

    def part(self, pages: int) -> str:
        """The FROM clause over at most so many of its pages."""
        return sampled(self.leaf, self.bytes, self.all_bytes, self.estimate or 0, pages=pages, heap=self.heap)


def tables(connection: psycopg.Connection[Any], *, apart: Iterable[int] = ()) -> list[Stored]:
    """Every table of the application's own that stores rows, and auth.users; names as `search_path` '' has them.

    Those in `apart` (oids) are not touched.
    """
    query = Path(__file__).with_name("relations.sql").read_bytes()
    with connection.cursor(row_factory=class_row(Stored)) as cursor:
        return cursor.execute(
            query, {"managed": list(MANAGED_SCHEMAS), "ours": list(_OURS), "apart": list(apart)}
        ).fetchall()


def count(connection: psycopg.Connection[Any], found: Iterable[Stored]) -> dict[str, int]:
    """Rows by table: counted up to 1,000, estimated above, partitions added up.

    Of a table we may not read, any page at all is taken for a row.
    """
    counts: Counter[str] = Counter()
    asked = []
    for table in found:
        if not table.counted:
            continue
        counts[table.shown] += 0
        if table.bytes and table.readable:
            asked.append(table)
        elif table.bytes:
            counts[table.shown] += max(table.estimate or 0, 1)
    for some in _chunks(asked):
        questions = [f"(select count(*) from (select from only {t.leaf} limit {COUNTED_ROWS}) counted)" for t in some]
        row = connection.execute("select " + ", ".join(questions)).fetchone()
        assert row is not None
        for table, rows in zip(some, row, strict=True):
            counts[table.shown] += rows if rows < COUNTED_ROWS else max(rows, table.estimate or 0)
    return dict(sorted(counts.items()))


def mailbox_domains(connection: psycopg.Connection[Any], found: Iterable[Stored]) -> dict[str, int]:
    """Mailboxes by domain outside the reserved names, in what was sampled. No address leaves the server."""
    read = [t for t in few_partitions(found) if t.readable and t.bytes and t.columns]
    pages = pages_each(len(read))
    questions = [mailboxes.query(t.part(pages), t.columns, t.mailboxes) for t in read]
    large = [t.leaf_oid for t in read if t.fresh and t.part(pages) != f"only {t.leaf}"]
    answers: Counter[str] = Counter()
    for some in _chunks(questions):
        for domain, rows in connection.execute("\nunion all\n".join(some)).fetchall():
            answers[domain] += rows
    if large:
        # The sample ANALYZE took is spread over every page of a large table.
        for domain, rows in connection.execute(mailboxes.STATISTICS, {"tables": large}).fetchall():
            answers[domain] += rows
    domains: Counter[str] = Counter()
    for candidate, rows in answers.items():
        if domain := mailboxes.somebodys(candidate):
            domains[domain] += rows
    return dict(sorted(domains.items()))


def pages_each(tables: int) -> int:
    """How many pages to read of each of so many tables."""
    return min(WHOLE_PAGES, max(_FEWEST_PAGES, _PAGES // max(tables, 1)))


def few_partitions(found: Iterable[Stored]) -> list[Stored]:
    """All tables, but of one with many partitions only some, spread from the first to the last."""
    some = []
    for _, group in groupby(found, key=lambda table: table.shown):
        parts = list(group)
        count = min(len(parts), _PARTITIONS)
        some += [parts[i * (len(parts) - 1) // max(count - 1, 1)] for i in range(count)]
    return some


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _TABLES_A_QUERY] for start in range(0, len(items), _TABLES_A_QUERY))
