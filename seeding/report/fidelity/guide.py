"""The end of the page: what the file holds back and cannot promise, and how scores are made."""

from __future__ import annotations

from seeding.patterns import Patterns
from seeding.report.fidelity.html import Content, Html, join, table, tag
from seeding.report.fidelity.privacy import CANNOT_PROMISE, NO_NOISE, privacy_lines, rounded, withheld
from seeding.report.words import number, plural

_SCORES: tuple[tuple[str, str], ...] = (
    (
        "Column shapes",
        "Numbers and instants: 1 − the Kolmogorov-Smirnov distance on the edges of the file's bins; categories: 1 − "
        "the total variation of their shares. NULLs, keys and free texts are in no average.",
    ),
    (
        "Pair trends",
        "Pairs that the file has a dependency of: 1 − the total variation of the contingency table of their codes; "
        "between two numbers 1 − half the difference of Pearson's coefficients. Pairs that production ties loosely "
        "(Cramér's V up to 0.3, r up to 0.5) are shown and in no average.",
    ),
    (
        "Cardinality",
        "Foreign keys: 1 − the Kolmogorov-Smirnov distance of the number of children of each parent; of keys to "
        "reference data 1 − the total variation of their shares.",
    ),
    ("Intertable trends", "As pair trends, of a column and one of the row that its foreign key refers to."),
)


def privacy_section(patterns: Patterns) -> Html:
    """What leaves production and what does not."""
    return tag(
        "section",
        tag("h2", "Privacy", id="privacy"),
        tag(
            "p", "This page shows shares from the pattern file and of the seeded rows; no row of either.", class_="lead"
        ),
        tag("ul", *(tag("li", line[:1].upper() + line[1:] + ".") for line in privacy_lines(patterns))),
        _budget(patterns),
        _withheld(patterns),
        _reference(patterns),
        tag("h3", "What the file cannot promise"),
        tag("ul", *(tag("li", line) for line in _promises(patterns))),
        class_="privacy",
    )


def _promises(patterns: Patterns) -> list[str]:
    lines = [line for line in CANNOT_PROMISE if patterns.reference or "reference tables" not in line]
    return lines if patterns.privacy is not None else [*lines, NO_NOISE]


def _budget(patterns: Patterns) -> Html | None:
    if patterns.privacy is None or not patterns.privacy.split:
        return None
    whole = patterns.privacy.epsilon
    rows: list[list[Content]] = [
        [what, f"{spent:g}", f"{spent / whole:.0%}"]
        for what, spent in sorted(patterns.privacy.split.items(), key=lambda one: (-one[1], one[0]))
    ]
    head: list[Content] = ["Released", "Epsilon", "Of all"]
    shown = table(head, rows, caption=f"Where epsilon {whole:g} went", numbers=frozenset({1, 2}))
    return tag("div", shown, class_="scroll")


def _withheld(patterns: Patterns) -> Html | None:
    held = withheld(patterns)
    if not held:
        return None
    rows: list[list[Content]] = [
        [
            one.table,
            rounded(one.values),
            rounded(one.columns),
            rounded(one.other),
            f"{number(one.given)} in {plural(one.dependencies, 'pair')}" if one.given else "–",
        ]
        for one in held
    ]
    head: list[Content] = ["Table", "Values and bins", "Of columns", "Categories in “other”", "Groups"]
    caption = f"Left out or merged, as fewer than {number(patterns.k)} people had them"
    return tag("div", table(head, rows, caption=caption, numbers=frozenset({1, 2, 3, 4})), class_="scroll")


def _reference(patterns: Patterns) -> Html | None:
    if not patterns.reference:
        return None
    rows: list[list[Content]] = [
        [name, number(len(carried.rows)), ", ".join(carried.columns)]
        for name, carried in sorted(patterns.reference.items())
    ]
    head: list[Content] = ["Table", "Rows", "Columns"]
    return tag("div", table(head, rows, caption="Carried whole", numbers=frozenset({1})), class_="scroll")


def guide() -> Html:
    """How scores are made."""
    terms = [join(tag("dt", term), tag("dd", said)) for term, said in _SCORES]
    said = (
        "As SDMetrics' multi-table quality report defines them, on the file's bins and codes instead of production's "
        "rows, which nobody has. Few rows cannot look like many: where a perfect sample of as many rows would get "
        "no more, the page says so."
    )
    return tag("footer", tag("h2", "How scores are made"), tag("p", said), tag("dl", *terms))
