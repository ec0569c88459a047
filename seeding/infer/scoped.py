"""Optional references that a check keeps in the row's own scope.

`(owner_id IS NULL AND owner_team_id IS NULL) OR (owner_id IS NOT NULL AND owner_team_id = team_id)`, beside a foreign
key from both: an owner, where there is one, is of the row's team.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seeding.infer.expression import Call, Column, Tree, cases, parse
from seeding.schema import Check, ForeignKey, Table


@dataclass(frozen=True)
class Scoped:
    """A key whose column `own` holds what the row's `scope` does, where it holds anything, by a check."""

    check: str
    key: ForeignKey
    own: str
    scope: str

    @property
    def anchor(self) -> str:
        """The column that chooses the parent."""
        return next(column for column in self.key.columns if column != self.own)


def scoped(table: Table) -> tuple[Scoped, ...]:
    """Such keys of two columns, each bound by the one check that names them and the scope."""
    return tuple(_found(table))


def _found(table: Table) -> Iterator[Scoped]:
    for key in table.foreign_keys:
        if len(key.columns) != 2 or not key.enforced or not all(table.by_name[c].nullable for c in key.columns):
            continue
        others = {c for other in table.foreign_keys if other is not key for c in other.columns}
        checks = [c for c in table.checks if c.enforced and set(key.columns) & set(c.columns)]
        if len(checks) == 1 and not others & set(key.columns):
            pair = _pair(checks[0], key)
            if pair is not None and not table.by_name[pair[1]].nullable:
                yield Scoped(checks[0].name, key, *pair)


def _pair(check: Check, key: ForeignKey) -> tuple[str, str] | None:
    """The key's column and the scope, where every row either has neither column of the key or both agree."""
    if len(check.columns) != 3 or not set(key.columns) < set(check.columns):
        return None
    tree = parse(check.expression)
    ways = cases(tree) if tree is not None else []
    (scope,) = set(check.columns) - set(key.columns)
    full = [way for way in ways if not all(_is_null(atom, key) for atom in way)]
    if len(full) != 1 or len(ways) < 2:
        return None
    named = {_equal(atom, scope, key) for atom in full[0] if not _is_there(atom, key)}
    own = named.pop() if len(named) == 1 else None
    return None if own is None else (own, scope)


def _is_null(atom: Tree, key: ForeignKey) -> bool:
    match atom:
        case Call("is null", (Column(name),)):
            return name in key.columns
    return False


def _is_there(atom: Tree, key: ForeignKey) -> bool:
    return isinstance(atom, Call) and atom.name == "not" and _is_null(atom.arguments[0], key)


def _equal(atom: Tree, scope: str, key: ForeignKey) -> str | None:
    match atom:
        case Call("=", (Column(one), Column(other))) if scope in (one, other):
            own = other if one == scope else one
            return own if own in key.columns else None
    return None
