"""`profiles/local.toml` and `profiles/staging.toml` to begin with: what the built-in profiles say, written down."""

from __future__ import annotations

import json

from seeding.profile import DEFAULT_COUNT, Profile
from seeding.schema import Schema, Table

_LOCAL = """\
# What `seed local` puts into your own database. How many rows and where is said here; what they look like, in
# factories/.
environment = "local"
seed = 0                       # another number: other rows of the same shape
count = {count}                     # rows of each table that refers to no other; the rest follows
as_of = {as_of}   # the present of every date in the data: fixed, so that runs agree

[target]
url_env = "LOCAL_DATABASE_URL" # without it: a local Supabase, else the built-in server
"""
_STAGING = """\
# What `seed staging` puts into a staging database. It refuses to write until the database is named below and was
# marked once: seed mark staging --url postgresql://… --confirm DATABASE
environment = "staging"
seed = 0
count = {count}                   # `--count` overrides it
as_of = {as_of}

[target]
url_env = "STAGING_DATABASE_URL"
hosts = []                     # exact names, such as "db-staging.internal.example"
refs = []                      # Supabase project refs, such as "abcdefghijklmnopqrst"

[production]                   # never written to, whatever stands above
hosts = []
refs = []
system_identifiers = []
"""
_ROWS = """
# Rows by hand, such as the people every developer knows by name. They come first in their table.
# [[tables.{table}.rows]]
# {column} = {value}
"""
_PER = """
# How many rows follow from one table to another, and what else the shape of production is.
# [tables.{table}]
# per = {{ {parent} = {{ mean = 3, distribution = "zipf" }} }}
"""


def local_profile(schema: Schema) -> str:
    """The text of `profiles/local.toml`, its example with a table of this schema."""
    return _filled(_LOCAL, "local") + _rows_example(schema)


def staging_profile(schema: Schema) -> str:
    """The text of `profiles/staging.toml`."""
    return _filled(_STAGING, "staging") + _per_example(schema)


def _filled(text: str, name: str) -> str:
    as_of = Profile(environment=name).as_of.strftime("%Y-%m-%dT%H:%M:%SZ")  # type: ignore[arg-type]
    return text.format(count=DEFAULT_COUNT[name], as_of=as_of)


def _rows_example(schema: Schema) -> str:
    """A pinned row for the table that people know each other in by e-mail."""
    for table in _own(schema):
        for attribute in table.attributes:
            if attribute.name == "email" and attribute.type.base.name in ("text", "varchar", "citext"):
                return _ROWS.format(table=json.dumps(str(table.name)), column="email", value='"dev@example.com"')
    return ""


def _per_example(schema: Schema) -> str:
    for table in _own(schema):
        for key in table.foreign_keys:
            if key.parent != table.name and not any(table.by_name[c].nullable for c in key.columns):
                return _PER.format(table=json.dumps(str(table.name)), parent=json.dumps(str(key.parent)))
    return ""


def _own(schema: Schema) -> list[Table]:
    return [table for table in schema.tables.values() if not table.referenced_only]
