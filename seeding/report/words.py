"""Numbers as people read them."""

from __future__ import annotations


def number(value: int) -> str:
    """`1,234,567`."""
    return f"{value:,}"


def plural(value: int, noun: str, nouns: str | None = None) -> str:
    """A number with its noun: `1 row`, `1,200 rows`."""
    return f"{number(value)} {noun if value == 1 else nouns or noun + 's'}"


def seconds(value: float) -> str:
    """A duration: `0.04 s`, `12.3 s`, `2 min 05 s`."""
    if value < 9.995:
        return f"{value:.2f} s"
    if value < 59.95:
        return f"{value:.1f} s"
    return f"{round(value) // 60} min {round(value) % 60:02d} s"


def rate(rows: int, value: float) -> str:
    """`1,200 rows/s`; empty where there was too little time to say."""
    return f"{number(round(rows / value))} rows/s" if value >= 0.001 and rows else ""


def listed(names: list[str] | tuple[str, ...], most: int = 5) -> str:
    """`a, b, c and 12 more`."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
