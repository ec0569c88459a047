"""A few sentences about one thing: bios, reviews, descriptions, summaries."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from seeding.columns import arrays
from seeding.columns.draws import Indices, below
from seeding.columns.prose import FULL_STOP, NOTHING, Prose, topic
from seeding.columns.rows import Rows
from seeding.errors import FactoryError


class Paragraph(Prose):
    """Some sentences that belong together, in an order that makes sense.

    `sentences` is how many: a number, or the fewest and the most (all equally likely; up to 4). With `max_length` (in
    characters) sentences are left out from the end until the text fits. See `Title` for `topic` and `of`.

    >>> Paragraph("bio", sentences=(2, 3))
    Paragraph('bio', sentences=(2, 3))
    """

    def __init__(
        self,
        topic: str = "general",
        *,
        of: str | None = None,
        sentences: int | tuple[int, int] = (2, 4),
        max_length: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(topic, of=of, max_length=max_length, nulls=nulls)
        self.fewest, self.most = (sentences, sentences) if isinstance(sentences, int) else sentences
        if not 1 <= self.fewest <= self.most <= _MOST:
            raise FactoryError(f"{self!r}: a paragraph has 1 to {_MOST} sentences, the smaller number first")

    def values(self, rows: Rows) -> arrays.Values:
        """One paragraph a row."""
        known = topic(self.topic)
        section = self._section(rows, known)
        used = self._used(rows)
        room = None if self.max_length is None else np.full(len(rows), self.max_length, np.int64)
        halves: list[Indices] = []
        for number, pair in enumerate(known.sentences[:_MOST]):
            head, tail = pair.pick(rows, f"s{number}", section)
            if number == 0:
                tail = self._fitted(pair, head, tail, FULL_STOP)
            here = used[:, number]
            if room is not None:
                length = pair.heads.lengths[head] + pair.tails.lengths[tail]
                here = here & ((length <= room) | (number == 0))
                room = np.where(here, room - length, np.where(used[:, number], 0, room))
            if not here.all():
                head = np.where(here, head, len(pair.heads.texts) + NOTHING)
                tail = np.where(here, tail, len(pair.tails.texts) + NOTHING)
            halves += [head, tail]
        return self._cut(known.halves.joined(*halves))

    def _used(self, rows: Rows) -> NDArray[np.bool_]:
        """Which sentences each row has: always the first, the others in order."""
        count = self.fewest + below(rows.draws("count"), self.most - self.fewest + 1)
        choice = below(rows.draws("choice"), _WAYS[count])
        used: NDArray[np.bool_] = _USED[count, choice]
        return used


_MOST = 4


def _choices() -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each number of sentences: how many ways there are to choose them, and the ways."""
    ways = np.zeros(_MOST + 1, np.int64)
    used = np.zeros((_MOST + 1, 8, _MOST), np.bool_)
    for count in range(1, _MOST + 1):
        for number, others in enumerate(combinations(range(1, _MOST), count - 1)):
            used[count, number, [0, *others]] = True
            ways[count] = number + 1
    return ways, used


_WAYS, _USED = _choices()
