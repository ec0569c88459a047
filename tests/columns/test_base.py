"""What every generator has from its base class."""

from __future__ import annotations

import factory
import pytest

from seeding.columns import Bool, Choice
from seeding.columns.base import Column


def test_generators_keep_the_order_of_declarations_they_were_written_among() -> None:
    made = [Bool(), Bool(), factory.LazyAttribute(str), Choice(["a"]), factory.Sequence(str), Bool(), Bool()]
    numbers = [one._creation_counter for one in made]
    assert numbers == sorted(set(numbers))


def test_making_one_leaves_the_classes_alone() -> None:
    Bool()
    before = dict(vars(factory.declarations.BaseDeclaration))
    Bool()
    assert dict(vars(factory.declarations.BaseDeclaration)) == before


def test_a_generator_without_values_cannot_be_made() -> None:
    class Unfinished(Column):
        pass

    with pytest.raises(TypeError, match="values"):
        Unfinished()


def test_instances_are_told_by_their_classes() -> None:
    assert isinstance(Bool(), Column)
    assert not isinstance(Bool(), Choice)
    assert not isinstance("a", Column)
    assert issubclass(Bool, Column)
