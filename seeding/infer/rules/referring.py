"""Names that point at a table without a foreign key: `post_id` where there is a table `posts`."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.infer.concepts import concept_of
from seeding.infer.facts import TEXTS, ColumnFacts
from seeding.infer.generators.soft import SoftReference
from seeding.infer.inferred import Inferred
from seeding.infer.type_rules import of_type
from seeding.infer.undeclared import key_for, soft_reference
from seeding.infer.words import called, singular
from seeding.schema import Table


def referring(facts: ColumnFacts) -> Iterator[Inferred]:
    """A key of the table that `<table>_id` names, where its primary key has the same type; the name of one of its rows
    in a text that is called as the table.
    """
    yield from _by_name(facts)
    if len(facts.words) < 2 or facts.words[-1] not in ("id", "uuid", "uid", "guid") or facts.unique:
        return
    target, otherwise = _target(facts), of_type(facts)
    if target is None or otherwise is None:
        return
    table, key = target
    yield Inferred(soft_reference(table, key, otherwise), f"name {facts.name!r} and a table {table.name}")


def _by_name(facts: ColumnFacts) -> Iterator[Inferred]:
    """`course` of an enquiry, where there is a table of courses that no key leads to."""
    limits = facts.limits
    if not facts.is_text or facts.unique or facts.attribute.default is not None or concept_of(facts) not in _SILENT:
        return
    if limits.choices is not None or limits.patterns or facts.name in facts.of.keyed:
        return
    wanted, otherwise = tuple(singular(word) for word in facts.words), of_type(facts)
    for name, table in facts.of.schema.tables.items():
        held = any(key.parent == name for key in facts.table.foreign_keys)
        if called(name.name) != wanted or name.schema != facts.table.name.schema or name == facts.table.name or held:
            continue
        shown = next((table.by_name[column] for column in _SHOWN if column in table.by_name), None)
        if shown is None or shown.nullable or shown.type.base.name not in TEXTS or not shown.writable or not otherwise:
            continue
        if facts.longest is None or (shown.type.length or facts.longest + 1) <= facts.longest:
            reason = f"name {facts.name!r} and a table {name} with a {shown.name}"
            yield Inferred(SoftReference(str(name), otherwise, key=shown.name), reason)


_SILENT = frozenset({None, "kind", "department"})
_SHOWN = ("name", "title", "label", "nombre", "nome", "nom", "bezeichnung", "naam", "nazwa")


def _target(facts: ColumnFacts) -> tuple[Table, str] | None:
    """The one table of the same schema that the name's other words are the singular of, and its key."""
    wanted = tuple(singular(word) for word in facts.words[:-1])
    found = []
    for name, table in facts.of.schema.tables.items():
        key = key_for(facts, table) if called(name.name) == wanted else None
        if key is not None and table.by_name[key].type.base.name == facts.type_name:
            found.append((table, key))
    return found[0] if len(found) == 1 else None
