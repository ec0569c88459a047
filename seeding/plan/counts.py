"""How many rows each table gets: from the profile, from its fan-out along a parent, or the run's count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seeding.columns.base import Column
from seeding.columns.fan_out import FanOut, Histogram, NegativeBinomial, OneToOne, Random, Spread, ZipfFanOut
from seeding.columns.reference import Reference
from seeding.columns.when import When
from seeding.errors import ProfileError
from seeding.profile import Per, Profile, TableSettings
from seeding.schema import Table


@dataclass(frozen=True)
class Count:
    """Rows of a table, and where the number comes from."""

    rows: int
    why: str


class _Rows(Mapping[str, int]):
    """The rows of tables counted so far, and of those in `later`; a view, as every table asks for it."""

    def __init__(self, counts: Mapping[str, Count], later: Mapping[str, Count]) -> None:
        self._counts, self._later = counts, later

    def __getitem__(self, table: str) -> int:
        known = self._counts.get(table)
        return (self._later[table] if known is None else known).rows

    def __iter__(self) -> Iterator[str]:
        return iter({**self._later, **self._counts})

    def __len__(self) -> int:
        return len(self._counts.keys() | self._later.keys())


def fan_out_of(per: Per) -> FanOut:
    """The distribution a profile's `per` describes."""
    if per.histogram is not None:
        return Histogram(per.histogram)
    if per.share is not None:
        return OneToOne(share=per.share)
    assert per.mean is not None
    match per.distribution:
        case "spread":
            return Spread(mean=per.mean)
        case "random":
            return Random(mean=per.mean)
        case "zipf":
            return ZipfFanOut(per.exponent, mean=per.mean)
    return NegativeBinomial(mean=per.mean, dispersion=per.dispersion)


def count_rows(
    table: Table,
    generators: Mapping[str, Column],
    counts: Mapping[str, Count],
    profile: Profile,
    *,
    count: int | None,
    scale: float | None,
    inferred: bool = False,
    later: Mapping[str, Count] | None = None,
    shaped: Mapping[str, Count] | None = None,
) -> Count:
    """The number of rows of one table, once its parents have theirs (`counts`, by qualified name).

    A table whose generators nobody declared (`inferred`) gets no more rows than they have room for, in `later`
    parents too (those in a circle of references that are filled after it). `shaped` are the rows that a pattern file
    asks for, where the profile says nothing.
    """
    settings = profile.settings(str(table.name))
    pinned = len(settings.pinned)
    found = _count(table, generators, counts, profile, settings=settings, count=count, later=later, shaped=shaped or {})
    follows = found.why.startswith("per ") or found in (shaped or {}).values()
    if scale is not None and not follows:
        found = Count(round(found.rows * scale), f"{found.why}, scaled by {scale:g}")
    if settings.fixed is None and (inferred or _may_run_out(generators)):
        from seeding.infer.capacity import capacity

        room = capacity(generators, _Rows(counts, later or {}))
        if room is not None and found.rows > room[0]:
            found = Count(room[0], f"{room[1]} has room for no more")
    if found.rows < pinned:
        return Count(pinned, "pinned rows")
    return found


def _may_run_out(generators: Mapping[str, Column]) -> bool:
    """Whether declared generators could be limited as inferred ones are: told without importing inference."""
    return any(
        getattr(generator, "unique", False)
        or type(generator).__module__.startswith("seeding.infer.")
        or (isinstance(generator, When) and _may_run_out({"then": generator.then}))
        or (isinstance(generator, Reference) and isinstance(generator.fan_out, OneToOne))
        for generator in generators.values()
    )


def _count(
    table: Table,
    generators: Mapping[str, Column],
    counts: Mapping[str, Count],
    profile: Profile,
    *,
    settings: TableSettings,
    count: int | None,
    later: Mapping[str, Count] | None,
    shaped: Mapping[str, Count],
) -> Count:
    where = f'{profile.source} [tables."{table.name}"]'
    if settings.fixed is not None:
        return Count(settings.fixed, f"{where} rows")
    for parent, per in settings.per.items():
        name = parent if "." in parent else f"public.{parent}"
        counts = {**(later or {}), **counts}
        if name not in counts:
            raise ProfileError(
                f"{where} per names {parent!r}, which is not a table that {table.name} comes after",
                hint=f"tables filled before it: {', '.join(counts) or 'none'}",
            )
        return Count(fan_out_of(per).children(counts[name].rows), f"per {name}")
    if str(table.name) in shaped:
        return shaped[str(table.name)]
    for generator in generators.values():
        if isinstance(generator, Reference) and generator.fan_out is not None and generator.parent in counts:
            parent = generator.parent
            return Count(generator.fan_out.children(counts[parent].rows), f"per {parent}")
    if count is not None:
        return Count(count, "--count")
    return Count(profile.count, f"{profile.source} count")
