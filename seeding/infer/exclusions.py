"""Exclusion constraints: stretches that lie apart, shapes that do not meet, groups whose rows agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.columns.choice import Choice
from seeding.columns.integer import Integer
from seeding.columns.time_of_day import TimeOfDay
from seeding.infer.decisions import Anchors, Keys
from seeding.infer.expression import Call, Column, Tree, columns_of, parse
from seeding.infer.facts import TableFacts
from seeding.infer.generators.lasting import Lasting
from seeding.infer.generators.slot import Kind, Slot, Tile
from seeding.infer.inferred import Inferred
from seeding.infer.lasting import lasting_of
from seeding.infer.uniques import tell_apart
from seeding.infer.words import singular, words
from seeding.schema import Exclusion, TypeKind

_OVERLAPS = ("&&", "-|-")
_RANGES = frozenset({"int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"})
_SHAPES = frozenset({"box", "circle", "polygon"})
_ADDRESSES = frozenset({"inet", "cidr"})
_MOMENTS = ("timestamp", "timestamptz")
_HOURS = 8  # the widest slot
_KINDS: dict[str, Kind] = {
    "int2": "integer", "int4": "integer", "int8": "integer", "numeric": "numeric", "date": "date",
    "timestamp": "timestamp", "timestamptz": "timestamptz",
}  # fmt: skip


def exclude(facts: TableFacts, keys: Keys, exclusion: Exclusion, anchors: Anchors) -> None:
    """Keep one exclusion: where nothing overlaps, where rows differ, or where those of a group are alike."""
    overlapping = [element for element, operator in exclusion.elements if operator in _OVERLAPS]
    equal = [element for element, operator in exclusion.elements if operator == "="]
    if any(_apart(facts, keys, element, exclusion.name) for element in [*overlapping, *equal]):
        return
    unique = exclusion.as_unique(facts.table.by_name)
    if unique is not None:
        tell_apart(facts, keys, unique, anchors)
        return
    unlike = [element for element, operator in exclusion.elements if operator == "<>"]
    if len(unlike) + len(equal) == len(exclusion.elements) and _alike(facts, keys, unlike, equal, exclusion.name):
        return
    keys.doubts.append(exclusion.name)


def _apart(facts: TableFacts, keys: Keys, element: str, name: str) -> bool:
    """Whether rows' values of an element can be kept from overlapping."""
    attribute = facts.table.by_name.get(element)
    if attribute is None or attribute.generated is not None:
        tree = parse(element if attribute is None else attribute.generated or "")
        return tree is not None and _slots(facts, keys, tree, name)
    if element in facts.declared or element in keys.generators:
        return False
    base = attribute.type.base
    if base.kind in (TypeKind.RANGE, TypeKind.MULTIRANGE):
        keys.apart[element] = f"exclusion {name}"
    elif base.name in _SHAPES:
        keys.generators[element] = Inferred(Tile(base.name), f"exclusion {name}")
    elif base.name in _ADDRESSES:
        keys.unique[element] = f"exclusion {name}"
    else:
        return False
    return True


def _slots(facts: TableFacts, keys: Keys, tree: Tree, name: str) -> bool:
    """`tstzrange(starts_at, ends_at, '[)')`, `tsrange(at, at + duration)`: a stretch of its own for each row."""
    if not isinstance(tree, Call) or tree.name not in _RANGES or len(tree.arguments) < 2:
        return False
    if _days(facts, keys, tree, name):
        return True
    begin, end = columns_of(tree.arguments[0]), columns_of(tree.arguments[1])
    if not begin:
        return False
    first, last = begin[0], next((column for column in end if column != begin[0]), None)
    parts = {first: "begin"}
    if last is not None:
        parts[last] = "width" if _is_sum(tree.arguments[1]) else "end"
    kind = _kind(facts, first)
    if last is not None and kind in _MOMENTS and _kind(facts, last) in ("integer", "numeric"):
        # `at + minutes * interval '1 minute'`, or a function of both.
        if not _fits_in_a_slot(facts, keys, last):
            return False
        del parts[last]
    if last is not None and kind == "date" and _kind(facts, last) == "integer":
        parts[last] = "width"
    if kind is None or any(not _open(facts, keys, column) for column in parts):
        return False
    for column, part in parts.items():
        own = kind if part == "width" else _kind(facts, column)
        if own is None:
            return False
        slot = Slot(own, part)  # type: ignore[arg-type]
        keys.generators[column] = Inferred(slot, f"exclusion {name}: no two rows' stretches meet")
    _lasting(facts, keys, parts, kind)
    return True


def _fits_in_a_slot(facts: TableFacts, keys: Keys, column: str) -> bool:
    """Whether a number of minutes, seconds or hours stays below the time from one row's beginning to the next one's."""
    said = {singular(word) for word in words(column)}
    if said & {"day", "night", "week", "month", "year"}:
        return False
    free = (
        column not in keys.generators and column not in facts.declared and facts.columns[column].limits.choices is None
    )
    if said & {"hour", "hr"} and free:
        keys.generators[column] = Inferred(Integer(1, _HOURS), f"name {column!r}")
    elif free and not said & {"minute", "min", "second", "sec"} and facts.table.by_name[column].default is None:
        keys.generators[column] = Inferred(Choice([30, 45, 60, 90]), f"name {column!r}, a number of minutes")
    return True


def _lasting(facts: TableFacts, keys: Keys, parts: Mapping[str, str], kind: Kind) -> None:
    """A column beside the stretch that says how long it is."""
    found = lasting_of(facts)
    if found is None or list(parts.values()) != ["begin", "end"] or kind not in ("timestamp", "timestamptz"):
        return
    column, unit = found
    limits = facts.columns[column].limits
    if unit == "days" or limits.choices is not None or limits.upper is not None or not _open(facts, keys, column):
        return
    start, end = parts
    keys.generators[column] = Inferred(Lasting(start, end, unit), f"name {column!r}, {unit} from {start} to {end}")


def _days(facts: TableFacts, keys: Keys, tree: Call, name: str) -> bool:
    """`tsrange(day + starts, day + ends)`: a day of its own for each row, with a beginning before its end."""
    begin, end = columns_of(tree.arguments[0]), columns_of(tree.arguments[1])
    if len(begin) != 2 or len(end) != 2 or len({*begin, *end}) != 3:
        return False
    (day,) = {*begin} & {*end}
    first, last = next(c for c in begin if c != day), next(c for c in end if c != day)
    kinds = [facts.table.by_name[c].type.base.name for c in (day, first, last)]
    if kinds != ["date", "time", "time"] or any(not _open(facts, keys, c) for c in (day, first, last)):
        return False
    why = f"exclusion {name}: no two rows' stretches meet"
    keys.generators[day] = Inferred(Slot("date", "day"), why)
    keys.generators[first] = Inferred(TimeOfDay("08:00", "12:30", step="30m"), why)
    keys.generators[last] = Inferred(TimeOfDay("13:00", "20:00", step="30m"), why)
    return True


def _kind(facts: TableFacts, column: str) -> Kind | None:
    return _KINDS.get(facts.table.by_name[column].type.base.name)


def _is_sum(tree: Tree) -> bool:
    """`at + duration`, where the second is how long it takes."""
    return isinstance(tree, Call) and tree.name == "+" and all(isinstance(part, Column) for part in tree.arguments)


def _open(facts: TableFacts, keys: Keys, column: str) -> bool:
    found = facts.table.by_name.get(column)
    if found is None or not found.writable or column in facts.declared:
        return False
    known = keys.generators.get(column)
    return known is None or isinstance(known.generator, Slot)


def _alike(facts: TableFacts, keys: Keys, unlike: Sequence[str], equal: Sequence[str], name: str) -> bool:
    """Rows of a group have the same value in one column that may not differ there."""
    groups = tuple(dict.fromkeys(c for e in equal for c in _columns(facts, e)))
    for column in unlike:
        if groups and _open(facts, keys, column) and column in facts.table.by_name:
            keys.alike[column] = (groups, name)
            return True
    return False


def _columns(facts: TableFacts, element: str) -> tuple[str, ...]:
    if element in facts.table.by_name:
        return (element,)
    tree = parse(element)
    return columns_of(tree) if tree is not None else ()
