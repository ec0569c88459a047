"""Everything the file says of a table, as what to count: columns, rhythms, delays, lengths, keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psycopg import sql

from seeding.fidelity.axes import Axis, Binned, There, axis_of, binned, lengths_of
from seeding.fidelity.expressions import INSTANTS, JSON, Expression, bucket, element, measure
from seeding.fidelity.origins import ask_pairs
from seeding.fidelity.probes import DELAY, HOUR, LENGTH, WEEKDAY, WORDS, Probes, axis_for, column, foreign_key
from seeding.patterns import ArrayShape, ColumnShape, JsonShape, Patterns, TableShape, TextShape, TimeShape
from seeding.patterns.model import NumberBin
from seeding.schema import Attribute, Schema, Table


def probes_of(table: Table, shape: TableShape, patterns: Patterns, schema: Schema) -> Probes:
    """Everything that can be counted in one pass."""
    probes = Probes(table, shape, patterns, schema)
    for name, said in shape.columns.items():
        attribute = table.by_name.get(name)
        if attribute is None:
            probes.unread[name] = "the database has no such column"
        elif probes.add(f"value:{name}", axis_for(said, attribute.type), column("t", name), attribute.type):
            _parts(probes, attribute, said)
        else:
            probes.unread[name] = f"it is {attribute.type} here, and the file has the shape of a {said.kind}"
    ask_pairs(probes)
    return probes


def _parts(probes: Probes, attribute: Attribute, shape: ColumnShape) -> None:
    name, type_, value = attribute.name, attribute.type, column("t", attribute.name)
    if isinstance(shape, TimeShape) and type_.base.name in INSTANTS:
        _rhythm(probes, name, shape, value)
        _delay(probes, attribute, shape)
    elif isinstance(shape, TextShape):
        text = sql.SQL("{}::text").format(value)
        _size(probes, f"{LENGTH}:{name}", shape.lengths, sql.SQL("char_length({})").format(text))
        # As learning counts them.
        words = sql.SQL("length(btrim({0})) - length(replace(btrim({0}), ' ', '')) + 1").format(text)
        _size(probes, f"{WORDS}:{name}", shape.words, words)
    elif isinstance(shape, ArrayShape) and element(type_) is not None:
        _size(probes, f"{LENGTH}:{name}", shape.lengths, sql.SQL("cardinality({})").format(value))
    elif isinstance(shape, JsonShape) and type_.base.name in JSON:
        _keys(probes, name, shape, sql.SQL("{}::jsonb").format(value))


def _size(probes: Probes, probe: str, bins: Sequence[NumberBin], value: Expression) -> None:
    if bins:
        probes.add(probe, lengths_of(bins), sql.SQL("({})::float8").format(value), None)


def _rhythm(probes: Probes, name: str, shape: TimeShape, value: Expression) -> None:
    for what, shares, unit, first in ((WEEKDAY, shape.weekday, "isodow", 1), (HOUR, shape.hour, "hour", 0)):
        if shares:
            at = sql.SQL("coalesce(date_part({}, {})::int4 - {}, -1)").format(unit, value, first)
            probes.expressions[f"{what}:{name}"] = at


def _delay(probes: Probes, attribute: Attribute, shape: TimeShape) -> None:
    if shape.delay is None:
        return
    alias, table = "t", probes.table
    if shape.delay.through:
        key = foreign_key(probes.table, shape.delay.through)
        if key is None or key.parent not in probes.schema.tables:
            return
        alias, table = probes.joined(key), probes.schema.tables[key.parent]
    after = table.by_name.get(shape.delay.after)
    here = measure(column("t", attribute.name), attribute.type)
    there = None if after is None else measure(column(alias, after.name), after.type)
    if here is not None and there is not None:
        waited = sql.SQL("({} - {})").format(here, there)
        probes.add(f"{DELAY}:{attribute.name}", binned(shape.delay.bins, unit="seconds"), waited, None)


def _keys(probes: Probes, path: str, shape: JsonShape, value: Expression) -> None:
    for key, inner in shape.keys.items():
        below = sql.SQL("{}->{}").format(value, sql.Literal(key))
        there = sql.SQL("case when jsonb_typeof({}) = 'object' then ({} ? {})::int4 else -1 end")
        probes.expressions[f"key:{path}.{key}"] = there.format(value, value, sql.Literal(key))
        text = sql.SQL("({}->>{})").format(value, sql.Literal(key))
        axis = axis_of(inner.value)
        if isinstance(inner.value, JsonShape):
            _keys(probes, f"{path}.{key}", inner.value, sql.SQL("({})").format(below))
        elif isinstance(inner.value, TextShape):
            length = sql.SQL("char_length({})").format(text)
            _size(probes, f"{LENGTH}:{path}.{key}", inner.value.lengths, length)
        elif isinstance(axis, Binned) and axis.unit != "time":
            of_number = sql.SQL("case when jsonb_typeof({}) = 'number' then {}::float8 end").format(below, text)
            probes.add(f"value:{path}.{key}", axis, of_number, None)
        elif not isinstance(axis, Binned | There):
            probes.add(f"value:{path}.{key}", axis, text, None)


def elements_of(table: Table, shape: TableShape) -> Mapping[str, tuple[Axis, Expression, Expression]]:
    """Of each array of which the file says what is in it: the axis, what follows FROM, the bucket of an element."""
    found = {}
    for name, said in shape.columns.items():
        attribute = table.by_name.get(name)
        inner = None if attribute is None else element(attribute.type)
        if not isinstance(said, ArrayShape) or said.elements is None or inner is None:
            continue
        axis = axis_for(said.elements, inner)
        expression = bucket(axis, sql.Identifier("element"), inner, lambda number: number)
        if expression is not None and not isinstance(axis, There):
            source = sql.SQL("(select unnest({}) as element from {}) as elements")
            found[name] = (axis, source.format(sql.Identifier(name), sql.SQL(table.name.sql)), expression)
    return found
