"""E-mail addresses nobody can receive: made from the name beside them, unique, at a reserved domain."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from seeding.columns import arrays, fold, hosts, numbering, pools
from seeding.columns.base import Column
from seeding.columns.person_name import Locale, PersonName
from seeding.columns.rows import Rows

_PRIME = 1_000_000_007
_STEP = 618_034_051  # sets the numbers of one domain apart from those of the next


class Email(Column):
    """An address in lower case, such as "anna.kowalska84@example.org", never twice in a table.

    `of` names the column of names it agrees with, in any script; without it a name in `locale` is drawn for the
    address alone. `domains` are reserved ones (RFC 2606) only: anything else raises FactoryError.

    Unique by construction: the domain and the number after the name together tell the row number, whatever the
    names are. The first row of each domain has no number.

    >>> Email(of="full_name", domains=("mail.example.com",))
    Email(of='full_name', domains=('mail.example.com',))
    """

    def __init__(
        self,
        of: str | None = None,
        *,
        domains: str | tuple[str, ...] | list[str] = ("example.com", "example.org", "example.net"),
        locale: Locale = "en_US",
        nulls: float = 0.0,
    ) -> None:
        super().__init__(nulls=nulls)
        self.of = of
        named = (domains,) if isinstance(domains, str) else domains
        self.domains = tuple(dict.fromkeys(domain.lower().removesuffix(".") for domain in named))
        hosts.require_reserved(self.domains, self)
        self._own = PersonName(locale)
        self._at = pa.array([f"@{domain}" for domain in self.domains], pa.string())

    def values(self, rows: Rows) -> arrays.Values:
        """One address a row."""
        name = self._own.values(rows.nested("name")) if self.of is None else rows.column(self.of)
        handle = fold.handles(name, rows.draws())
        count = len(self.domains)
        number, slot = np.divmod(rows.indices, count)
        key = rows.key("number")
        # A turn that depends on the number alone: each number still meets each domain once.
        turn = (number.view(np.uint64) * np.uint64(key)) >> np.uint64(40)
        slot = (slot + turn.view(np.int64)) % count
        suffix = numbering.spelled(numbering.scatter(number, key % _PRIME + slot * _STEP))
        return pc.binary_join_element_wise(handle, suffix, pools.take(self._at, slot), arrays.EMPTY)
