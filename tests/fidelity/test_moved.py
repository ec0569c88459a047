"""A file that stands for another present is the same file, later."""

import datetime

import pattern_shop as shop

from seeding.fidelity.moved import moved


def test_moved_by_nothing_is_the_same() -> None:
    patterns = shop.patterns()
    assert moved(patterns, datetime.timedelta()) is patterns
    day = datetime.timedelta(days=1)
    later = moved(patterns, day)
    assert later.as_of - patterns.as_of == day
    assert moved(later, -day) == patterns
