"""Two corpora, one on each side of the door: nothing in the first leaves, everything in the second does."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from seeding.errors import UnsafeValueError
from seeding.safety import inspect, scan

CORPUS = Path(__file__).parent / "corpus"


def places(name):
    for place in tomllib.loads((CORPUS / name).read_text())["place"]:
        values = [*place.get("texts", ()), *map(json.loads, place.get("json", ()))]
        yield pytest.param(place["column"], place["type"], values, id=f"{place['column']} {place['type']}")


def array_of(values, type_):
    if type_.startswith("json"):
        texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
        return pa.array(texts, pa.json_())
    return pa.array([json.dumps(value) if isinstance(value, dict) else value for value in values])


def refused(values, column, type_):
    """The values that `inspect` refuses, after asking the bulk scan for the same rows."""
    alone = [row for row, value in enumerate(values) if inspect(value, column=column, type=type_)]
    found = set()
    for start in range(0, len(values), 50):  # a refusal lists a hundred findings at most
        try:
            scan(
                pa.record_batch({column: array_of(values[start : start + 50], type_)}),
                table="t",
                first_row=start,
                types={column: type_},
            )
        except UnsafeValueError as error:
            found |= {int(finding.where.rpartition(" ")[2]) for finding in error.findings}
    assert sorted(found) == alone
    return [values[row] for row in alone]


def texts_first(values):
    """Texts and lists apart: an Arrow array holds one of the two."""
    texts = [value for value in values if isinstance(value, str)]
    yield from filter(None, (texts, [value for value in values if not isinstance(value, str)]))


@pytest.mark.parametrize(("column", "type_", "values"), [*places("refused.toml")])
def test_refused(column, type_, values):
    for part in texts_first(values):
        assert [value for value in part if value not in refused(part, column, type_)] == []


@pytest.mark.parametrize(("column", "type_", "values"), [*places("allowed.toml")])
def test_allowed(column, type_, values):
    for part in texts_first(values):
        assert refused(part, column, type_) == []


def test_the_corpora_are_large():
    counts = {name: sum(len(place.values[2]) for place in places(name)) for name in ("refused.toml", "allowed.toml")}
    assert counts["refused.toml"] > 400
    assert counts["allowed.toml"] > 500
