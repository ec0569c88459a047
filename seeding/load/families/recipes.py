"""What to do to a family so that a trigger may be content: a word in a child, a sum in the parent, lines in pairs.

A recipe is a list of steps, told to the loop on the server; cells are counted from one, children's tables from zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, permutations, product

from seeding.infer.limits import limits_of
from seeding.load.families.family import Family
from seeding.load.literals import literal
from seeding.plan.model import PlannedColumn, PlannedTable
from seeding.schema import TypeKind, quote

Step = tuple[object, ...]
Recipe = list[Step]

_NUMBERS = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8", "money"})
_WHOLE = frozenset({"int2", "int4", "int8"})
_MOST = 96
_SUM = re.compile(r"\bsum\s*\(", re.IGNORECASE)
_WORD = re.compile(r"'((?:[^']|'')+)'")


def recipes(family: Family) -> list[Recipe]:
    """The ways to try, the plainest first."""
    texts = [_text(family.parent), *(_text(child) for child, _ in family.children)]
    text = "\n".join(texts)
    groups = [_words(family, text), _states(family, text), _sums(family, text)]
    every = product(*[[list[Step](), *group] for group in groups])
    plain = sorted(islice(every, 4096), key=lambda parts: sum(map(bool, parts)))
    return [[step for part in parts for step in part] for parts in plain][:_MOST]


def _text(planned: PlannedTable) -> str:
    return "\n".join(t.body for t in planned.table.triggers if t.enabled and "INSERT" in t.events)


def _places(planned: PlannedTable) -> dict[str, int]:
    return {c.name: n for n, c in enumerate(planned.columns, 1)}


def _held(planned: PlannedTable) -> set[str]:
    keyed = {c for key in planned.table.foreign_keys for c in key.columns}
    return keyed | {c for u in planned.table.uniques if len(u.columns) == 1 for c in u.columns if c is not None}


def _known_words(planned: PlannedTable, column: PlannedColumn, text: str) -> list[str]:
    """The words that a column may hold and the functions speak of."""
    type_ = column.attribute.type.base
    spoken = list(dict.fromkeys(word.replace("''", "'") for word in _WORD.findall(text)))
    if type_.kind is TypeKind.ENUM:
        return [word for word in spoken if word in type_.labels]
    if type_.name == "bool" and re.search(rf"\b{re.escape(column.name)}\b", text, re.IGNORECASE):
        return ["true", "false"]
    limits = limits_of(column.name, planned.table.checks, column.attribute.type)
    if limits.choices is not None:
        return [word for word in spoken if word in limits.choices]
    own = rf"\b{re.escape(column.name)}\b[^;]{{0,40}}?(?:=|<>|\bin\s*\()\s*'((?:[^']|'')+)'"
    compared = re.findall(own, text, re.IGNORECASE) if type_.name in ("text", "varchar", "citext", "bpchar") else []
    return list(dict.fromkeys(compared))


def _words(family: Family, text: str) -> list[Recipe]:
    """A child that is of the kind a function names: one of them, or all."""
    found: list[Recipe] = []
    for number, (child, _) in enumerate(family.children):
        places, held = _places(child), _held(child)
        for column in child.columns:
            if column.name in held:
                continue
            for word in _known_words(child, column, text)[:6]:
                one: Step = ("first", number, places[column.name], word)
                found += [[one], [("all", number, places[column.name], word)]]
    return found[:24]


def _states(family: Family, text: str) -> list[Recipe]:
    """The parent in a state that a function names; or in one, and once its children are there, in another."""
    parent = family.parent
    places, held = _places(parent), _held(parent)
    same = " AND ".join(f"{quote(c)} = %{places[c]}$L" for c in family.children[0][1].parent_columns)
    found: list[Recipe] = []
    later: list[Recipe] = []
    for column in parent.columns:
        if column.name in held or column.attribute.generated is not None:
            continue
        words = _known_words(parent, column, text)[:6]
        found += [[("parent", places[column.name], word)] for word in words]
        for word, other in permutations(words, 2):
            to = literal(other).replace("%", "%%")
            update = f"UPDATE {parent.name.sql} SET {quote(column.name)} = {to} WHERE {same}"
            later.append([("parent", places[column.name], word), ("after", update)])
    return (found + later)[:24]


def _sums(family: Family, text: str) -> list[Recipe]:
    """Totals of the parent that are sums over its children; lines that balance each other."""
    parent = family.parent
    places = _places(parent)
    totals = [c for c in _numbers(parent) if _named(c.name, text)]
    found: list[Recipe] = []
    for number, (child, _) in enumerate(family.children):
        own = _places(child)
        summed = [columns for columns in _summed(child, text) if columns]
        single = list(dict.fromkeys(columns[0] for columns in summed if len(columns) == 1))
        all_sums: Recipe = []
        for columns in summed:
            cells = [own[c] for c in columns]
            for total in totals:
                step: Step = ("sum", places[total.name], number, *cells)
                found.append([step])
                if any(_alike(total.name, c) for c in columns):
                    all_sums.append(step)
        shares: list[Recipe] = [
            [("share", number, own[c], places[total.name], 0 if _is_whole(child, c) else 2)]
            for c in single
            for total in totals
        ]
        pairs: list[Recipe] = [[("pairs", number, own[a], own[b]), *all_sums] for a, b in permutations(single, 2)]
        one_sided: list[Recipe] = [[("minus", number, own[c])] for c in single]
        counts: list[Recipe] = [
            [("count", places[total.name], number)]
            for total in totals
            if total.attribute.type.base.name in _WHOLE and re.search(r"\bcount\s*\(", text, re.IGNORECASE)
        ]
        several = [all_sums] if len(all_sums) > 1 else []
        found = [*several, *pairs, *found, *shares, *counts, *one_sided]
    return found[:24]


def _numbers(planned: PlannedTable) -> list[PlannedColumn]:
    held = _held(planned)
    return [
        c
        for c in planned.columns
        if c.name not in held and c.attribute.type.base.name in _NUMBERS and c.attribute.generated is None
    ]


def _is_whole(planned: PlannedTable, column: str) -> bool:
    type_ = planned.table.by_name[column].type.base
    return type_.name in _WHOLE or type_.scale == 0


def _summed(child: PlannedTable, text: str) -> Iterator[tuple[str, ...]]:
    """The columns inside each `sum(…)`: one, or two that are multiplied."""
    numbers = [c.name for c in _numbers(child)]
    seen: set[tuple[str, ...]] = set()
    for match in _SUM.finditer(text):
        inside = _bracketed(text[match.end() :])
        found = tuple(c for c in numbers if _named(c, inside))[:2]
        if found and (len(found) == 1 or "*" in inside) and found not in seen:
            seen.add(found)
            yield found
        elif len(found) == 2:
            yield from ((c,) for c in found if (c,) not in seen)


def _bracketed(text: str) -> str:
    depth = 1
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth:
            return text[:place]
    return text


def _named(column: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(column)}\b", text, re.IGNORECASE) is not None


def _alike(total: str, column: str) -> bool:
    """Whether the names have a word in common: total_debit and debit."""
    return bool(set(total.lower().split("_")) & set(column.lower().split("_")))
