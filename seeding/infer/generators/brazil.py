"""CPF and CNPJ that the Receita Federal never gave out: the right shape, wrong check digits."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns.base import Column
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows

Style = Literal["formatted", "digits", "whole"]


class Cpf(Column):
    """A person's number such as 123.456.789-00, different in every row, whose second check digit is wrong.

    `style` is "formatted", "digits", or "whole" for numbers instead of texts.

    >>> Cpf("digits")
    Cpf('digits')
    """

    def __init__(self, style: Style = "formatted") -> None:
        super().__init__()
        self.style = style

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        # Bodies of nine digits that do not begin with 0: numbers keep all of theirs.
        body = 10**8 + Permutation(9 * 10**8, rows.key("order"))(rows.indices)
        numbers = _with_wrong_check(body, tuple(range(2, 11)), tuple(range(2, 12)))
        return _written(numbers, 11, self.style, r"\1.\2.\3-\4", r"^(\d{3})(\d{3})(\d{3})(\d{2})$")


class Cnpj(Column):
    """A company's number such as 12.345.678/0001-00, different in every row, whose second check digit is wrong.

    `style` is "formatted", "digits", or "whole" for numbers instead of texts.

    >>> Cnpj("digits")
    Cnpj('digits')
    """

    def __init__(self, style: Style = "formatted") -> None:
        super().__init__()
        self.style = style

    def values(self, rows: Rows) -> pa.Array:
        """One number a row."""
        root = 10**7 + Permutation(9 * 10**7, rows.key("order"))(rows.indices)
        weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5, 6)
        numbers = _with_wrong_check(root * 10_000 + 1, weights[:12], weights)
        return _written(numbers, 14, self.style, r"\1.\2.\3/\4-\5", r"^(\d{2})(\d{3})(\d{3})(\d{4})(\d{2})$")


def _with_wrong_check(body: NDArray[np.int64], first: tuple[int, ...], second: tuple[int, ...]) -> NDArray[np.int64]:
    """Both check digits behind the body, the second off by five; weights run from the right."""
    body = body * 10 + _check(body, first)
    return body * 10 + (_check(body, second) + 5) % 10


def _check(body: NDArray[np.int64], weights: tuple[int, ...]) -> NDArray[np.int64]:
    total = np.zeros(len(body), dtype=np.int64)
    left = body
    for weight in weights:
        left, digit = np.divmod(left, 10)
        total += digit * weight
    rest = total % 11
    return np.where(rest < 2, 0, 11 - rest)


def _written(numbers: NDArray[np.int64], width: int, style: Style, form: str, parts: str) -> pa.Array:
    if style == "whole":
        return pa.array(numbers)
    texts = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")
    return texts if style == "digits" else pc.replace_substring_regex(texts, parts, form)
