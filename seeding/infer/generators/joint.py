"""Foreign keys that share several columns: a row of each parent such that all of them agree.

`(collection, kind)`, `(collection, camera)` and `(camera, detector)` meet in three columns. Taking one parent after the
other often ends where nothing agrees with what is chosen, so whole combinations are looked for once, among all
parents: their keys are computed like any others, and the answer is the same in every chunk and on every machine.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from seeding.columns.draws import Indices, Words, below, key_of, words
from seeding.columns.reference import Reference
from seeding.columns.rows import Rows, World
from seeding.errors import FactoryError
from seeding.infer.generators.matching import Groups, groups_of, texts_of

Parents = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

# Combinations looked for, at most: each costs some microseconds, and rows beyond take turns in those that were found.
_MOST = 50_000
_LEAST = 1_000
_TRIES = 8  # rows of one parent, before another row of the one before it is taken
_KEPT = 16

Apart = tuple[tuple[str, ...], ...]

_known: OrderedDict[tuple[int, str, Parents, Apart], tuple[Indices, World]] = OrderedDict()


class JointReference(Reference):
    """The key of a parent row out of a combination of `parents` (own columns, and theirs) that agree with each other.

    This one's is the `place`th of them. Rows take turns in the combinations, so that none comes again before all have
    come; those that have the same values in own columns that are to be `apart` count as one.

    >>> JointReference("bed", parents=[("bed", {"ward": "ward"}), ("nurse", {"ward": "ward"})]).parent
    'public.bed'
    """

    def __init__(
        self,
        parent: str,
        *,
        key: str = "id",
        parents: Sequence[tuple[str, Mapping[str, str]]],
        place: int = 0,
        apart: Sequence[Sequence[str]] = (),
    ) -> None:
        super().__init__(parent, key=key)
        self.parents, self.place = [(table, dict(columns)) for table, columns in parents], place
        self.apart = [tuple(columns) for columns in apart]

    def parent_rows(self, rows: Rows) -> tuple[str, Indices]:
        """The parent's row number for each row."""
        table = rows.world.table(self.parent)
        if not len(rows) or table.count is None:
            return table.name, rows.indices
        parents = tuple((name, tuple(columns.items())) for name, columns in self.parents)
        found = _combinations(rows, parents, tuple(self.apart))
        if not len(found):
            raise FactoryError(
                f"{rows.table}: no rows of {', '.join(name for name, _ in self.parents)} agree with each other in "
                "the columns that the foreign keys share",
                hint="give these tables more rows",
            )
        return table.name, found[(rows.indices - rows.spec.start) % len(found), self.place]


def _combinations(rows: Rows, parents: Parents, apart: Apart) -> Indices:
    """Row numbers, one column a parent: as many different combinations as the table may need."""
    key = (id(rows.world), rows.table, parents, apart)
    found = _known.get(key)
    if found is None:
        many = min(max(4 * (rows.spec.count or 0), _LEAST), _MOST)
        seed = key_of(rows.world.seed, rows.table, *(name for name, _ in parents))
        made = list(dict.fromkeys(_joined(rows.world, parents, many, seed)))
        combined = np.array(made, dtype=np.int64).reshape(len(made), len(parents))
        for columns in apart:
            combined = _once(rows.world, parents, combined, columns)
        found = _known[key] = (combined, rows.world)
        if len(_known) > _KEPT:
            _known.popitem(last=False)
    return found[0]


def _once(world: World, parents: Parents, combined: Indices, columns: Sequence[str]) -> Indices:
    """The combinations without those that say of these columns what one before them says."""
    places = [
        next((n, there) for n, (_, named) in enumerate(parents) for own, there in named if own == column)
        for column in columns
    ]
    texts = [texts_of(world.rows(parents[n][0], combined[:, n]), (there,)).to_pylist() for n, there in places]
    first = {said: row for row, said in reversed(list(enumerate(zip(*texts, strict=True))))}
    kept: Indices = combined[sorted(first.values())]
    return kept


class _Step:
    """One more parent: its rows by the columns that the parents before it have decided."""

    def __init__(self, world: World, table: str, given: Sequence[tuple[tuple[int, str], str]]) -> None:
        self.from_ = [place for place, _ in given]  # (parent, its column) that say it, and where they say it here
        self.groups: Groups = groups_of(world, table, tuple(column for _, column in given))
        values = self.groups.values
        self.place = {value: n for n, value in enumerate(values.to_pylist())}

    def all_like(self, chosen: Sequence[Any]) -> Indices:
        """The rows that agree with these texts."""
        if any(part is None for part in chosen):
            return self.groups.order[:0]
        text = chosen[0] if len(chosen) == 1 else b"\x1f".join(_bytes(part) for part in chosen)
        n = self.place.get(text, -1)
        begin = self.groups.begin[n] if n >= 0 else 0
        found: Indices = self.groups.order[begin : begin + (self.groups.size[n] if n >= 0 else 0)]
        return found


class _Join:
    """The parents in an order in which each agrees with those before it, and what their rows say."""

    def __init__(self, world: World, parents: Parents) -> None:
        self.order = _order(world, parents)
        self.begins = [world.table(name).start for name, _ in parents]
        self.steps: list[_Step] = []
        said: dict[str, tuple[int, str]] = {}
        for n in self.order:
            table, columns = parents[n]
            given = [(said[own], there) for own, there in columns if own in said]
            if given:
                self.steps.append(_Step(world, table, given))
            said |= {own: (n, there) for own, there in columns if own not in said}
        asked = {place for step in self.steps for place in step.from_}
        self.texts: dict[tuple[int, str], list[Any]] = {
            (n, column): texts_of(world.rows(parents[n][0], _numbers(world, parents[n][0])), (column,)).to_pylist()
            for n, column in sorted(asked)
        }

    def extended(self, chosen: dict[int, int], draws: Words) -> bool:
        """Whether rows of the parents that are left agree with those chosen; they are chosen then."""
        depth = len(chosen)
        if depth == len(self.order):
            return True
        step = self.steps[depth - 1]
        given = [self.texts[place][chosen[place[0]] - self.begins[place[0]]] for place in step.from_]
        rows = step.all_like(given)
        begin = int(below(draws[depth : depth + 1], len(rows))[0])
        for n in range(min(len(rows), _TRIES)):
            chosen[self.order[depth]] = int(rows[(begin + n) % len(rows)])
            if self.extended(chosen, draws):
                return True
            del chosen[self.order[depth]]
        return False


def _joined(world: World, parents: Parents, many: int, seed: int) -> Iterator[tuple[int, ...]]:
    """Combinations of rows that agree: begun with each row of one parent in turn, the others by chance."""
    join = _Join(world, parents)
    starts = _numbers(world, parents[join.order[0]][0])
    starts = starts[np.argsort(words(seed, starts), kind="stable")]
    draws = words(seed ^ 0x5EED, np.arange(many * len(parents), dtype=np.int64)).reshape(many, len(parents))
    for n in range(many if len(starts) else 0):
        chosen = {join.order[0]: int(starts[n % len(starts)])}
        if join.extended(chosen, draws[n]):
            yield tuple(chosen[place] for place in range(len(parents)))


def _order(world: World, parents: Parents) -> list[int]:
    """The parents, each sharing as many columns as may be with those before it; of the same, the smaller first."""
    left = set(range(len(parents)))
    sizes = [world.table(name).count or 0 for name, _ in parents]
    order: list[int] = []
    had: set[str] = set()
    while left:
        best = min(left, key=lambda n: (-len(had & {own for own, _ in parents[n][1]}), sizes[n], n))
        left.remove(best)
        order.append(best)
        had |= {own for own, _ in parents[best][1]}
    return order


def _numbers(world: World, table: str) -> Indices:
    spec = world.table(table)
    assert spec.stop is not None
    return np.arange(spec.start, spec.stop, dtype=np.int64)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
