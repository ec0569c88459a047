"""One pass over a table for everything that is asked of it: counts of codes, and of pairs of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

# PostgreSQL allows 4,096 grouping sets and 1,664 columns; hash tables of fewer fit its memory.
_AT_ONCE = 100


@dataclass(frozen=True)
class Counts:
    """Rows by the code of each probe, and by the codes of each pair of probes."""

    rows: int = 0
    single: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Mapping[tuple[int, int], int]] = field(default_factory=dict)

    def of(self, probe: str) -> Mapping[int, int]:
        """The counts of a probe, none where there was none."""
        return self.single.get(probe, {})


def count(
    connection: Connection,
    source: sql.Composable,
    probes: Mapping[str, sql.Composable],
    pairs: Sequence[tuple[str, str]] = (),
) -> Counts:
    """Rows of `source` (what follows FROM) by the codes that `probes` give, none of which may be NULL."""
    names = list(probes)
    single: dict[str, dict[int, int]] = {name: {} for name in names}
    double: dict[tuple[str, str], dict[tuple[int, int], int]] = {pair: {} for pair in pairs}
    rows = 0
    wanted: list[tuple[str, ...]] = [(name,) for name in names] + list(dict.fromkeys(pairs))
    for begin in range(0, max(len(wanted), 1), _AT_ONCE):
        sets = wanted[begin : begin + _AT_ONCE]
        used = list(dict.fromkeys(name for group in sets for name in group))
        for *codes, n in connection.execute(_query(source, used, {u: probes[u] for u in used}, sets)):
            key = {name: code for name, code in zip(used, codes, strict=True) if code is not None}
            if not key:
                rows = n
            elif len(key) == 1:
                single[next(iter(key))].update(dict.fromkeys(key.values(), n))
            else:
                # A column may depend on one and another one on it: the order is the one that was asked for.
                for a, b in (pair for pair in double if set(pair) == set(key)):
                    double[a, b][key[a], key[b]] = n
    return Counts(rows, single, double)


def _query(
    source: sql.Composable,
    used: Sequence[str],
    probes: Mapping[str, sql.Composable],
    sets: Sequence[tuple[str, ...]],
) -> sql.Composed:
    column = {name: sql.Identifier(f"c{i}") for i, name in enumerate(used)}
    inner = sql.SQL(", ").join(sql.SQL("{} as {}").format(probes[name], column[name]) for name in used)
    groups = [sql.SQL("()"), *(sql.SQL("({})").format(sql.SQL(", ").join(column[n] for n in group)) for group in sets)]
    # OFFSET 0 keeps the planner from looking through: it would take a column's distinct values for those of its codes,
    # and sort the table once for each grouping set, which takes three times as long as hashing them all.
    return sql.SQL("select {} from (select {} from {} offset 0) as coded group by grouping sets ({})").format(
        sql.SQL(", ").join([*column.values(), sql.SQL("count(*)")]),
        inner if used else sql.SQL(""),
        source,
        sql.SQL(", ").join(groups),
    )
