"""Settings that the schema reads: `DEFAULT current_setting('app.tenant')::int` fails where nobody has set it.

So does a check that compares with one. What a server has set already (ALTER DATABASE … SET) is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seeding.profile import Profile
from seeding.schema import Table, Type

# current_setting('app.tenant'), with what it is cast to behind it, also when it stands inside NULLIF(…, '') or CAST;
# a second argument true asks for no error.
_READ = re.compile(
    r"current_setting\s*\(\(?'(?P<name>[^']+)'(?:::text\)?)?(?P<optional>\s*,\s*true)?\s*\)+"
    r"(?:\s*,\s*'[^']*'(?:::text)?\s*\)+)?(?:(?:::|\s+AS\s+)(?P<type>[\w ]+))?",
    re.IGNORECASE,
)
_UUID = "5eed0000-0000-4000-8000-00000000a55a"
_VALUES = {
    "uuid": _UUID, "int": "1", "integer": "1", "bigint": "1", "smallint": "1", "int4": "1", "int8": "1", "numeric": "1",
    "double precision": "1", "boolean": "true", "bool": "true", "json": "{}", "jsonb": "{}", "inet": "192.0.2.1",
    "date": "2026-01-01", "timestamptz": "2026-01-01", "timestamp with time zone": "2026-01-01",
    "timestamp": "2026-01-01",
}  # fmt: skip


# Checks hold dates against the day something began: a day that leaves years of values on the near side.
_BEGAN = {type_: "2000-01-01" for type_, value in _VALUES.items() if value == "2026-01-01"}


def session_of(tables: Sequence[Table], profile: Profile) -> dict[str, str]:
    """What to set while rows are written: the profile's [session], and what defaults and checks ask for beside it."""
    defaults = [a.default for table in tables for a in table.attributes if a.default is not None]
    checks = [check.expression for table in tables for check in table.checks if check.enforced]
    checks += [text for table in tables for a in table.attributes for text in _of_domains(a.type)]
    compared = {
        read.name: _BEGAN.get(read.type) or value_of(read.name, read.type)
        for read in reads(checks)
        if not read.optional
    }
    return {**compared, **dict(read_in(defaults)), **profile.session}


def _of_domains(type_: Type) -> Iterator[str]:
    """What the checks of a domain say, and of those it is made of."""
    yield from (check.expression for check in type_.checks)
    if type_.element is not None:
        yield from _of_domains(type_.element)


@dataclass(frozen=True)
class Read:
    """A setting that a text reads: as what type, where that shows, and whether it may be unset."""

    name: str
    type: str
    optional: bool


def reads(texts: Iterable[str]) -> Iterator[Read]:
    """The settings of the user's own that SQL texts read."""
    for text in texts:
        for found in _READ.finditer(text):
            if "." in found["name"]:
                yield Read(found["name"], (found["type"] or "").strip().lower(), found["optional"] is not None)


def read_in(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Settings that SQL texts cannot do without, each with a value of the type it is read as."""
    for read in reads(texts):
        if not read.optional:
            yield read.name, value_of(read.name, read.type)


def value_of(name: str, type_: str) -> str:
    """What a setting that is read as a type is given: a number, a synthetic uuid, else its own last word."""
    return _VALUES.get(type_) or name.rsplit(".", 1)[-1]
