"""Two distributions of numbers as one small picture: production's as an area, the seeded one as a line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seeding.fidelity.model import Steps
from seeding.fidelity.words import instant, number, share, span
from seeding.report.fidelity.html import Html, join, tag

CELLS = 48
WIDTH, HEIGHT = 480, 96
_SKEWED = 0.12  # where half of all is in so small a part of the range, a linear scale shows one bar


@dataclass(frozen=True)
class Scale:
    """Values to 0 … 1 and back."""

    place: Callable[[float], float]
    value: Callable[[float], float]
    logarithmic: bool = False


def curve(steps: Steps, *, what: str) -> Html:
    """The picture with its axis below it."""
    if not steps.bins:
        return tag("p", "no values in production", class_="note")
    scale = scale_of(steps)
    file = cells(steps.bins, steps.file, scale)
    seeded = cells(steps.bins, steps.seeded, scale)
    words = words_of(steps)
    there, here = (_middle(steps.bins, shares, words) for shares in (steps.file, steps.seeded))
    label = f"{what}. Production: {there}. Seeded: {here}."
    ends = [words(scale.value(x)) for x in (0.0, 0.5, 1.0)]
    if steps.bins[0][0] == steps.bins[-1][1]:
        ends = ["", words(steps.bins[0][0]), ""]
    axis = tag("div", *(tag("span", end) for end in ends), class_="axis", aria_hidden="true")
    said = ["logarithmic scale"] * scale.logarithmic
    said += [f"{share(steps.outside)} of the seeded values outside of production's bins"] * (steps.outside >= 0.0005)
    return join(picture(file, seeded, label), axis, tag("p", "; ".join(said), class_="note") if said else None)


def picture(file: Sequence[float], seeded: Sequence[float], label: str) -> Html:
    """An area and a line over cells of one width."""
    top = max([*file, *seeded, 1e-9])
    below, above = _outline(file, top), _outline(seeded, top)
    return tag(
        "svg",
        tag("path", d=f"M0,{HEIGHT} {below} L{WIDTH},{HEIGHT} Z", class_="file"),
        tag("path", d=f"M{above[1:]}", class_="seeded"),
        viewBox=f"0 -2 {WIDTH} {HEIGHT + 3}",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
        class_="curve",
    )


def cells(bins: Sequence[tuple[float, float]], shares: Sequence[float], scale: Scale) -> list[float]:
    """The share of each of `CELLS` equal cells of the scale; within a bin all values are alike likely."""
    edges = [scale.value(i / CELLS) for i in range(CELLS + 1)]
    found = [0.0] * CELLS
    for (low, high), of_bin in zip(bins, shares, strict=True):
        first = min(max(int(scale.place(low) * CELLS), 0), CELLS - 1)
        if low == high:
            found[first] += of_bin
            continue
        last = min(max(math.ceil(scale.place(high) * CELLS), first + 1), CELLS)
        parts = [max(min(high, edges[i + 1]) - max(low, edges[i]), 0.0) for i in range(first, last)]
        total = sum(parts)
        for i, part in enumerate(parts, first):
            found[i] += of_bin * (part / total if total else 1 / len(parts))
    return found


def scale_of(steps: Steps) -> Scale:
    """Linear, or logarithmic above the least value where most are small."""
    low, high = steps.bins[0][0], max(top for _, top in steps.bins)
    room = high - low
    if room <= 0:
        return Scale(lambda _: 0.5, lambda _: low)
    middle, quarter = (quantile(steps.bins, steps.file, q) for q in (0.5, 0.25))
    if steps.unit == "time" or low < 0 or (middle - low) > _SKEWED * room:
        return Scale(lambda x: (x - low) / room, lambda t: low + t * room)
    unit = max(quarter - low, (middle - low) / 4, room / 1e6)
    whole = math.log1p(room / unit)
    return Scale(
        lambda x: math.log1p(max(x - low, 0.0) / unit) / whole,
        lambda t: low + math.expm1(t * whole) * unit,
        logarithmic=True,
    )


def quantile(bins: Sequence[tuple[float, float]], shares: Sequence[float], wanted: float) -> float:
    """The value below which a share of `wanted` lies, of what lies in bins."""
    total, gone = sum(shares), 0.0
    for (low, high), of_bin in zip(bins, shares, strict=True):
        if of_bin and gone + of_bin >= wanted * total:
            return low + (high - low) * (wanted * total - gone) / of_bin
        gone += of_bin
    return bins[-1][1]


def words_of(steps: Steps) -> Callable[[float], str]:
    """How its values are written."""
    return {"time": _day, "seconds": span}.get(steps.unit, number)


def _day(seconds: float) -> str:
    return instant(seconds)[:10]


def _middle(bins: Sequence[tuple[float, float]], shares: Sequence[float], words: Callable[[float], str]) -> str:
    if not sum(shares):
        return "none"
    quarter, half, most = (words(quantile(bins, shares, q)) for q in (0.25, 0.5, 0.75))
    return f"median {half}, half of all between {quarter} and {most}"


def _outline(shares: Sequence[float], top: float) -> str:
    step = WIDTH / len(shares)
    points = []
    for i, of_cell in enumerate(shares):
        y = f"{HEIGHT - of_cell / top * HEIGHT:.1f}"
        points += [f"L{i * step:.4g},{y}", f"L{(i + 1) * step:.4g},{y}"]
    return " ".join(points)
