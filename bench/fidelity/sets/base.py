"""What a data set is: a schema, its rows, who in it is a person, and which tables hold none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Columns = Mapping[str, Sequence[Any]]
Rows = Mapping[str, Columns]

_FIRST = (
    "Ada", "Bela", "Chidi", "Dana", "Emre", "Fatou", "Goran", "Hana", "Ines", "Jaro", "Kemi", "Lior", "Mira", "Nilo",
    "Oskar", "Priya", "Quim", "Runa", "Sami", "Tove", "Uma", "Vera", "Wanja", "Xenia", "Yuki", "Zoran",
)  # fmt: skip
_LAST = (
    "Abara", "Berg", "Castel", "Dietz", "Endo", "Falk", "Grau", "Holm", "Ivic", "Jonker", "Kaya", "Lund", "Moreau",
    "Novak", "Okoye", "Petit", "Quist", "Rossi", "Sato", "Toth", "Ueda", "Vidal", "Weiss", "Yilmaz", "Zeman",
)  # fmt: skip
_WORDS = (
    "account", "again", "before", "blue", "broken", "change", "color", "does", "early", "error", "fast", "green",
    "how", "index", "late", "list", "make", "never", "only", "order", "page", "quick", "red", "slow", "table", "time",
    "value", "when", "why", "with", "works", "write",
)  # fmt: skip
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class DataSet:
    """`rows` takes the folder of the environment that public data comes with, and gives columns, parents first."""

    name: str
    label: str
    schema: str
    rows: Callable[[Path], Rows]
    people: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()


def names(rng: np.random.Generator, count: int) -> list[str]:
    """Full names."""
    first, last = rng.choice(_FIRST, count), rng.choice(_LAST, count)
    return [f"{a} {b}" for a, b in zip(first, last, strict=True)]


def mailboxes(full: Sequence[str]) -> list[str]:
    """One for each name, all different."""
    return [f"{name.lower().replace(' ', '.')}{n}@example.com" for n, name in enumerate(full)]


def texts(rng: np.random.Generator, lengths: Sequence[int]) -> list[str]:
    """So many words each."""
    return [" ".join(rng.choice(_WORDS, max(1, int(n)))) for n in lengths]


def skewed(rng: np.random.Generator, count: int, parents: int, tail: float, none: float = 0.0) -> np.ndarray:
    """The parents of `count` children: few have many, and a share of them has none."""
    weight = rng.pareto(tail, parents) + 0.05
    weight[rng.random(parents) < none] = 0
    return rng.choice(parents, count, p=weight / weight.sum())


def growing(rng: np.random.Generator, count: int, start: str, days: int, growth: float) -> np.ndarray:
    """Instants (seconds) over so many days, more of them the later, at the hours and weekdays people are awake."""
    day = np.floor(days * rng.random(count) ** (1 / growth)).astype("timedelta64[D]")
    return rhythm(rng, np.datetime64(start, "s") + day)


def rhythm(rng: np.random.Generator, at: np.ndarray) -> np.ndarray:
    """The same days, Sundays mostly moved to Monday, at an hour of the day with two peaks."""
    date = at.astype("datetime64[D]")
    sunday = (date.astype(int) + 4) % 7 == 0
    date = np.where(sunday & (rng.random(len(at)) < 0.6), date + _DAY, date)
    morning = rng.random(len(at)) < 0.4
    hour = np.where(morning, rng.normal(10, 1.5, len(at)), rng.normal(19, 2.5, len(at))) % 24
    return date.astype("datetime64[s]") + (hour * 3600).astype("timedelta64[s]")


def missing(values: Sequence[Any], where: np.ndarray) -> list[Any]:
    """The values, None where told."""
    return [None if gone else plain(value) for value, gone in zip(values, where, strict=True)]


def plain(value: Any) -> Any:
    """A value that psycopg can write."""
    if isinstance(value, np.datetime64):
        return value.astype("datetime64[us]").item()
    return value.item() if isinstance(value, np.generic) else value
