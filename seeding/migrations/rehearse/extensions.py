"""Extensions where production has them: Supabase keeps some in a schema that other servers do not know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import psycopg

from seeding.migrations.statements import Statement
from seeding.schema import quote

_CREATED = re.compile(
    r"""create \s+ extension \s+ (?: if \s+ not \s+ exists \s+ )? (?: "([^"]+)" | ([\w$]+) ) \s+
        (?: with \s+ )? schema \s+ (?: "([^"]+)" | ([\w$]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
_ELSEWHERE = """
select exists (
    select from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = %s and n.nspname <> %s and e.extrelocatable
) and pg_catalog.to_regnamespace(%s) is not null
"""


def move_extensions(connection: psycopg.Connection[Any], statements: Iterable[Statement]) -> None:
    """Put extensions that are there already where these statements would make them.

    `create extension if not exists … with schema public` leaves one in `extensions` alone, and what names it fails.
    """
    for statement in statements:
        found = _CREATED.match(statement.text[statement.start - statement.offset :])
        if found is None:
            continue
        name, schema = found[1] or found[2].lower(), found[3] or found[4].lower()
        if connection.execute(_ELSEWHERE, (name, schema, quote(schema))).fetchone() == (True,):
            connection.execute(f"alter extension {quote(name)} set schema {quote(schema)}")
