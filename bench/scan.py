"""The real-value scan alone, on one core: a million rows of eight clean text columns, and the example tables.

Beside it a loop of `re` over every value that looks at the host behind "@" and "://", as a check written in an
afternoon does: it sees neither telephone numbers nor keys nor any disguise. Clean data is the normal case:
every octet has to be looked at, and no row.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from bench.generation import example_plan
from bench.server import Server
from seeding.generate import generate
from seeding.safety import scan

ROWS = 1_000_000
_BLOCK = 16_384  # rows of a batch, as the generator makes them
_TYPES = {"skills": "text[]", "metadata": "jsonb"}
_WORDS = re.findall(
    r"\S+",
    "senior engineer builds data platforms with Node.js and Python for hospitals, schools; likes long walks and"
    " chess. Since 2019 team lead of 12 people in Pune",
)
_GIVEN = np.array(["maya", "priya", "amit", "john", "chen", "sofia", "liam", "noor", "omar", "kai"])
_FAMILY = np.array(["singh", "gupta", "smith", "wang", "garcia", "jones", "khan", "patel", "li", "novak"])
_CITIES = np.array(["Pune", "Bengaluru", "New York", "London"])
_HOST = re.compile(r"(?:@|://)([\w.-]+)")
_SAFE = ("example.com", "example.net", "example.org", ".test", ".example")


def measure(server: Server) -> dict[str, float]:
    """Seconds for a million rows of eight texts, by the scan and by the loop; microseconds a row of the example."""
    batches = list(_batches())
    rows = sum(batch.num_rows for batch in batches)
    ours = _seconds(lambda batch: scan(batch, table="bench", first_row=0, types=_TYPES), batches) / rows * ROWS
    loop = _seconds(_loop, batches[:1]) / batches[0].num_rows * ROWS
    return {"scan_seconds": ours, "loop_seconds": loop, "example_microseconds": _example(server)}


def _example(server: Server) -> float:
    checked, rows = 0.0, 0
    for batch in generate(example_plan(server, 50_000)):
        begun = time.process_time()
        types = {c.name: c.attribute.type.sql for c in batch.table.columns}
        scan(batch.data, table=str(batch.table.name), first_row=batch.first_row, types=types)
        checked, rows = checked + time.process_time() - begun, rows + len(batch.data)
    return checked / rows * 1e6


def _seconds(check: object, batches: list[pa.RecordBatch]) -> float:
    """CPU seconds for all batches; the best of three, for a machine that others share."""
    assert callable(check)
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for batch in batches:
            check(batch)
        best = min(best, time.process_time() - begun)
    return best


def _loop(batch: pa.RecordBatch) -> None:
    for column in batch.columns:
        for value in column.to_pylist():
            for text in value if isinstance(value, list) else (value,):
                assert all(host.endswith(_SAFE) for host in _HOST.findall(text)), text


def _batches(count: int = 8) -> Iterator[pa.RecordBatch]:
    """Clean rows of about 280 octets: names, addresses, prose, arrays and JSON."""
    draws = np.random.default_rng(20250706)
    prose = [" ".join(draws.choice(_WORDS, 14)) for _ in range(2000)]
    for block in range(count):
        number = np.arange(block * _BLOCK, (block + 1) * _BLOCK)
        given, family = _GIVEN[draws.integers(0, 10, _BLOCK)], _FAMILY[draws.integers(0, 10, _BLOCK)]
        people = list(zip(given, family, number, strict=True))
        yield pa.record_batch(
            {
                "email": [f"{a}.{b}{n}@example.com" for a, b, n in people],
                "full_name": [f"{a} {b}".title() for a, b, _ in people],
                "phone": [f"+1 212 555 01{n % 100:02d}" for n in number],
                "website": [f"https://{a}{n}.example.org/in/{b}" for a, b, n in people],
                "bio": [prose[n % len(prose)] for n in number],
                "city": _CITIES[number % len(_CITIES)].tolist(),
                "skills": [["Python", "Node.js", f"SQL {n % 9}"] for n in number],
                "metadata": pa.array([f'{{"source": "c_{n % 7}", "score": {n % 100}}}' for n in number], pa.json_()),
            }
        )
