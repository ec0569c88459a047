"""Values of a pattern file as a column holds them: what PostgreSQL printed, read back."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.infer.patterned.readings import plain
from seeding.infer.trying.samples import options
from seeding.plan.arrow_types import arrow_type
from seeding.schema import Attribute, Table, TypeKind


def typed(table: Table, attribute: Attribute, values: Sequence[object]) -> pa.Array:
    """The values in the column's Arrow type; None for NULL. Raises ValueError for one that is no such value."""
    type_ = attribute.type.base
    target = arrow_type(attribute.type)
    texts = [plain(value) for value in values]
    try:
        if type_.kind is TypeKind.ENUM:
            strange = [text for text in texts if text is not None and text not in type_.labels]
            if strange:
                raise ValueError(f"{strange[0]!r} is none of the labels of {attribute.type}")
        if target == arrays.JSON:
            for text in texts:
                json.loads(text or "null")
            return pa.ExtensionArray.from_storage(target, pa.array(texts, pa.string()))
        if pa.types.is_string(target):
            texts = [value if isinstance(value, str) else text for value, text in zip(values, texts, strict=True)]
            longest = type_.length
            if longest is not None and any(text is not None and len(text) > longest for text in texts):
                raise ValueError(f"a value is longer than {attribute.type}")
            return pa.array(texts, pa.string())
        made = options(table, attribute.name, texts)
        if any(value is not None and isinstance(value, str) for value in made):
            raise ValueError(f"{made[0]!r} is not a {attribute.type}")
        found = pools.of(made)
        return found if isinstance(found, pa.ExtensionArray) else found.cast(target)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, ArithmeticError, TypeError) as error:
        raise ValueError(str(error)) from error


def usable(table: Table, attribute: Attribute, values: Sequence[object]) -> list[bool]:
    """Which of the values the column can hold."""
    found = []
    for value in values:
        try:
            typed(table, attribute, [value])
        except ValueError:
            found.append(False)
        else:
            found.append(True)
    return found
