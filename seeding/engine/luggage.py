"""A plan on its way to a worker: pickled once, with the source of the factories that its generators come from."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from seeding.errors import FactoryError
from seeding.factory import discover
from seeding.factory.discover import FOLDER
from seeding.plan.model import Plan


@dataclass(frozen=True)
class Luggage:
    """What a worker needs to make any row of the plan. Two of the same `digest` hold the same."""

    digest: str
    plan: bytes = field(repr=False, compare=False)
    sources: Mapping[str, bytes] = field(repr=False, compare=False)  # of factories/, by their path in it


def packed(plan: Plan, root: Path) -> Luggage:
    """The plan, ready to travel. Raises FactoryError for one that holds what cannot."""
    import cloudpickle

    folder = root.resolve() / FOLDER
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else []
    sources = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    pickled: bytes
    try:
        pickled = cloudpickle.dumps(plan)
    except Exception as error:
        raise _refused(plan, error) from error
    digest = blake2b(pickled, digest_size=16)
    for path, source in sources.items():
        digest.update(f"|{path}|{len(source)}|".encode() + source)
    return Luggage(digest.hexdigest(), pickled, sources)


_unpacked: dict[str, Plan] = {}
_unpacking = threading.Lock()


def unpacked(luggage: Luggage) -> Plan:
    """The plan, once in every worker. Raises FactoryError where the worker lacks a module that it needs."""
    with _unpacking:
        found = _unpacked.get(luggage.digest)
        if found is None:
            _unpacked.clear()  # one run at a time; a worker lives longer than that
            found = _unpacked[luggage.digest] = _read(luggage)
        return found


def _read(luggage: Luggage) -> Plan:
    import cloudpickle

    with tempfile.TemporaryDirectory(prefix="seed-") as name:
        folder = Path(name) / FOLDER
        for path, source in luggage.sources.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(source)
        try:
            discover(Path(name))
            plan: Plan = cloudpickle.loads(luggage.plan)
        except ModuleNotFoundError as error:
            raise FactoryError(
                f"a worker has no module {error.name}, which the factories import",
                hint="install it where the workers run, or move what it holds into factories/",
            ) from error
        finally:
            place = str(Path(name).resolve())
            sys.path[:] = [entry for entry in sys.path if entry != place]
    return plan


def _refused(plan: Plan, error: Exception) -> FactoryError:
    """The error, with the column whose generator cannot travel if it is one of them."""
    import cloudpickle

    for table in plan.tables:
        for column in table.columns:
            try:
                cloudpickle.dumps(column.generator)
            except Exception as why:
                return FactoryError(
                    f"{table.name}.{column.name} cannot be sent to a worker: {type(why).__name__}: {why}",
                    hint=f"{column.generator!r} holds something that belongs to this process (an open file, a lock, "
                    "a connection): make it where it is used",
                )
    return FactoryError(f"the plan cannot be sent to a worker: {type(error).__name__}: {error}")
