"""One table's generators, declared or inferred, with what the profile says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from seeding.columns.base import Column
from seeding.columns.key import Serial
from seeding.columns.reference import Reference
from seeding.factory import TableFactory
from seeding.plan.arrow_types import arrow_type
from seeding.plan.mistakes import refuse_misfits
from seeding.plan.model import Origin, PlannedColumn
from seeding.plan.shape import with_profile
from seeding.profile import Profile
from seeding.schema import ForeignKey, Name, Schema, Table


@dataclass(frozen=True)
class Draft:
    """A table on its way into the plan: its generators, before anything is counted."""

    table: Table
    columns: Mapping[str, PlannedColumn]
    hidden: Mapping[str, Column]
    factory: str
    numbered: tuple[str, ...] = ()  # hidden keys that the server is to count itself


def draft_of(
    table: Table,
    schema: Schema,
    profile: Profile,
    made_by: type[TableFactory] | None,
    known: Mapping[str, tuple[str, ...]],
) -> Draft:
    """The table with its factory's generators, or inferred ones (`known` are values of domains); then the profile's.

    Raises FactoryError for a declaration that the table cannot take, ProfileError for a setting.
    """
    columns: dict[str, PlannedColumn] = {}
    hidden: dict[str, Column] = {}
    if made_by is None:
        # Imported where it is needed: a project whose every table has a factory starts 0.1 s sooner.
        from seeding.infer.generators.computed import computed
        from seeding.infer.infer import infer
        from seeding.plan.platform import with_logins

        hidden = {**_fixed(table), **computed(table, schema)}
        for name, found in infer(table, schema, known=known).items():
            columns[name] = PlannedColumn(
                table.by_name[name],
                found.generator,
                Origin.INFERRED,
                found.reason,
                arrow_type(table.by_name[name].type),
            )
        columns = with_logins(table, columns, allowed=profile.can_log_in)
    else:
        declared = made_by._meta.bulk_columns
        hidden = {**_fixed(table), **made_by._meta.hidden_columns}
        refuse_misfits(table, declared, made_by, schema)
        keys = _undeclared_keys(table, schema, declared)
        for attribute in table.attributes:
            if attribute.name in declared:
                columns[attribute.name] = PlannedColumn(
                    attribute,
                    declared[attribute.name],
                    Origin.FACTORY,
                    made_by.__name__,
                    arrow_type(attribute.type),
                )
            elif attribute.name in keys:
                columns[attribute.name] = keys[attribute.name]
    numbered = _numbered(table, columns)
    for name in numbered:
        hidden[name] = columns.pop(name).generator
    return Draft(table, with_profile(table, columns, profile), hidden, made_by.__name__ if made_by else "", numbered)


def _undeclared_keys(table: Table, schema: Schema, declared: Collection[str]) -> Mapping[str, PlannedColumn]:
    """Keys that a factory leaves to a default of the server's: others refer to them, so they have to be known."""
    wanted = {
        c
        for other in schema.tables.values()
        for key in other.foreign_keys
        if key.parent == table.name
        for c in key.parent_columns
    }
    missing = [a for a in table.attributes if a.name in wanted and a.name not in declared and a.writable]
    if not missing:
        return {}
    from seeding.infer.infer import infer

    found = infer(table, schema, declared=set(declared))
    return {
        a.name: PlannedColumn(a, found[a.name].generator, Origin.INFERRED, found[a.name].reason, arrow_type(a.type))
        for a in missing
        if a.name in found
    }


def _fixed(table: Table) -> Mapping[str, Column]:
    """What generated columns in keys hold in every row; few tables have any."""
    if not any(table.by_name[c].generated for key in table.foreign_keys for c in key.columns):
        return {}
    from seeding.infer.generated import fixed

    return fixed(table)


def _numbered(table: Table, columns: Mapping[str, PlannedColumn]) -> tuple[str, ...]:
    """Keys that the server has to count, as a default of another column asks their sequence for its last number."""
    asking = [a.default for a in table.attributes if a.default is not None and a.name not in columns]
    if not any("currval(" in default or "lastval(" in default for default in asking):
        return ()
    return tuple(
        name for name, c in columns.items() if isinstance(c.generator, Serial) and c.attribute.sequence is not None
    )


def with_declared(table: Table, made_by: type[TableFactory] | None, schema: Schema) -> Table:
    """The table with the references that its factory declares and no constraint knows: they decide its place too."""
    if made_by is None:
        return table
    known = {column for key in table.foreign_keys for column in key.columns}
    found = [
        ForeignKey(f"{table.name.name}.{name}", (name,), Name.parse(generator.parent), (generator.key,), implied=True)
        for name, generator in made_by._meta.bulk_columns.items()
        if isinstance(generator, Reference) and name in table.by_name and name not in known
    ]
    usable = [key for key in found if key.parent in schema.tables and key.parent != table.name]
    return replace(table, foreign_keys=(*table.foreign_keys, *usable)) if usable else table
