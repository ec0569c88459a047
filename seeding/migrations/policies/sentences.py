"""Words that findings about policies have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seeding.schema import Name, Policy


def joined(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def many(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def named(policies: Sequence[Policy]) -> str:
    """`policy "a"`, `policies "a" and "b"`."""
    word = "policy" if len(policies) == 1 else "policies"
    names = [f'"{p.name}"' for p in policies]
    return f"{word} {joined(names)}" if names else ""


def where(name: Name, policies: Sequence[Policy]) -> str:
    """The table, and the policies of it that are meant."""
    return f"{name} {named(policies)}" if policies else str(name)


def does(policies: Sequence[Policy]) -> str:
    """The verb that goes with them."""
    return "does" if len(policies) == 1 else "do"


def is_constant(text: str | None) -> bool:
    """Whether an expression lets everything through."""
    return text is not None and re.sub(r"[()\s]", "", text).lower() == "true"
