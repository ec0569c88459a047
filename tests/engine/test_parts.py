"""Parquet made by a cluster: the very files that one machine writes, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import fsspec
import pyarrow.parquet as pq
import pytest
from dask_cluster import Dask

from seeding import pipeline
from seeding.errors import FactoryError, LoadError, UnsafeValueError, UsageError
from seeding.load.places import Remote


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_those_of_one_machine_although_a_worker_is_killed(
    database: str, root: Path, tmp_path: Path, dask: Dask, held: Callable[[int], Path]
) -> None:
    count = 30_000
    go = held(count - 1)
    go.touch()
    options = {"format": "parquet", "part_rows": 3_000, "url": database, "count": count, "root": root}
    one = pipeline.export(out=tmp_path / "one", **options)
    go.unlink()

    stale = tmp_path / "two" / "public.orders"
    stale.mkdir(parents=True)
    (stale / "part-00099.parquet").write_bytes(b"of an earlier export")
    (stale / ".part-00001.parquet.0badcafe.draft").write_bytes(b"of one that broke")
    (stale / "notes.txt").write_bytes(b"somebody's")
    before, killed = dask.pids(), []

    def kill_one() -> None:
        while len(list((tmp_path / "two").rglob("part-*.parquet"))) < 3:
            time.sleep(0.01)
        os.kill(before[0], signal.SIGKILL)
        killed.append(len(list((tmp_path / "two").rglob("part-*.parquet"))))
        go.touch()

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    two = pipeline.export(out=tmp_path / "two", engine="dask", scheduler=dask.address, **options)
    killer.join(60)

    assert killed and killed[0] < len(two.paths), "it was killed in the middle"
    assert before[0] not in dask.pids()
    made = files(tmp_path / "two")
    assert made.pop("public.orders/notes.txt") == b"somebody's"
    assert made == files(tmp_path / "one")
    assert [Path(p).relative_to(tmp_path / "two") for p in two.paths] == [
        Path(p).relative_to(tmp_path / "one") for p in one.paths
    ]
    assert two.rows == one.rows == sum(pq.ParquetFile(p).metadata.num_rows for p in two.paths)


def test_parts_hold_what_the_single_file_holds(database: str, root: Path, tmp_path: Path) -> None:
    whole = pipeline.export(format="parquet", url=database, root=root, out=tmp_path / "whole")
    parts = pipeline.export(format="parquet", url=database, root=root, out=tmp_path / "parts", part_rows=700)
    for path in map(Path, whole.paths):
        schema, name = path.stem.split("_", 1)[1].split("_", 1)
        assert pq.read_table(path).equals(pq.read_table(tmp_path / "parts" / f"{schema}.{name}"))
    assert len(parts.paths) == 3 * 5 + 1


def test_a_url_is_a_place_as_good_as_a_folder(database: str, root: Path, tmp_path: Path) -> None:
    options = {"format": "parquet", "part_rows": 2_000, "url": database, "root": root}
    pipeline.export(out=tmp_path / "folder", **options)
    pipeline.export(out="memory://store", **options)
    done = pipeline.export(out=f"file://{tmp_path}/url", **options)
    memory = fsspec.filesystem("memory")
    assert {path.removeprefix("/store/"): memory.cat_file(path) for path in memory.find("/store")} == files(
        tmp_path / "folder"
    )
    assert files(tmp_path / "url") == files(tmp_path / "folder")
    assert done.paths[0] == f"file://{tmp_path}/url/public.accounts/part-00000.parquet"


def test_a_store_that_does_not_answer_is_said_without_its_password(database: str, root: Path) -> None:
    with pytest.raises(LoadError, match="Connection refused") as refused:
        pipeline.export(
            out="ftp://someone:hush-hush@127.0.0.1:1/folder",
            format="parquet",
            part_rows=1_000,
            url=database,
            count=10,
            root=root,
        )
    assert "ftp://someone:***@127.0.0.1:1/folder" in str(refused.value)
    assert "hush-hush" not in f"{refused.value}{refused.value.hint}"


def test_a_store_that_refuses_a_file_is_told_apart_from_a_value_that_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file where a folder is asked for")
    with pytest.raises(LoadError, match="cannot write to file://"):
        Remote(f"file://{tmp_path}").put("taken/part", lambda file: None)

    def unsafe(file: IO[bytes]) -> None:
        file.write(b"begun")
        raise ValueError("a bug of the writer's own")

    with pytest.raises(ValueError, match="of the writer's own"):
        Remote(f"file://{tmp_path}").put("folder/part", unsafe)
    assert not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize(
    ("declaration", "refused", "said"),
    [
        ('note = Constant("write to jane.doe@gmail.com")', UnsafeValueError, "public.orders.note"),
        ("note = Derived(lambda id, lock=threading.Lock(): id.astype(str), 'id')", FactoryError, "public.orders.note"),
    ],
)
def test_what_must_not_or_cannot_leave_is_refused(
    database: str, root: Path, tmp_path: Path, dask: Dask, declaration: str, refused: type[Exception], said: str
) -> None:
    (root / "factories" / "orders.py").write_text(
        "import threading\n"
        "from seeding.columns import Constant, Derived, Reference, Serial\n"
        "from seeding.factory import TableFactory\n"
        "class OrderFactory(TableFactory):\n"
        "    class Meta:\n"
        "        table = 'public.orders'\n"
        "    id = Serial()\n"
        "    account_id = Reference('public.accounts')\n"
        "    amount = Constant('1.50')\n"
        f"    {declaration}\n"
    )
    with pytest.raises(refused, match=said):
        pipeline.export(
            format="parquet", url=database, root=root, out=tmp_path / "out", engine="dask", scheduler=dask.address
        )
    assert not list((tmp_path / "out").glob("public.orders/*"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"format": "csv", "parts": True}, "csv files are not written in parts"),
        ({"format": "parquet", "engine": "dask"}, "needs the address of a scheduler"),
        ({"format": "parquet", "engine": "spark", "scheduler": "tcp://h:1"}, "'spark' does not exist"),
        ({"format": "parquet", "scheduler": "tcp://h:1"}, "--scheduler is for an engine"),
        ({"format": "sql", "out": "s3://bucket/x"}, "sql files go to a folder"),
        ({"format": "parquet", "parts": True, "out": "nowhere://bucket/x"}, "cannot write to nowhere://bucket/x"),
        ({"format": "parquet", "part_rows": 0}, "parts of 0 rows"),
    ],
)
def test_half_an_engine_is_refused(database: str, root: Path, options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        pipeline.export(url=database, root=root, **options)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://bucket/a/", "s3://bucket/a"),
        ("ftp://me:secret@host/a", "ftp://me:***@host/a"),
        ("ftp://me@host/a", "ftp://me@host/a"),
    ],
)
def test_a_place_is_shown_without_its_password(url: str, shown: str) -> None:
    assert str(Remote(url)) == shown
    assert repr(Remote(url)) == f"Remote({shown!r})"
