"""What nobody asked for is not imported, and what is asked for and missing is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from seeding.engine.cluster import Engine, connected
from seeding.errors import ConnectError


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False)


def test_dask_is_imported_by_nothing_but_its_option(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom seeding.cli import main\nimport seeding.pipeline, seeding.engine.parts, seeding.load.places\n"
        "main(['export', '--help'])\n"
        "print(sorted({'dask', 'distributed', 'fsspec'} & sys.modules.keys()), file=sys.stderr)"
    )
    assert run(code, tmp_path).stderr.strip() == "[]"


def test_without_the_extra_it_is_named(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['distributed'] = None\n"
        "from seeding.engine.cluster import Engine, connected\nfrom seeding.errors import UsageError\n"
        "try:\n    connected(Engine('dask', 'tcp://127.0.0.1:1')).__enter__()\n"
        "except UsageError as error:\n    print(error)"
    )
    assert run(code, tmp_path).stdout.splitlines() == [
        "--engine dask needs dask.distributed",
        'pip install "pgseed[dask]"',
    ]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "carrier-pigeon://loft"])
def test_nobody_at_the_address(address: str) -> None:
    with (
        pytest.raises(ConnectError, match=f"no dask scheduler answers at {address}"),
        connected(Engine("dask", address), timeout=1),
    ):
        pass
