"""Checks on several columns: orders between them, values that come together, values that exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seeding.infer.expression import Call, Column, Literal, Tree, cases, columns_of, parse
from seeding.infer.limits import Limits, condition
from seeding.infer.scoped import scoped
from seeding.infer.trees import levels_of
from seeding.schema import Table, Unique

_ORDERS = {"<": (0, 1, True), "<=": (0, 1, False), ">": (1, 0, True), ">=": (1, 0, False)}


@dataclass(frozen=True)
class Presence:
    """A column that has a value exactly where another is one of `values`."""

    column: str
    other: str
    values: tuple[str, ...]


@dataclass
class Relations:
    """What the checks of a table on several columns ask for, as far as they are understood."""

    below: dict[tuple[str, str], bool] = field(default_factory=dict)  # (lower, upper) → strictly
    unlike: dict[tuple[str, str], str] = field(default_factory=dict)  # columns that differ → the check
    present: dict[str, Presence] = field(default_factory=dict)
    null: dict[str, str] = field(default_factory=dict)  # columns left NULL → the check
    own: dict[str, tuple[Tree, ...]] = field(default_factory=dict)  # conditions on one column alone
    reasons: dict[str, str] = field(default_factory=dict)  # column → the check that binds it to others
    unread: list[str] = field(default_factory=list)
    avoided: set[str] = field(default_factory=set)  # partial indexes that no row is in

    def copy(self) -> Relations:
        """The same, to try something with."""
        return Relations(
            below=dict(self.below),
            unlike=dict(self.unlike),
            present=dict(self.present),
            null=dict(self.null),
            own=dict(self.own),
            reasons=dict(self.reasons),
            unread=list(self.unread),
            avoided=set(self.avoided),
        )

    def take(self, other: Relations) -> None:
        """Become what the other is."""
        self.below, self.unlike, self.present = other.below, other.unlike, other.present
        self.null, self.own, self.reasons, self.unread = other.null, other.own, other.reasons, other.unread
        self.avoided = other.avoided

    def floors(self, column: str, decided: Iterable[str]) -> dict[str, bool]:
        """Decided columns this one may not be below, whether strictly; orders of orders included."""
        known = set(decided)
        return {low: strict for (low, high), strict in self._closed().items() if high == column and low in known}

    def ceilings(self, column: str, decided: Iterable[str]) -> dict[str, bool]:
        """Decided columns this one may not be above."""
        return {
            high: strict for (low, high), strict in self._closed().items() if low == column and high in set(decided)
        }

    def _closed(self) -> Mapping[tuple[str, str], bool]:
        closed = dict(self.below)
        grown = True
        while grown:
            grown = False
            for (low, middle), first in list(closed.items()):
                for (again, high), second in list(closed.items()):
                    if middle == again and low != high and (low, high) not in closed:
                        closed[low, high] = first or second
                        grown = True
        return closed


def relations_of(table: Table) -> Relations:
    """The relations that a table's checks on several columns describe."""
    found = Relations()
    levels = levels_of(table)
    kept = {one.check for one in scoped(table)} | ({levels.check} if levels is not None else set())
    for check in table.checks:
        if len(check.columns) < 2 or not check.enforced or check.name in kept:
            continue
        tree = parse(check.expression)
        if tree is None or not _all(table, found, parts_of(tree), check.name):
            found.unread.append(check.name)
    for unique in table.uniques:
        _avoid(table, found, unique)
    return found


def _avoid(table: Table, found: Relations, unique: Unique) -> None:
    """`UNIQUE (status) WHERE status = 'running'` has room for one row: all others stay out of it, so all do."""
    tree = parse(unique.predicate) if unique.predicate else None
    if tree is None or len(columns_of(tree)) != 1 or unique.primary:
        return
    (column,) = columns_of(tree)
    looked_at = {c for c in unique.columns if c is not None}
    looked_at |= {c for text in unique.expressions if (part := parse(text)) is not None for c in columns_of(part)}
    if not looked_at <= {column} or not table.by_name[column].writable:
        return
    ways = [way for way in cases(tree, holds=False) if len(way) == 1]
    if len(ways) == 1 and not _told(ways[0][0]) and condition(Limits(), ways[0][0], column) is not None:
        found.own[column] = (*found.own.get(column, ()), ways[0][0])
        found.avoided.add(unique.name)


def parts_of(tree: Tree) -> tuple[Tree, ...]:
    """The parts of AND, or the whole."""
    return tree.arguments if isinstance(tree, Call) and tree.name == "and" else (tree,)


def _all(table: Table, found: Relations, parts: Iterable[Tree], check: str) -> bool:
    """Read every part: what was read of them stays where another is not understood, as it does no harm."""
    understood = True
    for part in parts:
        understood &= _read(table, found, part, check)
    return understood


def _read(table: Table, found: Relations, tree: Tree, check: str) -> bool:
    match tree:
        case Call("<" | "<=" | ">" | ">=" as symbol, (Column() as left, Column() as right)):
            low, high, strict = _ORDERS[symbol]
            pair = (left.name, right.name)
            key = (pair[low], pair[high])
            found.below[key] = found.below.get(key, False) or strict
            found.reasons[left.name] = found.reasons[right.name] = check
            return True
        case Call("<>", (Column() as left, Column() as right)):
            found.unlike[left.name, right.name] = check
            return True
        case Call("=", (Column() as left, Column() as right)):
            found.below[left.name, right.name] = found.below[right.name, left.name] = False
            found.reasons[left.name] = found.reasons[right.name] = check
            return True
        case Call("=", (Column() as first, Call() as call)) if (moment := _begun(call)) and _referring(
            table, first.name
        ):
            # The month is the parent's: its first moment is in it.
            found.below[first.name, moment] = found.below[moment, first.name] = False
            found.reasons[first.name] = found.reasons[moment] = check
            return True
        case Call("=" | "<=" | ">=" | ">" as symbol, (Call("num_nonnulls", items), Literal(str() as text))):
            columns = [i.name for i in items if isinstance(i, Column)]
            wanted = len(columns) if symbol in (">=", ">") else int(text)
            return len(columns) == len(items) and _some(table, found, columns, wanted, check)
        case Call("=", (Call("num_nulls", items), Literal(str() as text))):
            columns = [i.name for i in items if isinstance(i, Column)]
            return len(columns) == len(items) and _some(table, found, columns, len(items) - int(text), check)
        case Call("=", (left, right)) if _told(left) and _told(right):
            return _is_null(left) == _is_null(right)  # none is null where a check names several columns
        case Call("=", (left, right)) if len(columns_of(tree)) > 1:
            return _presence(found, left, right, check) or _presence(found, right, left, check)
        case Call("or", parts):
            return _either(table, found, parts, check)
        case Call("is null", (Column() as column,)):
            found.null[column.name] = check
            return table.by_name[column.name].nullable
        case Call("not", (Call("is null", (Column(),)),)):
            return True
    names = columns_of(tree)
    if len(names) != 1 or condition(Limits(), tree, names[0]) is None:
        return False
    found.own[names[0]] = (*found.own.get(names[0], ()), tree)
    return True


def _begun(tree: Tree) -> str | None:
    """The column of which `date_trunc('month', day)::date` is the begin."""
    truncated = False
    while isinstance(tree, Call) and (tree.name.startswith("::") or (tree.name == "date_trunc" and not truncated)):
        truncated |= tree.name == "date_trunc"
        tree = tree.arguments[-1]
    return tree.name if truncated and isinstance(tree, Column) else None


def _referring(table: Table, column: str) -> bool:
    return any(column in key.columns for key in table.foreign_keys if key.enforced)


def _told(tree: Tree) -> bool:
    """`x IS NULL` or `x IS NOT NULL`."""
    if isinstance(tree, Call) and tree.name == "not":
        tree = tree.arguments[0]
    return isinstance(tree, Call) and tree.name == "is null" and isinstance(tree.arguments[0], Column)


def _presence(found: Relations, condition: Tree, told: Tree, check: str) -> bool:
    """`(status = 'paid') = (paid_at IS NOT NULL)`."""
    match told:
        case Call("not", (Call("is null", (Column() as column,)),)):
            pass
        case _:
            return False
    match condition:
        case Call("=", (Column() as other, Literal(str() as text))):
            values: tuple[str, ...] = (text,)
        case Call("= any", (Column() as other, Call("array", items))):
            values = tuple(i.text for i in items if isinstance(i, Literal) and i.text is not None)
        case _:
            return False
    found.present[column.name] = Presence(column.name, other.name, values)
    found.reasons[column.name] = check
    return True


def _either(table: Table, found: Relations, parts: tuple[Tree, ...], check: str) -> bool:
    """Alternatives: one that can be kept in every row is enough, those that say NULL last."""
    for part in sorted(parts, key=_is_null):
        trial = found.copy()
        if not (_told(part) and not _is_null(part)) and not _all(table, trial, parts_of(part), check):
            continue
        found.take(trial)
        return True
    return False


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.name == "is null" and isinstance(tree.arguments[0], Column)


def _some(table: Table, found: Relations, names: list[str], wanted: int, check: str) -> bool:
    """So many of some columns have a value: those that must, then the first."""
    ranked = sorted(names, key=lambda name: table.by_name[name].nullable)
    for name in ranked[wanted:]:
        found.null[name] = check
    return all(table.by_name[name].nullable for name in ranked[wanted:])
