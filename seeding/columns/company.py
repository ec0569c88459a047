"""Companies that do not exist, under names that sound as if they did."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import Indices, chance
from seeding.columns.invented import ENDS, named_by_trade
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.columns.vocabulary import Vocabulary, words
from seeding.errors import FactoryError

_LEGAL = {
    "US": ", Inc. | LLC | Corp. | Co.", "CA": "Inc. | Ltd.", "GB": "Ltd | plc | LLP", "IE": "Ltd | plc",
    "IN": "Pvt. Ltd. | Ltd. | LLP", "AU": "Pty Ltd | Ltd", "NZ": "Ltd", "ZA": "(Pty) Ltd",
    "DE": "GmbH | AG | GmbH & Co. KG",
    "AT": "GmbH | AG", "CH": "AG | GmbH", "FR": "SARL | SAS | SA", "BE": "BV | NV | SRL", "NL": "B.V. | N.V.",
    "ES": "S.L. | S.A.", "PT": "Lda. | S.A.", "BR": "Ltda. | S.A.", "MX": "S.A. de C.V.", "AR": "S.R.L. | S.A.",
    "CL": "SpA | Ltda.", "CO": "S.A.S.", "IT": "S.r.l. | S.p.A.", "SE": "AB", "NO": "AS", "DK": "ApS | A/S",
    "FI": "Oy | Oyj", "PL": "Sp. z o.o. | S.A.", "CZ": "s.r.o. | a.s.", "HU": "Kft. | Zrt.", "RO": "S.R.L. | S.A.",
    "TR": "A.Ş. | Ltd. Şti.", "JP": "K.K.", "CN": "Co., Ltd.", "KR": "Co., Ltd.", "SG": "Pte. Ltd.", "AE": "LLC",
}  # fmt: skip


class Company(Column):
    """A company's name: "Pelvondra Logistics", "Tarnoway Systems GmbH".

    No company bears it on purpose: the first word is put together from a start and an end that are no words
    (24 times 18 of them), the second says the trade. Nobody can rule out that somewhere someone had the same idea.

    `industry` names a column of industries (see `JobTitle`) the trade agrees with. `legal` is the share of names that
    carry a legal form: of the country in column `country` (ISO 3166-1 alpha-2), else of `legal_in`. `unique=True`
    gives every row a company of its own; FactoryError beyond the number of names.

    >>> Company(industry="industry", legal_in="DE", legal=0.5)
    Company(industry='industry', legal_in='DE', legal=0.5)
    """

    def __init__(
        self,
        *,
        industry: str | None = None,
        country: str | None = None,
        legal_in: str = "US",
        legal: float = 0.3,
        unique: bool = False,
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        if legal_in not in _LEGAL:
            raise FactoryError(f"{self!r}: no legal forms for {legal_in!r}", hint=f"known: {', '.join(_LEGAL)}")
        if not 0 <= legal <= 1:
            raise FactoryError(f"{self!r}: legal={legal!r}; a share of rows lies between 0 and 1")
        if unique and industry is not None:
            raise FactoryError(f"{self!r}: a company of its own for every row has the trade it has; leave out industry")
        self.industry = industry
        self.country = country
        self.legal_in = legal_in
        self.legal = legal
        self.unique = unique

    def values(self, rows: Rows) -> arrays.Values:
        """One name a row."""
        known = _companies()
        if self.unique:
            size = len(known.entries)
            needed = max(rows.spec.stop or 0, int(rows.indices.max(initial=-1)) + 1)
            if needed > size:
                raise FactoryError(
                    f"{rows.table}.{rows.name} is {self!r}, and there are {size:,} names, too few for {needed:,} rows",
                    hint="leave out unique",
                )
            name = Permutation(size, rows.key())(rows.indices)
        else:
            name = known.weighted.pick(rows.draws(), known.group(rows, self.industry, rows.draws("industry")))
        if not self.legal:
            return pools.pick(known.entries, name)
        return pc.binary_join_element_wise(pools.take(known.entries, name), self._forms(rows, name), "")

    def _forms(self, rows: Rows, name: Indices) -> pa.Array:
        """The legal form of each company, the same wherever its name comes up in that country; '' for none."""
        codes, forms, starts, counts = _legal_forms()
        own = int(codes.index(self.legal_in).as_py())
        place = np.full(len(rows), own, np.int64)
        if self.country is not None:
            found = pools.find(rows.column(self.country), codes)
            place = np.where(found < 0, own, found)
        form = starts[place] + name * 7 % counts[place]
        formal = chance(rows.draws("legal"), self.legal) & _commercial()[name]
        return pools.take(forms, np.where(formal, form, len(forms) - 1))


@lru_cache(maxsize=1)
def _companies() -> Vocabulary:
    return named_by_trade("industry", ENDS)


@lru_cache(maxsize=1)
def _commercial() -> NDArray[np.bool_]:
    """Which names are of industries whose organisations are companies."""
    known = _companies()
    flags = [group not in ("government", "non-profit") for group in known.groups.to_pylist()]
    return np.repeat(np.array(flags), known.counts)


@lru_cache(maxsize=1)
def _legal_forms() -> tuple[pa.Array, pa.Array, Indices, Indices]:
    """Countries, their legal forms behind one another (at last ''), where each country's begin and how many."""
    forms = {code: [form if form[0] == "," else f" {form}" for form in words(text)] for code, text in _LEGAL.items()}
    counts = np.array([len(own) for own in forms.values()], dtype=np.int64)
    flat = [form for own in forms.values() for form in own]
    return pa.array(list(forms)), pa.array([*flat, ""]), np.cumsum(counts) - counts, counts
