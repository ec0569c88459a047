"""Names that point at nothing, and declarations that a table cannot take: errors, never ignored."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from seeding.columns.base import Column
from seeding.errors import FactoryError, ProfileError
from seeding.factory import TableFactory
from seeding.profile import Profile
from seeding.schema import Name, Schema, Table

Factories = Mapping[str, type[TableFactory]]


def refuse_strays(schema: Schema, profile: Profile, factories: Factories) -> None:
    """Names that point at no table are mistakes, never ignored."""
    known = [str(n) for n in schema.tables]
    for table, made_by in factories.items():
        if Name.parse(table) not in schema.tables:
            raise FactoryError(
                f"{made_by.__module__}.{made_by.__name__} is for {table}, which the database does not have",
                hint=suggest(table, known),
            )
    for table in profile.tables:
        if Name.parse(table) not in schema.tables:
            raise ProfileError(
                f'{profile.source} [tables."{table}"]: the database has no such table',
                hint=suggest(str(Name.parse(table)), known),
            )


def suggest(name: str, known: Iterable[str]) -> str:
    """The known name that is meant, or all of them."""
    known = list(known)
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(known[:20]) or 'none'}"


def refuse_misfits(table: Table, declared: Mapping[str, Column], made_by: type[TableFactory], schema: Schema) -> None:
    """Raise FactoryError for what a factory declares and the table does not take, or does not declare and needs."""
    for name in declared:
        attribute = table.by_name.get(name)
        if attribute is None:
            raise FactoryError(
                f"{made_by.__name__}.{name}: {table.name} has no column {name!r}",
                hint=f"{suggest(name, table.by_name)} (a helper value belongs in class Params, or in Meta.exclude)",
            )
        if not attribute.insertable:
            raise FactoryError(
                f"{made_by.__name__}.{name}: the role that seeds may not insert into {table.name}.{name}",
                hint=f"grant insert on {table.name.sql} to it, or delete the declaration",
            )
        if not attribute.writable:
            raise FactoryError(
                f"{made_by.__name__}.{name}: the server generates {table.name}.{name} ({attribute.generated})",
                hint="delete the declaration",
            )
    missing = [a for a in table.attributes if a.required and a.name not in declared]
    if missing:
        from seeding.infer.infer import infer

        suggestions = infer(table, schema, declared=set(declared))
        lines = [f"    {a.name} = {suggestions[a.name].generator!r}" for a in missing if a.name in suggestions]
        names = ", ".join(a.name for a in missing)
        raise FactoryError(
            f"{made_by.__name__} does not declare {names}: NOT NULL without a default in {table.name}",
            hint="declare " + ("it, for example:\n" if len(missing) == 1 else "them, for example:\n") + "\n".join(lines)
            if lines
            else f"declare {names}",
        )
