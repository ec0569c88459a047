"""What kinds of characters a table's texts are made of, and how many of them are different."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psycopg import sql

from seeding.fidelity import score
from seeding.fidelity.model import Bars, Metric, Part, Score
from seeding.patterns import TextShape
from seeding.schema import Table

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

_KINDS = {
    "lower": "abcdefghijklmnopqrstuvwxyz",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digit": "0123456789",
    "space": " ",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
}
_LOOKED_AT = 200  # characters of a text, as learning does
_COUNTED = 1_000_000  # rows: telling values of more from each other takes longer than all the rest


def texts(connection: Connection, table: Table, shapes: Mapping[str, TextShape], rows: int) -> dict[str, list[Part]]:
    """The parts of each text column, from one query for all of them."""
    if not shapes or not rows:
        return {}
    asked = [_asked(name, distinct=rows <= _COUNTED) for name in shapes]
    query = sql.SQL("select {} from {} as t").format(sql.SQL(", ").join(asked), sql.SQL(table.name.sql))
    row = connection.execute(query).fetchone()
    assert row is not None
    width = len(row) // len(shapes)
    return {
        name: _parts(shape, list(row[i * width : (i + 1) * width])) for i, (name, shape) in enumerate(shapes.items())
    }


def _asked(name: str, *, distinct: bool) -> sql.Composed:
    text = sql.SQL("t.{}::text").format(sql.Identifier(name))
    looked = sql.SQL("left({}, {})").format(text, _LOOKED_AT)
    counted = [sql.SQL("count({})").format(text)]
    counted.append(sql.SQL("count(distinct {})" if distinct else "null::int8").format(text))
    counted.append(sql.SQL("coalesce(sum(length({})), 0)").format(looked))
    kept = sql.SQL("coalesce(sum(length({0}) - length(translate({0}, {1}, ''))), 0)")
    counted += [kept.format(looked, sql.Literal(characters)) for characters in _KINDS.values()]
    return sql.SQL(", ").join(counted)


def _parts(shape: TextShape, counted: list[Any]) -> list[Part]:
    there, distinct, characters, *kinds = counted
    found = []
    if shape.characters and characters:
        file = {kind: shape.characters.get(kind, 0.0) for kind in (*_KINDS, "other")}  # type: ignore[call-overload]
        total = sum(file.values()) or 1.0
        file = {kind: share / total for kind, share in file.items()}
        seeded = dict(zip(_KINDS, (float(n / characters) for n in kinds), strict=True))
        seeded["other"] = max(1 - sum(seeded.values()), 0.0)
        alike = Score(Metric.TV, score.tv_complement(file, seeded))
        found.append(
            Part("kinds of characters", Bars(tuple(file), tuple(file.values()), tuple(seeded.values())), alike)
        )
    if distinct is not None and there:
        found.append(Part("distinct values", Bars(("distinct",), (shape.distinct,), (distinct / there,)), None))
    return found
