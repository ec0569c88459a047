"""Which tables code on the server reads while rows are written: without their indexes it would be slow, or fail.

A trigger that says `ON CONFLICT (email)` needs the unique index; a check that looks rows up needs any. What PL/pgSQL
does cannot be known from the catalog, so a function counts as looking at every table its text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seeding.load.relations import Cursor

# Functions of extensions and of PostgreSQL itself look at nothing of ours.
_FUNCTIONS = """
select p.oid::bigint, p.proname, l.lanname in ('sql', 'plpgsql'),
       case when p.prokind in ('f', 'p') and l.lanname in ('sql', 'plpgsql') then
           pg_catalog.lower(pg_catalog.pg_get_functiondef(p.oid)) else '' end
from pg_catalog.pg_proc p
join pg_catalog.pg_language l on l.oid = p.prolang
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
)
"""

# tgtype: 4 INSERT. Constraint triggers are among them; those of foreign keys are internal.
_ROOTS = """
select t.tgfoid::bigint from pg_catalog.pg_trigger t
where t.tgrelid = any (%(tables)s) and not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & 4 <> 0
union
select d.refobjid::bigint from pg_catalog.pg_depend d
where d.refclassid = 'pg_catalog.pg_proc'::regclass and (
    d.classid = 'pg_catalog.pg_constraint'::regclass and d.objid in (
        select c.oid from pg_catalog.pg_constraint c where c.conrelid = any (%(tables)s) or c.contypid <> 0
    )
    or d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid in (
        select a.oid from pg_catalog.pg_attrdef a where a.adrelid = any (%(tables)s)
    )
    or d.classid = 'pg_catalog.pg_class'::regclass and d.objid in (
        select i.indexrelid from pg_catalog.pg_index i where i.indrelid = any (%(tables)s)
    )
)
"""

_WORD = re.compile(r"[a-z_\u0080-\uffff][\w$]*")
_DYNAMIC = re.compile(r"\bexecute\b(?!\s+(function|procedure|on)\b)")


@dataclass(frozen=True)
class LookedAt:
    """The tables (lower-case names) that such functions name, or all of them, because of one function."""

    names: frozenset[str] = frozenset()
    everything: str = ""  # the function whose text does not tell

    def by(self, table: str) -> str:
        """Why a table counts as looked at; empty where it does not."""
        if self.everything:
            return f"the function {self.everything}, which runs for every row, may read any table"
        return "a function that runs for every row names it" if table.lower() in self.names else ""


def looked_at(cursor: Cursor, tables: Iterable[int]) -> LookedAt:
    """What functions see that run when rows are written to these tables (oids)."""
    roots = {oid for (oid,) in cursor.execute(_ROOTS, {"tables": list(tables)}).fetchall()}
    if not roots:
        return LookedAt()
    found = {
        oid: (str(name), bool(readable), str(text))
        for oid, name, readable, text in cursor.execute(_FUNCTIONS).fetchall()
    }
    return closure(roots & found.keys(), found)


def closure(roots: Iterable[int], functions: Mapping[int, tuple[str, bool, str]]) -> LookedAt:
    """Follow the functions (name, whether its text can be read, text) from the roots through the names they call."""
    by_name: dict[str, set[int]] = {}
    for oid, (name, _, _) in functions.items():
        by_name.setdefault(name.lower(), set()).add(oid)
    words: set[str] = set()
    seen: set[int] = set()
    waiting = sorted(roots)
    while waiting:
        oid = waiting.pop()
        if oid in seen:
            continue
        seen.add(oid)
        name, readable, text = functions[oid]
        if not readable or _DYNAMIC.search(text):
            return LookedAt(everything=name)
        said = set(_WORD.findall(text))
        words |= said
        waiting += sorted(other for word in said & by_name.keys() for other in by_name[word] - seen)
    return LookedAt(frozenset(words))
