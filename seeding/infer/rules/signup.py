"""What an app passes along at sign-up: the keys that triggers on the users read from `raw_user_meta_data`.

`NEW.raw_user_meta_data ->> 'company'` that goes into a column that must have a value makes every sign-up without the
key fail, and with it everything that refers to a user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from seeding.infer.words import words
from seeding.schema import Attribute, Name, Schema, Table, Type, TypeKind

_ROOT = r"new\s*\.\s*raw_user_meta_data"
_ALIAS = re.compile(rf"\b(\w+)(?:\s+jsonb?)?\s*:?=\s*\(?\s*{_ROOT}\s*(?:->\s*'([^']+)'\s*)?\)?\s*;", re.IGNORECASE)
_TARGET = re.compile(r'\binsert\s+into\s+(?:"?(\w+)"?\s*\.\s*)?"?(\w+)"?\s*\(([^)]*)\)', re.IGNORECASE)
_TYPE = re.compile(r'\)?\s*::\s*(?:"?\w+"?\s*\.\s*)?"?(\w+)"?')
_DEFAULT = re.compile(r"[\s)]*(?:::\s*[\w.\"]+\s*)?,(?!\s*(?:''|null\b))", re.IGNORECASE)
_TEXT = Type("text", "pg_catalog", TypeKind.BASE, "text")


def passed_along(table: Table, schema: Schema) -> dict[str, Any]:
    """The keys that the table's triggers cannot do without, as a shape of generators."""
    shape: dict[str, Any] = {}
    for trigger in table.triggers:
        if not (trigger.enabled and trigger.per_row and "INSERT" in trigger.events):
            continue
        targets = [*_targets(trigger.body, schema, trigger.function.schema)]
        for path, cast in _keys(trigger.body):
            inner = shape
            for step in path[:-1]:
                found = inner.setdefault(step, {})
                inner = found if isinstance(found, dict) else {}
            generator = _generator(path[-1], cast, targets, schema)
            if generator is not None:
                inner.setdefault(path[-1], generator)
    return shape


def _keys(body: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The paths that are read as text and have no default there, with the type they are cast to."""
    sources: dict[str, tuple[str, ...]] = {_ROOT: ()}
    for alias, key in _ALIAS.findall(body):
        sources[rf"\b{re.escape(alias)}\b"] = (key,) if key else ()
    for source, before in sources.items():
        for match in re.finditer(rf"{source}((?:\s*->\s*'[^']+')*)\s*->>\s*'([^']+)'", body, re.IGNORECASE):
            path = (*before, *re.findall(r"'([^']+)'", match[1]), match[2])
            rest = body[match.end() :]
            opened = re.search(r"coalesce\s*\(\s*\(*\s*$", body[: match.start()], re.IGNORECASE)
            if opened and _DEFAULT.match(rest):
                continue
            cast = _TYPE.match(rest)
            yield path, cast[1].lower() if cast else ""


def _targets(body: str, schema: Schema, own: str) -> Iterator[Table]:
    """The tables that the function inserts into."""
    for named, name, _ in _TARGET.findall(body):
        for space in [named] if named else [own, "public"]:
            if Name(space.lower(), name.lower()) in schema.tables:
                yield schema.tables[Name(space.lower(), name.lower())]
                break


def _generator(key: str, cast: str, targets: list[Table], schema: Schema) -> Any:
    from seeding.infer.infer import infer

    name = "_".join(words(key))
    for table in targets:
        attribute = table.by_name.get(name)
        if attribute is None:
            continue
        if any(name in k.columns for k in table.foreign_keys):
            return None
        return _alone(table, replace(attribute, nullable=False, default=None), schema)
    if cast:
        labels = next((t.labels for t in _types(schema) if t.name == cast and t.labels), ())
        type_ = replace(_TEXT, name=cast, sql=cast, kind=TypeKind.ENUM, labels=labels) if labels else None
        attribute = Attribute(name, type_ or _TEXT, nullable=False)
        return _alone(Table(Name("public", "profiles"), ()), attribute, schema) if labels or cast == "text" else None
    found = infer(Table(Name("public", "profiles"), (Attribute(name, _TEXT, nullable=False),)), schema)
    return found[name].generator if name in found else None


def _alone(table: Table, attribute: Attribute, schema: Schema) -> Any:
    """The column's generator, as if it were the table's only one."""
    from seeding.infer.infer import infer

    alone = Table(
        table.name,
        (attribute,),
        checks=tuple(c for c in table.checks if c.columns == (attribute.name,)),
        uniques=tuple(u for u in table.uniques if u.columns == (attribute.name,)),
    )
    found = infer(alone, schema)
    return found[attribute.name].generator if attribute.name in found else None


def _types(schema: Schema) -> Iterator[Type]:
    for _, table in sorted(schema.tables.items()):
        for attribute in table.attributes:
            yield attribute.type.base
