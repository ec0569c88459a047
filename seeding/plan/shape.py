"""What a profile makes of generators: nulls, weights, fan-out."""

from __future__ import annotations

import copy
from dataclasses import replace

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.reference import Reference, SelfReference
from seeding.errors import ProfileError
from seeding.plan.counts import fan_out_of
from seeding.plan.mistakes import suggest
from seeding.plan.model import Origin, PlannedColumn
from seeding.profile import Profile
from seeding.schema import Table


def with_profile(table: Table, columns: dict[str, PlannedColumn], profile: Profile) -> dict[str, PlannedColumn]:
    """The profile's shape over the generators: nulls, weights, fan-out."""
    settings = profile.settings(str(table.name))
    where = f'{profile.source} [tables."{table.name}"]'
    for kind, names in (("nulls", settings.nulls), ("weights", settings.weights)):
        for name in names:
            if name not in columns:
                raise ProfileError(f"{where} {kind}.{name}: not a column that is filled", hint=suggest(name, columns))
    for name, share in settings.nulls.items():
        if share and not columns[name].attribute.nullable:
            raise ProfileError(f"{where} nulls.{name} = {share:g}: the column is NOT NULL")
        # In a tree the rows without a parent are its roots.
        setting = "roots" if isinstance(columns[name].generator, SelfReference) else "nulls"
        columns[name] = _profiled(columns[name], changed(columns[name].generator, **{setting: share}), where)
    for name, weights in settings.weights.items():
        chosen = Choice(dict(weights), nulls=columns[name].generator.nulls)
        columns[name] = _profiled(columns[name], chosen, where)
    for parent, per in settings.per.items():
        parent_name = parent if "." in parent else f"public.{parent}"
        references = [
            c for c in columns.values() if isinstance(c.generator, Reference) and c.generator.parent == parent_name
        ]
        if not references:
            parents = {c.generator.parent: None for c in columns.values() if isinstance(c.generator, Reference)}
            raise ProfileError(
                f"{where} per: {table.name} does not reference {parent_name}", hint=suggest(parent_name, parents)
            )
        first = references[0]
        columns[first.name] = _profiled(first, changed(first.generator, fan_out=fan_out_of(per)), where)
    return columns


def _profiled(column: PlannedColumn, generator: Column, where: str) -> PlannedColumn:
    return replace(column, generator=generator, origin=Origin.PROFILE, reason=where)


def changed(generator: Column, **changes: object) -> Column:
    """The same generator with other arguments."""
    other = copy.copy(generator)
    args, kwargs = generator._arguments
    other._arguments = (args, {**kwargs, **changes})
    for name, value in changes.items():
        setattr(other, name, value)
    return other
