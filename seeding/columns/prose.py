"""Texts about a subject, put together from halves of sentences that fit each other.

The halves are in `data/prose/`, one file a topic; its README says how they are written. A text costs one
draw a sentence and two pointers into pools, and no two rows of twenty read the same.
"""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pyarrow as pa

from seeding.columns import pools, strings
from seeding.columns.base import Column
from seeding.columns.draws import Indices, below, key_of, words
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

# What stands where a second half does not fit, counted from the end of the pool.
NOTHING, FULL_STOP = -2, -1


@dataclass(frozen=True)
class Halves:
    """First or second halves of one sentence, for all sections behind one another, then NOTHING and FULL_STOP."""

    texts: pa.Array
    lengths: Indices
    starts: Indices
    counts: Indices


@dataclass(frozen=True)
class Pair:
    """A sentence (or title): its first halves and its second halves."""

    heads: Halves
    tails: Halves
    count: Indices  # of sentences a section
    steps: Indices  # near the golden section of the count, and without a common factor
    halves: pools.Pieces

    def pick(self, rows: Rows, stream: str, section: Indices) -> tuple[Indices, Indices]:
        """Both halves of a row's sentence.

        Not drawn but walked in long steps, so that a section repeats itself only after all its sentences
        were used: drawn ones would repeat after the square root of that.
        """
        count = self.count[section]
        rounds, place = np.divmod(rows.indices, count)
        # Each round begins elsewhere, or two columns of the same size would stay in step for ever.
        turn = ((rounds.view(np.uint64) + np.uint64(1)) * np.uint64(rows.key(stream))) >> np.uint64(33)
        sentence = (place * self.steps[section] + turn.view(np.int64)) % count
        head, tail = np.divmod(sentence, self.tails.counts[section])
        return self.heads.starts[section] + head, self.tails.starts[section] + tail


@dataclass(frozen=True)
class Topic:
    """A subject: the names of its sections, their titles and their sentences in order."""

    sections: pa.Array
    title: Pair
    sentences: tuple[Pair, ...]
    halves: pools.Pieces  # of all sentences, in turn


@lru_cache(maxsize=1)
def topics() -> tuple[str, ...]:
    """The topics there are texts about."""
    folder = files("seeding.columns") / "data" / "prose"
    names = [entry.name for entry in folder.iterdir()]
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@lru_cache(maxsize=16)
def topic(name: str) -> Topic:
    """A topic's halves, with every word filled in."""
    path = files("seeding.columns") / "data" / "prose" / f"{name}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    slots = {word: [part.strip() for part in text.split("|")] for word, text in data["words"].items()}
    sections = data["sections"]
    count = min(len(section) for section in sections.values()) - 1
    sentences = []
    for number in range(1, count + 1):
        lead = "" if number == 1 else " "
        sentences.append(_pair([section[f"s{number}"] for section in sections.values()], slots, lead))
    return Topic(
        sections=pa.array(list(sections)),
        title=_pair([section["title"] for section in sections.values()], slots, ""),
        sentences=tuple(sentences),
        halves=pools.Pieces(*(half.texts for pair in sentences for half in (pair.heads, pair.tails))),
    )


def _pair(parts: list[list[str]], words: dict[str, list[str]], lead: str) -> Pair:
    heads = [[lead + head[:1].upper() + head[1:] for head in _filled(part[0], words)] for part in parts]
    tails = [[tail if tail[:1] in ",.;:?!" else f" {tail}" for tail in _filled(part[1], words)] for part in parts]
    count = [len(first) * len(second) for first, second in zip(heads, tails, strict=True)]
    steps = [next(step for step in range(n * 618 // 1000 | 1, 2 * n + 2) if math.gcd(step, n) == 1) for n in count]
    first, second = _halves(heads), _halves(tails)
    return Pair(first, second, np.array(count), np.array(steps), pools.Pieces(first.texts, second.texts))


def _halves(sections: list[list[str]]) -> Halves:
    texts = [text for section in sections for text in section]
    counts = [len(section) for section in sections]
    return Halves(
        texts=pa.array([*texts, "", "."], pa.string()),
        lengths=np.array([*(len(text) for text in texts), 0, 1], dtype=np.int64),
        starts=np.array([0, *itertools.accumulate(counts)][:-1], dtype=np.int64),
        counts=np.array(counts, dtype=np.int64),
    )


def _filled(lines: str, words: dict[str, list[str]]) -> list[str]:
    filled = []
    for line in lines.strip().splitlines():
        names = re.findall(r"\{(\w+)\}", line)
        for choice in itertools.product(*(words[name] for name in names)):
            text = line
            for name, word in zip(names, choice, strict=True):
                text = text.replace(f"{{{name}}}", word, 1)
            filled.append(text)
    return filled


class Prose(Column):
    """What the generators of texts share: the topic, the section of each row, the limit of length."""

    def __init__(
        self,
        topic: str = "general",
        *,
        of: str | None = None,
        max_length: int | None = None,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if topic not in topics():
            raise FactoryError(f"{self!r}: there are no texts about {topic!r}", hint=f"known: {', '.join(topics())}")
        if max_length is not None and max_length < 1:
            raise FactoryError(f"{self!r}: a text of at most {max_length} characters")
        self.topic = topic
        self.of = of
        self.max_length = max_length

    def _section(self, rows: Rows, known: Topic) -> Indices:
        """What each row is about: as column `of` says, else drawn."""
        # Shared by all texts of the table about this topic: a row's title and its text agree.
        key = key_of(rows.world.seed, rows.table, "\x1ftopic", self.topic, rows.stream)
        drawn = below(words(key, rows.indices), len(known.sections))
        if self.of is None:
            return drawn
        named = pools.find_word(rows.column(self.of), known.sections)
        other = known.sections.index("other").as_py()
        section: Indices = np.where(named < 0, drawn if other < 0 else other, named)
        return section

    def _fitted(self, pair: Pair, head: Indices, tail: Indices, stop: int) -> Indices:
        """The second halves, without those that would make the text too long: `stop` takes their place."""
        if self.max_length is None:
            return tail
        long = pair.heads.lengths[head] + pair.tails.lengths[tail] > self.max_length
        fitted: Indices = np.where(long, len(pair.tails.texts) + stop, tail)
        return fitted

    def _cut(self, texts: pa.Array) -> pa.Array:
        """The texts, those still too long cut after a whole word."""
        return texts if self.max_length is None else strings.shortened(texts, self.max_length)
