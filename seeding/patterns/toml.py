"""Models as TOML: what is at its default is left out, lists of numbers stand on one line, names are sorted."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from seeding.patterns.model import NumberBin, TimeBin

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDE = 100


def text(model: BaseModel) -> str:
    """The model as a TOML document; reading it gives an equal model."""
    return "\n".join(_table((), _plain(model))).strip("\n") + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, NumberBin | TimeBin):
        return [value.low, value.high, value.share]
    if isinstance(value, BaseModel):
        plain: dict[str, Any] = {}
        for name, field in type(value).model_fields.items():
            given = getattr(value, name)
            if (
                name in ("kind", "version")
                or field.is_required()
                or given != field.get_default(call_default_factory=True)
            ):
                plain[name] = _plain(given)
        return plain
    if isinstance(value, Mapping):
        return {name: _plain(value[name]) for name in sorted(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    inner = {}
    for name, value in table.items():
        if value is None:
            continue
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            inner[name] = value
        else:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in inner.items():
        below = (*path, name)
        for one in value if isinstance(value, list) else [value]:
            header = ".".join(map(_key, below))
            if isinstance(value, list):
                yield f"\n[[{header}]]"
            elif not one or any(not isinstance(v, dict) for v in one.values()):
                yield f"\n[{header}]"
            yield from _table(below, one)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list):
        return _list(value)
    if value is None:
        return "[]"  # TOML has no NULL
    return str(value)


def _list(values: list[Any]) -> str:
    items = [_value(item) for item in values]
    line = f"[{', '.join(items)}]"
    if len(line) <= _WIDE and not any(isinstance(item, list) for item in values):
        return line
    if any(isinstance(item, list) for item in values):
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    lines, current = [], ""
    for item in items:
        if current and len(current) + len(item) > _WIDE:
            lines.append(current)
            current = ""
        current += f"{item}, "
    return "[\n" + "".join(f"  {one.rstrip()}\n" for one in [*lines, current]) + "]"


def _string(value: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped too.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
