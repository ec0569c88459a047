"""What a reviewer reads first: what the file contains, what was kept back, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.patterns.model import CategoryShape, ColumnShape, Patterns


def head(patterns: Patterns) -> str:
    """The comments at the head of a pattern file. No host, no database, no name of anybody."""
    return "\n".join(_lines(patterns))


def _lines(patterns: Patterns) -> Iterator[str]:
    k = patterns.k
    yield "How production's rows are distributed: shares of them, and no row. Written by seed learn, for you to review."
    yield ""
    yield f"Learned {patterns.learned} from schema {patterns.schema_version}."
    yield f"The newest data is of {patterns.as_of.date()}."
    whose = " and ".join(patterns.people)
    yield (
        f"People are counted by {whose}; rows that belong to none of them count as one each."
        if whose
        else ("Every row counts as a person of its own: no table was declared to be people (--person).")
    )
    privacy = patterns.privacy
    if privacy is None:
        yield f"Every bin, value and combination has at least k = {k} people."
        yield f"The ends of numbers and dates are those of the {k}th person, rounded."
        yield "No noise was added: groups of k people are what protects."
    else:
        yield f"Noise was added to every count: epsilon {privacy.epsilon:g} and delta {privacy.delta:g} for all of them"
        yield f"together, with {privacy.bound} rows of a person in a table at most; [privacy] says where it went."
        yield f"Values in plain words are the schema's own, or had {k} people at least. Reference tables have no noise."
    sampled = [name for name, table in patterns.tables.items() if table.sampled < 1]
    if sampled:
        yield f"Looked at a sample of: {', '.join(sampled)}."
    yield ""
    if patterns.reference:
        yield "Carried whole, as they were declared to hold no person:"
        for name, rows in sorted(patterns.reference.items()):
            yield f"  {name} ({len(rows.rows)} rows)"
    else:
        yield "No table is carried whole."
    yield "Columns with values in plain words (all others have numbers, dates and forms only):"
    told = sorted(
        f"  {name}.{column} ({len(shape.values)} values)"
        for name, table in patterns.tables.items()
        for column, shape in table.columns.items()
        if isinstance(shape, CategoryShape)
    )
    yield from told or ["  none"]
    bins, others = kept_back(patterns)
    yield f"Kept back: {bins} bins, and {others} values that fewer than {k} people share or that could be somebody's."
    few = [name for name, table in patterns.tables.items() if table.rows and not table.columns]
    if few:
        yield f"Fewer than {k} people, so only that they are there: {', '.join(few)}."


def kept_back(patterns: Patterns) -> tuple[int, int]:
    """Bins that were merged as too few people had them, and values that count as others."""
    shapes: list[ColumnShape] = [shape for table in patterns.tables.values() for shape in table.columns.values()]
    bins = sum(shape.suppressed for shape in shapes if not isinstance(shape, CategoryShape))
    return bins, sum(shape.others for shape in shapes if isinstance(shape, CategoryShape))


def summary(patterns: Patterns) -> list[str]:
    """What was learned, in a few lines."""
    columns = sum(len(table.columns) for table in patterns.tables.values())
    depends = sum(len(table.dependencies) for table in patterns.tables.values())
    keys = sum(len(table.references) for table in patterns.tables.values())
    return [
        f"{len(patterns.tables)} tables, {columns} columns, {keys} foreign keys, {depends} dependencies, "
        f"{len(patterns.reference)} reference tables; k = {patterns.k}"
    ]
