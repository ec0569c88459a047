"""What the file says a column depends on, found in the database: its own row, its parent's, the number of children."""

from __future__ import annotations

from psycopg import sql

from seeding.fidelity.axes import counts_of
from seeding.fidelity.expressions import NO_ROW
from seeding.fidelity.probes import Probes, axis_for, column, equal, foreign_key
from seeding.patterns import Origin
from seeding.schema import Name


def ask_pairs(probes: Probes) -> None:
    """Count the codes of both columns of each dependency that the database can have."""
    for position, found in enumerate(probes.shape.dependencies):
        said, attribute = probes.shape.columns.get(found.column), probes.table.by_name.get(found.column)
        if said is None or attribute is None or found.column in probes.unread:
            continue
        origin, code = f"from:{position}", f"code:{found.column}"
        axis = axis_for(said, attribute.type)
        if _asked(probes, origin, found.on) and probes.add(
            code, axis, column("t", attribute.name), attribute.type, codes=True
        ):
            probes.pairs.append((origin, code))


def _asked(probes: Probes, name: str, on: Origin) -> bool:
    if on.children:
        return _children(probes, name, on)
    return _parent(probes, name, on) if on.through else _same_row(probes, name, on)


def _same_row(probes: Probes, name: str, on: Origin) -> bool:
    said, attribute = probes.shape.columns.get(on.column), probes.table.by_name.get(on.column)
    if said is None or attribute is None:
        return False
    return probes.add(name, axis_for(said, attribute.type), column("t", on.column), attribute.type, codes=True)


def _parent(probes: Probes, name: str, on: Origin) -> bool:
    key = foreign_key(probes.table, on.through)
    if key is None or key.parent not in probes.schema.tables:
        return False
    above = probes.patterns.tables.get(str(key.parent))
    said = None if above is None else above.columns.get(on.column)
    attribute = probes.schema.tables[key.parent].by_name.get(on.column)
    if said is None or attribute is None:
        return False
    alias = probes.joined(key)
    if not probes.add(name, axis_for(said, attribute.type), column(alias, on.column), attribute.type, codes=True):
        return False
    there = sql.SQL("case when {} is null then {} else {} end")
    probes.expressions[name] = there.format(column(alias, key.parent_columns[0]), NO_ROW, probes.expressions[name])
    return True


def _children(probes: Probes, name: str, on: Origin) -> bool:
    said = probes.patterns.tables.get(on.children)
    reference = None if said is None else said.references.get(on.through)
    table = probes.schema.tables.get(Name.parse(on.children))
    key = None if table is None else foreign_key(table, on.through)
    if reference is None or table is None or key is None or key.parent != probes.table.name:
        return False
    label = f"{on.children} by {on.through}"
    if label not in probes.joins:
        alias = f"j{len(probes.joins)}"
        counted = sql.SQL("left join (select {}, count(*) as children from {} group by {}) as {} on {}")
        columns = sql.SQL(", ").join(map(sql.Identifier, key.columns))
        probes.joins[label] = counted.format(
            columns,
            sql.SQL(table.name.sql),
            columns,
            sql.Identifier(alias),
            equal((alias, key.columns), ("t", key.parent_columns)),
        )
    alias = f"j{list(probes.joins).index(label)}"
    value = sql.SQL("coalesce({}, 0)::float8").format(column(alias, "children"))
    return probes.add(name, counts_of(reference.children, reference.groups), value, None, codes=True)
