"""What the column's name says it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seeding.columns.array_of import ArrayOf
from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.errors import FactoryError
from seeding.infer.builders import commerce, content, flags, identity, network, numbers, people, places, times
from seeding.infer.builders.common import Builder
from seeding.infer.builders.lists import array_of_names
from seeding.infer.concepts import concept_of, family_of
from seeding.infer.concepts import named as concept_named
from seeding.infer.distinct import is_distinct
from seeding.infer.facts import TEXTS, ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import allowed, number
from seeding.infer.words import singular
from seeding.schema import Attribute, TypeKind

_BUILDERS: Mapping[str, Mapping[str, Builder]] = {
    "text": {
        **people.BUILDERS,
        **places.BUILDERS,
        **network.BUILDERS,
        **commerce.BUILDERS,
        **identity.BUILDERS,
        **content.BUILDERS,
    },
    "number": {**numbers.BUILDERS, **identity.WHOLE},
    "moment": times.BUILDERS,
    "boolean": flags.BUILDERS,
}

_LISTABLE = frozenset(
    {
        "url",
        "image_url",
        "file_path",
        "file_name",
        "email",
        "phone",
        "ip",
        "host",
        "full_name",
        "username",
        "city",
        "sku",
    }
)

_PLAIN = frozenset({"message", "comment", "chat", "reply", "note"})


def _several(facts: ColumnFacts) -> Column | None:
    """What arrays of paths, addresses and the like hold: some of what one of them is."""
    element = facts.type.element
    if facts.type.kind is not TypeKind.ARRAY or element is None or element.name not in TEXTS or facts.unique:
        return None
    one = Attribute("_".join(singular(word) for word in facts.words), element, nullable=False)
    single = ColumnFacts(facts.of.alone(one), one)
    concept = concept_of(single)
    if concept not in _LISTABLE or facts.limits.longest == 0:
        return None
    made = _BUILDERS["text"][concept](single)
    made = made if isinstance(made, Column) else next(iter(made or ()), None)
    least = facts.limits.shortest or 0
    # Few messages have something attached.
    most = least + (1 if facts.of.subject in _PLAIN else 3)
    return None if made is None else ArrayOf(made, least, min(facts.limits.longest or most, most))


def _truth(facts: ColumnFacts) -> Column:
    """0 or 1: as a column of truths beside it says, else as often as the name suggests."""
    span = allowed(facts)
    if span.low > 0 or span.high < 1:
        return number(facts, 0, 1)
    for other in facts.of.columns.values():
        sure = other.type_name == "bool" and not other.attribute.nullable and other.attribute.writable
        if sure and other.squashed.removeprefix("is").startswith(facts.squashed.removeprefix("is")):
            return Choice({True: [1], False: [0]}, of=other.name)
    often = concept_named(facts.name, "boolean")[0] == "yes"
    return Choice({1: 0.85, 0: 0.15}) if often else Choice({0: 0.9, 1: 0.1})


def named(facts: ColumnFacts) -> Iterator[Inferred]:
    """The generators for the concept the name stands for, in this type."""
    family, concept = family_of(facts), concept_of(facts)
    if facts.is_number and (figure := numbers.measured_in(facts)) is not None:
        yield Inferred(figure, f"name {facts.name!r}")
    if facts.is_integer and not facts.unique and concept_named(facts.name, "boolean")[0] is not None:
        # A truth that is kept as a number: 0 or 1.
        yield Inferred(_truth(facts), f"name {facts.name!r}")
        return
    listed = array_of_names(facts)
    if listed is not None:
        yield Inferred(listed, f"name {facts.name!r}")
    elif (several := _several(facts)) is not None:
        yield Inferred(several, f"name {facts.name!r}")
    if family is None or concept is None:
        return
    builder = _BUILDERS[family].get(concept)
    try:
        made = None if builder is None else builder(facts)
    except FactoryError:
        return  # limits that contradict what the name says: the next rule's turn
    reason = f"name {facts.name!r} + unique" if facts.unique else f"name {facts.name!r}"
    for generator in [made] if isinstance(made, Column) else made or ():
        if not facts.unique or is_distinct(generator):
            yield Inferred(generator, reason)
