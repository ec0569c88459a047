"""Types whose values travel as PostgreSQL's own text, as the bytes that their `*_recv` functions read.

A value that is not spelled the way its codec reads (an escape, an infinity, an array of two dimensions) raises
UnspelledError, and its block goes as text: the server reads every spelling there is.

What always goes as text: money, whose decimal places are the server's lc_monetary; reg* types, tsquery and aclitem,
whose names and words only the server can look up; intervals inside of rows and ranges; oidvector and int2vector,
tid and snapshots, which nobody fills in bulk; and the types of extensions that are not named below (PostGIS, cube,
seg, isn and others), whose binary formats are theirs to change.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from seeding.load.encode import bits, documents, geometry, network, vectors
from seeding.load.encode.fixed import dense
from seeding.load.encode.rows import Cells, records, validity
from seeding.load.encode.tokens import UnspelledError, matched, numbers
from seeding.load.encode.typed import typed

Body = Callable[[pa.Array], pa.Array]


def _whole(kind: pa.DataType, dtype: str) -> Body:
    def body(texts: pa.Array) -> pa.Array:
        matched(texts, "[0-9]+")
        return records([Cells(dtype, dense(numbers(texts, kind)))], len(texts), validity(texts))

    return body


def _lsn(texts: pa.Array) -> pa.Array:
    found = matched(texts, "(?P<high>[0-9A-Fa-f]{1,8})/(?P<low>[0-9A-Fa-f]{1,8})")
    halves = [numbers(_hexadecimal(found[part]), pa.uint32()) for part in ("high", "low")]
    return records([Cells(">u4", dense(half)) for half in halves], len(texts), validity(texts))


def _hexadecimal(digits: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise("0x", digits, "")


def _timetz(texts: pa.Array) -> pa.Array:
    found = matched(texts, r"(?P<clock>[0-9:.]+)(?P<sign>[-+])(?P<hours>0[0-9]|1[0-4])(?::?00)?")
    clocks = dense(typed(found["clock"], "time").cast(pa.int64()))
    east = dense(numbers(pc.binary_join_element_wise(_minus(found["sign"]), found["hours"], ""), pa.int32()))
    # Seconds west of Greenwich.
    return records([Cells(">i8", clocks), Cells(">i4", -3600 * east)], len(texts), validity(texts))


def _minus(sign: pa.Array) -> pa.Array:
    return pc.replace_substring(sign, "+", "")


def _character(texts: pa.Array) -> pa.Array:
    matched(texts, "[ -\\[\\]-~]")
    return texts.cast(pa.binary())


def _xml(texts: pa.Array) -> pa.Array:
    if pc.any(pc.match_substring(texts, "encoding")).as_py():
        raise UnspelledError("a document that names its encoding")
    return texts.cast(pa.binary())


def _versioned(texts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(b"\x01", pa.binary()), texts.cast(pa.binary()), b"")


# By name: types of PostgreSQL itself, and of extensions, which live wherever they were put.
BODIES: dict[str, Body] = {
    "inet": lambda texts: network.network(texts, cidr=False),
    "cidr": lambda texts: network.network(texts, cidr=True),
    "macaddr": lambda texts: network.mac(texts, width=6),
    "macaddr8": lambda texts: network.mac(texts, width=8),
    "bit": bits.bits,
    "varbit": bits.bits,
    "timetz": _timetz,
    "point": lambda texts: geometry.shape(texts, "point"),
    "line": lambda texts: geometry.shape(texts, "line"),
    "lseg": lambda texts: geometry.shape(texts, "lseg"),
    "box": lambda texts: geometry.shape(texts, "box"),
    "circle": lambda texts: geometry.shape(texts, "circle"),
    "path": geometry.path,
    "polygon": geometry.polygon,
    "tsvector": documents.tsvector,
    "xml": _xml,
    "jsonpath": _versioned,
    "char": _character,
    "xid": _whole(pa.uint32(), ">u4"),
    "cid": _whole(pa.uint32(), ">u4"),
    "xid8": _whole(pa.uint64(), ">u8"),
    "pg_lsn": _lsn,
}
OF_EXTENSIONS: dict[str, Body] = {
    "hstore": documents.hstore,
    "ltree": _versioned,
    "lquery": _versioned,
    "ltxtquery": _versioned,
    "vector": lambda texts: vectors.vector(texts, ">f4"),
    "halfvec": lambda texts: vectors.vector(texts, ">f2"),
}
