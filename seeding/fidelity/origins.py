"""What the file says a column depends on, found in the database: its own row, its parent's, the number of children."""

from __future__ import annotations

from psycopg import sql

from seeding.fidelity.axes import counts_of
from seeding.fidelity.expressions import NO_ROW, Expression, measure
from seeding.fidelity.probes import BESIDE, Probes, axis_for, column, equal, foreign_key
from seeding.patterns import Origin
from seeding.schema import Attribute, Name


def ask_pairs(probes: Probes) -> None:
    """Count the codes of both columns of each dependency that the database can have."""
    for position, found in enumerate(probes.shape.dependencies):
        said, attribute = probes.shape.columns.get(found.column), probes.table.by_name.get(found.column)
        if said is None or attribute is None or found.column in probes.unread:
            continue
        origin, code = f"from:{position}", f"code:{found.column}"
        if found.same or found.order:
            _beside(probes, position, found.on, attribute)
        axis = axis_for(said, attribute.type)
        if _asked(probes, origin, found.on) and probes.add(
            code, axis, column("t", attribute.name), attribute.type, codes=True
        ):
            probes.pairs.append((origin, code))


def _beside(probes: Probes, position: int, on: Origin, attribute: Attribute) -> None:
    """Count rows whose value is less than, the same as, or more than that of what it depends on."""
    alias, table = "t", probes.table
    if on.through:
        key = foreign_key(probes.table, on.through)
        if key is None or key.parent not in probes.schema.tables:
            return
        alias, table = probes.joined(key), probes.schema.tables[key.parent]
    other = table.by_name.get(on.column)
    if other is None:
        return
    values: tuple[Expression, Expression] = column("t", attribute.name), column(alias, other.name)
    measured = measure(values[0], attribute.type), measure(values[1], other.type)
    if measured[0] is not None and measured[1] is not None:
        values = measured[0], measured[1]
    else:
        values = sql.SQL("{}::text").format(values[0]), sql.SQL("{}::text").format(values[1])
    probes.expressions[f"{BESIDE}:{position}"] = sql.SQL(
        "case when {a} = {b} then 1 when {a} < {b} then 0 when {a} > {b} then 2 else -1 end"
    ).format(a=values[0], b=values[1])


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
