"""Yes and no, as often as the name suggests."""

from __future__ import annotations

import re
from collections.abc import Mapping

from seeding.columns.boolean import Bool
from seeding.infer.builders.common import Builder, Made
from seeding.infer.facts import ColumnFacts

_DEFAULT = re.compile(r"(true|false)")
_OFTEN, _SELDOM = 0.85, 0.1


def share(facts: ColumnFacts, named: float) -> float:
    """The share of true: most rows are as the default says, where there is one."""
    found = _DEFAULT.fullmatch(facts.attribute.default or "")
    if found is None:
        return named
    return max(named, _OFTEN) if found[1] == "true" else min(named, 0.2)


def _flag(named: float) -> Builder:
    def build(facts: ColumnFacts) -> Made:
        return None if facts.unique else Bool(share(facts, named))

    return build


BUILDERS: Mapping[str, Builder] = {"yes": _flag(_OFTEN), "seldom": _flag(_SELDOM)}
