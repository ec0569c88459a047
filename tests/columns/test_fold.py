"""Names of every script as letters of an address."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeding.columns import fold
from seeding.columns.draws import key_of, words

FULL, BRIEF = np.uint64(1) << np.uint64(63), np.uint64(0)  # draws for "anna.kowalska" and "a.kowalska"

FOLDED = [
    ("Anna Kowalska", "anna.kowalska", "a.kowalska"),
    ("Łucja Nowak-Żak", "lucja.nowakzak", "l.nowakzak"),
    ("Jörg Groß", "jorg.gross", "j.gross"),
    ("Ælfred Þórsson", "aelfred.thorsson", "a.thorsson"),
    ("Søren Ångström", "soren.angstrom", "s.angstrom"),
    ("Jose\u0301 Garci\u0301a", "jose.garcia", "j.garcia"),
    ("Siobhán O'Brien", "siobhan.obrien", "s.obrien"),
    ("Jan van den Berg", "jan.vandenberg", "j.vandenberg"),
    ("Nguyễn Thị Hương", "nguyen.thihuong", "n.thihuong"),
    ("Владимир Шевченко", "vladimir.shevchenko", "v.shevchenko"),
    ("Σωκράτης Παπαδόπουλος", "sokratis.papadopoulos", "s.papadopoulos"),
    ("佐藤 明美", "sato.akemi", "s.akemi"),
    ("王伟", "wang.wei", "w.wei"),
    ("欧阳芳", "ouyang.fang", "o.fang"),
    ("김민준", "kim.minjun", "k.minjun"),
    ("محمد علي", "mhmd.aly", "m.aly"),
    ("Madonna", "madonna", "madonna"),
    ("  Anna  ", "anna", "anna"),
    ("'t Hart", "t.hart", "t.hart"),
    ("Anna 5", "anna", "a"),
    ("12345", "member", "member"),
    ("👍", "member", "member"),
    ("", "member", "member"),
    (None, "member", "member"),
    ("x" * 90, "x" * 40, "x" * 40),
]


@pytest.mark.parametrize(("name", "full", "brief"), FOLDED)
def test_by_hand(name: str | None, full: str, brief: str) -> None:
    texts = pa.array([name, name], pa.string())
    found = fold.handles(texts, np.array([FULL, BRIEF]))
    assert found.to_pylist() == [full, brief]


HANDLE = re.compile(r"[a-z]+([._][a-z]+)?")


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=8), st.integers(0, 2**63))
def test_any_text_gives_a_handle_that_an_address_may_have(texts: list[str], seed: int) -> None:
    draws = words(key_of(seed), np.arange(len(texts)))
    found = fold.handles(pa.array(texts), draws).to_pylist()
    for number, handle in enumerate(found):
        assert HANDLE.fullmatch(handle) and len(handle) <= fold.LONGEST
        # A row is not touched by its neighbours.
        assert fold.handles(pa.array([texts[number]]), draws[number : number + 1])[0].as_py() == handle


def test_slices_of_arrays_are_read_where_they_begin() -> None:
    whole: Any = pa.array(["zzz zzz", "Anna Nowak", "Jörg Groß", "yyy"])
    assert fold.handles(whole.slice(1, 2), np.array([FULL, FULL])).to_pylist() == ["anna.nowak", "jorg.gross"]
