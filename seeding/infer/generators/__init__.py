"""Generators for what a schema asks for and nobody thinks of declaring: patterns, text forms, keys that share a row.

Inference uses them, and so do the factories that `seed init` writes: `from seeding.infer.generators import Pattern`.
Imported when first used, as those of `seeding.columns` are.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeding.infer.generators.about import About
    from seeding.infer.generators.agreed import AgreedReference, EarlierAlike
    from seeding.infer.generators.beside import Beside, Otherwise
    from seeding.infer.generators.called import ByGivenName
    from seeding.infer.generators.card import CardNumber
    from seeding.infer.generators.carried import Carried
    from seeding.infer.generators.city_in import CityIn
    from seeding.infer.generators.combined import CombinedChoice, CombinedReference
    from seeding.infer.generators.counted import CountedInterval, Numbered
    from seeding.infer.generators.each_name import EachName
    from seeding.infer.generators.each_once import EachOnce
    from seeding.infer.generators.fit import Clipped, Fit
    from seeding.infer.generators.joint import JointReference
    from seeding.infer.generators.known_first import FavouredReference, KnownFirst
    from seeding.infer.generators.lasting import EndsAfter, Lasting, SoonAfter
    from seeding.infer.generators.lexemes import Lexemes
    from seeding.infer.generators.matching import CommonValue, MatchingReference
    from seeding.infer.generators.ordered import Ordered
    from seeding.infer.generators.other import OtherReference
    from seeding.infer.generators.pattern import Pattern
    from seeding.infer.generators.period_start import PeriodStart
    from seeding.infer.generators.pictures import Picture
    from seeding.infer.generators.ranked import RankedChoice, RankedReference
    from seeding.infer.generators.reckoned import Reckoned
    from seeding.infer.generators.record import Record
    from seeding.infer.generators.same import SameAs
    from seeding.infer.generators.shared import Shared
    from seeding.infer.generators.since import SinceParents
    from seeding.infer.generators.soft import SoftReference
    from seeding.infer.generators.subtype import SubtypeReference
    from seeding.infer.generators.suffix import Suffix
    from seeding.infer.generators.terms import Terms
    from seeding.infer.generators.text_form import ArrayText, Joined, PointRange, RangeText, RowText, VectorText
    from seeding.infer.generators.together import Together, TogetherReference
    from seeding.infer.generators.tree import PreviousRow, RootedReference

_HOMES = {
    "ArrayText": "text_form",
    "Beside": "beside",
    "ByGivenName": "called",
    "CardNumber": "card",
    "Carried": "carried",
    "CityIn": "city_in",
    "Clipped": "fit",
    "CombinedChoice": "combined",
    "CombinedReference": "combined",
    "AgreedReference": "agreed",
    "CommonValue": "matching",
    "CountedInterval": "counted",
    "EachName": "each_name",
    "EarlierAlike": "agreed",
    "FavouredReference": "known_first",
    "EachOnce": "each_once",
    "EndsAfter": "lasting",
    "Fit": "fit",
    "JointReference": "joint",
    "Joined": "text_form",
    "KnownFirst": "known_first",
    "Lasting": "lasting",
    "Lexemes": "lexemes",
    "MatchingReference": "matching",
    "Numbered": "counted",
    "Ordered": "ordered",
    "OtherReference": "other",
    "Otherwise": "beside",
    "Pattern": "pattern",
    "Picture": "pictures",
    "PeriodStart": "period_start",
    "PointRange": "text_form",
    "PreviousRow": "tree",
    "RangeText": "text_form",
    "RankedChoice": "ranked",
    "RankedReference": "ranked",
    "Reckoned": "reckoned",
    "Record": "record",
    "RootedReference": "tree",
    "RowText": "text_form",
    "About": "about",
    "SameAs": "same",
    "Shared": "shared",
    "SinceParents": "since",
    "SoftReference": "soft",
    "SoonAfter": "lasting",
    "SubtypeReference": "subtype",
    "Suffix": "suffix",
    "Terms": "terms",
    "Together": "together",
    "TogetherReference": "together",
    "VectorText": "text_form",
}

__all__ = [
    "About",
    "AgreedReference",
    "ArrayText",
    "Beside",
    "ByGivenName",
    "CardNumber",
    "Carried",
    "CityIn",
    "Clipped",
    "CombinedChoice",
    "CombinedReference",
    "CommonValue",
    "CountedInterval",
    "EachName",
    "EachOnce",
    "EarlierAlike",
    "EndsAfter",
    "FavouredReference",
    "Fit",
    "Joined",
    "JointReference",
    "KnownFirst",
    "Lasting",
    "Lexemes",
    "MatchingReference",
    "Numbered",
    "Ordered",
    "OtherReference",
    "Otherwise",
    "Pattern",
    "PeriodStart",
    "Picture",
    "PointRange",
    "PreviousRow",
    "RangeText",
    "RankedChoice",
    "RankedReference",
    "Reckoned",
    "Record",
    "RootedReference",
    "RowText",
    "SameAs",
    "Shared",
    "SinceParents",
    "SoftReference",
    "SoonAfter",
    "SubtypeReference",
    "Suffix",
    "Terms",
    "Together",
    "TogetherReference",
    "VectorText",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
