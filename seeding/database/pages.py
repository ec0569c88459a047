"""A bounded part of a table's rows, spread over all of it, always the same part of the same table.

Pages are read by their numbers: the first and the last ones, because copies and loads leave their rows
together at either end, and others at equal distances. TABLESAMPLE would do without the ends and draw anew
each time, so that a refusal could not be repeated.
"""

from __future__ import annotations

BLOCK = 8192
WHOLE_PAGES = 96  # a smaller table is read completely
# Wide rows are skipped in between, so that no table costs more than reading this much.
MOST_BYTES = 32 << 20
_LINES = 291  # rows a page of 8 kB has room for (MaxHeapTuplesPerPage)
_ROWS_WITHOUT_PAGES = 5_000


def sampled(
    table: str, size: int, all_sizes: int, estimate: int, *, pages: int = WHOLE_PAGES, heap: bool = True
) -> str:
    """What to write after FROM for a part of `table` (its quoted name): at most `pages` pages of it.

    `size` is that of the table's own pages, `all_sizes` with values stored aside, in bytes; `estimate` the
    planner's number of rows, 0 where it has none.

    >>> sampled("public.t", 50 * 8192, 50 * 8192, 1000)
    'only public.t'
    """
    there = -(-size // BLOCK)
    chosen = page_numbers(there, pages)
    step = max(1, -(-(all_sizes * len(chosen) // max(there, 1)) // MOST_BYTES))
    if not heap:
        return f"(select * from only {table} limit {max(1, min(_ROWS_WITHOUT_PAGES, estimate or 100) // step)}) few"
    if len(chosen) == there and step == 1:
        return f"only {table}"
    numbers = ",".join(map(str, chosen))
    # A list of places is fetched page by page (TID scan), in every version and without a look at the rest.
    return (
        f"(select * from only {table} where ctid = any (array("
        f"select ('(' || page || ',' || line || ')')::tid from unnest(array[{numbers}]::bigint[]) page, "
        f"generate_series(1, {_LINES}, {step}) line))) few"
    )


def page_numbers(there: int, most: int = WHOLE_PAGES) -> list[int]:
    """At most `most` pages of the `there` that a table has: a sixth at either end, the rest in between.

    >>> page_numbers(3), len(page_numbers(10**9)), page_numbers(10**9)[-1]
    ([0, 1, 2], 96, 999999999)
    """
    if there <= most:
        return list(range(there))
    ends = most // 6
    between = most - 2 * ends
    middle = [ends + (there - 2 * ends) * i // between for i in range(between)]
    return [*range(ends), *middle, *range(there - ends, there)]
