"""Everything a rule may look at to choose a generator for one column."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from seeding.infer.concepts import reading_of
from seeding.infer.fitting import fit_for_children
from seeding.infer.limits import Limits, limits_of
from seeding.infer.partitions import within_partitions
from seeding.infer.relations import Relations, relations_of
from seeding.infer.words import singular, spelled_out, words
from seeding.schema import Attribute, Schema, Table, Type, TypeKind

TEXTS = frozenset({"text", "varchar", "bpchar", "citext", "name"})
INTEGERS = frozenset({"int2", "int4", "int8", "oid"})
DECIMALS = frozenset({"numeric", "float4", "float8"})
_NO_GOODS = frozenset(
    {"budget", "agenda", "checklist", "todo", "action", "news", "feed", "playlist", "queue", "work", "backlog",
     "roadmap", "plan", "schedule", "program", "expense", "finance", "faq", "timeline", "portfolio", "gallery"}
)  # fmt: skip
MOMENTS = frozenset({"timestamp", "timestamptz"})


@dataclass(frozen=True)
class TableFacts:
    """A table while its columns are decided: what is declared already, and each column's own facts."""

    table: Table
    schema: Schema
    declared: frozenset[str] = frozenset()
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)  # valid values by type, where they were found

    @classmethod
    def of(
        cls,
        table: Table,
        schema: Schema,
        declared: Collection[str] = (),
        known: Mapping[str, Sequence[str]] | None = None,
    ) -> TableFacts:
        """The facts of a table whose columns in `declared` somebody else takes care of.

        A table as the schema has it is read once, however many others refer to it.
        """
        if declared or known or schema.tables.get(table.name) is not table:
            return cls(table, schema, frozenset(declared), known or {})
        found = schema.read.get(table.name)
        if not isinstance(found, cls):
            found = schema.read[table.name] = cls(table, schema)
        return found

    def alone(self, attribute: Attribute) -> TableFacts:
        """The same table with this column only: for a value inside a column (an element, a field)."""
        return TableFacts(Table(self.table.name, (attribute,)), self.schema, known=self.known)

    @cached_property
    def columns(self) -> Mapping[str, ColumnFacts]:
        """Facts by column name."""
        return {a.name: ColumnFacts(self, a) for a in self.table.attributes}

    @cached_property
    def relations(self) -> Relations:
        """What checks on several columns ask for."""
        return relations_of(self.table)

    @cached_property
    def subject(self) -> str:
        """What a row is: the table's last word in the singular ("public.order_items" holds items).

        An item of a budget or an agenda is nothing that is bought: there the word before says what it is.
        """
        said = spelled_out(words(self.table.name.name))
        last = singular(said[-1])
        return singular(said[-2]) if last == "item" and len(said) > 1 and singular(said[-2]) in _NO_GOODS else last

    @cached_property
    def table_words(self) -> frozenset[str]:
        """The words of the table's name, in the singular."""
        return frozenset(singular(word) for word in words(self.table.name.name))

    @cached_property
    def column_words(self) -> frozenset[str]:
        """The words of all its columns' names, as they are written."""
        return frozenset(word for column in self.columns.values() for word in column.words)

    @cached_property
    def concepts(self) -> Mapping[tuple[str, str], str]:
        """(concept, words before it) → the first column that holds it; columns of foreign keys left out."""
        keys = {column for key in self.table.foreign_keys for column in key.columns}
        found: dict[tuple[str, str], str] = {}
        for name, facts in self.columns.items():
            concept, prefix = facts.reading
            if concept is not None and name not in keys and facts.attribute.writable:
                found.setdefault((concept, prefix), name)
        return found

    @cached_property
    def keyed(self) -> frozenset[str]:
        """Columns that rows are told apart, found or placed by: primary key, partition key, references to them."""
        primary = self.table.primary_key
        found = {c for c in (primary.columns if primary else ()) if c is not None}
        if self.table.partitioning is not None:
            found |= {c for c in self.table.partitioning.columns if c is not None}
        return frozenset(found | self.schema.referenced.get(self.table.name, frozenset()))

    @cached_property
    def shared_checks(self) -> frozenset[str]:
        """Columns that a check names together with others."""
        return frozenset(c for check in self.table.checks if len(check.columns) > 1 for c in check.columns)


@dataclass(frozen=True)
class ColumnFacts:
    """One column: its catalog facts, its name's words, its checks as limits."""

    of: TableFacts
    attribute: Attribute
    unique: bool = False
    distinct_reason: str = ""
    table: Table = field(init=False, compare=False)
    name: str = field(init=False, compare=False)
    type: Type = field(init=False, compare=False)  # below its domains
    type_name: str = field(init=False, compare=False)  # its name in the catalog
    is_text: bool = field(init=False, compare=False)
    is_integer: bool = field(init=False, compare=False)
    is_number: bool = field(init=False, compare=False)
    is_moment: bool = field(init=False, compare=False)  # a point in time
    is_date: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        # Rules ask for these half a million times in a schema of 500 tables: looked up, not worked out.
        type_ = self.attribute.type.base
        kind = type_.name if type_.kind is TypeKind.BASE else ""
        self.__dict__.update(
            table=self.of.table,
            name=self.attribute.name,
            type=type_,
            type_name=type_.name,
            is_text=kind in TEXTS,
            is_integer=kind in INTEGERS,
            is_number=kind in INTEGERS or kind in DECIMALS,
            is_moment=kind in MOMENTS,
            is_date=kind == "date",
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The name's words."""
        return words(self.attribute.name)

    @cached_property
    def squashed(self) -> str:
        """The words without anything between them."""
        return "".join(self.words)

    @cached_property
    def limits(self) -> Limits:
        """What the checks on this column alone, and its domains', demand."""
        further = self.of.relations.own.get(self.name, ())
        found = limits_of(self.name, self.table.checks, self.attribute.type, further)
        if found.choices == () and further:
            # Branches of several checks that exclude each other: better one of the column's own values than none.
            found = limits_of(self.name, self.table.checks, self.attribute.type)
        found = within_partitions(found, self.table.partitioning, self.name)
        # A partition for each tenant: tenants that have none could not be referred to.
        for child, key in self.of.schema.children.get(self.table.name, ()):
            for own, there in zip(key.columns, key.parent_columns, strict=True):
                if there == self.name and child.partitioning is not None and child.partitioning.strategy == "list":
                    found = within_partitions(found, child.partitioning, own)
        return fit_for_children(found, self.table, self.attribute, self.of.schema)

    @cached_property
    def reading(self) -> tuple[str | None, str]:
        """What the name says the column holds, and the words before that."""
        return reading_of(self)

    @property
    def prefix(self) -> str:
        """The words before what the name says it holds: "billing" in `billing_city`."""
        return self.reading[1]

    def beside(self, concept: str, *, anywhere: bool = True) -> str | None:
        """Another column of the table that holds `concept`: with the same words before it, else the only one."""
        found = self.of.concepts
        same = found.get((concept, self.prefix))
        if same is None and anywhere:
            others = [name for (other, _), name in found.items() if other == concept]
            same = others[0] if len(others) == 1 else None
        return same if same != self.name else None

    @cached_property
    def longest(self) -> int | None:
        """The most characters a value may have; None without a limit."""
        if self.type_name == "name":
            return min(self.limits.longest or 63, 63)  # NAMEDATALEN - 1
        return self.limits.longest
