"""Truths have their share."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.boolean import Bool
from seeding.columns.rows import TableRows, World
from seeding.errors import FactoryError


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
@pytest.mark.parametrize("count", [1, 9, 20_000])
def test_share(share: float, count: int) -> None:
    spec = TableRows("public.t", {"b": Bool(share)}, 0, count)
    found = World(1, tables={"public.t": spec}).rows("public.t", np.arange(count)).column("b")
    found.validate(full=True)
    assert len(found) == count
    if count > 9:
        assert abs(sum(found.to_pylist()) / count - share) < 0.02


def test_share_out_of_range() -> None:
    with pytest.raises(FactoryError, match=r"Bool\(1.5\): a share of rows lies between 0 and 1"):
        Bool(1.5)
