"""Texts, arrays and documents by a pattern: lengths, elements, keys."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from seeding.columns.json_shape import Json, Sometimes
from seeding.columns.paragraph import Paragraph
from seeding.columns.rows import TableRows, World
from seeding.columns.title import Title
from seeding.infer.patterned.array import PatternArray, included
from seeding.infer.patterned.category import PatternCategory
from seeding.infer.patterned.coded import Coded
from seeding.infer.patterned.text import PatternText

LENGTHS = [(1.0, 2.0, 0.1), (20.0, 60.0, 0.5), (200.0, 300.0, 0.3), (3000.0, 4000.0, 0.1)]


def rows(count=4_000, **columns):
    world = World(tables={"t": TableRows("t", columns, 0, count)})
    return world, world.rows("t", np.arange(count))


@pytest.mark.parametrize("writer", [Paragraph(), Title()])
def test_texts_are_as_long_as_told_and_end_with_whole_words(writer):
    _, made = rows(c=PatternText(writer, LENGTHS))
    texts = made.column("c").to_pylist()
    lengths = np.array([len(text) for text in texts])
    for low, high, share in LENGTHS:
        assert ((lengths >= low - 8) & (lengths < high + 8)).mean() == pytest.approx(share, abs=0.03)
    assert np.mean([n for n in lengths if 150 < n < 400]) == pytest.approx(250, abs=4)
    assert not any(text != text.strip() for text in texts)


def test_texts_never_exceed_what_the_column_holds_and_the_same_in_any_chunk():
    world, made = rows(c=PatternText(Paragraph(), LENGTHS, longest=50, code="n", null=1), n=Coded((0.75, 0.25)))
    texts = made.column("c").to_pylist()
    assert max(len(text) for text in texts if text) <= 50
    assert texts.count(None) == 1_000
    parts = [world.rows("t", np.arange(n, n + 1_000)).column("c").to_pylist() for n in range(0, 4_000, 1_000)]
    assert [text for part in parts for text in part] == texts


def test_arrays_hold_different_elements_as_often_as_told():
    values, shares = ["a", "b", "c", "d"], (0.4, 0.3, 0.2, 0.1)
    lengths = [(0.0, 1.0, 0.2), (1.0, 2.0, 0.5), (2.0, 3.0, 0.3)]
    _, made = rows(20_000, c=PatternArray(None, lengths, values=pa.array(values), shares=shares))
    found = made.column("c").to_pylist()
    assert np.bincount([len(one) for one in found]) / 20_000 == pytest.approx([0.2, 0.5, 0.3], abs=0.001)
    assert all(len({*one}) == len(one) for one in found)
    elements = [element for one in found for element in one]
    assert [elements.count(v) / len(elements) for v in values] == pytest.approx(shares, abs=0.01)


def test_arrays_as_if_each_element_came_by_a_chance_of_its_own():
    """What nine in ten have is nearly all that short arrays hold."""
    chances = np.array([0.9, 0.25, 0.25])
    lengths = [0.0] * 4
    alone = 0.0
    for subset in range(8):
        there = np.array([bool(subset >> n & 1) for n in range(3)])
        share = float(np.prod(np.where(there, chances, 1 - chances)))
        lengths[there.sum()] += share
        alone += share * (there.tolist() == [True, False, False])
    found = included(tuple(chances / chances.sum()), lengths)
    assert found[1][0] * lengths[1] == pytest.approx(alone, abs=0.005)
    assert sum(one * share for one, share in zip(found, lengths, strict=True)) == pytest.approx(chances, abs=0.005)


def test_all_elements_where_arrays_are_that_long():
    lengths = [(3.0, 9.0, 1.0)]
    _, made = rows(500, c=PatternArray(None, lengths, values=pa.array([1, 2, 3]), shares=(0.98, 0.01, 0.01)))
    assert {tuple(sorted(one)) for one in made.column("c").to_pylist()} == {(1, 2, 3)}


def test_arrays_of_what_somebody_makes():
    lengths = [(0.0, 0.0, 0.5), (4.0, 6.0, 0.5)]
    column = PatternArray(PatternCategory(pa.array(["x", "y"]), (0.9, 0.1)), lengths)
    world, made = rows(2_000, c=column)
    found = made.column("c").to_pylist()
    assert {len(one) for one in found} == {0, 4, 5}
    elements = [element for one in found for element in one]
    assert elements.count("x") / len(elements) == pytest.approx(0.9, abs=0.02)
    assert world.rows("t", np.arange(700, 900)).column("c").to_pylist() == found[700:900]


def test_documents_have_keys_as_often_as_told():
    shape = {"a": PatternCategory(pa.array(["x", "y"]), (0.7, 0.3)), "b": Sometimes({"c": 1}, 0.25)}
    _, made = rows(4_000, c=Json(shape))
    found = [json.loads(text) for text in made.column("c").cast(pa.string()).to_pylist()]
    assert np.mean([one["a"] == "x" for one in found]) == pytest.approx(0.7, abs=0.01)
    assert np.mean(["b" in one for one in found]) == pytest.approx(0.25, abs=0.03)
