"""Columns of PostGIS, as their type and their checks want them: text that the extension reads."""

from __future__ import annotations

import re

import pytest

from seeding.columns.choice import Choice
from seeding.errors import FactoryError
from seeding.infer.facts import TableFacts
from seeding.infer.generators.geometry import SHAPES, Geometry
from seeding.infer.geometries import geometry
from seeding.schema import Attribute, Check, Name, Schema, Table, Type, TypeKind


def described(spelled: str, *checks: str, **beside: str) -> Geometry:
    kind = Type("geometry", "public", TypeKind.BASE, spelled)
    number = Type("float8", "pg_catalog", TypeKind.BASE, "double precision")
    attributes = [Attribute("geom", kind, nullable=True), *(Attribute(name, number, nullable=False) for name in beside)]
    table = Table(
        Name("public", "t"), tuple(attributes), checks=tuple(Check(f"c{n}", c, ("geom",)) for n, c in enumerate(checks))
    )
    return geometry(TableFacts.of(table, Schema({table.name: table})).columns["geom"])


@pytest.mark.parametrize(
    ("spelled", "checks", "made"),
    [
        ("public.geometry", (), Geometry()),
        ("public.geography(Point,4326)", (), Geometry()),
        ("geometry(Geometry,3857)", (), Geometry(srid=3857)),
        ("public.geometry(MultiPolygonZM,25832)", (), Geometry("MULTIPOLYGON", srid=25832, dims="ZM")),
        ("postgis.geometry(LineStringM)", (), Geometry("LINESTRING", dims="M")),
        ("geometry(PolyhedralSurfaceZ,4326)", (), Geometry(dims="Z")),
        (
            "public.geometry",
            ("(public.geometrytype(geom) = 'POLYGON'::text) OR (geom IS NULL)", "public.st_srid(geom) = 31467",
             "st_ndims(geom) = 3"),
            Geometry("POLYGON", srid=31467, dims="Z"),
        ),
    ],
)  # fmt: skip
def test_what_the_column_wants(spelled: str, checks: tuple[str, ...], made: Geometry) -> None:
    assert repr(described(spelled, *checks)) == repr(made)


def test_a_point_is_where_the_columns_beside_it_say() -> None:
    found = described("geometry(Point,4326)", longitude="", latitude="")
    assert found.at == ("longitude", "latitude")
    assert described("geometry(Polygon,4326)", longitude="", latitude="").at is None


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("dims", ["", "Z", "ZM"])
def test_every_place_has_its_coordinates(rows_of, shape: str, dims: str) -> None:
    for text in rows_of({"c": Geometry(shape, dims=dims)}, "c", 50):
        assert re.match(rf"SRID=4326;{shape}( {dims} )?\(", str(text))
        assert str(text).count("(") == str(text).count(")")
        places = re.findall(r"-?\d[^,()]*", str(text).partition(";")[2])
        assert {len(place.split()) for place in places} == {2 + len(dims)}
        assert all(abs(float(p.split()[0])) <= 180 and abs(float(p.split()[1])) <= 90 for p in places)


@pytest.mark.parametrize("shape", ["POLYGON", "MULTIPOLYGON", "TRIANGLE"])
def test_rings_are_closed(rows_of, shape: str) -> None:
    for text in rows_of({"c": Geometry(shape, srid=3857)}, "c", 50):
        rings = [ring.split(", ") for ring in re.findall(r"\(([^()]+)\)", str(text))]
        assert all(ring[0] == ring[-1] and len(set(ring)) == len(ring) - 1 for ring in rings)


def test_places_are_told_apart_and_follow_others(rows_of) -> None:
    assert len(set(rows_of({"c": Geometry(unique=True)}, "c", 3000))) == 3000
    columns = {"x": Choice([13.5]), "y": Choice([52.25, None]), "c": Geometry(at=("x", "y"))}
    assert set(rows_of(columns, "c")) == {"SRID=4326;POINT(13.500000 52.250000)", None}


def test_no_such_shape() -> None:
    with pytest.raises(FactoryError, match="no such shape"):
        Geometry("SQUARE")
