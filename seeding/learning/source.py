"""The rows that a statement looks at: a table, whose they are, the parents and children they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seeding.learning.people import Way, enough, joins, matched, nobody, person
from seeding.schema import ForeignKey, Schema, Table, quote


@dataclass(frozen=True)
class Source:
    """One table as statements read it."""

    table: Table
    schema: Schema
    way: Way
    k: int
    method: str = "bernoulli"

    @property
    def enough(self) -> str:
        """The HAVING that keeps groups of fewer than k people on the server."""
        return enough(self.k, not self.way.rows)

    @property
    def person(self) -> str | None:
        """Whose a row is; None where it is its own."""
        return person(self.way, self.schema, self.table, self._joined()[1], "t")

    @property
    def nobody(self) -> str:
        """Whether a row is nobody's, where others are people's."""
        return nobody(self.way, self._joined()[1])

    def _joined(self) -> tuple[list[str], str]:
        return joins(self.way, "t", "w")

    def rows(self, columns: Sequence[str], *further: str, by: Sequence[str] = ()) -> str:
        """SELECT with `columns` and whose each row is (`p`), of a share of the table's rows ($1, in percent).

        Rows are drawn by the hash of columns `by`, where some are given, so that those that refer to them can be, too.
        """
        whose = self.person
        picked = [*columns, *([f"{whose} as p"] if whose else [])]
        lines, _ = self._joined()
        sampled = "" if by else f" tablesample {self.method} ($1::float4) repeatable (0)"
        return "\n".join(
            [
                "select " + ",\n  ".join(picked or ["1 as one"]),
                f"from {self.relation} as t{sampled}",
                *lines,
                *further,
                *([f"where {self._drawn(by, by)}"] if by else []),
            ]
        )

    def _drawn(self, by: Sequence[str], columns: Sequence[str]) -> str:
        """Whether a row is among those drawn: `columns` hold what `by` hold in this table."""
        at = [f"t.{quote(column)}" for column in columns]
        if len(by) == 1 and self.table.by_name[by[0]].type.base.name in ("int2", "int4", "int8"):
            number = f"hashint8extended({at[0]}::int8, 0)"
        else:
            number = "hashtextextended(" + " || ',' || ".join(f"{one}::text" for one in at) + ", 0)"
        return f"({number} & 65535) < $1::float4 * 655.36"

    @property
    def relation(self) -> str:
        """The table itself: without those that inherit from it, with its partitions."""
        return relation(self.table)

    def parent(self, number: int, key: ForeignKey) -> str:
        """A join of the row that a key refers to, as `f<number>`."""
        return f"left join {key.parent.sql} as f{number} on {matched(key, 't', f'f{number}')}"

    def children(self, number: int, child: Table, key: ForeignKey) -> str:
        """A join of how many rows of `child` refer to a row, as `c<number>.n`; rows are drawn by what it refers to."""
        alias = f"c{number}"
        names = ", ".join(quote(column) for column in key.columns)
        drawn = self._drawn(key.parent_columns, key.columns)
        counted = f"select {names}, count(*) as n from {relation(child)} as t where {drawn} group by {names}"
        return f"left join ({counted}) as {alias} on {matched(key, alias, 't')}"


def relation(table: Table) -> str:
    """A table in FROM."""
    return table.name.sql if table.partitioning is not None else f"only {table.name.sql}"
