"""What every generator promises: a pure function of the row number, in bulk and one by one."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import factory
import numpy as np
import pyarrow as pa
import pytest

from seeding import columns, safety
from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.rows import Rows, TableRows, World

HERE = Path(__file__).parent


def _load() -> ModuleType:
    """The examples: tests are no package, so they are found by path."""
    spec = spec_from_file_location("column_examples", HERE / "examples.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


examples = _load()
NAMES = sorted(examples.EXAMPLES)
every_column = pytest.mark.parametrize("name", NAMES)


@every_column
def test_any_chunks_in_any_order_give_the_same_values(name: str) -> None:
    numbers = np.arange(400)
    whole = arrays.to_python(examples.values(name, numbers))
    shuffled = np.random.default_rng(5).permutation(numbers)
    parts = [arrays.to_python(examples.values(name, part)) for part in np.array_split(shuffled, 7)]
    found = [value for part in parts for value in part]
    assert found == [whole[number] for number in shuffled]
    singles = [arrays.to_python(examples.values(name, numbers[n : n + 1]))[0] for n in range(0, 400, 57)]
    assert singles == whole[::57]


@every_column
def test_far_rows_and_repeated_rows_are_welcome(name: str) -> None:
    found = arrays.to_python(examples.values(name, np.array([5, 2_147_483_648, 5, 9_999_999_999])))
    assert found[0] == found[2]
    assert len(found) == 4
    assert len(examples.values(name, np.array([], dtype=np.int64))) == 0


@every_column
def test_arrays_are_valid_and_have_one_type(name: str) -> None:
    first = examples.values(name, np.arange(50))
    second = examples.values(name, np.arange(100_000, 100_050))
    first.validate(full=True)
    assert first.type == second.type


def test_a_factory_called_in_a_loop_gives_the_rows_of_the_bulk() -> None:
    maker = factory.make_factory(dict, **examples.EXAMPLES)
    made = maker.build_batch(70)
    # An ordinary factory has no plan: the default seed and present, and a table of its own name.
    bulk = Rows(World(), TableRows(maker.__name__, examples.EXAMPLES), np.arange(70))
    for name in NAMES:
        assert [one[name] for one in made] == arrays.to_python(arrays.decode(bulk.column(name))), name


def test_overrides_reach_the_columns_that_derive_from_them() -> None:
    maker = factory.make_factory(dict, **examples.EXAMPLES)
    one = maker.build(full_name="Zoë Müller", city="Kraków", stars=1, choice="admin", cause="food")
    assert one["email"].rstrip("0123456789").startswith(("zoe", "z.muller", "zmuller", "z_muller"))
    assert (one["country_of_city"], one["region"], one["time_zone"]) == ("PL", "Lesser Poland", "Europe/Warsaw")
    assert one["choice_or_null"] == 10
    assert one["slug"] in one["url"]


def test_the_same_in_another_process_with_another_hash_seed() -> None:
    found = []
    for hash_seed in ("1", "2"):
        environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, str(HERE / "examples.py")]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    assert found[0] == found[1] == examples.checksums()


def test_values_are_those_they_were() -> None:
    """A change here changes what everyone's seed gives: say so in the change log.

    Faker's values change with Faker, so they are left out.
    """
    pinned = json.loads((HERE / "checksums.json").read_text())
    now = examples.checksums()
    assert {name: now[name] for name in now if not name.startswith("faker")} == pinned


@pytest.mark.parametrize("name", examples.UNIQUE)
def test_unique_columns_never_repeat(name: str) -> None:
    seen: list[pa.Array] = []
    for begin in range(0, 200_000, 20_000):
        array = examples.values(name, np.arange(begin, begin + 20_000))
        seen.append(array.storage if isinstance(array, pa.ExtensionArray) else array)
    assert len(pa.chunked_array(seen).unique()) == 200_000


@every_column
def test_nothing_that_leaves_could_be_somebodys(name: str) -> None:
    for value in dict.fromkeys(map(repr, arrays.to_python(examples.values(name, np.arange(500))))):
        assert safety.inspect(value.strip("'\""), column=name, type="text") == []


@every_column
def test_generators_travel_to_workers(name: str) -> None:
    column = pickle.loads(pickle.dumps(examples.EXAMPLES[name]))
    assert repr(column) == repr(examples.EXAMPLES[name])


def test_every_generator_is_exported_and_has_an_example() -> None:
    assert columns.__all__ == sorted(columns.__all__)
    exported = {name for name in columns.__all__ if _is_generator(getattr(columns, name))}
    shown = {type(column).__name__ for column in examples.EXAMPLES.values()}
    # They need another table, or derive from more than a row number; they have tests of their own.
    apart = {"Column", "Derived", "FromParent", "Reference", "SelfReference", "After", "Exponential", "Interval"}
    apart |= {"SeriesDate", "SeriesKey", "SeriesValue"}
    assert exported - shown <= apart


def _is_generator(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Column)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = columns.Nonsense  # type: ignore[attr-defined]
