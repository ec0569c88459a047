"""Anything Faker can make, as a pool: Faker's variety at the speed of an array."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cached_property
from types import FrameType
from typing import Any

import pyarrow as pa

from seeding.columns import arrays, pools
from seeding.columns.base import Column
from seeding.columns.draws import below, key_of
from seeding.columns.permutation import Permutation
from seeding.columns.rows import Rows
from seeding.errors import FactoryError

_TRIES = 40  # draws per value wanted before a pool of distinct values counts as exhausted

# What these make belongs, or could belong, to somebody.
_SOMEBODYS = {
    "ascii_company_email": "Email", "ascii_email": "Email", "ascii_free_email": "Email", "company_email": "Email",
    "free_email": "Email", "free_email_domain": "Email", "domain_name": "Email(domains=…)", "hostname": "Url",
    "url": "Url", "uri": "Url", "image_url": "ImageUrl", "phone_number": "Phone", "basic_phone_number": "Phone",
    "cellphone_number": "Phone", "msisdn": "Phone", "country_calling_code": "Phone", "ipv4_public": "IpAddress",
    "credit_card_number": "Constant('4242424242424242')", "credit_card_full": "Constant('4242424242424242')",
    "iban": "Constant('GB00TEST00000000000000')", "bban": "Code", "ssn": "Code", "profile": "PersonName",
    "simple_profile": "PersonName",
}  # fmt: skip

_CLOCK = frozenset({"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"})


class FromFaker(Column):
    """Values of a Faker provider's method: `FromFaker("color_name")`, `FromFaker("job", locale="de_DE")`.

    `pool` values are made once a process by a private Faker with a fixed seed, and drawn from for each row; keyword
    arguments go to the method. The pool changes with Faker's version. `unique=True` makes the pool distinct and gives
    no value twice; FactoryError when Faker runs out of values, or the table has more rows than the pool.

    FactoryError as well for a method Faker does not have, one whose values could belong to somebody (telephone
    numbers, addresses at real providers, …) and one that reads the clock (dates relative to today): such values
    would not be the same tomorrow.

    >>> FromFaker("color_name")
    FromFaker('color_name')
    """

    def __init__(
        self,
        provider: str,
        *,
        locale: str | None = None,
        pool: int = 1000,
        unique: bool = False,
        nulls: float = 0.0,
        **arguments: Any,
    ) -> None:
        super().__init__(nulls=nulls)
        if provider in _SOMEBODYS:
            raise FactoryError(
                f"{self!r}: what Faker's {provider} makes could belong to somebody",
                hint=f"use {_SOMEBODYS[provider]} instead",
            )
        if pool < 1:
            raise FactoryError(f"{self!r}: a pool of {pool} values")
        self.provider = provider
        self.locale = locale
        self.pool = pool
        self.unique = unique
        self.arguments = arguments

    def values(self, rows: Rows) -> arrays.Values:
        """One of the pool's values a row."""
        size = len(self.pool_values)
        if not self.unique:
            return pools.pick(self.pool_values, below(rows.draws(), size))
        needed = max(rows.spec.stop or 0, int(rows.indices.max(initial=-1)) + 1)
        if needed > size:
            raise FactoryError(
                f"{rows.table}.{rows.name} is {self!r}, whose pool has {size:,} values, too few for {needed:,} rows",
                hint=f"give it a larger pool (pool={needed}), or leave out unique",
            )
        return pools.pick(self.pool_values, Permutation(size, rows.key())(rows.indices))

    @cached_property
    def pool_values(self) -> pa.Array:
        """The pool: every value a row can get. Raises FactoryError where Faker cannot make it."""
        made = self._made()
        try:
            return pools.of(made)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            return pa.array([None if value is None else str(value) for value in made], pa.string())

    def _made(self) -> list[Any]:
        """The pool, made without a look at the clock."""
        from faker import Faker

        try:
            fake = Faker(self.locale)
        except AttributeError as error:
            raise FactoryError(f"{self!r}: {error}", hint='a locale is written "de_DE"') from None
        fake.seed_instance(key_of("faker", self.provider, self.locale or "", *self._spelled_arguments()))
        method = getattr(fake, self.provider, None)
        if not callable(method):
            near = get_close_matches(self.provider, dir(fake), n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "see Faker's list of providers"
            raise FactoryError(f"{self!r}: Faker has no {self.provider!r}", hint=hint)
        made: list[Any] = []
        seen: set[str] = set()
        with _watched_clock() as looks:
            for _ in range(self.pool * _TRIES if self.unique else self.pool):
                value = self._one(method)
                if looks:
                    raise FactoryError(
                        f"{self!r}: Faker's {self.provider} reads the clock: tomorrow the values would be others",
                        hint="use Moment or Date, which count from the plan's fixed present",
                    )
                if not self.unique or repr(value) not in seen:
                    made.append(value)
                    seen.add(repr(value))
                if len(made) == self.pool:
                    return made
        raise FactoryError(
            f"{self!r}: Faker's {self.provider} has no more than {len(made):,} different values",
            hint=f"pool={len(made)}, or leave out unique",
        )

    def _one(self, method: Callable[..., Any]) -> Any:
        try:
            return method(**self.arguments)
        except FactoryError:
            raise
        except Exception as error:
            # Arguments it does not take, a package it wants: whatever Faker raises is about this declaration.
            raise FactoryError(
                f"{self!r}: Faker's {self.provider} ended with {type(error).__name__}: {error}",
                hint="its arguments go behind the name: see Faker's documentation of the method",
            ) from error

    def _spelled_arguments(self) -> Iterator[str]:
        for name in sorted(self.arguments):
            yield f"{name}={self.arguments[name]!r}"


@contextmanager
def _watched_clock() -> Iterator[list[str]]:
    """Collects every look at the clock: providers take the date of today in many ways, deep in their helpers."""
    looks: list[str] = []

    def notice(_: FrameType, event: str, argument: Any) -> None:
        if event == "c_call" and argument.__name__ in _CLOCK:
            looks.append(argument.__name__)

    before = sys.getprofile()
    sys.setprofile(notice)
    try:
        yield looks
    finally:
        sys.setprofile(before)
