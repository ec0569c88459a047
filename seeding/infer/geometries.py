"""PostGIS columns: what the type or, in older schemas, the checks say of shape, dimensions and reference system."""

from __future__ import annotations

import re
from typing import Any

from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.geometry import SHAPES, Geometry

_TYPE = re.compile(r"(?:geometry|geography)\((\w+?)(Z?M?)(?:,(\d+))?\)$", re.IGNORECASE)
_SHAPE = re.compile(r"geometrytype\([^)]*\)[^=]*=\s*'(\w+)'", re.IGNORECASE)
_SYSTEM = re.compile(r"st_srid\([^)]*\)[^=]*=\s*\(?(\d+)", re.IGNORECASE)
_COUNT = re.compile(r"st_ndims\([^)]*\)[^=]*=\s*\(?(\d)", re.IGNORECASE)


def geometry(facts: ColumnFacts) -> Geometry:
    """A shape as the column wants it; a point where it wants none in particular."""
    shape, dims, srid = "POINT", "", 4326
    told = _TYPE.search(facts.type.sql)
    if told is not None:
        shape, dims = told[1].upper(), told[2].upper()
        srid = int(told[3]) if told[3] and int(told[3]) else srid
    for check in facts.table.checks:
        if set(check.columns) == {facts.name}:
            shape = found[1] if (found := _SHAPE.search(check.expression)) else shape
            srid = int(found[1]) or srid if (found := _SYSTEM.search(check.expression)) else srid
            dims = {"3": "Z", "4": "ZM"}.get(found[1], "") if (found := _COUNT.search(check.expression)) else dims
    options: dict[str, Any] = {"srid": srid} if srid != 4326 else {}
    options |= {"dims": dims} if dims else {}
    options |= {"unique": True} if facts.unique else {}
    if shape == "POINT" and srid == 4326 and not facts.unique and (at := _beside(facts)) is not None:
        options["at"] = at
    return Geometry(shape, **options) if shape != "POINT" and shape in SHAPES else Geometry(**options)


def _beside(facts: ColumnFacts) -> tuple[str, str] | None:
    """The columns of longitude and latitude of the same row, where both are always there."""
    east, north = facts.beside("longitude"), facts.beside("latitude")
    if east is None or north is None:
        return None
    columns = [facts.of.columns[name] for name in (east, north)]
    sure = all(c.is_number and not c.is_integer and not c.attribute.nullable for c in columns)
    return (east, north) if sure else None
