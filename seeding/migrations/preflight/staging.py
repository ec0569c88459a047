"""Since when staging has a migration.

The Supabase CLI's history has no time. What tells it, the surest first:

1. the server's own note of when the row was committed (`track_commit_timestamp = on`);
2. rows of Seed's own there that say when they were made (`_seed.runs`): transaction numbers only grow, so a run with a
   higher one than the history's row came after the migration;
3. when a preflight of this machine saw it there for the first time.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from seeding.migrations.history import Migration
from seeding.migrations.statements import split

_THERE = """
select pg_catalog.to_regclass('supabase_migrations.schema_migrations') is not null,
       pg_catalog.to_regclass('_seed.runs') is not null,
       pg_catalog.current_setting('track_commit_timestamp')::boolean, pg_catalog.now()
"""
# Transactions below 3 are the server's own, of which it keeps no time.
_HISTORY = """
select version, case when %s and xmin::text::bigint > 2 then pg_catalog.pg_xact_commit_timestamp(xmin) end,
       pg_catalog.age(xmin), statements
from supabase_migrations.schema_migrations where version = any (%s)
"""
_RUNS = "select made_at, pg_catalog.age(xmin) from _seed.runs order by made_at"


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether staging has a migration, since when at least (None where nothing tells), and how that is known.

    `edited` means that the file's statements are no longer those that staging has run.
    """

    there: bool
    since: datetime.datetime | None = None
    how: str = ""
    edited: bool = False


def presence(
    connection: psycopg.Connection[Any], migrations: Sequence[Migration], seen: Path, place: str
) -> tuple[dict[str, Presence], datetime.datetime]:
    """What is known of each version, and the server's time. Writes nothing but the note `seen`, a file.

    `place` names the database in that file.
    """
    versions = [migration.version for migration in migrations]
    with connection.transaction():
        row = connection.execute(_THERE).fetchone()
        assert row is not None
        has_history, has_runs, tracks, now = row
        if not has_history:
            return dict.fromkeys(versions, Presence(False)), now
        rows = connection.execute(_HISTORY, (tracks, list(versions))).fetchall()
        runs = connection.execute(_RUNS).fetchall() if has_runs else []
    notes = _noted(seen, place, [version for version, *_ in rows], now)
    found = dict.fromkeys(versions, Presence(False))
    texts = {one.version: [statement.text for statement in split(one.read())] for one in migrations}
    for version, committed, age, statements in rows:
        # An old CLI noted no statements; whoever repaired the history by hand, neither.
        if statements and statements != texts[version]:
            found[version] = Presence(True, edited=True)
            continue
        later = next((made for made, of_run in runs if of_run < age), None)
        first = notes.get(version)
        if committed is not None:
            found[version] = Presence(True, committed, "the server's commit timestamp")
        elif later is not None and (first is None or later <= first):
            found[version] = Presence(True, later, "a run of seed that came after it")
        elif first is not None:
            found[version] = Presence(True, first, f"first seen there by this machine, as {seen.as_posix()} notes")
        else:
            found[version] = Presence(True)
    return found, now


def _noted(path: Path, place: str, versions: Sequence[str], now: datetime.datetime) -> Mapping[str, datetime.datetime]:
    """When each version was first seen; what is seen now for the first time is noted."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
        here = {str(version): datetime.datetime.fromisoformat(when) for version, when in notes[place].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        # None yet, or not ours any more: it begins now, which makes nothing look older than it is.
        notes, here = {}, {}
    # What has gone from the history meanwhile was not there all the time.
    kept = {version: here.get(version, now) for version in versions}
    if kept != here:
        others = notes if isinstance(notes, dict) else {}
        text = json.dumps({**others, place: {v: kept[v].isoformat() for v in sorted(kept)}}, indent=2)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    return kept
