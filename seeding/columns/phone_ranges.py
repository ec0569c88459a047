"""Telephone numbers that regulators set aside for films and books: they ring nobody, today and in future.

Each range is a national number as written in its country, `#` for a free digit. A trunk prefix (0) is
dropped in the international form.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from seeding.columns.draws import Indices
from seeding.columns.weighted import Weighted

# Every geographic area code in service; all have 555-0100 to 555-0199 for fiction.
_US_AREAS = """
201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254
256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330
331 334 336 337 339 346 347 351 352 360 361 385 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424
425 430 432 434 435 440 443 458 469 470 475 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518
520 530 531 534 539 540 541 551 559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 607 608 609 610
612 614 615 616 617 618 619 620 623 626 628 629 630 631 636 641 646 650 651 657 660 661 662 667 669 678 681 682 701 702
703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 725 727 731 732 734 737 740 747 754 757 760 762 763 765 769
770 772 773 774 775 779 781 785 786 801 802 803 804 805 806 808 810 812 813 814 815 816 817 818 828 830 831 832 843 845
847 848 850 854 856 857 858 859 860 862 863 864 865 870 872 878 901 903 904 906 907 908 909 910 912 913 914 915 916 917
918 919 920 925 928 929 931 934 936 937 938 940 941 947 949 951 952 954 956 959 970 971 972 973 978 979 980 984 985 989
"""
_CA_AREAS = """
204 226 236 249 250 289 306 343 365 403 416 418 431 437 438 450 506 514 519 548 579 581 587 604 613 639 647 705 709 778
780 782 807 819 825 867 873 902 905
"""
_AU_MOBILES = """
570006 570156 570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983 573770 573087 574118
574632 575254 575789 576398 576801 577426 577644 578957 578148 578888 579212 579760 579455
"""


@dataclass(frozen=True)
class Range:
    """`pattern` with its free digits from `low` to `high`, and how often it is used."""

    pattern: str
    weight: float
    low: int = 0
    high: int = -1

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return (self.high + 1 if self.high >= 0 else 10 ** self.pattern.count("#")) - self.low


def _texts(patterns: Sequence[str], low: int, size: int) -> pa.Array:
    """Every number of ranges alike, in order: a matrix of digits, no text a number is put together."""
    templates = np.array([np.frombuffer(pattern.encode(), np.uint8) for pattern in patterns])
    places = np.flatnonzero(templates[0] == ord("#"))
    numbers = np.arange(low, low + size, dtype=np.int64)
    texts = np.repeat(templates[:, None, :], size, axis=1)
    for power, place in enumerate(reversed(places.tolist())):
        texts[:, :, place] = numbers // 10**power % 10 + ord("0")
    width = templates.shape[1]
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(width), len(patterns) * size, [None, pa.py_buffer(np.ascontiguousarray(texts))]
    )
    return fixed.cast(pa.binary()).cast(pa.string())


def _nanp(areas: str) -> tuple[Range, ...]:
    return tuple(Range(f"({area}) 555-01##", 1) for area in areas.split())


# The share of mobile numbers is ours: most people give one.
REGIONS: dict[str, tuple[str, tuple[Range, ...]]] = {
    # NANPA, 555 line number assignment guidelines (ATIS-0300048)
    "US": ("+1", _nanp(_US_AREAS)),
    "CA": ("+1", _nanp(_CA_AREAS)),
    # Ofcom, telephone numbers for use in TV and radio drama
    "GB": (
        "+44",
        (
            Range("07700 900###", 60),
            *(Range(f"{area} 496 0###", 2) for area in ("0113", "0114", "0115", "0116", "0117", "0118")),
            *(Range(f"{area} 496 0###", 3) for area in ("0121", "0131", "0141", "0151", "0161")),
            Range("020 7946 0###", 8),
            Range("0191 498 0###", 2),
            Range("028 9649 6###", 2),
            Range("029 2018 0###", 2),
            Range("01632 960###", 3),
        ),
    ),
    # ACMA, phone numbers for use in TV shows, films and creative works
    "AU": (
        "+61",
        (
            *(Range(f"({area}) {block} ####", 8) for area in ("02", "03", "07", "08") for block in ("5550", "7010")),
            *(Range(f"0491 {number[:3]} {number[3:]}", 1) for number in _AU_MOBILES.split()),
        ),
    ),
    # ARCEP, décision 2018-0881, annexe 1, 2.5.12
    "FR": (
        "+33",
        (
            Range("06 39 98 ## ##", 70),
            *(Range(f"{block} ## ##", 6) for block in ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")),
        ),
    ),
    # Bundesnetzagentur, Mitteilung 148/2021
    "DE": (
        "+49",
        (
            Range("0171 39200##", 30),
            Range("0176 040690##", 30),
            *(Range(f"{block} ###", 8) for block in ("030 23125", "069 90009", "040 66969", "0221 4710", "089 99998")),
        ),
    ),
    # Post- och telestyrelsen, telefonnummer för böcker och film
    "SE": (
        "+46",
        (
            Range("070-174 06 ##", 60, 5, 99),
            Range("031-390 06 ##", 10),
            Range("040-628 04 ##", 10),
            Range("08-465 004 ##", 10),
            Range("0980-319 2##", 10),
        ),
    ),
    # ComReg, numbers for use in drama
    "IE": ("+353", (Range("020 91# ####", 1),)),
}


@dataclass(frozen=True)
class Numbers:
    """The numbers of some regions in one format, and how to draw from them."""

    written: pa.Array
    ranges: Weighted
    starts: Indices
    sizes: Indices


@lru_cache(maxsize=64)
def numbers_of(regions: tuple[tuple[str, float], ...], style: str, *, apart: bool) -> Numbers:
    """The numbers of regions mixed by weight, or `apart` as one table each in the order given."""
    written: list[pa.Array] = []
    sizes: list[int] = []
    tables = []
    for region, share in regions:
        code, ranges = REGIONS[region]
        total = sum(block.weight for block in ranges)
        tables.append([share * block.weight / total for block in ranges])
        patterns = [(_written(code, block.pattern, style), block.low, block.size) for block in ranges]
        sizes += [size for _, _, size in patterns]
        for (_, _, low, size), alike in itertools.groupby(patterns, _shape):
            written.append(_texts([pattern for pattern, _, _ in alike], low, size))
    if not apart:
        tables = [[weight for table in tables for weight in table]]
    counts = np.array(sizes, dtype=np.int64)
    return Numbers(pa.concat_arrays(written), Weighted(*tables), np.cumsum(counts) - counts, counts)


def _shape(block: tuple[str, int, int]) -> tuple[int, tuple[int, ...], int, int]:
    """What ranges that can be written together have in common: length, free digits, first number and how many."""
    pattern, low, size = block
    return len(pattern), tuple(n for n, c in enumerate(pattern) if c == "#"), low, size


def _written(code: str, national: str, style: str) -> str:
    if style == "national":
        return national
    if code == "+1":
        international = f"+1 {national[1:4]} {national[6:]}"
    else:
        bare = national.replace("(", "").replace(")", "").replace("-", " ")
        international = f"{code} {bare.removeprefix('0')}"
    if style == "international":
        return international
    return "+" + "".join(c for c in international if c.isdigit() or c == "#")
