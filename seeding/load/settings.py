"""Settings that trigger functions, and the functions they call, read: only the server has their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from seeding.load.demands import demanded
from seeding.plan.model import Plan
from seeding.plan.settings import Read, reads, value_of
from seeding.schema import Table

_CALLED = re.compile(r"\b(\w+)\"?\s*\(")
# A switch is off, or on, where nobody sets it: that is for the schema to say.
_SWITCHES = ("bool", "trigger", "void")


@dataclass(frozen=True)
class _Function:
    """A function of the user's: its name, its text, its parameters' names, the type it returns."""

    name: str
    text: str
    parameters: tuple[str, ...]
    returns: str


def of_functions(connection: psycopg.Connection[Any], plan: Plan) -> dict[str, str]:
    """What the functions that a row meets on its way (triggers, defaults) cannot do without, and nobody has set."""
    read = read_by(connection, [planned.table for planned in plan.tables])
    wanted = {setting.name: value_of(setting.name, setting.type) for setting in read if not setting.optional}
    if not wanted:
        return {}
    unset = connection.execute(
        "select name from unnest(%s::text[]) s (name) where pg_catalog.current_setting(name, true) is null",
        (list(wanted),),
    ).fetchall()
    return {name: wanted[name] for (name,) in unset}


def read_by(connection: psycopg.Connection[Any], tables: Iterable[Table]) -> Sequence[Read]:
    """The settings that the functions on the way of these tables' rows read, but for switches."""
    called = _calls(tables)
    if not called:
        return []
    functions = _functions(connection)
    met = _met(called, functions)
    return [*reads(function.text for function in met), *_passed(met, functions)]


def demanded_by(connection: psycopg.Connection[Any], tables: Iterable[Table]) -> Sequence[Read]:
    """The settings that may be unset, but that a function on the way of these tables' rows raises without."""
    called = _calls(tables)
    met = _met(called, _functions(connection)) if called else []
    return demanded({function.name: function.text for function in met})


def texts_met(connection: psycopg.Connection[Any], tables: Iterable[Table], said: str) -> Sequence[str]:
    """The functions on the way of these tables' rows, as text, where any of the user's says `said` (a regex)."""
    called = _calls(tables)
    return [function.text for function in _met(called, _functions(connection, said))] if called else []


def _calls(tables: Iterable[Table]) -> set[str]:
    """The functions that the tables' triggers and defaults call."""
    called: set[str] = set()
    for table in tables:
        called |= {t.function.name for t in table.triggers if t.enabled}
        called |= {name for a in table.attributes for name in _CALLED.findall(a.default or "")}
    return called


def _functions(connection: psycopg.Connection[Any], said: str = "current_setting") -> Sequence[_Function]:
    """Every function that somebody wrote, where one of them says `said`: reads a setting."""
    rows = connection.execute(
        """
        select p.proname, p.prosrc, coalesce(p.proargnames, '{}'), t.typname
        from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        join pg_catalog.pg_language l on l.oid = p.prolang
        join pg_catalog.pg_type t on t.oid = p.prorettype
        where n.nspname not in ('pg_catalog', 'information_schema') and l.lanname in ('sql', 'plpgsql')
            and exists (
                select from pg_catalog.pg_proc r join pg_catalog.pg_namespace s on s.oid = r.pronamespace
                where s.nspname not in ('pg_catalog', 'information_schema') and r.prosrc ~* %s
            )
        order by n.nspname, p.proname, p.oid
        """,
        (said,),
    ).fetchall()
    return [_Function(name, text, tuple(parameters), returns) for name, text, parameters, returns in rows]


def _met(called: Iterable[str], functions: Sequence[_Function]) -> Sequence[_Function]:
    """Those called, and what they call in turn."""
    by_name: dict[str, list[_Function]] = {}
    for function in functions:
        by_name.setdefault(function.name.lower(), []).append(function)
    found: dict[_Function, None] = {}
    waiting = [function for name in sorted(called) for function in by_name.get(name.lower(), ())]
    while waiting:
        function = waiting.pop()
        if function not in found:
            found[function] = None
            names = dict.fromkeys(name.lower() for name in _CALLED.findall(function.text))
            waiting += [other for name in names for other in by_name.get(name, ())]
    return list(found)


def _passed(met: Iterable[_Function], functions: Iterable[_Function]) -> Iterator[Read]:
    """Settings whose names are given to a function that reads the one it is told: `setting_number('app.user_id')`."""
    readers = _readers(functions)
    if not readers:
        return
    call = re.compile(rf"\b({'|'.join(map(re.escape, readers))})\"?\s*\(\s*'(\w+\.[\w.]+)'", re.IGNORECASE)
    for function in met:
        for reader, setting in call.findall(function.text):
            returns = readers[reader.lower()]
            if not returns.startswith(_SWITCHES):
                yield Read(setting, returns, optional=False)


def _readers(functions: Iterable[_Function]) -> Mapping[str, str]:
    """Functions that hand their parameter to current_setting(), or to one that does, with what they return."""
    found: dict[str, str] = {}
    waiting = list(functions)
    while True:
        asks = "|".join(["current_setting", *map(re.escape, found)])
        new = [f for f in waiting if f.parameters and _hands_on(f, asks)]
        if not new:
            return found
        found |= {f.name.lower(): f.returns for f in new}
        waiting = [f for f in waiting if f not in new]


def _hands_on(function: _Function, asks: str) -> bool:
    own = "|".join([re.escape(name) for name in function.parameters if name] + [r"\$1"])
    return re.search(rf"\b(?:{asks})\"?\s*\(\s*(?:{own})\s*[,):]", function.text, re.IGNORECASE) is not None
