"""Shapes on the map as PostGIS reads them (extended well-known text): in and around cities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import pyarrow as pa

from seeding.columns.base import Column
from seeding.columns.draws import below
from seeding.columns.places import MICRO, city_weights, places
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

Place = tuple[float, float]

# Reference systems in degrees: EPSG 4326 (GPS) and its kind, which have numbers of their own.
_DEGREES = range(4000, 5000)
_ALSO_DEGREES = frozenset({6318, 6668, 7844, 8353, 9000})
_MERCATOR = 3857
_METRES = 6_378_137.0 / 57.29577951308232  # a degree of the equator
_PROJECTED = (500_000.0, 5_000_000.0)  # the middle of a zone of most national grids
_SPREAD = 60_000  # millionths of a degree about a city's middle: six kilometres
_RADIAN = 0.017453292519943295


class Geometry(Column):
    """A shape in or near a city, as often as cities have inhabitants: `SRID=4326;POINT(13.4 52.5)`.

    `shape` is PostGIS's name of the type (POINT, LINESTRING, POLYGON, MULTIPOLYGON, …), `dims` its further
    coordinates ("Z", "M", "ZM"), `srid` the reference system: degrees or metres, as it counts. `at` names the columns
    of longitude and latitude of a point.

    >>> Geometry("POLYGON", srid=3857)
    Geometry('POLYGON', srid=3857)
    """

    def __init__(
        self,
        shape: str = "POINT",
        *,
        srid: int = 4326,
        dims: str = "",
        at: tuple[str, str] | None = None,
        unique: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if shape not in _SHAPES:
            raise FactoryError(f"{self!r}: no such shape", hint=f"shapes: {', '.join(_SHAPES)}")
        self.shape, self.srid, self.dims, self.at, self.unique = shape, srid, dims, at, unique

    def values(self, rows: Rows) -> pa.Array:
        """One shape a row, as text."""
        table, cities = city_weights(())
        city = cities[table.pick(rows.draws("city"))]
        known = places()
        away = [below(rows.draws(stream), 2 * _SPREAD) - _SPREAD for stream in ("east", "north")]
        east = ((known.longitude[city] + away[0]) / float(MICRO)).tolist()
        north = ((known.latitude[city] + away[1]) / float(MICRO)).tolist()
        if self.at is not None:
            east, north = (rows.column(name).cast(pa.float64()).to_pylist() for name in self.at)
        sizes = (below(rows.draws("size"), 9_000) + 1_000).tolist()
        texts = [
            None if x is None or y is None else self._written((x, y), size, number)
            for x, y, size, number in zip(east, north, sizes, rows.indices.tolist(), strict=True)
        ]
        return pa.array(texts, pa.string())

    def _written(self, place: Place, size: int, number: int) -> str:
        step = size / float(MICRO)
        if self.srid not in _DEGREES and self.srid not in _ALSO_DEGREES:
            place, step = self._projected(place), size / 10.0

        def point(x: float, y: float) -> str:
            further = "".join(f" {size % 500 + n}" for n in range(len(self.dims)))
            told_apart = f"{number:09d}" if self.unique else ""
            return f"{place[0] + x * step:.6f}{told_apart} {place[1] + y * step:.6f}{further}"

        tag = f" {self.dims} " if self.dims else ""
        return f"SRID={self.srid};{self.shape}{tag}{_SHAPES[self.shape](point).replace('{tag}', tag)}"

    def _projected(self, place: Place) -> Place:
        if self.srid != _MERCATOR:
            east, north = _PROJECTED
            return east + place[0] % 1.0 * 50_000, north + place[1] % 1.0 * 50_000
        # The series of the inverse Gudermannian: a few kilometres off in Lapland, and the same on every processor.
        angle = place[1] * _RADIAN
        square = angle * angle
        stretched = angle * (1 + square * (1 / 6 + square * (1 / 24 + square * (61 / 5040 + square * 277 / 72576))))
        return place[0] * _METRES, stretched / _RADIAN * _METRES


Point = Callable[[float, float], str]
_CORNERS = ((-1.0, -1.0), (1.0, -0.8), (0.9, 1.0), (-1.0, 0.7), (-1.0, -1.0))
_BENDS = ((-2.0, -1.0), (-0.5, 0.2), (0.6, 0.0), (2.0, 1.1))


def _line(point: Point) -> str:
    return f"({', '.join(point(*bend) for bend in _BENDS)})"


def _ring(point: Point, east: float = 0.0) -> str:
    return f"(({', '.join(point(x + east, y) for x, y in _CORNERS)}))"


def _triangle(point: Point) -> str:
    return f"(({', '.join(point(*corner) for corner in (*_CORNERS[:3], _CORNERS[0]))}))"


_SHAPES: Mapping[str, Callable[[Point], str]] = {
    "POINT": lambda point: f"({point(0, 0)})",
    "LINESTRING": _line,
    "POLYGON": _ring,
    "MULTIPOINT": lambda point: f"({point(0, 0)}, {point(1, 0.5)})",
    "MULTILINESTRING": lambda point: f"({', '.join(f'({point(*a)}, {point(*b)})' for a, b in pairwise(_BENDS))})",
    "MULTIPOLYGON": lambda point: f"({_ring(point)}, {_ring(point, 4.0)})",
    "GEOMETRYCOLLECTION": lambda point: f"(POINT{{tag}}({point(0, 0)}), LINESTRING{{tag}}{_line(point)})",
    "CIRCULARSTRING": lambda point: f"({', '.join(point(*bend) for bend in _BENDS[:3])})",
    "CURVEPOLYGON": _ring,
    "MULTICURVE": lambda point: f"({_line(point)})",
    "MULTISURFACE": lambda point: f"({_ring(point)})",
    "TRIANGLE": _triangle,
    "TIN": lambda point: f"({_triangle(point)})",
}
SHAPES = frozenset(_SHAPES)
