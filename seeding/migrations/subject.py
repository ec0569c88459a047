"""What a new migration is about, from its name: `add_nickname_to_users` is about the column `nickname` of `users`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from seeding.errors import UsageError

KINDS = ("table", "column", "index", "policy", "enum", "function", "constraint", "backfill")

# PostgreSQL cuts names after 63 bytes; the longest that a template adds is _set_updated_at.
LONGEST = 63 - len("_set_updated_at")
_VERBS = "add|create|new|make|backfill|fill|set|require|index|check|validate|let"
_NOUNS = {
    "table": "table",
    "enum": "enum|type",
    "function": "function",
    "column": "column",
    "index": "index|idx",
    "policy": "policy|policies|rls",
    "constraint": "constraint|check|not_null",
    "backfill": "backfill",
}
EXAMPLES = {
    "column": ("add_due_on_to_invoices", "--table invoices", "--column due_on"),
    "index": ("index_email_of_users", "--table users", "--column email"),
    "policy": ("let_members_see_rows_of_invoices", "--table invoices"),
    "constraint": ("require_email_of_users", "--table users", "--column email"),
    "backfill": ("backfill_email_of_users", "--table users", "--column email"),
}
_BETWEEN = ("to", "on", "for", "in", "from", "of")
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Subject:
    """The file's name, the table or other thing it is about, and what of it where that matters."""

    slug: str
    schema: str
    name: str
    part: str = ""  # the column, or what a policy lets happen


def subject(
    name: str, kind: str, *, tables: Collection[str] = (), table: str | None = None, column: str | None = None
) -> Subject:
    """What a migration called `name` is about; `table` and `column` are asked before the name is.

    `tables` are those there are, which decide where a name can be read in two ways. Raises UsageError for a name
    that says neither, or not in letters, digits and underscores.

    >>> subject("add date of birth to users", "column")
    Subject(slug='add_date_of_birth_to_users', schema='', name='users', part='date_of_birth')
    >>> subject("index_users_on_email", "index", tables=["users"])
    Subject(slug='index_users_on_email', schema='', name='users', part='email')
    """
    slug = re.sub(r"[\s-]+", "_", name.strip().lower())
    schema, _, named = (table or "").rpartition(".")
    if kind in ("table", "enum", "function"):
        nouns = _NOUNS[kind]
        thing = named or re.sub(rf"^(?:create|add|new)_(?:(?:{nouns})_)?|_(?:{nouns})$", "", slug)
        part = ""
    else:
        noun = re.compile(rf"_(?:{_NOUNS[kind]})$")
        rest = re.sub(rf"^(?:{_VERBS})_(?:(?:{_NOUNS[kind]})_)?(?:(?:{'|'.join(_BETWEEN)})_)?", "", slug)
        rest = noun.sub("", rest)
        part, thing = _between(rest, tables, named) or _beside(rest, tables, named) or ("", named)
        part = noun.sub("", part)
        part = part if kind == "policy" else column or part
    if table is not None and not (_is_name(named) and (_is_name(schema) or schema == table[: -len(named)] == "")):
        raise UsageError(f'"{table}" is no name for a table', hint="as in --table invoices, --table billing.invoices")
    _valid(name, kind, slug, thing, part)
    return Subject(slug, schema, thing, part)


def _between(rest: str, tables: Collection[str], named: str) -> tuple[str, str] | None:
    """The two sides of `to`, `on` and the like: what, and of which table."""
    known = {named} if named else set(tables)
    readings = [
        (word, rest[: found.start()], rest[found.end() :])
        for word in (*_BETWEEN, "by")
        for found in reversed(list(re.finditer(rf"(?<=[a-z0-9])_{word}_(?=[a-z])", rest)))
    ]
    for _, what, table in readings:
        if table in known:
            return what, table
        if what in known:
            return table, what
    # Without a table that is known, "orders by day" may be either.
    plain = [(what, table) for word, what, table in readings if word != "by"]
    return plain[0] if plain and not named else None


def _beside(rest: str, tables: Collection[str], named: str) -> tuple[str, str] | None:
    """A known table's name at either end of it: `users_email`, `members_see_invoices`."""
    if named:
        return rest.removeprefix(f"{named}_").removesuffix(f"_{named}"), named
    for table in sorted(tables, key=len, reverse=True):
        if rest == table:
            return "", table
        if rest.startswith(f"{table}_"):
            return rest[len(table) + 1 :], table
        if rest.endswith(f"_{table}"):
            return rest[: -len(table) - 1], table
    return None


def _valid(name: str, kind: str, slug: str, thing: str, part: str) -> None:
    if kind in ("table", "enum", "function"):
        if not _is_name(thing) or not _is_name(slug, 200):
            article = "an enum" if kind == "enum" else f"a {kind}"
            raise UsageError(
                f'"{name}" is no name for {article}',
                hint=f"lower case letters, digits and underscores, {LONGEST} at most: seed new migration invoices",
            )
        return
    if not _is_name(slug, 200) or not _is_name(thing) or (kind != "policy" and not _is_name(part)):
        what = "table" if kind == "policy" else "table and column"
        example, *options = EXAMPLES[kind]
        raise UsageError(
            f'"{name}" does not say which {what} it is about, in lower case letters, digits and underscores',
            hint=f"name it as in: seed new migration {example} --template {kind}\nor say it: {' '.join(options)}",
        )


def _is_name(text: str, most: int = LONGEST) -> bool:
    return bool(_IDENTIFIER.fullmatch(text)) and len(text) <= most
