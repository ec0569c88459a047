"""Points and what is made of them (src/backend/utils/adt/geo_ops.c): eight octets a number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.encode.fixed import dense
from seeding.load.encode.rows import Cells, Varying, join, only_valid, records, runs, validity
from seeding.load.encode.tokens import matched, numbers

_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?"
_POINT = rf"\({_NUMBER},{_NUMBER}\)"


def _named(pattern: str) -> str:
    """A pattern with a group for each number, `n` in it."""
    parts = pattern.split("n")
    return parts[0] + "".join(f"(?P<n{place}>{_NUMBER}){part}" for place, part in enumerate(parts[1:]))


# The server sorts the corners of a box.
SHAPES = {
    "point": _named(r"\(n,n\)"),
    "line": _named(r"\{n,n,n\}"),
    "lseg": _named(r"\[\(n,n\),\(n,n\)\]"),
    "box": _named(r"\(n,n\),\(n,n\)"),
    "circle": _named(r"<\(n,n\),n>"),
}
_OPEN = rf"\[{_POINT}(?:,{_POINT})*\]"
_CLOSED = rf"\({_POINT}(?:,{_POINT})*\)"


def shape(texts: pa.Array, name: str) -> pa.Array:
    """One of `SHAPES`: so many numbers."""
    if name == "box":
        texts = pc.replace_substring_regex(texts, r"^\((\(.*\))\)$", r"\1")  # which may stand in parentheses
    found = matched(texts, SHAPES[name])
    read = [numbers(group, pa.float64()) for key, group in found.items() if key != "all"]
    return records([Cells(">f8", dense(array)) for array in read], len(texts), validity(texts))


def path(texts: pa.Array) -> pa.Array:
    """`[(1,2),(3,4)]`, open, or closed where it is in parentheses."""
    matched(texts, f"{_OPEN}|{_CLOSED}")
    closed = pc.starts_with(texts, "((").fill_null(False).to_numpy(zero_copy_only=False)
    return _points(texts, [Cells("?", closed)])


def polygon(texts: pa.Array) -> pa.Array:
    """`((1,2),(3,4))`."""
    matched(texts, _CLOSED)
    return _points(texts, [])


def _points(texts: pa.Array, head: list[Cells]) -> pa.Array:
    plain = pc.split_pattern(pc.replace_substring_regex(texts, r"[\[\]()]", ""), ",")
    counts = dense(pc.list_value_length(plain)).astype(np.int64)
    values = records([Cells(">f8", dense(numbers(plain.flatten(), pa.float64())))], int(counts.sum()))
    whole = join([*head, Cells(">i4", counts // 2), Varying(runs(values, counts, None))], len(texts))
    return only_valid(whole, texts)
