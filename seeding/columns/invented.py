"""Names of organisations that are on no register: a word that is none, and what the organisation does."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import pools
from seeding.columns.vocabulary import Vocabulary, ranked, read, words

# Neither list holds a word of a language we know, a family name or a brand, nor do their joints make one.
_STARTS = (
    "Bran Cald Dren Elv Farn Gren Harv Ismer Jord Kesk Lorm Mirn "
    "Norv Ostr Pelv Quenn Rusk Solv Tarn Ulv Vesk Wend Yarv Zorn"
)
ENDS = "avel ondra eska enhall oway ithra umbra anto erith olka ymar assen enfold andris aris endale ova ivane"
PLACES = "owick estead amere obrook ecombe athwaite ominster afield olund esund"


def named_by_trade(table: str, ends: str) -> Vocabulary:
    """Every invented word with every trade of a table in `data/trades.toml`, few of them large."""
    coined = combined(_STARTS.split(), ends.split())
    table_of = {group: words(text) for group, text in read("trades.toml")[table].items()}
    places = np.arange(len(coined))
    word, kind, first = [], [], 0
    for number, kinds in enumerate(table_of.values()):
        # Each group begins elsewhere, and the trades take turns: the most common names are of every trade.
        turns = np.arange(len(kinds))[:, None]
        word.append(np.tile((places + number * 29) % len(coined), len(kinds)))
        kind.append(first + ((places + turns) % len(kinds)).ravel())
        first += len(kinds)
    trades = pa.array([kind for kinds in table_of.values() for kind in kinds])
    entries = pc.binary_join_element_wise(
        pools.take(pa.array(coined), np.concatenate(word)), pools.take(trades, np.concatenate(kind)), " "
    )
    return ranked(list(table_of), entries, [len(own) for own in word], offset=40)


def places() -> list[str]:
    """Places that are on no map: "Branowick", "Pelvesund"."""
    return combined(_STARTS.split(), PLACES.split())


def combined(starts: list[str], ends: list[str]) -> list[str]:
    """Every start with every end, in an order that puts likes apart."""
    count = len(starts) * len(ends)
    step = next(n for n in range(count * 618 // 1000 | 1, 2 * count) if np.gcd(n, count) == 1)
    places = [number * step % count for number in range(count)]
    return [starts[place // len(ends)] + ends[place % len(ends)] for place in places]
