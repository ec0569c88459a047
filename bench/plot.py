"""Rows a second as bars, on a logarithmic axis, as an SVG written by hand: light and dark alike, no dependency."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP, _FOOT = 860, 300, 120, 26, 34, 34


@dataclass(frozen=True)
class Bar:
    """A contender's rate; `ours` is drawn in the other colour."""

    label: str
    rate: float
    ours: bool


def svg(title: str, bars: Sequence[Bar]) -> str:
    """The picture."""
    low = 10 ** math.floor(math.log10(min(bar.rate for bar in bars)))
    high = 10 ** math.ceil(math.log10(max(bar.rate for bar in bars)))
    if low == high:
        high *= 10
    height = _TOP + _ROW * len(bars) + _FOOT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="system-ui, sans-serif" font-size="13">',
        "<style>text{fill:#444}.axis{stroke:#8884}.seed{fill:#2e7d32}.other{fill:#90a4ae}"
        "@media(prefers-color-scheme:dark){text{fill:#ccc}.seed{fill:#66bb6a}.other{fill:#607d8b}}</style>",
        f'<text x="{_LEFT}" y="18" font-weight="600">{escape(title)}</text>',
    ]
    foot = _TOP + _ROW * len(bars)
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        x = _at(10**power, low, high)
        lines.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 4}" y2="{foot}"/>')
        lines.append(f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{10**power:,}</text>')
    for number, bar in enumerate(bars):
        y, end = _TOP + _ROW * number, _at(bar.rate, low, high)
        colour = "seed" if bar.ours else "other"
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 17}" text-anchor="end">{escape(bar.label)}</text>')
        lines.append(
            f'<rect class="{colour}" x="{_LEFT}" y="{y + 4}" width="{max(1.0, end - _LEFT):.1f}" height="{_ROW - 8}"/>'
        )
        lines.append(f'<text x="{end + 6:.1f}" y="{y + 17}">{bar.rate:,.0f}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _at(rate: float, low: float, high: float) -> float:
    share = math.log(rate / low) / math.log(high / low)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
