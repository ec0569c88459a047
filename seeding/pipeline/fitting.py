"""Factories and settings as they fit an earlier schema: what is meant for what is not there yet is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from seeding.errors import FactoryError, UsageError
from seeding.factory import TableFactory
from seeding.plan.mistakes import refuse_misfits
from seeding.plan.naming import matching
from seeding.profile import Profile, TableSettings
from seeding.schema import Name, Schema, Table

Factories = Mapping[str, type[TableFactory]]


def fitting(schema: Schema, factories: Factories) -> tuple[dict[str, type[TableFactory]], list[str]]:
    """The factories that fit, and in words which do not: their tables are inferred."""
    found: dict[str, type[TableFactory]] = {}
    others: list[str] = []
    for table, made_by in factories.items():
        known = schema.tables.get(Name.parse(table))
        if known is None:
            continue  # there is nothing to fill yet
        try:
            refuse_misfits(known, made_by._meta.bulk_columns, made_by, schema)
        except FactoryError as error:
            others.append(error.message)
        else:
            found[table] = made_by
    return found, others


def as_of(schema: Schema, profile: Profile) -> Profile:
    """The profile without settings for tables and columns that the schema does not have."""
    tables = {
        name: _settings(schema, schema.tables[Name.parse(name)], settings)
        for name, settings in profile.tables.items()
        if Name.parse(name) in schema.tables
    }
    chosen = {kind: _known(getattr(profile, kind), schema) for kind in ("only", "skip")}
    return profile.model_copy(update={"tables": tables, **chosen})


def _known(names: Iterable[str], schema: Schema) -> tuple[str, ...]:
    return tuple(name for name in names if _means(name, schema))


def _means(name: str, schema: Schema) -> bool:
    try:
        return bool(matching([name], schema.tables.keys(), where=""))
    except UsageError:
        return False


def _settings(schema: Schema, table: Table, settings: TableSettings) -> TableSettings:
    there = table.by_name
    update: dict[str, Any] = {
        "nulls": {name: share for name, share in settings.nulls.items() if name in there and there[name].nullable},
        "weights": {name: weights for name, weights in settings.weights.items() if name in there},
        "per": {name: per for name, per in settings.per.items() if Name.parse(name) in schema.tables},
    }
    if isinstance(settings.rows, list):
        update["rows"] = [{name: value for name, value in row.items() if name in there} for row in settings.rows]
    return settings.model_copy(update=update)
