"""One table's factory as a module: every inferred generator written out, and what nothing could decide said."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seeding.errors import FactoryError
from seeding.infer.infer import infer
from seeding.infer.inferred import Inferred
from seeding.scaffold.code import Imports, expression
from seeding.scaffold.layout import WIDTH, Text, pairs_of, statement
from seeding.scaffold.names import attribute_name, class_name
from seeding.scaffold.strings import quoted
from seeding.schema import Schema, Table

_INDENT = " " * 4
_NO_TEST = (f"{_INDENT}__test__ = False  # pytest takes the name for a test's", "")
_DOUBT = "; not understood: "


# Types whose name says nearly all there is to say.
_TELLING = re.compile(r"type (boolean|uuid|date|time|timestamp|interval|daterange|tstzrange|tsrange|inet|cidr|macaddr)")


@dataclass(frozen=True)
class Undecided:
    """A column whose generator somebody should look at, and why; `sure` where rows are valid all the same."""

    table: str
    column: str
    why: str
    sure: bool = False


@dataclass(frozen=True)
class FactoryFile:
    """The text of a module, the class in it, and what could not be decided."""

    table: str
    factory: str
    text: str
    undecided: tuple[Undecided, ...]


def factory_file(table: Table, schema: Schema) -> FactoryFile:
    """The module that fills `table` exactly as it is filled without one."""
    inferred = infer(table, schema)
    imports: Imports = {"seeding": {"TableFactory"}}
    rename: dict[str, str] = {}
    taken: set[str] = set(table.by_name)
    body: list[str] = []
    undecided: list[Undecided] = []
    for column, found in inferred.items():
        name = attribute_name(column, taken - {column})
        taken.add(name)
        if name != column:
            rename[name] = column
        open_ = _doubt(table, column, found)
        if open_ is not None:
            undecided.append(open_)
            body += _comment(f"{'A guess' if open_.sure else 'To decide'}: {open_.why}.")
        try:
            body += statement(f"{name} = ", expression(found.generator, imports), len(_INDENT))
        except FactoryError as error:  # a generator of somebody's own rule: named, for them to write
            undecided.append(Undecided(str(table.name), column, error.message))
            body += _comment(f"To decide: {error.message}.")
    factory = class_name(table.name)
    undecided += _unfilled(table, inferred)
    lines = [
        f'"""Rows of {_plain(str(table.name))}, inferred from its columns: yours to edit."""',
        "",
        *_import_lines(imports),
        "",
        "",
        f"class {factory}(TableFactory):",
        *_docstring(table),
        *(_NO_TEST if factory.startswith("Test") else []),
        *_meta(table, rename),
        *(["", *body] if body else []),
        *_left(table, inferred),
    ]
    return FactoryFile(str(table.name), factory, "\n".join(lines) + "\n", tuple(undecided))


def _doubt(table: Table, column: str, found: Inferred) -> Undecided | None:
    """Why somebody should look at a generator; None where all its column asks for is understood."""
    reason, separator, names = found.reason.partition(_DOUBT)
    if separator:
        return Undecided(str(table.name), column, f"nothing here makes sure of {names}")
    if reason.startswith("type ") and not _TELLING.match(reason):
        return Undecided(str(table.name), column, f"only its {reason} is known", sure=True)
    return None


def _unfilled(table: Table, inferred: Mapping[str, Inferred]) -> Iterator[Undecided]:
    for attribute in table.attributes:
        if attribute.required and attribute.name not in inferred:
            why = f"no generator makes {attribute.type}, and a value is required"
            yield Undecided(str(table.name), attribute.name, why)


def _import_lines(imports: Imports) -> Iterator[str]:
    """As isort orders them: Python's own modules apart."""
    own = [m for m in imports if m.split(".")[0] == "seeding"]
    for group in (sorted(set(imports) - set(own)), sorted(own)):
        for module in group:
            names = sorted(imports[module], key=str.lower)
            line = f"from {module} import {', '.join(names)}" if names else f"import {module}"
            if len(line) <= WIDTH:
                yield line
            else:
                yield f"from {module} import ("
                yield from (f"{_INDENT}{name}," for name in names)
                yield ")"
        if group and group[0].split(".")[0] != "seeding":
            yield ""


def _docstring(table: Table) -> list[str]:
    """The table's comment, where it has one."""
    text = _plain(" ".join(table.comment.split())) or f"A row of {_plain(str(table.name))}."
    text = text if text[-1] in ".!?" else f"{text}."
    first, *others = textwrap.wrap(text, WIDTH - 2 * len(_INDENT), break_long_words=False)
    if not others:
        return [f'{_INDENT}"""{first}"""', ""]
    return [f'{_INDENT}"""{first}', *(f"{_INDENT}{line}" for line in others), f'{_INDENT}"""', ""]


def _plain(text: str) -> str:
    """Text that may stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"', "'").strip()


def _meta(table: Table, rename: Mapping[str, str]) -> Iterator[str]:
    yield f"{_INDENT}class Meta:"
    yield f"{_INDENT * 2}table = {quoted(str(table.name))}"
    if rename:
        renamed = pairs_of([(Text(name), Text(column)) for name, column in rename.items()])
        yield from statement("rename = ", renamed, 2 * len(_INDENT))


def _left(table: Table, inferred: Mapping[str, Inferred]) -> list[str]:
    """What the factory does not declare, said where somebody would look for it."""
    server = [a.name for a in table.attributes if a.writable and a.name not in inferred and not a.required]
    if not server:
        return []
    return ["", *_comment(f"Left to the server: {', '.join(server)}.")]


def _comment(text: str) -> list[str]:
    width = WIDTH - len(_INDENT) - 2
    flat = " ".join(text.split())
    return [f"{_INDENT}# {line}" for line in textwrap.wrap(flat, width, break_long_words=False, break_on_hyphens=False)]
