"""Rows of earlier runs out of the way, rows made by hand untouched, and whatever those refer to as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from seeding.load.relations import Cursor, Link, Relation, Relations
from seeding.load.runs import Ledger
from seeding.load.seeded import condition
from seeding.schema import Name, quote

# TRUNCATE takes the same time for any number of rows, but locks readers out until the transaction ends;
# DELETE of this many rows, with their foreign keys checked, still takes well under a second.
TRUNCATED_ROWS = 20_000

# For every parent row that goes, the server looks for rows that still refer to it. Without an index it reads
# the whole child, rows just removed included: 200,000 beside 200,000 were not done in five minutes, with one in one.
SEARCHED_ROWS = 20_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of a table."""

    total: int
    seeded: int


@dataclass
class Removal:
    """What was removed, and what had to stay because rows made by hand refer to it, by table."""

    removed: dict[Name, int] = field(default_factory=dict)
    stayed: dict[Name, int] = field(default_factory=dict)


class Seeded:
    """What is true for each table's seeded rows. Rows that we may not delete count as made by hand, and so do
    those in `untouched` tables.
    """

    def __init__(self, relations: Relations, ledger: Ledger, untouched: Collection[Name] = ()) -> None:
        self._relations = relations
        self._ledger = ledger
        self._untouched = untouched

    def __call__(self, name: Name, row: str = "t") -> str:
        """SQL on the alias `row` of the table `name`."""
        relation = self._relations.tables[name]
        if not relation.deletable or name in self._untouched:
            return "false"
        return condition(relation, self._ledger.of(name), row)


def count(cursor: Cursor, relation: Relation, seeded: str) -> Count:
    """All rows of a table, and how many of them meet a condition on alias `t`."""
    if seeded == "false":
        row = cursor.execute(f"SELECT count(*), 0 FROM {relation.own} t").fetchone()
    else:
        row = cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE {seeded}) FROM {relation.own} t").fetchone()
    assert row is not None
    return Count(*row)


def remove(cursor: Cursor, relations: Relations, seeded: Seeded, counts: Mapping[Name, Count]) -> Removal:
    """Remove the seeded rows of all tables that `counts` has.

    These must be everything that references any of them, and be locked against writers. A seeded row that
    a remaining row refers to stays, whatever the foreign key would do on delete.
    """
    done = Removal()
    left = {name: c.total for name, c in counts.items()}
    emptied = _truncate(cursor, relations, counts)
    for name in emptied:
        done.removed[name] = counts[name].total
        left[name] = 0
    for group in relations.children_first(counts):
        names = [n for n in group if left[n] and counts[n].seeded]
        if not names:
            continue
        links = [link for n in names for link in relations.children(n) if left.get(link.child)]
        searched = [link for n in names for link in relations.children(n) if link.child not in emptied]
        indexes = _indexes(cursor, relations, searched, counts)
        inside = [link for link in links if link.child in names]
        if not inside:
            removed = [
                _delete(cursor, relations.tables[n].own, seeded(n), [link for link in links if link.parent == n])
                for n in names
            ]
        elif len(inside) == len(links) and all(counts[n].total == counts[n].seeded for n in names):
            removed = _delete_together(cursor, {relations.tables[n].own: "true" for n in names})
        else:
            removed = _delete_circle(cursor, relations, names, seeded, links)
        for index in indexes:
            cursor.execute(f"DROP INDEX {index}")
        for name, rows in zip(names, removed, strict=True):
            # Some may be gone already: with the rows of other tables, by a trigger or a cascade.
            stays = count(cursor, relations.tables[name], seeded(name)).seeded if counts[name].seeded > rows else 0
            done.removed[name] = counts[name].seeded - stays
            left[name] -= done.removed[name]
            if stays:
                done.stayed[name] = stays
    return done


def _truncate(cursor: Cursor, relations: Relations, counts: Mapping[Name, Count]) -> list[Name]:
    """Empty large tables at once, where every row in them and in all that references them was seeded."""

    def may(relation: Relation) -> bool:
        c = counts[relation.name]
        return c.total == c.seeded and relation.truncatable and not relation.watches_removal

    chosen = {n for n in counts if may(relations.tables[n])}
    while True:
        kept = {n for n in chosen if all(link.child in chosen for link in relations.children(n))}
        if kept == chosen:
            break
        chosen = kept
    if sum(counts[n].total for n in chosen) < TRUNCATED_ROWS:
        return []
    names = sorted(chosen)
    cursor.execute(f"TRUNCATE {', '.join(relations.tables[n].own for n in names)} CONTINUE IDENTITY RESTRICT")
    return names


def _indexes(cursor: Cursor, relations: Relations, links: Iterable[Link], counts: Mapping[Name, Count]) -> list[str]:
    """Indexes for the foreign keys that are about to be searched too often; they go with the rows."""
    made: list[str] = []
    for link in links:
        rows = counts[link.parent].seeded * counts[link.child].total
        if rows < SEARCHED_ROWS or link.indexed or not relations.tables[link.child].owned:
            continue
        name = f"seed temporary {len(made)}"
        columns = ", ".join(quote(c) for c in link.columns)
        cursor.execute(f"CREATE INDEX {quote(name)} ON {link.child.sql} ({columns})")
        made.append(f"{quote(link.child.schema)}.{quote(name)}")
    return made


def _delete(cursor: Cursor, own: str, seeded: str, links: Iterable[Link]) -> int:
    spared = "".join(
        f" AND NOT EXISTS (SELECT FROM {link.child.sql} c WHERE {link.joined('c', 't')})" for link in links
    )
    cursor.execute(f"DELETE FROM {own} t WHERE {seeded}{spared}")
    return cursor.rowcount


def _delete_together(cursor: Cursor, seeded: Mapping[str, str]) -> list[int]:
    """Rows of tables that reference each other, in one statement: foreign keys are checked at its end."""
    parts = [
        f"d{place} AS (DELETE FROM {own} t WHERE {which} RETURNING 1)"
        for place, (own, which) in enumerate(seeded.items())
    ]
    counted = ", ".join(f"(SELECT count(*) FROM d{place})" for place in range(len(parts)))
    row = cursor.execute(f"WITH {', '.join(parts)} SELECT {counted}").fetchone()
    assert row is not None
    return list(row)


def _delete_circle(
    cursor: Cursor, relations: Relations, names: Sequence[Name], seeded: Seeded, links: Sequence[Link]
) -> list[int]:
    """The same, sparing rows that remaining rows refer to, directly or through others in the circle.

    Rows are named by their place on disk (tableoid, ctid): it does not change while writers are locked out.
    """
    spared = {name: f'pg_temp."seed spared {place}"' for place, name in enumerate(names)}
    for table in spared.values():
        cursor.execute(f"CREATE TEMPORARY TABLE {table.removeprefix('pg_temp.')} (part oid, place tid) ON COMMIT DROP")

    def is_spared(name: Name, row: str) -> str:
        return f"EXISTS (SELECT FROM {spared[name]} s WHERE (s.part, s.place) = ({row}.tableoid, {row}.ctid))"

    grown = True
    while grown:
        grown = False
        for link in links:
            stays = "true"
            if link.child in spared:
                stays = f"(NOT {seeded(link.child, 'c')} OR {is_spared(link.child, 'c')})"
            cursor.execute(
                f"""
                INSERT INTO {spared[link.parent]}
                SELECT t.tableoid, t.ctid FROM {relations.tables[link.parent].own} t
                WHERE {seeded(link.parent)} AND NOT {is_spared(link.parent, "t")}
                AND EXISTS (SELECT FROM {link.child.sql} c WHERE {link.joined("c", "t")} AND {stays})
                """
            )
            grown = grown or cursor.rowcount > 0
    done = _delete_together(
        cursor, {relations.tables[n].own: f"{seeded(n)} AND NOT {is_spared(n, 't')}" for n in names}
    )
    for table in spared.values():
        cursor.execute(f"DROP TABLE {table}")
    return done
