"""Addresses (src/backend/utils/adt/network.c, mac.c, mac8.c): a family, the bits of the prefix, a flag, the bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns.arrays import EMPTY
from seeding.load.encode.rows import Cells, in_order, records, validity
from seeding.load.encode.tokens import UnspelledError, matched
from seeding.load.encode.typed import unhex

_OCTET = r"(0|[1-9][0-9]{0,2})"
_V4 = r"\.".join(_OCTET.replace("(", f"(?P<{name}>") for name in "abcd") + r"(?:/(?P<bits>[0-9]{1,2}))?"
_V6 = r"(?P<address>[0-9a-fA-F:]+)(?:/(?P<bits>[0-9]{1,3}))?"
_GROUPS = 8


def network(texts: pa.Array, *, cidr: bool) -> pa.Array:
    """`192.0.2.1/24`, `2001:db8::1`: the bodies of inet and cidr."""
    six = pc.match_substring(texts, ":").fill_null(False).to_numpy(zero_copy_only=False)
    if not six.any():
        return _four(texts, cidr=cidr)
    places = [np.flatnonzero(~six), np.flatnonzero(six)]
    four, longer = (texts.take(pa.array(part)) for part in places)
    return in_order([_four(four, cidr=cidr), _six(longer, cidr=cidr)], places)


def mac(texts: pa.Array, *, width: int) -> pa.Array:
    """`08:00:2b:01:02:03`, of six or eight bytes."""
    pattern = ":".join(["[0-9a-fA-F]{2}"] * width)
    matched(texts, pattern)
    filled = texts.fill_null(pa.scalar(":".join(["00"] * width), pa.string()))
    raw = unhex(pc.replace_substring(filled, ":", ""), width)
    return records([Cells(f"V{width}", _packed(raw))], len(texts), validity(texts))


def _four(texts: pa.Array, *, cidr: bool) -> pa.Array:
    found = matched(texts, _V4)
    octets = [_number(found[name], 0) for name in "abcd"]
    bits = _bits(found["bits"], texts, 32, cidr=cidr)
    if any((octet > 255).any() for octet in octets):
        raise UnspelledError("an octet above 255")
    # Families are PostgreSQL's own: 2, and one more for the long ones.
    head = [Cells("u1", 2), Cells("u1", bits), Cells("u1", int(cidr)), Cells("u1", 4)]
    return records([*head, *(Cells("u1", octet) for octet in octets)], len(texts), validity(texts))


def _six(texts: pa.Array, *, cidr: bool) -> pa.Array:
    found = matched(texts, _V6)
    bits = _bits(found["bits"], texts, 128, cidr=cidr)
    # Behind every address goes a double colon that stands for nothing, so that there always is one to cut at.
    addresses = pc.binary_join_element_wise(found["address"].fill_null(pa.scalar("::", pa.string())), "::", "")
    halves = pc.split_pattern(addresses, "::", max_splits=1).flatten()
    left, right = (halves.take(pa.array(np.arange(place, len(halves), 2))) for place in (0, 1))
    whole = pc.equal(right, EMPTY).to_numpy(zero_copy_only=False)
    right = pc.replace_substring_regex(right, "::$", "")
    missing = _GROUPS - _groups(left) - _groups(right)
    if (np.where(whole, missing != 0, missing < 1)).any():
        raise UnspelledError("an address that has not eight groups")
    zeros = pc.binary_repeat(pa.repeat(pa.scalar("0:", pa.string()), len(texts)), pa.array(missing))
    colons = pc.if_else(pc.equal(left, EMPTY), EMPTY, pa.scalar(":", pa.string()))
    filled = pc.utf8_rtrim(pc.binary_join_element_wise(left, colons, zeros, right, ""), ":")
    groups = pc.split_pattern(filled, ":").flatten()
    if len(groups) != _GROUPS * len(texts) or pc.any(pc.equal(groups, EMPTY)).as_py():
        raise UnspelledError("an address that has not eight groups")
    raw = unhex(pc.utf8_lpad(groups, 4, "0"), 2).reshape(len(texts), 16)
    head = [Cells("u1", 3), Cells("u1", bits), Cells("u1", int(cidr)), Cells("u1", 16)]
    return records([*head, Cells("V16", _packed(raw))], len(texts), validity(texts))


def _groups(half: pa.Array) -> NDArray[np.int64]:
    some = pc.cast(pc.not_equal(half, EMPTY), pa.int32())
    return _number(pc.add(pc.count_substring(half, ":"), some), 0)


def _bits(found: pa.Array, texts: pa.Array, most: int, *, cidr: bool) -> NDArray[np.int64]:
    given = pc.and_(texts.is_valid(), pc.not_equal(found, EMPTY))
    if cidr and (pc.sum(given).as_py() or 0) != len(texts) - texts.null_count:
        raise UnspelledError("a network without its prefix")  # whose length old classes of networks would decide
    bits = _number(pc.if_else(given, found, pa.scalar(str(most), pa.string())), most)
    if (bits > most).any():
        raise UnspelledError(f"a prefix of more than {most} bits")
    return bits


def _number(found: pa.Array, empty: int) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = found.cast(pa.int64()).fill_null(empty).to_numpy(zero_copy_only=False)
    return numbers


def _packed(raw: NDArray[np.uint8]) -> NDArray[np.void]:
    return np.ascontiguousarray(raw).view(f"V{raw.shape[1]}").reshape(-1)
