"""What decides whether a row is valid, as plain facts: the catalog read once, frozen.

Names are PostgreSQL's. Everything here is data: no connection, no judgement, no SQL to run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeding.schema.order import Order
    from seeding.schema.routine.spoken import Spoken


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A schema-qualified relation or type name, unquoted as in the catalog."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def sql(self) -> str:
        """The name as SQL, always quoted: safe for any spelling."""
        return f"{quote(self.schema)}.{quote(self.name)}"

    @classmethod
    def parse(cls, text: str, default_schema: str = "public") -> Name:
        """`users` or `public.users` as users write it in profiles and factories."""
        schema, dot, name = text.partition(".")
        return cls(schema, name) if dot else cls(default_schema, text)


def quote(identifier: str) -> str:
    """An SQL identifier, quoted (PostgreSQL, "Identifiers and Key Words")."""
    return '"' + identifier.replace('"', '""') + '"'


class TypeKind(StrEnum):
    """`pg_type.typtype`, with arrays told apart."""

    BASE = "base"
    ENUM = "enum"
    DOMAIN = "domain"
    COMPOSITE = "composite"
    RANGE = "range"
    MULTIRANGE = "multirange"
    ARRAY = "array"


@dataclass(frozen=True)
class Type:
    """A column's type with everything needed to make a value of it.

    `name` is the catalog's (`int4`, `varchar`, `timestamptz`; an array's is its element's with `[]`);
    `sql` is `format_type()`'s spelling with modifiers, schema-qualified where not in pg_catalog.
    """

    name: str
    schema: str
    kind: TypeKind
    sql: str
    oid: int = 0
    length: int | None = None  # char(n), varchar(n), bit(n)
    precision: int | None = None  # numeric(p, s), and digits of seconds for times
    scale: int | None = None
    labels: tuple[str, ...] = ()  # of an enum, in order
    element: Type | None = None  # of an array; a domain's base; a range's subtype; a multirange's range
    dimensions: int = 0  # declared, of arrays (int[][]: 2) and of pgvector's vector(n)
    fields: tuple[tuple[str, Type], ...] = ()  # of a composite
    checks: tuple[Check, ...] = ()  # of a domain
    not_null: bool = False  # of a domain
    delimiter: str = ","  # between values of an array of this type: box has a semicolon, PostGIS a colon

    @property
    def base(self) -> Type:
        """The type below any number of domains."""
        return self.element.base if self.kind is TypeKind.DOMAIN and self.element else self

    def __str__(self) -> str:
        return self.sql


class Identity(StrEnum):
    """`pg_attribute.attidentity`."""

    ALWAYS = "always"
    BY_DEFAULT = "by default"


@dataclass(frozen=True)
class Attribute:
    """A table's column as the catalog knows it (our `Column` is a generator)."""

    name: str
    type: Type
    nullable: bool  # False for a domain that is NOT NULL, too
    default: str | None = None  # pg_get_expr text; the domain's where the column has none
    identity: Identity | None = None
    generated: str | None = None  # the expression of GENERATED ALWAYS AS
    sequence: Name | None = None  # owned by a serial or identity column, or named in the default's nextval
    comment: str = ""
    collation: str | None = None
    number: int = 0  # pg_attribute.attnum
    insertable: bool = True  # the role that read it has INSERT on the column

    @property
    def writable(self) -> bool:
        """Whether a row may give a value: not for generated columns, nor where the role may not insert."""
        return self.generated is None and self.insertable

    @property
    def required(self) -> bool:
        """Whether leaving the column out fails."""
        has_default = self.default is not None or self.identity is not None or self.generated is not None
        return not (self.nullable or has_default)


@dataclass(frozen=True)
class Check:
    """A CHECK constraint; `columns` are those its expression names, in attribute order."""

    name: str
    expression: str  # pg_get_expr text, without CHECK ( )
    columns: tuple[str, ...] = ()
    validated: bool = True
    enforced: bool = True  # NOT ENFORCED exists since PostgreSQL 18
    implied: bool = False  # no constraint: what a trigger or a generated column asks for


@dataclass(frozen=True)
class Unique:
    """A primary key, a unique constraint or a unique index.

    `columns` holds column names, None where the index has an expression (`expressions` has the text of
    every element, in order).
    """

    name: str
    columns: tuple[str | None, ...]
    expressions: tuple[str, ...] = ()
    primary: bool = False
    predicate: str | None = None
    nulls_not_distinct: bool = False
    deferrable: bool = False
    constraint: bool = True
    without_overlaps: bool = False  # the last column is a range, and ranges may not overlap (18)

    @property
    def plain(self) -> tuple[str, ...] | None:
        """The columns, where the key is nothing but columns of all rows."""
        if self.predicate is not None or self.without_overlaps or any(c is None for c in self.columns):
            return None
        return tuple(c for c in self.columns if c is not None)


class Match(StrEnum):
    """`pg_constraint.confmatchtype`."""

    SIMPLE = "simple"
    FULL = "full"


class Action(StrEnum):
    """`pg_constraint.confdeltype` and `confupdtype`."""

    NO_ACTION = "no action"
    RESTRICT = "restrict"
    CASCADE = "cascade"
    SET_NULL = "set null"
    SET_DEFAULT = "set default"


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key from `columns` to `parent`'s `parent_columns`, in the constraint's order."""

    name: str
    columns: tuple[str, ...]
    parent: Name
    parent_columns: tuple[str, ...]
    deferrable: bool = False
    initially_deferred: bool = False
    match: Match = Match.SIMPLE
    on_delete: Action = Action.NO_ACTION
    on_update: Action = Action.NO_ACTION
    validated: bool = True
    enforced: bool = True  # NOT ENFORCED exists since PostgreSQL 18
    period: bool = False  # the last column is a range that the parents' ranges must cover (18)
    implied: bool = False  # by a column's name; the database knows nothing of it


@dataclass(frozen=True)
class Exclusion:
    """An EXCLUDE constraint: elements (column name or expression text) with their operators."""

    name: str
    elements: tuple[tuple[str, str], ...]
    method: str = "gist"
    predicate: str | None = None
    deferrable: bool = False

    def as_unique(self, columns: Collection[str]) -> Unique | None:
        """The unique index that asks for the same of a table of `columns`; None where more than `=` is asked."""
        if any(operator != "=" for _, operator in self.elements):
            return None
        texts = tuple(element for element, _ in self.elements)
        names = tuple(text if text in columns else None for text in texts)
        return Unique(self.name, names, texts, predicate=self.predicate)


@dataclass(frozen=True)
class Index:
    """Any index, by its definition (`pg_get_indexdef`).

    `expressions` are computed for every row that goes in (those `predicate` holds for), unique or not: where one
    raises, the row is refused. `columns` are those that they and the predicate name.
    """

    name: str
    definition: str
    expressions: tuple[str, ...] = ()
    predicate: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A row-level security policy."""

    name: str
    command: str  # ALL, SELECT, INSERT, UPDATE, DELETE
    permissive: bool
    roles: tuple[str, ...]
    using: str | None = None
    check: str | None = None


@dataclass(frozen=True)
class Trigger:
    """A user trigger: what fires it and what it runs."""

    name: str
    definition: str
    function: Name
    events: tuple[str, ...] = ()  # INSERT, UPDATE, DELETE, TRUNCATE
    timing: str = "AFTER"  # BEFORE, AFTER, INSTEAD OF
    per_row: bool = True
    constraint: bool = False
    enabled: bool = True
    body: str = field(default="", compare=False, repr=False)  # of the function, where its language is a text
    called: str = field(default="", compare=False, repr=False)  # bodies of the functions that it calls


@dataclass(frozen=True)
class Partitioning:
    """How a partitioned table is cut: strategy (range, list, hash), key text, and its partitions' bounds."""

    strategy: str
    key: str
    columns: tuple[str | None, ...]
    partitions: tuple[tuple[Name, str], ...] = ()  # (partition, pg_get_expr of its bound)
    nested: Mapping[Name, Partitioning] = field(default_factory=dict)  # of partitions that are cut again


@dataclass(frozen=True)
class Table:
    """A table people fill: ordinary or partitioned (its partitions are reached through it)."""

    name: Name
    attributes: tuple[Attribute, ...]
    uniques: tuple[Unique, ...] = ()  # the primary key first
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    policies: tuple[Policy, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    rls_enabled: bool = False
    rls_forced: bool = False
    rls_active: bool = False  # for the role that read it (row_security_active): COPY is refused then
    partitioning: Partitioning | None = None
    inherits: tuple[Name, ...] = ()
    comment: str = ""
    owner: str = ""
    extension: str | None = None  # the extension it is a member of
    insertable: bool = True  # the role that read it has INSERT on some column, and USAGE of the schema
    estimated_rows: float = -1.0  # pg_class.reltuples
    unlogged: bool = False
    referenced_only: bool = False  # not asked for: read because a foreign key leads to it

    @cached_property
    def by_name(self) -> Mapping[str, Attribute]:
        """Attributes by their name."""
        return {a.name: a for a in self.attributes}

    @cached_property
    def primary_key(self) -> Unique | None:
        """The primary key, where there is one."""
        return next((u for u in self.uniques if u.primary), None)

    @cached_property
    def apart(self) -> tuple[Unique, ...]:
        """What keeps rows from being alike: unique indexes, and exclusions that ask for the same."""
        found = (exclusion.as_unique(self.by_name) for exclusion in self.exclusions)
        return (*self.uniques, *(unique for unique in found if unique is not None))


@dataclass(frozen=True)
class Schema:
    """A database's fillable tables by name, in name order, and what they were read from."""

    tables: Mapping[Name, Table] = field(default_factory=dict)
    server_version: int = 0  # server_version_num
    extensions: Mapping[str, str] = field(default_factory=dict)  # name → version

    @cached_property
    def order(self) -> Order:
        """The order to load all of its tables in."""
        from seeding.schema.order import load_order

        return load_order(self.tables.values())

    @cached_property
    def spoken(self) -> Mapping[tuple[Name, str], Spoken]:
        """The words that functions of triggers compare columns with, by table and column."""
        from seeding.schema.routine.spoken import spoken_of

        return spoken_of(self.tables)

    @cached_property
    def referenced(self) -> Mapping[Name, frozenset[str]]:
        """The columns of each table that foreign keys point at."""
        found: dict[Name, set[str]] = {}
        for table in self.tables.values():
            for key in table.foreign_keys:
                found.setdefault(key.parent, set()).update(key.parent_columns)
        return {name: frozenset(columns) for name, columns in found.items()}

    @cached_property
    def read(self) -> dict[Name, Any]:
        """What whoever plans makes of each table as it stands here, kept so that it is read once (`infer/facts.py`)."""
        return {}

    @cached_property
    def children(self) -> Mapping[Name, Sequence[tuple[Table, ForeignKey]]]:
        """The foreign keys that point at each table, with the tables they are of."""
        found: dict[Name, list[tuple[Table, ForeignKey]]] = {}
        for table in self.tables.values():
            for key in table.foreign_keys:
                found.setdefault(key.parent, []).append((table, key))
        return found

    @cached_property
    def depths(self) -> Mapping[Name, int]:
        """Levels of parents above each table, by references that every row has; 0 for a root."""
        found: dict[Name, int] = {}
        for table in self.order.tables:
            above = [
                found[key.parent] + 1
                for key in table.foreign_keys
                if key.parent in found and not any(table.by_name[c].nullable for c in key.columns)
            ]
            found[table.name] = max(above, default=0)
        return found

    def table(self, name: str | Name) -> Table:
        """A table by the name users write; KeyError where there is none."""
        return self.tables[name if isinstance(name, Name) else Name.parse(name)]
