"""The walk from a database to its patterns: the schema, each table's counts, then what depends on what."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seeding.errors import SchemaError, UsageError
from seeding.learning import bins as binned
from seeding.learning import fans, look, statements
from seeding.learning.asking import Asking
from seeding.learning.delayed import delays
from seeding.learning.depend import Learned, Pairs, dependencies, pairs_of
from seeding.learning.inner import Inner, elements, inner, objects
from seeding.learning.late import with_limits
from seeding.learning.look import Look
from seeding.learning.nodes import Node, nodes
from seeding.learning.options import Options
from seeding.learning.people import ways
from seeding.learning.reference import reference_rows
from seeding.learning.reference import statement as reference_statement
from seeding.learning.session import BEGIN, CHECK, Session, settings
from seeding.learning.shapes import column_shape, number_bins, share
from seeding.learning.small import fitted
from seeding.learning.source import Source
from seeding.learning.survey import Survey, survey
from seeding.learning.weights import Weights, weighed
from seeding.patterns.model import ArrayShape, JsonShape, Patterns, ReferenceRows, ReferenceShape, TableShape, TimeShape
from seeding.schema import ForeignKey, Name, Schema, introspect, quote

if TYPE_CHECKING:
    import psycopg

_TABLES = """\
select n.nspname, c.relname, coalesce(
  (select sum(pg_catalog.pg_relation_size(i.relid)) from pg_catalog.pg_partition_tree(c.oid) i),
  pg_catalog.pg_relation_size(c.oid)
)::int8,
  pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_table_privilege(c.oid, 'SELECT'),
  current_user
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition"""

_FILE = 700_000  # bytes that bins and values may take, of the megabyte a reviewer can read
_DETAIL, _LEAST, _LONGEST = 64, 12, 128


@dataclass(frozen=True)
class Inquiry:
    """All that will be sent, made from the catalog and the options alone."""

    schema: Schema
    options: Options
    looks: Mapping[Name, Look]
    nodes: Mapping[Name, list[Node]]
    pairs: Mapping[Name, Pairs]
    fans: Mapping[tuple[Name, str], str]
    inner: Mapping[tuple[Name, str], Inner]
    reference: Mapping[Name, str]

    def statements(self) -> Iterator[tuple[str, str]]:
        """Every statement that may be sent, with what it is for; those of the session first."""
        yield "session", BEGIN
        for setting in settings(self.options):
            yield "session", setting
        yield "session", CHECK
        for name, text in self.reference.items():
            yield f"{name}: reference", text
        for name, one in self.looks.items():
            for what, text in one.statements().items():
                yield f"{name}: {what}", text
        for (name, column), one_inner in self.inner.items():
            for what, text in one_inner.statements().items():
                yield f"{name}: {what} in {column}", text
        for (name, key), text in self.fans.items():
            yield f"{name}: children by {key}", text
        for name, pairs in self.pairs.items():
            yield f"{name}: pairs", pairs.codes
            for kind, text in pairs.alike.items():
                yield f"{name}: pairs of {kind}", text


def inquiry(connection: psycopg.Connection[Any], options: Options) -> Inquiry:
    """Read the catalog, and write down every statement. Raises UsageError for tables that are not there."""
    schema = introspect(connection, schemas=options.schemas)
    connection.rollback()
    tables = connection.execute(_TABLES).fetchall()
    connection.rollback()
    bytes_ = {Name(s, n): size for s, n, size, _, _ in tables}
    if not schema.tables:
        raise SchemaError("there is no table to learn from", hint="--schema NAME says where to look")
    people = _named(options.people, schema, "--person")
    reference = frozenset(_named(options.reference, schema, "--reference"))
    _must_be_read(schema, options, {Name(s, n): role for s, n, _, may, role in tables if not may})
    by_way = ways(schema, people)
    looks = {
        name: look.look(
            Source(table, schema, by_way[name], options.k, look.method(table, bytes_)), schema, reference, bytes_
        )
        for name, table in schema.tables.items()
        if name not in reference and _asked(name, options)
    }
    all_nodes = {name: nodes(one, looks, schema, reference) for name, one in looks.items()}
    return Inquiry(
        schema,
        options,
        looks,
        {name: one.found for name, one in all_nodes.items()},
        {name: pairs_of(looks[name], one) for name, one in all_nodes.items() if one.found},
        {
            (name, ",".join(key.columns)): _fan(looks[key.parent], one, key)
            for name, one in looks.items()
            for key in one.table.foreign_keys
            if key.parent in looks and not key.implied and not key.period
        },
        {
            (name, column.name): found
            for name, one in looks.items()
            for column in one.columns
            if (found := inner(column, one.source)) is not None
        },
        {name: reference_statement(schema.tables[name]) for name in sorted(reference)},
    )


def _fan(parent: Look, child: Look, key: ForeignKey) -> str:
    primary = parent.table.primary_key
    plain = primary.plain if primary is not None else None
    times = parent.rhythmic
    order = ""
    if times:
        order = f"t.{quote(times[0].name)}"
    elif plain is not None and len(plain) == 1 and parent.table.by_name[plain[0]].type.base.name in ("int4", "int8"):
        order = f"t.{quote(plain[0])}"
    return statements.fans(parent.source, child.table, key, order)


def _must_be_read(schema: Schema, options: Options, closed: Mapping[Name, str]) -> None:
    """Refuse what would be counted wrongly: tables that the role cannot read, or of which policies hide rows."""
    asked = [table for name, table in schema.tables.items() if _asked(name, options)]
    for table in asked:
        if table.name in closed:
            raise SchemaError(
                f'role "{closed[table.name]}" may not read {table.name}',
                hint=f"grant select on {table.name.sql} to {quote(closed[table.name])}; or leave it out: "
                f"--skip {table.name}",
            )
        if table.rls_active:
            raise SchemaError(
                f"policies hide rows of {table.name} from this role: what it counts would not be what is there",
                hint=f"learn as a role with BYPASSRLS, or leave it out: --skip {table.name}",
            )


def _named(names: tuple[str, ...], schema: Schema, option: str) -> list[Name]:
    found = [Name.parse(name) for name in names]
    for name in found:
        if name not in schema.tables:
            raise UsageError(
                f"{option} {name}: there is no such table",
                hint=f"tables: {', '.join(map(str, list(schema.tables)[:20]))}",
            )
    return found


def _asked(name: Name, options: Options) -> bool:
    if options.only and not _matches(name, options.only):
        return False
    return not _matches(name, options.skip)


def _matches(name: Name, patterns: tuple[str, ...]) -> bool:
    return any(
        pattern == f"{name.schema}.*" or (not pattern.endswith(".*") and Name.parse(pattern) == name)
        for pattern in patterns
    )


def learn(
    connection: psycopg.Connection[Any], asked: Inquiry, told: Callable[[str], None] = lambda name: None
) -> Patterns:
    """The patterns of the database that `connection` leads to. `told` hears of each table before it is looked at."""
    session = Session(connection)
    today = session.open(asked.options)
    reference: dict[str, ReferenceRows] = {}
    for name, text in asked.reference.items():
        reference[str(name)] = reference_rows(asked.schema.tables[name], session.rows(text))
    columns = sum(len(one.columns) for one in asked.looks.values()) or 1
    parts = max(_LEAST, min(_DETAIL, _FILE // (columns * 60)))
    surveys: dict[Name, Survey] = {}
    unlike: dict[Name, Weights] = {}
    shapes: dict[Name, TableShape] = {}
    for name, one in asked.looks.items():
        told(str(name))
        session.place = str(name)
        surveys[name] = survey(session, one, parts, min(_LONGEST, 2 * parts))
    for name, found in surveys.items():
        session.place = str(name)
        shapes[name] = _shape(session, asked, found, surveys)
    for name, found in surveys.items():
        session.place = str(name)
        if name in asked.pairs:
            known = Learned(shapes, surveys)
            made, unlike[name] = dependencies(session, found.look, asked.pairs[name], asked.nodes[name], known)
            shapes[name] = shapes[name].model_copy(update={"dependencies": made})
    shapes = {name: weighed(shape, unlike.get(name, {}), shapes) for name, shape in shapes.items()}
    for name, found in surveys.items():
        session.place = str(name)
        if name in asked.pairs:
            asking = Asking(session, asked.pairs[name].codes, (found.look.percent,))
            shapes[name] = with_limits(asking, found.look, asked.nodes[name], Learned(shapes, surveys))
    connection.rollback()
    patterns = Patterns(
        k=asked.options.k,
        people=tuple(str(Name.parse(name)) for name in sorted(asked.options.people)),
        learned=today,
        as_of=newest(shapes, today),
        schema_version=fingerprint(asked.schema),
        reference=reference,
        tables={str(name): shape for name, shape in shapes.items()},
    )
    return fitted(patterns)


def _shape(session: Session, asked: Inquiry, found: Survey, surveys: Mapping[Name, Survey]) -> TableShape:
    name = found.look.table.name
    if not found.people:
        return TableShape(rows=rounded(found.rows), person=str(found.look.source.way))
    columns = {column.name: column_shape(column, found) for column in found.look.columns}
    for column, shape in list(columns.items()):
        one = asked.inner.get((name, column))
        if one is None:
            continue
        if isinstance(shape, JsonShape):
            columns[column] = objects(session, one, found.rows, found.each, shape.nulls)
        elif isinstance(shape, ArrayShape) and shape.lengths:
            columns[column] = shape.model_copy(update={"elements": elements(session, one, found.rows, found.each)})
    for late, delay in delays(found).items():
        moment = columns[late]
        if isinstance(moment, TimeShape):
            columns[late] = moment.model_copy(update={"delay": delay})
    references = {}
    for key in found.look.table.foreign_keys:
        joined = ",".join(key.columns)
        text = asked.fans.get((name, joined))
        if text is not None:
            references[joined] = _reference(session, text, key, found, surveys[key.parent], asked.options.k)
    return TableShape(
        rows=rounded(found.rows),
        person=str(found.look.source.way),
        sampled=round(found.look.percent / 100, 4),
        columns=columns,
        references=references,
    )


def _reference(session: Session, text: str, key: ForeignKey, found: Survey, parent: Survey, k: int) -> ReferenceShape:  # noqa: PLR0917
    nulls = max((share(found.nulls.get(column, 0), found.seen) for column in key.columns), default=0.0)
    root, recency = fans.tree(session.rows(text, parent.look.percent)) if parent.people else (None, 0.0)
    bins = fans.bins(root, k) if root is not None else []
    return ReferenceShape(
        to=str(key.parent),
        nulls=nulls,
        children=number_bins(bins),
        groups=tuple(binned.groups(bins, 8)),
        recency=recency,
    )


def rounded(rows: int) -> int:
    """Three digits."""
    return int(float(f"{rows:.3g}"))


def newest(shapes: Mapping[Name, TableShape], today: Any) -> Any:
    """When the newest data is from: the day after the last end of all instants."""
    import datetime

    end = datetime.datetime.combine(today, datetime.time()) + datetime.timedelta(days=1)
    ends = [
        shape.bins[-1].high
        for table in shapes.values()
        for shape in table.columns.values()
        if isinstance(shape, TimeShape) and shape.bins and shape.bins[-1].high <= end
    ]
    newest = max(ends, default=end - datetime.timedelta(days=1))
    midnight = datetime.datetime.combine(newest.date(), datetime.time())
    return midnight if newest == midnight else midnight + datetime.timedelta(days=1)


def fingerprint(schema: Schema) -> str:
    """The schema in twelve digits: another one where a table, a column or a type is another."""
    words = [
        f"{name} {attribute.name} {attribute.type.sql} {attribute.nullable}"
        for name, table in sorted(schema.tables.items())
        for attribute in table.attributes
    ]
    return hashlib.blake2b("\n".join(words).encode(), digest_size=6).hexdigest()
