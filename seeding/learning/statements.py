"""Every statement that asks about rows, as text: aggregates all of them, and no group of fewer than k people.

The text depends on the schema and on the options alone. What depends on the data (edges of bins, values to count,
pairs to look at) goes with it as parameters, so that all statements can be shown before the first one is sent.
$1 is the share of rows to look at, in percent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from seeding.learning.measures import Measure
from seeding.learning.source import Source
from seeding.schema import ForeignKey, Table, quote

# Where ranges of numbers of children begin: each level in wider ones, that begin where narrower ones do.
_STEPS = (
    *range(1, 17),
    *(2**power * part // 8 for power in range(4, 31) for part in range(8, 16) if power > 4 or part > 8),
)
LEVELS = (_STEPS, tuple(2**power for power in range(31)), tuple(8**power for power in range(11)))
STEPS = (0, 1e6, 1e5, 86_400, 1e4, 3_600, 1e3, 100, 60, 10, 5, 1, 0.5, 0.25, 0.1, 0.05, 0.01, 0.005, 0.001, 0.0001)
LONGEST = 64  # characters of a value that is counted as one
VALUES = 128  # of a column, at most


def rows(source: Source) -> str:
    """How many rows there are; of fewer than k only whether there are any."""
    k = source.k
    return f"""\
select case when n >= {k} then n when n > 0 then {max(1, k // 2)} else 0 end
from (
  select count(*) as n from {source.relation} as t tablesample {source.method} ($1::float4) repeatable (0)
) as counted"""


def people(source: Source) -> str:
    """How many people the rows belong to, if there are k, and how many rows were looked at for that."""
    whose = "count(*)" if source.way.rows else "count(distinct p)"
    return f"""\
select n, people
from (
  select count(*) as n, {whose} as people
  from (
{_indented(source.rows([]), 4)}
  ) as looked
) as counted
where people >= {source.k}"""


def shares(source: Source, codings: Sequence[str], parents: Sequence[str] = ()) -> str:
    """How many rows have which code of which measure."""
    return f"""\
select i, b, count(*)
from (
{_indented(_spread(source, codings, "b", parents))}
) as each
where b is not null
group by i, b
having {source.enough}
order by i, b"""


def points(source: Source, measures: Sequence[Measure], parents: Sequence[str] = ()) -> str:
    """Numbers that many rows share: of each measure those that at least $2[i] rows have."""
    return f"""\
select i, x, count(*)
from (
{_indented(_spread(source, [m.sql() for m in measures], "x", parents))}
) as each
where x > '-infinity' and x < 'infinity'
group by i, x
having count(*) >= ($2::float8[])[i] and {source.enough}
order by i, x"""


def steps(source: Source, measures: Sequence[Measure], parents: Sequence[str] = ()) -> str:
    """How many numbers of each measure are multiples of what people count in; of 0, which stands for all of them."""
    return f"""\
select i, s, count(*)
from (
{_indented(_spread(source, [m.sql() for m in measures], "x", parents))}
) as each
cross join unnest('{{{",".join(f"{step:g}" for step in STEPS)}}}'::float8[]) as s
where x > '-infinity' and x < 'infinity'
  and (s = 0 or abs(x / nullif(s, 0) - round(x / nullif(s, 0))) <= 1e-9 * greatest(1, abs(x / nullif(s, 0))))
group by i, s
having {source.enough}
order by i, s"""


def values(source: Source, measures: Sequence[Measure], parents: Sequence[str] = ()) -> str:
    """Texts that many people share, the most frequent first."""
    return f"""\
select i, x, n
from (
  select i, x, count(*) as n, row_number() over (partition by i order by count(*) desc, x) as place
  from (
{_indented(_spread(source, [m.sql() for m in measures], "x", parents), 4)}
  ) as each
  where length(x) <= {LONGEST}
  group by i, x
  having {source.enough}
) as ranked
where place <= {VALUES}
order by i, n desc, x"""


def edges(source: Source, measures: Sequence[Measure], parents: Sequence[str] = ()) -> str:
    """Where to cut numbers so that each part has about as many rows: rounded by a tenth of the parts' width or more.

    Of measure i: $2i are values not to look at, ${2i+1} the shares of rows below each edge. The ends are those of
    the k-th person from either side, rounded inwards.
    """
    aliases = [f"m{i}" for i in range(1, len(measures) + 1)]
    cuts = ",\n  ".join(
        f"percentile_disc(${2 * i + 1}::float8[]) within group (order by m{i}) "
        f"filter (where {_finite(f'm{i}')} and m{i} <> all (${2 * i}::float8[])) as q{i}"
        for i in range(1, len(measures) + 1)
    )
    each = "looked"
    if not source.way.rows:
        spans = ", ".join(
            f"min({m}) filter (where {_finite(m)}) as lo{m[1:]}, max({m}) filter (where {_finite(m)}) as hi{m[1:]}"
            for m in aliases
        )
        each = f"(select {spans} from looked group by p) as each"
    low, high = ("m", "m") if source.way.rows else ("lo", "hi")
    ends = ",\n  ".join(
        f"{_kth(f'{low}{i}', '', source.k)} as lo{i}, {_kth(f'{high}{i}', ' desc', source.k)} as hi{i}"
        for i in range(1, len(measures) + 1)
    )
    listed = ", ".join(
        f"({i}, {'true' if m.instant else 'false'}, {'true' if m.grain == 1 else 'false'}, q{i}, lo{i}, hi{i})"
        for i, m in enumerate(measures, 1)
    )
    return f"""\
with looked as materialized (
{_indented(source.rows(_measured(measures), *parents))}
),
cuts as (select {cuts}
from looked),
ends as (select {ends}
from {each}),
cut as (
  select distinct i, instant, whole, lo, hi, x
  from cuts cross join ends
  cross join lateral (values {listed}) as v (i, instant, whole, q, lo, hi)
  cross join lateral unnest(q || array[lo, hi]) as x
  where x >= lo and x <= hi
),
beside as (
  select *, least(x - lag(x) over beside, lead(x) over beside - x) as gap
  from cut window beside as (partition by i order by x)
),
grid as (
  select i, x, lo, hi, case
    when instant then case when gap >= 25920000 then 2592000 when gap >= 6048000 then 604800
      when gap >= 864000 then 86400 when gap >= 36000 then 3600 when gap >= 600 then 60 else 1 end
    when whole then greatest(1, ('1e' || (floor(log(gap::numeric)) - (x in (lo, hi))::int4)::int4)::numeric)
    else ('1e' || (floor(log(gap::numeric)) - (x in (lo, hi))::int4)::int4)::numeric
  end as unit
  from beside
)
select i, array_agg(distinct edge order by edge)
from (
  select i, coalesce((case
    when lo = hi then x::numeric
    when x = lo then ceil(x::numeric / unit) * unit
    when x = hi then floor(x::numeric / unit) * unit
    else round(x::numeric / unit) * unit
  end), x::numeric)::float8 as edge
  from grid
) as rounded
group by i
order by i"""


def pairs(source: Source, codings: Sequence[str], further: Sequence[str] = (), by: Sequence[str] = ()) -> str:
    """How many rows have which codes of two measures: of those numbered ($2[i], $3[i])."""
    coded = ", ".join(f"({coding})::int4" for coding in codings)
    return f"""\
select i, c[a] as first, c[b] as second, count(*)
from (
  select generate_subscripts($2::int4[], 1) as i, unnest($2::int4[]) as a, unnest($3::int4[]) as b, looked.*
  from (
{_indented(source.rows([f"array[{coded}] as c"], *further, by=by), 4)}
    offset 0
  ) as looked
) as paired
group by i, first, second
having {source.enough}
order by i, first, second"""


def fans(source: Source, child: Table, key: ForeignKey, order: str = "") -> str:
    """How many parents have how many children: by single numbers, and by wider and wider ranges of them.

    And the mean place of a child's parent among the parents by `order`, between 0 and 1.
    """
    columns = ["coalesce(c0.n, 0) as n"]
    if order:
        columns.append(f"percent_rank() over (order by {order} nulls first) as place")
    place = "sum(place * n) / nullif(sum(n), 0)" if order else "null::float8"
    levels = ", ".join(f"width_bucket(n, {_numbers(steps)}) as b{i}" for i, steps in enumerate(LEVELS))
    names = ", ".join(f"b{i}" for i in range(len(LEVELS)))
    return f"""\
select grouping({names}), coalesce({names}), count(*), sum(n), {place}
from (
  select looked.*, {levels}
  from (
{_indented(source.rows(columns, source.children(0, child, key), by=key.parent_columns), 4)}
  ) as looked
) as counted
group by grouping sets ({", ".join(f"(b{i})" for i in range(len(LEVELS)))}, ())
having {source.enough}
order by 1, 2"""


def alike(source: Source, values: Sequence[str], kind: str, further: Sequence[str] = (), by: Sequence[str] = ()) -> str:
    """In how many rows a value is less than, the same as, or more than another: of those numbered ($2[i], $3[i]).

    2 where both are 0, which says nothing of the one being taken from the other.
    """
    order = "(m[a] <> m[b])::int4"
    if kind == "float8":
        order = "case when m[a] = 0 and m[b] = 0 then 2 else sign(m[a] - m[b])::int4 end"
    listed = ",\n  ".join(values)
    return f"""\
select i, s, count(*)
from (
  select i, {order} as s{"" if source.way.rows else ", p"}
  from (
    select generate_subscripts($2::int4[], 1) as i, unnest($2::int4[]) as a, unnest($3::int4[]) as b, looked.*
    from (
{_indented(source.rows([f"array[{listed}]::{kind}[] as m"], *further, by=by), 6)}
      offset 0
    ) as looked
  ) as paired
) as compared
where s is not null
group by i, s
having {source.enough}
order by i, s"""


def forms(source: Source, measures: Sequence[Measure]) -> str:
    """What characters texts are made of: sums over all of a column's, if there are texts of k people."""
    sums = ", ".join(f"sum({_kept(kind)})" for kind in CHARACTERS.values())
    return f"""\
select i, sum(length(x)), {sums}
from (
{_indented(_spread(source, [f"left({m.sql()}, 200)" for m in measures], "x"))}
) as each
where x is not null
group by i
having {source.enough}
order by i"""


Characters = Literal["lower", "upper", "digit", "space", "punctuation", "other"]
CHARACTERS: dict[Characters, str] = {
    "lower": "abcdefghijklmnopqrstuvwxyz",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digit": "0123456789",
    "space": " ",
    "punctuation": "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~",
}


def _kept(kind: str) -> str:
    # Ten times as fast as a regular expression; letters of other alphabets are others.
    return f"length(x) - length(translate(x, '{kind}', ''))"


def distinct(source: Source, measures: Sequence[Measure]) -> str:
    """How many different texts there are, and how many of them once, if there are texts of k people."""
    whose = "" if source.way.rows else ", min(p) as p"
    return f"""\
select i, sum(n), count(*), count(*) filter (where n = 1)
from (
  select i, h, count(*) as n{whose}
  from (
{_indented(_spread(source, [f"hashtextextended({m.sql()}, 0)" for m in measures], "h"), 4)}
  ) as each
  where h is not null
  group by i, h
) as counted
group by i
having {source.enough if not source.way.rows else f"sum(n) >= {source.k}"}
order by i"""


def keys(source: Source, column: str, family: str) -> str:
    """Keys of a column's objects, and of the objects in these, by the kind of what stands under them.

    `family`: json or jsonb. A row without keys counts the values themselves.
    """
    return f"""\
select first, second, {family}_typeof(v), count(*)
from (
{_indented(source.rows([f"t.{quote(column)} as j"]))}
  offset 0
) as looked
cross join lateral (
  select null::text as first, null::text as second, j as v
  union all
  select o.key, null, o.value from {family}_each({_object("j", family)}) as o
  union all
  select o.key, i.key, i.value
  from {family}_each({_object("j", family)}) as o cross join lateral {family}_each({_object("o.value", family)}) as i
) as each
where v is not null
group by first, second, {family}_typeof(v)
having {source.enough}
order by first collate "C" nulls first, second collate "C" nulls first, 3"""


def _object(value: str, family: str) -> str:
    return f"case {family}_typeof({value}) when 'object' then {value} end"


def coded(measure: Measure, parameter: int, alias: str = "t") -> str:
    """The code of a value: 0 for NULL, then the bins between the edges in ${parameter}, or the values in it."""
    x = measure.sql(alias)
    if measure.text:
        listed = f"${parameter}::text[]"
        return (
            f"case when {x} is null then 0 else coalesce(array_position({listed}, {x}), cardinality({listed}) + 1) end"
        )
    listed = f"${parameter}::float8[]"
    inside = f"greatest(least(width_bucket({x}, {listed}), cardinality({listed}) - 1), 1)"
    return f"case when {x} is null then 0 else {inside} end"


def present(column: str, alias: str = "t") -> str:
    """0 for NULL, 1 for anything else."""
    return f"case when {alias}.{quote(column)} is null then 0 else 1 end"


def _measured(measures: Sequence[Measure]) -> list[str]:
    return [f"{measure.sql()} as m{i}" for i, measure in enumerate(measures, 1)]


def _spread(source: Source, expressions: Sequence[str], name: str, parents: Sequence[str] = ()) -> str:
    """A row for each of a row's expressions, numbered from 1 (`i`)."""
    # OFFSET keeps the planner from computing them once more for each reference; VALUES in a lateral join, which
    # would need neither, is built anew for every row: five times as slow.
    places = ", ".join(map(str, range(1, len(expressions) + 1)))
    whose = "" if source.way.rows else ", p"
    listed = ",\n  ".join(expressions)
    return f"""\
select unnest(array[{places}]) as i, unnest(m) as {name}{whose}
from (
{_indented(source.rows([f"array[{listed}] as m"], *parents))}
  offset 0
) as looked"""


def _numbers(numbers: Sequence[int]) -> str:
    return "'{" + ",".join(map(str, numbers)) + "}'::int8[]"


def _kth(x: str, order: str, k: int) -> str:
    return f"(array_agg({x} order by {x}{order}) filter (where {_finite(x)}))[{k}]"


def _finite(x: str) -> str:
    return f"{x} > '-infinity' and {x} < 'infinity'"


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line for line in text.splitlines())
