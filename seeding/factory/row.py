"""What a factory builds where no model is given: a light object with the row's columns as attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


class Row:
    """One row: `user.email`, `user["email"]`, `dict(user)`; equal where table and values are equal."""

    __slots__ = ("_server", "_table", "_values")
    _values: dict[str, Any]
    _table: str
    _server: Callable[[], None] | None  # while the row waits to be inserted: inserts it

    def __init__(self, _table: str = "", /, **values: Any) -> None:
        object.__setattr__(self, "_table", _table)
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_server", None)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"{self._table or 'row'} has no column {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._values[name] = value

    def __getitem__(self, name: str) -> Any:
        if name not in self._values and self._server is not None:
            self._server()
        return self._values[name]

    def keys(self) -> Iterator[str]:
        """Column names, in declaration order; makes `dict(row)` work."""
        if self._server is not None:
            self._server()
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and (self._table, self._values) == (other._table, other._values)

    __hash__ = None  # type: ignore[assignment]  # rows are mutable

    def __reduce__(self) -> tuple[Any, ...]:
        return _row, (self._table, self._values)

    def __repr__(self) -> str:
        values = ", ".join(f"{k}={v!r}" for k, v in self._values.items())
        return f"<{self._table or 'row'} {values}>"


def _row(table: str, values: dict[str, Any]) -> Row:
    return Row(table, **values)


def values_of(instance: Any) -> dict[str, Any]:
    """The column values of any built object: Row, dict, pydantic model, dataclass or plain object."""
    if isinstance(instance, (Row, dict)):
        return dict(instance)
    if hasattr(instance, "model_dump"):
        dumped: dict[str, Any] = instance.model_dump()
        return dumped
    if hasattr(instance, "__dataclass_fields__"):
        return {name: getattr(instance, name) for name in instance.__dataclass_fields__}
    return dict(vars(instance))
