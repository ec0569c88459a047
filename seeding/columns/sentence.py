"""Single sentences about a subject: notes, captions, short descriptions."""

from __future__ import annotations

from seeding.columns import arrays
from seeding.columns.prose import FULL_STOP, Prose, topic
from seeding.columns.rows import Rows


class Sentence(Prose):
    """One sentence in believable English: "Planted native trees and shrubs with a small team."

    See `Title` for `topic`, `of` and `max_length`.

    >>> Sentence("review", of="rating", max_length=120)
    Sentence('review', of='rating', max_length=120)
    """

    def values(self, rows: Rows) -> arrays.Values:
        """One sentence a row."""
        known = topic(self.topic)
        pair = known.sentences[0]
        head, tail = pair.pick(rows, "", self._section(rows, known))
        tail = self._fitted(pair, head, tail, FULL_STOP)
        return self._cut(pair.halves.joined(head, tail))
