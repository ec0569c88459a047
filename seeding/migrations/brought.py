"""Which of Supabase's own schemas migrations make themselves: a dump of a whole project brings `auth` and the rest.

On a Supabase such a file would be refused by what is there; on a server of ours it can have the place to itself.
`create schema if not exists auth` brings nothing, as it gets along with what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from seeding.migrations.statements import Statement

_SCHEMA = re.compile(
    r'create \s+ schema \s+ "?(auth|extensions|storage|graphql|vault|pgsodium)"? (?: \s | $ )',
    re.VERBOSE | re.IGNORECASE,
)
# pg_dump makes a table without its key and adds that later: refused where the table has one.
_TABLE = re.compile(
    r"""(?: create \s+ table \s+ | alter \s+ table \s+ (?: only \s+ )? (?= [^;]* \s primary \s+ key ) )
        "?(auth|storage)"? \s* \. \s* "?(?:users|identities|buckets|objects)"? (?: \s | \( )""",
    re.VERBOSE | re.IGNORECASE,
)


def brought_by(statements: Iterable[Statement]) -> frozenset[str]:
    """What `statements` make themselves: a schema ("auth"), or tables in one that is there already ("auth.*").

    >>> from seeding.migrations.statements import split
    >>> sorted(brought_by(split('CREATE SCHEMA "auth"; create table storage.buckets (id text)')))
    ['auth', 'storage.*']
    >>> sorted(brought_by(split("create schema if not exists auth; create table public.users (id int)")))
    []
    """
    found = set()
    for statement in statements:
        if statement.words[:1] in (("create",), ("alter",)):
            text = statement.text[statement.start - statement.offset :]
            if schema := _SCHEMA.match(text):
                found.add(schema[1].lower())
            elif table := _TABLE.match(text):
                found.add(f"{table[1].lower()}.*")
    return frozenset(found)
