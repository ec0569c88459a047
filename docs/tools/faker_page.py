"""`reference/faker.md`: what becomes of every provider of Faker's. Takes minutes: `python docs/generate.py --faker`."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pyarrow as pa
from faker import VERSION, Faker

from seeding.columns import arrays
from seeding.columns.from_faker import FromFaker
from seeding.errors import FactoryError, UnsafeValueError
from seeding.safety import scan

PAGE = "reference/faker.md"
DRAWS = 10_000
_FEWEST = 20
_SLOW = 1.0  # seconds for a method's draws; files and pictures take that long to make one

HEAD = f"""\
<!-- Written by docs/generate.py --faker from Faker {VERSION} itself: do not edit. -->

# Faker, method by method

`FromFaker("…")`, and `factory.Faker("…")` in a factory that fills a table, can use what stands here as *passes*. Each
of those was drawn {DRAWS:,} times (methods that make files: as often as a second allows) with Faker {VERSION}
in its default locale, in a column named like the method, and every value judged by the rules that hold for all rows.
Whatever the locale and the arguments: the whole pool of a column is judged when the run is planned, before anything is
written, and the run is refused where one of its values could belong to somebody.

| provider | method | what becomes of it |
|---|---|---|"""


def page(draws: int = DRAWS) -> str:
    """The whole page."""
    rows = [f"| `{provider}` | `{method}` | {verdict(method, draws)} |" for provider, method in methods()]
    return "\n".join([HEAD, *rows, ""])


def methods() -> Iterator[tuple[str, str]]:
    """Every method of Faker's own providers, by the provider's short name; helpers of the providers' are none."""
    fake = Faker()
    seen = set()
    for provider in sorted(fake.get_providers(), key=lambda one: str(one.__provider__)):
        kind = type(provider)
        for name in sorted(n for n in dir(kind) if not n.startswith("_")):
            made_here = any(name in vars(base) for base in kind.__mro__ if base.__module__ != "faker.providers")
            callable_ = callable(getattr(kind, name)) and not isinstance(getattr(kind, name), type)
            if made_here and callable_ and name not in seen:
                seen.add(name)
                yield str(provider.__provider__).removeprefix("faker.providers."), name


def verdict(method: str, draws: int = DRAWS) -> str:
    """What becomes of a method's values, in a few words."""
    try:
        begun = time.perf_counter()
        FromFaker(method, pool=1).pool_values  # noqa: B018  # some take seconds to make one value
        pool = min(draws, max(_FEWEST, int(_SLOW / max(time.perf_counter() - begun, 1e-6))))
        values = arrays.decode(FromFaker(method, pool=pool).pool_values)
        scan(pa.RecordBatch.from_arrays([values], [method]), table="", first_row=0, types={})
    except UnsafeValueError as error:
        return f"refused: {error.findings[0].rule}. {_sentence(error.hint)}"
    except FactoryError as error:
        failed = "ended with TypeError" in error.message
        return "needs arguments; judged when the run is planned" if failed else f"refused. {_reason(error)}"
    return "passes"


def _reason(error: FactoryError) -> str:
    """Faker's own words where it could not, else what to use instead."""
    return _sentence(error.message.partition("Error: ")[2] or error.message.partition("Feature: ")[2] or error.hint)


def _sentence(text: str) -> str:
    line = text.partition("\n")[0].strip().replace("|", "\\|")
    return line[:1].upper() + line[1:]
