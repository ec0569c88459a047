"""A bounded part of a table's rows, spread over all of it, always the same part of the same table.

Pages are read by their numbers: the first and the last ones, because copies and loads leave their rows
together at either end, and others at equal distances. TABLESAMPLE would do without the ends and draw anew
each time, so that a refusal could not be repeated.
"""

from __future__ import annotations

BLOCK = 8192
WHOLE_PAGES = 96  # a smaller table is read completely
_ENDS = 16
_BETWEEN = WHOLE_PAGES - 2 * _ENDS
# Wide rows are skipped in between, so that no table costs more than reading this much.
MOST_BYTES = 32 << 20
_LINES = 291  # rows a page of 8 kB has room for (MaxHeapTuplesPerPage)


def sampled(table: str, size: int, all_sizes: int, estimate: int, *, heap: bool = True) -> str:
    """What to write after FROM for a part of `table` (its quoted name).

    `size` is that of the table's own pages, `all_sizes` with values stored aside, in bytes; `estimate` the
    planner's number of rows, 0 where it has none.

    >>> sampled("public.t", 50 * 8192, 50 * 8192, 1000)
    'only public.t'
    """
    pages = -(-size // BLOCK)
    rows = max(estimate, pages * 4, 1)
    chosen = page_numbers(pages)
    bytes_read = all_sizes * len(chosen) // max(pages, 1)
    step = max(1, -(-bytes_read // MOST_BYTES))
    if not heap:
        return f"(select * from only {table} limit {max(1, rows // step) if pages <= WHOLE_PAGES else 5_000}) few"
    if len(chosen) == pages and step == 1:
        return f"only {table}"
    numbers = ",".join(map(str, chosen))
    # A list of places is fetched page by page (TID scan), in every version and without a look at the rest.
    return (
        f"(select * from only {table} where ctid = any (array("
        f"select ('(' || page || ',' || line || ')')::tid from unnest(array[{numbers}]::bigint[]) page, "
        f"generate_series(1, {_LINES}, {step}) line))) few"
    )


def page_numbers(pages: int) -> list[int]:
    """The pages to read of a table that has so many.

    >>> page_numbers(3), len(page_numbers(10**9)), page_numbers(10**9)[-1]
    ([0, 1, 2], 96, 999999999)
    """
    if pages <= WHOLE_PAGES:
        return list(range(pages))
    middle = pages - 2 * _ENDS
    between = [_ENDS + middle * i // _BETWEEN for i in range(_BETWEEN)]
    return [*range(_ENDS), *between, *range(pages - _ENDS, pages)]
