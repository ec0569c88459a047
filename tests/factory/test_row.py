from __future__ import annotations

import copy
import pickle

import pytest

from seeding.factory import Row, values_of


def test_attributes_items_and_dict() -> None:
    row = Row("public.users", email="a@example.com", role="admin")
    assert row.email == row["email"] == "a@example.com"
    assert dict(row) == values_of(row) == {"email": "a@example.com", "role": "admin"}
    row.role = "customer"
    assert row["role"] == "customer"
    assert repr(row) == "<public.users email='a@example.com', role='customer'>"


def test_equal_where_table_and_values_are() -> None:
    assert Row("t", a=1) == Row("t", a=1)
    assert Row("t", a=1) != Row("u", a=1)
    assert Row("t", a=1) != Row("t", a=2)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Row("t", a=1))


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"public\.users has no column 'emial'"):
        _ = Row("public.users", email="x").emial
    assert not hasattr(Row("t"), "email")


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda row: pickle.loads(pickle.dumps(row))])
def test_copies(again: object) -> None:
    row = Row("public.users", tags=["a"])
    assert again(row) == row  # type: ignore[operator]


def test_values_of_plain_objects() -> None:
    class Thing:
        def __init__(self) -> None:
            self.size = 3

    assert values_of(Thing()) == {"size": 3}
