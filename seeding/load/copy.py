"""One table's rows into the server, as fast as it takes them: COPY, binary wherever types allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from seeding.load.blocks import Block
from seeding.load.encode import HEADER, TRAILER
from seeding.load.failure import Where
from seeding.load.progress import Progress
from seeding.plan.model import PlannedTable
from seeding.schema import quote

Cursor = psycopg.Cursor[tuple[Any, ...]]


def copy_blocks(
    cursor: Cursor,
    planned: PlannedTable,
    blocks: Iterator[Block],
    progress: Progress,
    *,
    into: str | None = None,
    freeze: bool = False,
    where: Where | None = None,
) -> int:
    """COPY blocks into the planned table, or into another of the same columns (`into`, as SQL).

    `freeze` is for a table that was truncated in this (sub)transaction: its rows will need no VACUUM. Blocks of another
    format take another COPY, of which `where` is told.
    """
    columns = ", ".join(quote(c.name) for c in planned.columns)
    block = _good(next(blocks, None))
    rows = taken = 0
    while block is not None:
        if where is not None:
            where.before = rows
        binary = block.binary
        wanted = ["FORMAT binary"] * binary + ["FREEZE"] * freeze
        options = f" ({', '.join(wanted)})" if wanted else ""
        with cursor.copy(f"COPY {into or planned.name.sql} ({columns}) FROM STDIN{options}") as copy:
            if binary:
                copy.write(HEADER)
            while block is not None and block.binary == binary:
                copy.write(block.data)
                rows += block.rows
                progress.advanced(str(planned.name), block.rows)
                block = _good(next(blocks, None))
            if binary:
                copy.write(TRAILER)
        taken += cursor.rowcount
    if where is not None:
        where.dropped = rows - taken
    return rows


def _good(block: Block | None) -> Block | None:
    """The block. Raises what it says instead of rows."""
    if block is not None and block.error is not None:
        raise block.error
    return block
