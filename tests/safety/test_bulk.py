"""Batches of every Arrow type: what is refused names table, column and row; what is clean is handed back."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest

from seeding.errors import UnsafeValueError
from seeding.safety import Cleared, scan

BAD = "priya@gmail.com"
GOOD = "priya@example.com"


def struct_field(value):
    return pa.array([{"mail": GOOD}, {"mail": value}], pa.struct([("mail", pa.string())]))


CARRIERS = {
    "string": lambda v: pa.array([GOOD, v]),
    "large_string": lambda v: pa.array([GOOD, v], pa.large_string()),
    "string_view": lambda v: pa.array([GOOD, v], pa.string_view()),
    "sliced": lambda v: pa.array([BAD, GOOD, v, BAD])[1:3],
    "dictionary": lambda v: pa.array([GOOD, v]).dictionary_encode(),
    "dictionary of large_string": lambda v: pa.array([GOOD, v], pa.large_string()).dictionary_encode(),
    "sliced dictionary": lambda v: pa.array([GOOD, GOOD, v]).dictionary_encode()[1:],
    "list": lambda v: pa.array([[GOOD, GOOD], [GOOD, v]]),
    "large_list": lambda v: pa.array([[GOOD], [v]], pa.large_list(pa.string())),
    "fixed_size_list": lambda v: pa.array([[GOOD, GOOD], [GOOD, v]], pa.list_(pa.string(), 2)),
    "sliced list": lambda v: pa.array([[BAD], [GOOD], [GOOD, v], [BAD]])[1:3],
    "list with empty and null": lambda v: pa.array([None, [None, v]]),
    "list of dictionary": lambda v: pa.ListArray.from_arrays(
        pa.array([0, 1, 3], pa.int32()), pa.array([GOOD, GOOD, v]).dictionary_encode()
    ),
    "nested list": lambda v: pa.array([[[GOOD]], [[GOOD], [v]]]),
    "binary": lambda v: pa.array([GOOD.encode(), v.encode()]),
    "large_binary": lambda v: pa.array([b"\xff\x00", v.encode()], pa.large_binary()),
    "struct": struct_field,
    "list of struct": lambda v: pa.array([[], [{"mail": v}]], pa.list_(pa.struct([("mail", pa.string())]))),
    "map": lambda v: pa.array([[], [("mail", v)]], pa.map_(pa.string(), pa.string())),
    "json": lambda v: pa.array([None, f'{{"a": ["{v}"]}}'], pa.json_()),
    "json over large_string": lambda v: pa.array([None, f'{{"a": ["{v}"]}}'], pa.json_(pa.large_string())),
    "run_end_encoded": lambda v: pa.RunEndEncodedArray.from_arrays([1, 2], [GOOD, v]),
}

SILENT = {
    "bool": pa.array([True, None]),
    "int64": pa.array([9876543210, None]),
    "uint8": pa.array([1, 2], pa.uint8()),
    "float64": pa.array([9876543210.0, np.nan]),
    "decimal128": pa.array([Decimal("9876543210.00"), None]),
    "date32": pa.array([date(2024, 1, 1), None]),
    "time64": pa.array([time(1, 2), None]),
    "timestamp": pa.array([datetime(2024, 1, 1, tzinfo=UTC), None]),
    "duration": pa.array([timedelta(1), None]),
    "uuid": pa.array([UUID("5eed0000-0000-4000-8000-000000000000").bytes, None], pa.uuid()),
    "null": pa.nulls(2),
    "empty strings": pa.array(["", ""]),
    "nulls of string": pa.nulls(2, pa.string()),
    "list of int": pa.array([[1], None]),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_type_that_can_hold_a_text_is_scanned(carrier):
    make = CARRIERS[carrier]
    types = {"contact": "jsonb" if carrier.startswith("json") else "text"}
    clean = pa.record_batch({"id": pa.array([1, 2]), "contact": make(GOOD)})
    assert scan(clean, table="public.users", first_row=0, types=types).batch is clean
    with pytest.raises(UnsafeValueError) as caught:
        scan(
            pa.record_batch({"id": pa.array([1, 2]), "contact": make(BAD)}),
            table="public.users",
            first_row=4000,
            types=types,
        )
    assert [finding.where for finding in caught.value.findings] == ["public.users.contact row 4001"]
    assert [finding.rule for finding in caught.value.findings] == ["safety-email"]


@pytest.mark.parametrize("name", SILENT)
def test_types_that_cannot_hold_a_text_are_skipped(name):
    batch = pa.record_batch({"account": SILENT[name]})
    assert scan(batch, table="t", first_row=0, types={}).batch is batch


@pytest.mark.parametrize("numbers", [pa.int64(), pa.uint64(), pa.float64(), pa.decimal128(20, 0)])
def test_numbers_are_judged_where_the_column_says_so(numbers):
    values = pa.array([12125550147, 9876543210]).cast(numbers)
    for column, rows in (("mobile", [8]), ("balance", [])):
        try:
            scan(pa.record_batch({column: values}), table="t", first_row=7, types={column: "numeric"})
            found = []
        except UnsafeValueError as error:
            found = [finding.where for finding in error.findings]
        assert found == [f"t.{column} row {row}" for row in rows]


def test_the_error_says_where_what_and_what_instead():
    batch = pa.record_batch({"email": ["a@example.com", BAD], "site": ["https://example.com", "https://acme.io"]})
    with pytest.raises(UnsafeValueError) as caught:
        scan(batch, table="public.users", first_row=16, types={})
    error = caught.value
    assert error.exit_code == 7
    assert [finding.where for finding in error.findings] == ["public.users.email row 17", "public.users.site row 17"]
    assert "pr***@gm***.com" in error.message
    assert "2 values" in error.message
    assert "example.com" in error.hint
    assert "priya" not in str(error)
    assert "gmail" not in str(error)


def test_a_wrong_generator_does_not_list_every_row():
    batch = pa.record_batch({"email": [f"user{n}@gmail.com" for n in range(500)]})
    with pytest.raises(UnsafeValueError, match="at least 100 values") as caught:
        scan(batch, table="t", first_row=0, types={})
    assert len(caught.value.findings) == 100


def test_a_word_no_row_uses_does_not_leave():
    words = pa.DictionaryArray.from_arrays(pa.array([0, 0], pa.int8()), [GOOD, BAD])
    assert scan(pa.record_batch({"email": words}), table="t", first_row=0, types={}).batch.num_rows == 2


def test_a_word_is_reported_once_at_its_first_row():
    words = pa.DictionaryArray.from_arrays(pa.array([0, None, 1, 1], pa.int8()), [GOOD, BAD])
    with pytest.raises(UnsafeValueError) as caught:
        scan(pa.record_batch({"email": words}), table="t", first_row=0, types={})
    assert [finding.where for finding in caught.value.findings] == ["t.email row 2"]


def test_values_of_neighbouring_rows_do_not_run_together():
    # "a@example.com" then "munity": joined without a mark they would spell a@example.community.
    batch = pa.record_batch({"email": ["a@example.com", "munity", "x@", "gmail.com/", ".test"]})
    with pytest.raises(UnsafeValueError) as caught:
        scan(batch, table="t", first_row=0, types={"email": "text"})
    assert [finding.where for finding in caught.value.findings] == ["t.email row 3"]


def test_an_empty_batch_passes():
    batch = pa.record_batch({"email": pa.array([], pa.string())})
    assert scan(batch, table="t", first_row=0, types={}).batch is batch
    nothing = pa.RecordBatch.from_arrays([], names=[])
    assert scan(nothing, table="t", first_row=0, types={}).batch is nothing


def test_a_type_that_cannot_be_judged_does_not_pass():
    union = pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array(["x"])])
    with pytest.raises(TypeError, match="cannot be judged"):
        scan(pa.record_batch({"u": union}), table="t", first_row=0, types={})


def test_only_scan_makes_the_proof():
    batch = pa.record_batch({"email": [GOOD]})
    cleared = scan(batch, table="public.users", first_row=3, types={})
    assert (cleared.table, cleared.first_row) == ("public.users", 3)
    assert repr(cleared) == "Cleared(public.users, rows 3 to 3)"
    with pytest.raises(TypeError):
        Cleared(object(), batch, "t", 0)
    with pytest.raises(AttributeError):
        cleared._batch = pa.record_batch({"email": [BAD]})
    with pytest.raises(AttributeError):
        del cleared._batch
    for duplicate in (copy.copy, pickle.dumps):
        with pytest.raises(TypeError):
            duplicate(cleared)
