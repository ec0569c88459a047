"""A parent that a trigger of its child makes: it is out of the way while the child's row goes in.

`BEFORE INSERT ON person … INSERT INTO party (id) VALUES (NEW.id)`: had the parent been filled before, its key
would be taken. Its row is kept aside, the trigger makes it again, and it gets back the values it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seeding.load.relations import Cursor, Link
from seeding.load.triggers import MADE_NOW
from seeding.schema import ForeignKey, Identity, Table, quote


def safe(sql: str) -> str:
    """SQL inside a template of PostgreSQL's format()."""
    return sql.replace("%", "%%")


@dataclass
class MadeParent:
    """One parent table, seen from a child's foreign key; `links` are all foreign keys that point at it."""

    key: ForeignKey
    table: Table
    links: tuple[Link, ...]
    number: str  # tells temporary tables apart
    given_back: int = 0  # rows that got their values again

    @property
    def name(self) -> str:
        """The table, as an error's fields name it."""
        return str(self.table.name)

    def keep(self, cursor: Cursor) -> None:
        """Make room for the rows that are kept aside."""
        cursor.execute(
            f"CREATE TEMPORARY TABLE {self._kept} ON COMMIT DROP AS SELECT * FROM {self.table.name.sql} WITH NO DATA"
        )

    def statements(self, names: Sequence[str]) -> dict[str, str]:
        """What to run before a child's row, `names` being its columns: `keep` the parent's row, and `drop` it.

        Only a row of this very transaction, to which nothing else refers.
        """
        pairs = zip(self.key.columns, self.key.parent_columns, strict=True)
        this = " AND ".join(f"t.{safe(quote(p))} = %{names.index(c) + 1}$L" for c, p in pairs)
        spared = "".join(
            f" AND NOT EXISTS (SELECT FROM {link.child.sql} c WHERE {link.joined('c', 't')})" for link in self.links
        )
        where = f"WHERE {this} AND {safe(MADE_NOW + spared)}"
        source = safe(self.table.name.sql)
        return {
            "keep": f"INSERT INTO {safe(self._kept)} SELECT * FROM {source} t {where}",
            "drop": f"DELETE FROM {source} t {where}",
        }

    def give_back(self, cursor: Cursor) -> None:
        """The values that were kept, for the rows that the trigger made."""
        columns = [
            quote(a.name)
            for a in self.table.attributes
            if a.writable and a.identity is not Identity.ALWAYS and a.name not in self.key.parent_columns
        ]
        # Triggers for each statement would hear of an UPDATE without any row, too.
        kept = cursor.execute(f"SELECT EXISTS (SELECT FROM {self._kept})").fetchone()
        if columns and kept and kept[0]:
            same = " AND ".join(f"t.{quote(c)} = k.{quote(c)}" for c in self.key.parent_columns)
            values = ", ".join(f"{c} = k.{c}" for c in columns)
            cursor.execute(f"UPDATE {self.table.name.sql} t SET {values} FROM {self._kept} k WHERE {same}")
            self.given_back = cursor.rowcount

    @property
    def _kept(self) -> str:
        return f'"seed kept {self.number}"'
