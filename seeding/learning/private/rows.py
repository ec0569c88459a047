"""The rows that count: of each person so many at most, chosen by a hash, so that nobody weighs more than others.

$1 is the share of the table to look at, in percent, $2 the most rows of a person, and the part of nobody's rows that
counts: as large a one as that of the rows that people have. Rows are compared with a parent's row that may be somebody
else's in one of two ways: where $3 has the parent's number, only if it is the same person's after all (an order's
customer, and the payment's); else one row of each person is, and one of each owner.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from seeding.learning.people import Way, joins, person
from seeding.learning.source import Source
from seeding.schema import ForeignKey, Name, Table, quote

# Rows that one person can change of those compared with somebody else's: two that are gone (one they wrote, one that
# refers to theirs), and one that counts instead. In all, and as a vector's length.
CROSSING_ROWS, CROSSING = 3.0, math.sqrt(5)


MOST = "($2::float8[])[1]"


@dataclass(frozen=True)
class Limited:
    """A table's rows, limited. `crossing` are the numbers of parents that belong to others, as joined."""

    source: Source
    further: tuple[str, ...] = ()
    owners: Mapping[int, str] = field(default_factory=dict)  # by parent's number: whose its row is

    def rows(self, columns: Mapping[str, str], crossing: Mapping[str, int], most: str = MOST) -> str:
        """SELECT with the columns by their names; those in `crossing` only where the parent's owner may count."""
        owners = {n: q for n, q in self.owners.items() if n in set(crossing.values())}
        inner = self.source.rows(
            [
                *(f"{text} as {name}" for name, text in columns.items()),
                f"{order(self.source.table)} as h",
                *([] if self.source.way.rows else [f"{self.source.nobody} as o"]),
                *(f"{q} as q{n}" for n, q in owners.items()),
            ],
            *self.further,
        )
        alone = self.source.way.rows
        each = "1::int8" if alone else "row_number() over (partition by p order by h)"
        ranks = "".join(f", row_number() over (partition by r <= 1, q{n} order by h) as x{n}" for n in owners)
        # Every statement has $3, so that all are given the same parameters.
        told = "" if owners or most != MOST else " and cardinality($3::int8[]) >= 0"
        if not alone and most == MOST:
            told += " and (not o or (h & 65535) < ($2::float8[])[2] * 65536)"
        listed = ", ".join(_permitted(name, crossing[name], alone) if name in crossing else name for name in columns)
        return f"""\
select {listed}
from (
  select ranked.*{ranks}
  from (
    select whole.*, {each} as r
    from (
{_indented(inner, 6)}
    ) as whole
  ) as ranked
  where r <= {most}{told}
) as limited"""


def _permitted(name: str, number: int, alone: bool) -> str:
    few = f"r <= 1 and x{number} <= 1 and q{number} is not null"
    same = "false" if alone else f"q{number} = p"
    return f"case when case when {number} = any ($3::int8[]) then {same} else {few} end then {name} end as {name}"


def order(table: Table) -> str:
    """What decides which rows of a person count: a hash of the key."""
    primary = table.primary_key
    if primary is not None and primary.plain is not None:
        text = " || ',' || ".join(f"t.{quote(column)}::text" for column in primary.plain)
    else:
        text = "t.ctid::text"
    return f"hashtextextended({text}, 7)"


def owner(source: Source, key: ForeignKey, parent: Source, number: int) -> tuple[list[str], str]:
    """Joins after that of a parent's row (`f<number>`), and whose row it is."""
    alias = f"f{number}"
    if parent.way.rows:
        # Of the people's own table: as who a row belongs to is told, by the key.
        whose = person(Way((key,), rows=False), source.schema, source.table, "t", "t")
        return [], whose or "null::int8"
    lines, at = joins(parent.way, alias, f"g{number}_")
    whose = person(parent.way, parent.schema, parent.table, at, alias)
    return lines, whose or "null::int8"


def crosses(source: Source, key: ForeignKey, sources: Mapping[Name, Source], people: Collection[Name]) -> bool:
    """Whether the parents that a key refers to may be rows of other people than the row itself is."""
    way = source.way
    return key.parent in people and not (
        way.keys and way.keys[0] == key and way.keys[1:] == sources[key.parent].way.keys
    )


def together(source: Source, key: ForeignKey, parent: Source) -> str:
    """Of how many people's first rows the parent is their own."""
    lines, whose = owner(source, key, parent, 0)
    limited = Limited(source, (source.parent(0, key), *lines), {0: whose}).rows({"b": "1"}, {"b": 0})
    return f"select count(b)\nfrom (\n{_indented(limited)}\n) as looked"


def shares(text: str, count: int) -> str:
    """How many of the limited rows have which code (b1, b2 …)."""
    listed = ", ".join(f"({i}, b{i})" for i in range(1, count + 1))
    return f"""\
select i, b, count(*)
from (
{_indented(text)}
) as looked
cross join lateral (values {listed}) as v (i, b)
where b is not null
group by i, b
order by i, b"""


def values(text: str, count: int, k: int, longest: int) -> str:
    """Texts that at least k people share among the limited rows, as nobody has more than $2 of those."""
    listed = ", ".join(f"({i}, b{i})" for i in range(1, count + 1))
    return f"""\
select i, x, count(*)
from (
{_indented(text)}
) as looked
cross join lateral (values {listed}) as v (i, x)
where length(x) <= {longest}
group by i, x
having count(*) >= {k} * {MOST}
order by i, x"""


def pairs(text: str, count: int) -> str:
    """How many of the limited rows have which codes of two measures: of those numbered ($4[i], $5[i])."""
    listed = ", ".join(f"b{i}::int4" for i in range(1, count + 1))
    return f"""\
select i, c[a] as first, c[b] as second, count(*)
from (
  select generate_subscripts($4::int4[], 1) as i, unnest($4::int4[]) as a, unnest($5::int4[]) as b, c
  from (
    select array[{listed}] as c
    from (
{_indented(text, 6)}
    ) as looked
  ) as coded
) as paired
where c[a] is not null and c[b] is not null
group by i, first, second
order by i, first, second"""


def alike(text: str, count: int) -> str:
    """In how many of the limited rows a number is less than (-1), the same as (0) or more than (1) another one.

    Of those numbered ($4[i], $5[i]); 2 where both are 0, which says nothing of the one being taken from the other.
    """
    listed = ", ".join(f"b{i}::float8" for i in range(1, count + 1))
    return f"""\
select i, s, count(*)
from (
  select i, case when m[a] = 0 and m[b] = 0 then 2 else sign(m[a] - m[b])::int4 end as s
  from (
    select generate_subscripts($4::int4[], 1) as i, unnest($4::int4[]) as a, unnest($5::int4[]) as b, m
    from (
      select array[{listed}] as m
      from (
{_indented(text, 8)}
      ) as looked
    ) as measured
  ) as paired
) as compared
where s is not null
group by i, s
order by i, s"""


def per_person(source: Source, steps: Sequence[int]) -> str:
    """How many people have how many rows of the table, and 0: rows of nobody; all rows, where rows are the people."""
    listed = "'{" + ",".join(map(str, steps)) + "}'::int8[]"
    if source.way.rows:
        return f"select 1, count(*)\nfrom (\n{_indented(source.rows([]))}\n) as looked"
    inner = source.rows([f"{source.nobody} as o"])
    return f"""\
select case when o then 0 else width_bucket(n, {listed}) end as b, count(*)
from (
  select p, o, count(*) as n
  from (
{_indented(inner, 4)}
  ) as looked
  group by p, o
) as counted
group by b
order by b"""


def in_all(source: Source) -> str:
    """The sum of all people's rows, of whom nobody counts for more than $2."""
    return f"""\
select sum(least(n, $2::int8))
from (
  select p, count(*) as n
  from (
{_indented(source.rows([]), 4)}
  ) as looked
  group by p
) as counted"""


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())
