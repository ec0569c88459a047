"""What full-text search and hstore keep (src/backend/utils/adt/tsvector.c, contrib/hstore/hstore_io.c)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns.arrays import EMPTY
from seeding.load.encode.fixed import dense
from seeding.load.encode.rows import Cells, Piece, Varying, join, offsets_of, only_valid, runs
from seeding.load.encode.tokens import UnspelledError, matched, numbers

_LEXEME = r"'[^'\\]+':[0-9]{1,5}"
_PAIR = r'"[^"\\]*"=>"[^"\\]*"'
_MOST_PLACES = 255  # of one lexeme (MAXNUMPOS); the server cuts off what is beyond
_LAST_PLACE = 16_383


def tsvector(texts: pa.Array) -> pa.Array:
    """`'quiet':2 'river':3`: each lexeme once, with its places; the server sorts lexemes, but does not merge them."""
    matched(texts, f"(?:{_LEXEME}(?: {_LEXEME})*)?")
    split = pc.split_pattern(texts, " ")
    counts = np.where(pc.equal(texts, EMPTY).fill_null(True).to_numpy(zero_copy_only=False), 0, _lengths(split))
    flat = split.flatten()
    flat = flat.filter(pc.not_equal(flat, EMPTY))
    found = matched(flat, r"'(?P<lexeme>[^'\\]+)':(?P<place>[0-9]+)")
    places = dense(numbers(found["place"], pa.int64()))
    words = _ranked(found["lexeme"].dictionary_encode())
    row = np.repeat(np.arange(len(texts)), counts)
    size = max(1, len(words.dictionary))
    entry = row * size + dense(words.indices).astype(np.int64)
    order = np.lexsort((places, entry))
    entry, places = entry[order], places[order]
    once = np.ones(len(entry), np.bool_)
    once[1:] = (entry[1:] != entry[:-1]) | (places[1:] != places[:-1])
    entry, places = entry[once], places[once]
    if len(places) and (int(places.min()) < 1 or int(places.max()) > _LAST_PLACE):
        raise UnspelledError("a place beyond the last")
    entries, each = np.unique(entry, return_counts=True)
    if (each > _MOST_PLACES).any():
        raise UnspelledError("a lexeme in more places than are kept")
    at = join([Cells(">u2", places)], len(places))
    pieces: list[Piece] = [
        Varying(words.dictionary.take(pa.array(entries % size)).cast(pa.binary())),
        Cells("u1", 0),
        Cells(">u2", each),
        Varying(runs(at, each, None)),
    ]
    counted = np.bincount(entries // size, minlength=len(texts))
    lexemes = runs(join(pieces, len(entries)), counted, None)
    return only_valid(join([Cells(">i4", counted), Varying(lexemes)], len(texts)), texts)


def _ranked(words: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same with its dictionary sorted: a row's lexemes come in an order that no other row decides."""
    order = pc.sort_indices(words.dictionary)
    rank = np.empty(len(order), np.int32)
    rank[dense(order)] = np.arange(len(order), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(rank[dense(words.indices)]), words.dictionary.take(order))


def hstore(texts: pa.Array) -> pa.Array:
    """`"a"=>"1", "b"=>"2"`: how many pairs, then key and value, a length and bytes each; the server sorts them."""
    matched(texts, f"(?:{_PAIR}(?:, ?{_PAIR})*)?")
    pieces = pc.split_pattern(texts, '"')
    each = _lengths(pieces)
    counts = np.maximum(each - 1, 0) // 4
    begins = np.cumsum(each) - each
    pair = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    at = np.repeat(begins, counts) + 4 * pair + 1
    flat = pieces.flatten().cast(pa.binary())
    parts: list[Piece] = []
    for values in (flat.take(pa.array(at)), flat.take(pa.array(at + 2))):
        parts += [Cells(">i4", np.diff(offsets_of(values))), Varying(values)]
    pairs = runs(join(parts, len(at)), counts, None)
    return only_valid(join([Cells(">i4", counts), Varying(pairs)], len(texts)), texts)


def _lengths(lists: pa.ListArray) -> np.ndarray:
    return dense(pc.list_value_length(lists)).astype(np.int64)
