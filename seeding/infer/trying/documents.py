"""JSON documents as conditions describe them: keys that are there, of a type, with values inside limits.

What is read here need not be exact: every document is tried on the server.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from seeding.infer.expression import Call, Column, Literal, Tree
from seeding.infer.limits import Limits, array_items, condition

Path = tuple[str, ...]

_EMPTY: dict[str, Any] = {"object": {}, "array": [], "string": "text", "number": 1, "boolean": True, "null": None}
_STEP = re.compile(r'\.\s*(?:"([^"]+)"|(\w+))|\[\*\]|\[(\d+)\]')
_FILTER = re.compile(r'@((?:\.(?:"[^"]+"|\w+))*)\s*(==|>=|<=|>|<|like_regex)\s*("[^"]*"|-?[\d.]+|true|false|null)')
_VALUE = "value"
_MOST = 6


def documents(atoms: Sequence[Tree], column: str) -> list[Any]:
    """Documents that the conditions may hold for, in a few variants."""
    found: list[Any] = []
    for variant in range(_MOST):
        document: Any = [] if any(_root(atom) == "array" for atom in atoms) else {}
        for atom in sorted(atoms, key=_depth):
            document = _with(document, atom, column, variant)
        if document not in found:
            found.append(document)
    extra = [{**document, "source": "web"} for document in found if isinstance(document, dict)]
    return [*found, *extra]


def _root(atom: Tree) -> str:
    match atom:
        case Call("=", (Call("jsonb_typeof" | "json_typeof", (Column(),)), Literal(str() as kind))):
            return kind
        case Call(_, (Call("jsonb_array_length" | "json_array_length", (Column(),)), _)):
            return "array"
    return ""


def _depth(atom: Tree) -> int:
    return 0 if _root(atom) else 1 + len(str(atom)) // 1000


def _with(document: Any, atom: Tree, column: str, variant: int) -> Any:
    """The document changed so that one more condition may hold."""
    match atom:
        case Call("=", (Call("jsonb_typeof" | "json_typeof", (inner,)), Literal(str() as kind))):
            place = path_of(inner, column)
            return document if place is None else _set(document, place, copy.deepcopy(_EMPTY.get(kind)), keep=kind)
        case Call("= any", (Call("jsonb_typeof" | "json_typeof", (inner,)), kinds)):
            place = path_of(inner, column)
            names = (
                [item.text or "" for item in kinds.arguments if isinstance(item, Literal)]
                if isinstance(kinds, Call)
                else []
            )
            return (
                document if place is None or not names else _set(document, place, copy.deepcopy(_EMPTY.get(names[0])))
            )
        case Call("?" | "?&" | "?|" | "jsonb_exists" | "jsonb_exists_all" | "jsonb_exists_any", (inner, keys)):
            place = path_of(inner, column)
            for key in _keys(keys):
                document = document if place is None else _set(document, (*place, key), "text", keep="any")
            return document
        case Call("@>" | "jsonb_contains", (inner, Literal(str() as text))):
            place = path_of(inner, column)
            return document if place is None else _merged(document, place, text)
        case Call("jsonb_path_exists" | "@?" | "jsonb_path_match" | "@@", (inner, Literal(str() as text), *_)):
            place = path_of(inner, column)
            return document if place is None else _along(document, place, text)
        case Call("not", (Call("is null", (inner,)),)):
            for place in _needed(inner, column):
                document = _set(document, place, "text", keep="any")
            return document
        case Call("=" | "<>" | "<" | "<=" | ">" | ">=" | "= any" | "<> all" | "~" | "~*" | "~~" | "~~*", _):
            return _compared(document, atom, column, variant)
    return document


def _keys(tree: Tree) -> list[str]:
    if isinstance(tree, Call) and tree.name == "array":
        return [key for part in tree.arguments for key in _keys(part)]
    if isinstance(tree, Literal) and tree.text is not None:
        return [item for item in array_items(tree.text) or [tree.text] if item is not None]
    return []


def path_of(tree: Tree, column: str) -> Path | None:
    """Where in a document an expression looks: `cfg -> 'a' ->> 'b'`, `cfg #>> '{a,b}'`, casts left out."""
    match tree:
        case Column():
            return () if tree.name == column else None
        case Call("->" | "->>", (inner, Literal(str() as key))):
            above = path_of(inner, column)
            return None if above is None else (*above, key)
        case Call("#>" | "#>>", (inner, keys)):
            above = path_of(inner, column)
            return None if above is None else (*above, *_keys(keys))
        case Call("jsonb_extract_path" | "jsonb_extract_path_text" | "json_extract_path_text", (inner, *keys)):
            above = path_of(inner, column)
            return None if above is None else (*above, *(key for part in keys for key in _keys(part)))
        case Call(name, (inner,)) if name.startswith("::") or name in ("btrim", "lower", "upper", "trim"):
            return path_of(inner, column)
        case Call("coalesce", (inner, *_)):
            return path_of(inner, column)
    return None


def _needed(tree: Tree, column: str) -> Iterator[Path]:
    """What has to be there for an expression not to be NULL; what stands in for a NULL may be missing."""
    place = path_of(tree, column)
    if place:
        yield place
    elif isinstance(tree, Call) and tree.name not in ("coalesce", "concat", "concat_ws", "case"):
        for argument in tree.arguments:
            yield from _needed(argument, column)


def _looked_at(tree: Tree, column: str) -> Iterator[tuple[Tree, Path]]:
    place = path_of(tree, column)
    if place:
        yield tree, place
    elif isinstance(tree, Call):
        for argument in tree.arguments:
            yield from _looked_at(argument, column)


def _compared(document: Any, atom: Tree, column: str, variant: int) -> Any:
    """A value at a place compared with a constant: its limits are read as a column's would be."""
    for part, place in _looked_at(atom, column):
        value_of = _replaced(atom, part)
        counted = _replaced_length(value_of)
        if counted is not None:
            return _set(document, place, [variant] * max(1, _sizes(counted, 0)[0]))
        limits = condition(Limits(), value_of, _VALUE) or Limits()
        return _set(document, place, _within(limits, variant))
    counted = _replaced_length(_whole(atom, column))
    if counted is not None:
        least, most = _sizes(counted, variant)
        known = len(document) if isinstance(document, list) else 0
        return [{"id": n + 1} for n in range(max(least, known, min(least + variant, most)))]
    return document


def _sizes(counted: Tree, variant: int) -> tuple[int, int]:
    """The fewest and the most elements that a condition on an array's length allows."""
    limits = condition(Limits(), counted, _VALUE) or Limits()
    if limits.choices:
        return int(limits.choices[0]), int(limits.choices[0])
    low, high = limits.lower, limits.upper
    least = 0
    if low is not None and isinstance(low.point, Decimal):
        least = int(low.point) + (not low.inclusive)
    if high is not None and isinstance(high.point, Decimal):
        return least, int(high.point) - (not high.inclusive)
    return least, least + variant


def _whole(tree: Tree, column: str) -> Tree:
    if isinstance(tree, Column):
        return Column(_VALUE) if tree.name == column else tree
    return Call(tree.name, tuple(_whole(a, column) for a in tree.arguments)) if isinstance(tree, Call) else tree


def _replaced(tree: Tree, part: Tree) -> Tree:
    if tree is part or tree == part:
        return Column(_VALUE)
    if isinstance(tree, Call):
        return Call(tree.name, tuple(_replaced(argument, part) for argument in tree.arguments))
    return tree


def _replaced_length(tree: Tree) -> Tree | None:
    """A condition on `jsonb_array_length(value)` as one on a number."""
    if isinstance(tree, Call) and tree.arguments:
        first, *rest = tree.arguments
        if isinstance(first, Call) and first.name in ("jsonb_array_length", "json_array_length"):
            return Call(tree.name, (Column(_VALUE), *rest))
    return None


def _within(limits: Limits, variant: int) -> Any:
    if limits.choices:
        text = limits.choices[variant % len(limits.choices)]
        return json.loads(text) if re.fullmatch(r"-?\d+(\.\d+)?|true|false", text) else text
    low = limits.lower.point if limits.lower is not None else None
    high = limits.upper.point if limits.upper is not None else None
    if isinstance(low, Decimal) or isinstance(high, Decimal):
        return _between(low, high, variant)
    if low is not None or high is not None:
        return str(low or high)[:10]
    if limits.patterns:
        from seeding.infer.trying.wild import patterns_of

        texts = patterns_of(limits.patterns[0].pattern)
        return texts[variant % len(texts)] if texts else "text"
    size = max(limits.shortest or 0, min(limits.longest or 4, 4))
    return ("text" * (size // 4 + 1))[:size]


def _between(low: object, high: object, variant: int) -> int | float:
    """One of a few numbers spread over what is allowed, a whole one where there is room."""
    if isinstance(low, Decimal):
        least, most = low, high if isinstance(high, Decimal) else low + 10
    else:
        assert isinstance(high, Decimal)
        least, most = high - 10, high
    number = least + (most - least) * (variant + 1) / (_MOST + 1)
    whole = Decimal(int(number))
    return int(whole) if least < whole < most or number == whole else float(number)


def _set(document: Any, place: Path, value: Any, keep: str = "") -> Any:
    """The document with a value at a place; `keep`: not where one of that type (or any) is there already."""
    if not place:
        same = keep and isinstance(document, type(value))
        return document if same else value
    key, *rest = place
    if isinstance(document, list) and key.isdigit():
        document = [*document, *({} for _ in range(int(key) + 1 - len(document)))]
        document[int(key)] = _set(document[int(key)], tuple(rest), value, keep)
        return document
    inside = dict(document) if isinstance(document, dict) else {}
    if rest or key not in inside or not keep:
        inside[key] = _set(inside.get(key, {}), tuple(rest), value, keep) if rest else value
    elif keep != "any":
        inside[key] = _set(inside[key], (), value, keep)
    return inside


def _merged(document: Any, place: Path, text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return document
    if isinstance(value, dict):
        for key, inner in value.items():
            document = _set(document, (*place, key), inner)
        return document
    return _set(document, place, value)


def _along(document: Any, place: Path, text: str) -> Any:
    """A document in which a JSON path finds something: its steps, and what its filters compare."""
    head, _, _ = text.removeprefix("strict ").removeprefix("lax ").partition("?")
    value: Any = {}
    for inner, operator, constant in _FILTER.findall(text):
        keys = tuple(a or b for a, b, _ in _STEP.findall(inner))
        value = _set(value, keys, _satisfying(operator, json.loads(constant)))
    plain = re.match(
        r"\s*\$?((?:\.(?:\"[^\"]+\"|\w+)|\[[*\d]+\])*)\s*(==|>=|<=|>|<)\s*(\"[^\"]*\"|-?[\d.]+|true|false)", head
    )
    if plain:
        head, value = f"${plain[1]}", _satisfying(plain[2], json.loads(plain[3]))
    steps = [a or b or (n if n else "[*]") for a, b, n in _STEP.findall(head)]
    if not steps and not place:
        return value or document
    for step in reversed(steps):
        value = [value] if step in ("[*]", "0") else {step: value}
    if isinstance(value, dict):
        for key, inner in value.items():
            document = _set(document, (*place, key), inner)
        return document
    return _set(document, place, value)


def _satisfying(operator: str, constant: Any) -> Any:
    if isinstance(constant, int | float) and not isinstance(constant, bool):
        return {">": constant + 1, "<": constant - 1}.get(operator, constant)
    return constant
