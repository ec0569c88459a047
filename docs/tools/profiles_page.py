"""`reference/profiles.md`: every key of a profile, its type and default from the models themselves."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from seeding.profile import (
    DEFAULT_COUNT,
    Per,
    ProductionSettings,
    Profile,
    RehearseSettings,
    TableSettings,
    TargetSettings,
)

HEAD = """\
<!-- Written by docs/generate.py from seeding/profile.py and docs/tools/profiles_page.py. -->

# Profile keys

`seed <name>` reads `profiles/<name>.toml`. A key that is not on this page is refused, with a suggestion. There is no
code, no expression and no password in a profile. `local` ({local} rows a root table) and `staging` ({staging}) exist
even where the folder does not.

Dates and times without a zone are UTC. A table is named `"public.users"`; `users` means the one in `public`.
"""

# (heading, model, prefix in TOML)
SECTIONS: tuple[tuple[str, type[BaseModel], str], ...] = (
    ("At the top", Profile, ""),
    ("`[target]`: where rows may go", TargetSettings, "target"),
    ("`[production]`: where rows never go", ProductionSettings, "production"),
    ("`[rehearse]`: what a migration may cost", RehearseSettings, "rehearse"),
    ('`[tables."schema.table"]`: one table', TableSettings, 'tables."public.users"'),
    ('`per = { "schema.parent" = { … } }`: rows for each parent', Per, ""),
)

# What a key means, and an example that stands alone under the section's heading.
TEXTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("Profile", "environment"): (
        "What the database must be marked as. Production cannot be named: nothing seeds it.",
        'environment = "staging"',
    ),
    ("Profile", "seed"): ("The number every value depends on; another one gives other rows.", "seed = 20250706"),
    ("Profile", "count"): (
        "Rows of each table that does not follow from a parent; `--count` overrides it. "
        f"Without a file: {DEFAULT_COUNT['local']} for `local`, {DEFAULT_COUNT['staging']} for `staging`.",
        "count = 1000",
    ),
    ("Profile", "as_of"): (
        "The present of every date in the rows. Fixed, so that two runs agree; raise it now and then.",
        "as_of = 2025-07-06T12:00:00Z",
    ),
    ("Profile", "patterns"): (
        "A pattern file, from the folder of profiles on: values are distributed [as it says](../how-to/patterns.md), "
        "tables are as large to each other as in it. `--patterns FILE` names another.",
        'patterns = "patterns/production.toml"',
    ),
    ("Profile", "session"): (
        "Settings while rows are written, for defaults, triggers and policies that read them. What decides where rows "
        "go (`search_path`, `role`, `row_security` …) is refused.",
        'session = { "app.current_tenant" = "7" }',
    ),
    ("Profile", "schemas"): (
        "Only the tables of these schemas; without it, all that are the application's own.",
        'schemas = ["public", "billing"]',
    ),
    ("Profile", "only"): (
        'Only these tables and those they need rows of; `"sales.*"` means a schema\'s. `--only` replaces it.',
        'only = ["orders", "sales.*"]',
    ),
    ("Profile", "skip"): ("Not these tables, named as in `only`.", 'skip = ["audit_log"]'),
    ("Profile", "strict"): (
        "Whether any table that cannot be filled is an error, as with `--strict`.",
        "strict = true",
    ),
    ("Profile", "create_partitions"): (
        "Whether partitioned tables of a local database that have no partition get one.",
        "create_partitions = true",
    ),
    ("Profile", "logins"): (
        "Whether seeded users of Supabase have the documented password: true for `local`, false for `staging`.",
        "logins = true",
    ),
    ("TargetSettings", "url_env"): (
        "The environment variable that holds the URL. Without it `LOCAL_DATABASE_URL` or `STAGING_DATABASE_URL`.",
        'url_env = "DEMO_DATABASE_URL"',
    ),
    ("TargetSettings", "hosts"): (
        "Hosts that may be written to, exactly as they are resolved. `local` may always go to this machine.",
        'hosts = ["db-staging.internal.example"]',
    ),
    ("TargetSettings", "refs"): ("Supabase project refs that may be written to.", 'refs = ["abcdefghijklmnopqrst"]'),
    ("TargetSettings", "role"): (
        "Everything is done as this role, from the first look on; refused where it does not exist. `--role` overrides "
        "it. See [a role that production does not have](../how-to/role.md).",
        'role = "seed_writer"',
    ),
    ("ProductionSettings", "hosts"): (
        "Hosts that are production, in any spelling; also networks (`10.1.0.0/16`) and patterns (`*.prod.example`).",
        'hosts = ["db.internal.example"]',
    ),
    ("ProductionSettings", "refs"): ("Supabase projects that are production.", 'refs = ["tsrqponmlkjihgfedcba"]'),
    ("ProductionSettings", "system_identifiers"): (
        "Server numbers that are production, whatever name leads there: "
        "`select system_identifier from pg_control_system()`.",
        'system_identifiers = ["7512345678901234567"]',
    ),
    ("RehearseSettings", "migration_seconds"): (
        "The longest that a whole migration may take; beyond it `seed rehearse` exits with 1.",
        "migration_seconds = 300",
    ),
    ("RehearseSettings", "additive_blocking_seconds"): (
        "How long one statement may keep anybody waiting that takes nothing from an application: a new column, an "
        "index, a constraint.",
        "additive_blocking_seconds = 1",
    ),
    ("RehearseSettings", "breaking_blocking_seconds"): (
        "The same for one that removes or changes what an application may use: a column, its type, a table.",
        "breaking_blocking_seconds = 30",
    ),
    ("TableSettings", "count"): (
        "A number of rows, for a table whose pinned rows take the name `rows`.",
        "count = 500",
    ),
    ("TableSettings", "rows"): (
        'A number of rows, or rows by hand: `[[tables."public.users".rows]]` with one `column = value` a line. Those '
        "come first; columns they do not name are generated.",
        "rows = 500",
    ),
    ("TableSettings", "per"): (
        "Rows for each row of one parent table, instead of what the factory says.",
        'per = { "public.teams" = { mean = 4.0 } }',
    ),
    ("TableSettings", "nulls"): ("The share of rows in which a column is NULL.", "nulls.phone = 0.3"),
    ("TableSettings", "weights"): (
        "The values of a text column with their weights, instead of its generator.",
        "weights.role = { customer = 9, admin = 1 }",
    ),
    ("TableSettings", "skip"): ("Leave the table alone; references to it become NULL where they may.", "skip = true"),
    ("Per", "share"): ("This share of the parents has one row, the others none.", "share = 0.8"),
    ("Per", "mean"): ("So many rows a parent on average, spread as `distribution` says.", "mean = 3.2"),
    ("Per", "histogram"): (
        "Exactly these shares of parents have so many rows; a key is a number or a range.",
        'histogram = { 0 = 0.4, 1 = 0.3, "2-5" = 0.3 }',
    ),
    ("Per", "distribution"): (
        "With `mean`: `spread` (all the same), `random` (about Poisson), `negative_binomial` (many none, a few many), "
        "`zipf` (a few have most).",
        'distribution = "zipf"',
    ),
    ("Per", "dispersion"): ("For `negative_binomial`: the smaller, the more skewed.", "dispersion = 0.6"),
    ("Per", "exponent"): ("For `zipf`: 0.5 is mild, 1 is Zipf's law, 1.5 is harsh.", "exponent = 1.3"),
}

# Set by the loader, or tables whose keys are documented one by one.
UNDOCUMENTED = {("Profile", key) for key in ("name", "path", "target", "production", "rehearse", "tables")}


def page() -> str:
    """The page as Markdown. Raises KeyError for a key of the models that has no text here."""
    return "\n".join([HEAD.format(**DEFAULT_COUNT), *_sections()]).rstrip("\n") + "\n"


def examples() -> Iterator[tuple[str, str]]:
    """(key, a whole profile that uses it) for every documented key."""
    for (model, name), (_, example) in TEXTS.items():
        yield f"{model}.{name}", _whole(model, name, example)


def _sections() -> Iterator[str]:
    for heading, model, _ in SECTIONS:
        yield f"## {heading}\n"
        yield "| key | type | default | |\n|---|---|---|---|"
        for name, info in model.model_fields.items():
            if (model.__name__, name) in UNDOCUMENTED:
                continue
            text, example = TEXTS[model.__name__, name]
            cell = f"{text}<br>`{example}`".replace("|", "\\|")
            yield f"| `{name}` | {TYPES.get(name, _type(info))} | {_default(info)} | {cell} |"
        if model is Per:
            yield "\nGive exactly one of `share`, `mean` and `histogram`."
        yield ""


def _whole(model: str, name: str, example: str) -> str:
    if model == "Profile":
        rest = "" if name == "environment" else 'environment = "local"\n'
        return f"{rest}{example}\n"
    top = 'environment = "local"\n'
    if model == "Per":
        with_mean = "" if name in ("share", "mean", "histogram") else "mean = 2.0, "
        return f'{top}[tables."public.users"]\nper = {{ "public.teams" = {{ {with_mean}{example} }} }}\n'
    heading = {
        "TargetSettings": "target",
        "ProductionSettings": "production",
        "RehearseSettings": "rehearse",
        "TableSettings": 'tables."public.users"',
    }
    return f"{top}[{heading[model]}]\n{example}\n"


TYPES = {
    "rows": "integer, or rows",
    "per": "table: parent → how many",
    "nulls": "table: column → number, ≥ 0, ≤ 1",
    "weights": "table: column → value → weight",
    "histogram": "table: rows → share",
}


def _type(info: FieldInfo) -> str:
    limits = []
    for limit in [*info.metadata, *_inner(info.annotation)]:
        for sign, word in (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<")):
            bound = getattr(limit, sign, None)
            if bound is not None:
                limits.append(f"{word} {'2⁶³' if bound == 2**63 else bound}")
    return ", ".join([_name(info.annotation), *limits])


def _inner(annotation: Any) -> Iterator[Any]:
    """The limits of `Annotated[float, Field(…)] | None`, which pydantic leaves where they stand."""
    for argument in get_args(annotation):
        if get_origin(argument) is typing.Annotated:
            for field in get_args(argument)[1:]:
                yield from getattr(field, "metadata", ())


def _name(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _name(next(a for a in arguments if a is not type(None)))
    if origin is typing.Annotated:
        return _name(arguments[0])
    if origin is typing.Literal:
        return ", ".join(f"`{a}`" for a in arguments)
    if origin is tuple:
        return f"list of {_name(arguments[0])}s"
    if origin is dict:
        return "table"
    names = {str: "text", int: "integer", float: "number", bool: "boolean", datetime: "date or time"}
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    value = info.get_default(call_default_factory=True)
    if value in (None, (), {}):
        return "none"
    if isinstance(value, datetime):
        return f"`{value:%Y-%m-%d}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
