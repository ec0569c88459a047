"""What a row's parents say of places: the city of an address, the country of a city, by foreign key."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.records import field_of, kind_of
from seeding.infer.vocabulary import subject_of
from seeding.schema import ForeignKey

_CITIES = frozenset(
    {"city", "town", "municipality", "citie", "stadt", "ort", "ville", "ciudad", "cidade", "citta", "miasto", "plaats"}
)
_TOLD = ("alpha2", "alpha3", "name")

Told = tuple[str, str]  # the column that refers, and the parent's that is read


def city_of_parent(facts: ColumnFacts) -> Told | None:
    """Where the name of the row's city stands, if a foreign key leads to a table of cities."""
    for reference, parent in _parents(facts):
        for column in parent.columns.values():
            named = column.is_text and column.attribute.writable and concept_of(column) in ("city", "name")
            if named and subject_of(column)[-1] in _CITIES:
                return reference, column.name
    return None


def country_of_parent(facts: ColumnFacts) -> Told | None:
    """Where the code or the name of the row's country stands, if a foreign key leads to a table of countries."""
    for reference, parent in _parents(facts):
        found: dict[str | None, str] = {}
        for column in parent.columns.values():
            if column.is_text and column.attribute.writable and kind_of(column) == "countries":
                found.setdefault(field_of(column, "countries"), column.name)
        for field in _TOLD:
            if field in found:
                return reference, found[field]
    return None


def required(facts: TableFacts) -> Iterator[tuple[str, TableFacts]]:
    """The references that every row of a table has, and the tables they are to; those of circles left out."""
    schema, table = facts.schema, facts.table
    cuts = {cut.foreign_key.name for cut in schema.order.cuts if cut.table == table.name}
    for key in table.foreign_keys:
        plain = len(key.columns) == 1 and key.parent != table.name and key.parent in schema.tables
        if plain and key.name not in cuts and not table.by_name[key.columns[0]].nullable:
            yield key.columns[0], TableFacts.of(schema.tables[key.parent], schema)


def _parents(facts: ColumnFacts) -> list[tuple[str, TableFacts]]:
    schema, table = facts.of.schema, facts.table
    keys: list[ForeignKey] = [key for key in table.foreign_keys if len(key.columns) == 1 and key.parent != table.name]
    return [
        (key.columns[0], TableFacts.of(schema.tables[key.parent], schema))
        for key in keys
        if key.parent in schema.tables
    ]
