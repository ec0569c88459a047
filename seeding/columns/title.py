"""Titles of tasks, courses, articles and reviews."""

from __future__ import annotations

from seeding.columns import arrays
from seeding.columns.prose import NOTHING, Prose, topic
from seeding.columns.rows import Rows


class Title(Prose):
    """A title without a full stop: "Weekend dog walking at the shelter".

    `topic` is one of `seeding.columns.prose.topics()`, among them bio, career, commerce, company, contract, education,
    food, general, health, hotel, meeting, message, payment, property, repair, review, software, story, support, tour
    and volunteering. Texts of one row agree with each other when they depend on the same
    column: `of` names one whose values are sections of the topic (review: 1 to 5 stars; volunteering: the cause;
    career: the industry); any other value gets the section "other", or where there is none one at random.
    `max_length` in characters.

    >>> Title("volunteering", of="cause")
    Title('volunteering', of='cause')
    """

    def values(self, rows: Rows) -> arrays.Values:
        """One title a row."""
        known = topic(self.topic)
        head, tail = known.title.pick(rows, "", self._section(rows, known))
        tail = self._fitted(known.title, head, tail, NOTHING)
        return self._cut(known.title.halves.joined(head, tail))
