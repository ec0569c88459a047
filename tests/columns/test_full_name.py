"""Full names taken apart: by every generator that writes them, and as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from seeding.columns import name_lists, names
from seeding.columns.first_name import FirstName
from seeding.columns.last_name import LastName
from seeding.columns.person_name import PersonName

WRITTEN = [
    ("Anna Kowalska", "Anna", "Kowalska"),
    ("María García López", "María", "García López"),
    ("Jan van den Berg", "Jan", "van den Berg"),
    ("Madonna", "Madonna", ""),
    ("", "", ""),
    (None, "", ""),
    ("佐藤 明美", "明美", "佐藤"),
    ("王伟", "伟", "王"),
    ("欧阳娜娜", "娜娜", "欧阳"),
    ("김민준", "민준", "김"),
    ("Łucja Żak", "Łucja", "Żak"),
]


def test_by_hand(made: Any, given: Any) -> None:
    found = made(len(WRITTEN), n=given([name for name, _, _ in WRITTEN]), f=FirstName(of="n"), l=LastName(of="n"))
    assert found["f"] == [first for _, first, _ in WRITTEN]
    assert found["l"] == [last for _, _, last in WRITTEN]


@pytest.mark.parametrize("locale", name_lists.known_locales())
def test_the_parts_are_names_of_the_locale(made: Any, locale: str) -> None:
    known = names.names_of(((locale, 1.0),))
    given_names, families = set(known.given.to_pylist()), set(known.family.to_pylist())
    found = made(300, n=PersonName(locale), f=FirstName(of="n"), l=LastName(of="n"))
    wrong = 0
    for first, last in zip(found["f"], found["l"], strict=True):
        two = any(
            last == f"{a} {b}" for a in families if last.startswith(a) for b in (last[len(a) + 1 :],) if b in families
        )
        wrong += not (first in given_names and (last in families or two))
    # "Ana Sofía García" is cut at its first space.
    compound = sum(" " in name for name in given_names) and locale != "vi_VN"
    assert wrong <= (45 if compound else 0)
