"""Names for what is written: `public.order_items` is filled by `OrderItemFactory` in `order_items.py`."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container

import factory

from seeding.infer.words import singular, words
from seeding.schema import Name

# Python's own modules for a folder of tests, and what pytest would take for tests.
_TAKEN_MODULES = frozenset({"__init__", "conftest"})
_RESERVED = frozenset({*dir(factory.Factory), "Meta", "Params"})


def module_names(table: Name) -> tuple[str, ...]:
    """Names for a table's module, the one to be wished for first.

    >>> module_names(Name("public", "OrderItems")), module_names(Name("sales", "import"))
    (('order_items', 'public_order_items'), ('import_', 'sales_import'))
    """
    plain = _identifier("_".join(_parts(table.name)), "table")
    if plain in _TAKEN_MODULES or plain.startswith("test_"):
        plain = f"table_{plain.strip('_')}"
    return plain, _identifier("_".join((*_parts(table.schema), *_parts(table.name))), "table")


def class_name(table: Name) -> str:
    """The factory's name: what one row is.

    >>> class_name(Name("public", "users")), class_name(Name("public", "user_addresses"))
    ('UserFactory', 'UserAddressFactory')
    """
    *front, last = _parts(table.name)
    name = "".join(part[:1].upper() + part[1:] for part in (*front, singular(last)))
    return f"{_identifier(name, 'Table')}Factory"


def _parts(name: str) -> tuple[str, ...]:
    """A name's words as its author set them apart: `jobcandidate` is one, `jobCandidate` two."""
    if name.islower() and name.isascii():
        return tuple(part for part in re.split(r"[^a-z0-9]+", name) if part) or (name,)
    return words(name)


def attribute_name(column: str, taken: Container[str]) -> str:
    """What a column is called in a factory: its own name, unless factory_boy or Python has a use for it.

    >>> attribute_name("email", ()), attribute_name("class", ()), attribute_name("build", ()), attribute_name("a b", ())
    ('email', 'class_', 'build_', 'a_b')
    """
    if _usable(column) and column not in taken:
        return column
    kept = "".join(c if c.isascii() and c.isalnum() else "_" for c in column)
    plain = _identifier("_".join(part for part in kept.split("_") if part), "column")
    plain = plain.strip("_")
    found, number = plain if _usable(plain) else f"{plain}_", 2
    while found in taken or not _usable(found):
        found, number = f"{plain}_{number}", number + 1
    return found


def _usable(name: str) -> bool:
    """Whether a class attribute of this name is a declaration, and nothing else."""
    plain = name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
    return plain and name not in _RESERVED and "__" not in name and not name.startswith("_")


def _identifier(name: str, otherwise: str) -> str:
    kept = "".join(c if (c.isalnum() and c.isascii()) or c == "_" else "" for c in name)
    if not kept or kept[0].isdigit():
        kept = f"{otherwise}_{kept}" if kept else otherwise
    return f"{kept}_" if keyword.iskeyword(kept) or keyword.issoftkeyword(kept) else kept
