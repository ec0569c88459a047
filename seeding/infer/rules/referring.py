"""Names that point at a table without a foreign key: `post_id` where there is a table `posts`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.soft import SoftReference
from seeding.infer.inferred import Inferred
from seeding.infer.type_rules import of_type
from seeding.infer.words import singular, words
from seeding.schema import Table


def referring(facts: ColumnFacts) -> Iterator[Inferred]:
    """A key of the table that `<table>_id` names, where its primary key has the same type."""
    if len(facts.words) < 2 or facts.words[-1] not in ("id", "uuid", "uid", "guid") or facts.unique:
        return
    target = _target(facts)
    if target is None or target.primary_key is None:
        return
    (key,) = target.primary_key.columns
    otherwise = of_type(facts)
    if key is None or otherwise is None:
        return
    parent = str(target.name)
    generator = SoftReference(parent, otherwise) if key == "id" else SoftReference(parent, otherwise, key=key)
    yield Inferred(generator, f"name {facts.name!r} and a table {parent}")


@lru_cache(maxsize=4096)
def _called(table: str) -> tuple[str, ...]:
    """The words of a table's name in the singular; kept, as every such column compares with every table."""
    return tuple(singular(word) for word in words(table))


def _target(facts: ColumnFacts) -> Table | None:
    """The one table of the same schema that the name's other words are the singular of."""
    wanted = tuple(singular(word) for word in facts.words[:-1])
    found = []
    for name, table in facts.of.schema.tables.items():
        if _called(name.name) != wanted or name == facts.table.name:
            continue
        key = table.primary_key
        if name.schema != facts.table.name.schema or table.referenced_only:
            continue
        if key is None or len(key.columns) != 1 or key.columns[0] is None:
            continue
        if table.by_name[key.columns[0]].type.base.name == facts.type_name:
            found.append(table)
    return found[0] if len(found) == 1 else None
