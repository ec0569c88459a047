"""How near a number or an instant lies to what it depends on, inside the codes of both."""

from __future__ import annotations

from collections.abc import Iterable

from seeding.columns.instants import SECOND
from seeding.infer.patterned.coupling import Coupling, correlation
from seeding.infer.patterned.ranks import Ranks
from seeding.patterns.model import ColumnShape, NumberShape, TimeShape
from seeding.plan.patterned.codes import micros, null_code, shares_of
from seeding.plan.patterned.edges import Edge

_LEAST = 0.2
_MOST = 0.998


def coupling_to(edges: Iterable[Edge], shape: ColumnShape, shift: int) -> Coupling | None:
    """The strongest coupling of a column of this shape to one of those it depends on; None where there is no order."""
    found = [one for edge in edges if (one := coupling_of(edge, shape, shift)) is not None]
    return max(found, key=lambda one: abs(one.rho), default=None)


def coupling_of(edge: Edge, shape: ColumnShape, shift: int) -> Coupling | None:
    """The coupling of a column of this shape to what it depends on; None where there is no order in that."""
    origin = edge.origin_shape
    if not isinstance(shape, NumberShape | TimeShape) or not isinstance(origin, NumberShape | TimeShape):
        return None
    if not shape.bins or not origin.bins:
        return None
    codes = len(shares_of(shape)) - (null_code(shape) >= 0)
    rows = len(shares_of(origin)) - (null_code(origin) >= 0)
    given = [row[:codes] for row in edge.given[:rows]]
    rho = correlation(shares_of(origin)[:rows], given, shares_of(shape)[:codes])
    if abs(rho) < _LEAST:
        return None
    ends = _ranks(shape, 0).ends(shape.starts(len(shape.bins)))
    bounded = min(max(rho, -_MOST), _MOST)
    return Coupling(edge.origin_column, edge.source.through, _ranks(origin, shift), bounded, tuple(ends))


def _ranks(shape: NumberShape | TimeShape, shift: int) -> Ranks:
    if isinstance(shape, NumberShape):
        return Ranks(tuple((b.low, b.high, b.share) for b in shape.bins))
    bins = ((micros(b.low) + shift, micros(b.high) + shift, b.share) for b in shape.bins)
    return Ranks(tuple((low / SECOND, high / SECOND, share) for low, high, share in bins))
