"""Pictures that a browser shows: small squares of one colour, as PNG."""

from __future__ import annotations

import struct
import zlib

from seeding.columns.choice import Choice

_SIZE = 8
_COLOURS = (
    (38, 70, 83),
    (42, 157, 143),
    (233, 196, 106),
    (244, 162, 97),
    (231, 111, 81),
    (94, 96, 206),
    (128, 128, 128),
)


def pictures() -> list[bytes]:
    """One of each colour."""
    return [_png(*colour) for colour in _COLOURS]


class Picture(Choice):
    """A square of 8 by 8 pixels of one of seven colours, as PNG (bytea).

    >>> Picture()
    Picture()
    """

    def __init__(self, *, nulls: float = 0.0) -> None:
        super().__init__(pictures(), nulls=nulls)


def _png(red: int, green: int, blue: int) -> bytes:
    rows = (b"\0" + bytes((red, green, blue)) * _SIZE) * _SIZE
    # Stored, not compressed: what a compressor makes of it differs between versions of zlib.
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF) + rows
    header = struct.pack(">IIBBBBB", _SIZE, _SIZE, 8, 2, 0, 0, 0)
    data = stored + struct.pack(">I", zlib.adler32(rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
