"""A pattern file reads back as what was written, and says what is wrong with one that was edited by hand."""

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeding.errors import ProfileError
from seeding.patterns import (
    ArrayShape,
    CategoryShape,
    Dependency,
    JsonKey,
    JsonShape,
    NumberShape,
    Origin,
    Patterns,
    Privacy,
    ReferenceRows,
    ReferenceShape,
    TableShape,
    TextShape,
    TimeShape,
    read_patterns,
    write_patterns,
)

UTC = datetime.UTC

EXAMPLE = Patterns(
    learned=datetime.date(2026, 1, 2),
    as_of=datetime.datetime(2026, 1, 1, tzinfo=UTC),
    people=("public.users",),
    privacy=Privacy(epsilon=3, split={"counts": 0.5}),
    reference={
        "public.plans": ReferenceRows(columns=("id", "name"), rows=((1, "Free"), (2, 'A "big" one'), (3, None)))
    },
    tables={
        "public.users": TableShape(
            rows=12_000,
            person="rows",
            columns={
                "role": CategoryShape(values=("customer", "admin"), shares=(0.9, 0.08), other=0.02, others=3),
                "age": NumberShape(bins=((18, 30, 0.5), (30, 30, 0.1), (31, 70.5, 0.4)), step=1, nulls=0.1),
                "born": TimeShape(
                    bins=((datetime.datetime(1970, 1, 1, tzinfo=UTC), datetime.datetime(2000, 1, 1, tzinfo=UTC), 1),),
                    step=86_400,
                ),
                "bio": TextShape(lengths=((0, 10, 1),), characters={"lower": 0.9, "space": 0.1}),
                "tags": ArrayShape(lengths=((0, 3, 1),), elements=CategoryShape(values=("a",), shares=(1,))),
                "settings": JsonShape(
                    keys={"theme": JsonKey(share=0.5, value=CategoryShape(values=("x",), shares=(1,)))}
                ),
            },
            dependencies=(
                Dependency(column="role", on=Origin(column="age"), given=((0.5, 0.5, 0), (), (0.1, 0.8, 0.1))),
            ),
        ),
        "public.orders": TableShape(
            rows=3, references={"user_id": ReferenceShape(to="public.users", children=((0, 0, 0.2), (1, 4, 0.8)))}
        ),
    },
)


def test_reads_back_as_it_was(tmp_path):
    path = tmp_path / "production.toml"
    path.write_text(write_patterns(EXAMPLE, "What leaves production.\nk = 10"), encoding="utf-8")
    assert read_patterns(path) == EXAMPLE
    assert path.read_text(encoding="utf-8").startswith("# What leaves production.\n# k = 10\n\nversion = 1\n")
    assert write_patterns(read_patterns(path)) == write_patterns(EXAMPLE)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4), st.floats(allow_nan=False, width=64))
def test_any_name_and_value_survive(values, number):
    if number in (float("inf"), float("-inf")):
        number = 0.0
    shape = CategoryShape(values=tuple(values.values()), shares=tuple(0.0 for _ in values))
    table = TableShape(rows=1, columns=dict.fromkeys(values, shape) | {"n": NumberShape(bins=((number, number, 1),))})
    patterns = EXAMPLE.model_copy(update={"tables": {"public.t": table}})
    assert Patterns(**tomllib.loads(write_patterns(patterns))) == patterns


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 2\n", "version = 2, and this release reads version 1"),
        ("version = [", "is not valid TOML"),
        ("version = 1\nlearned = 2026-01-01\nas_of = 2026-01-01T00:00:00Z\nk = 0\n", "k: Input should be greater"),
        ("version = 1\nlearned = 2026-01-01\nas_of = 2026-01-01T00:00:00Z\nmean = 3\n", "mean: Extra inputs"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, said):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=said):
        read_patterns(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ProfileError, match="no pattern file"):
        read_patterns(tmp_path / "none.toml")
