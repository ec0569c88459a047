"""What the catalog says about who may do what: read once, before anybody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from seeding.schema import Name, Schema
from seeding.schema.catalog import introspect

if TYPE_CHECKING:
    import psycopg

API_ROLES = ("anon", "authenticated")
_SUPABASE = (*API_ROLES, "service_role")
_PLATFORM = frozenset({"auth", "storage", "realtime", "vault", "extensions", "graphql", "pgsodium", "cron", "net"})


@dataclass(frozen=True)
class Facts:
    """Tables as the plan knows them, and relations, roles, privileges and functions as named tuples of `sql/`."""

    schema: Schema
    relations: tuple[Any, ...]
    roles: Mapping[str, Any]
    asking: tuple[str, ...]  # roles that are tried
    bypassing: tuple[str, ...]  # roles that people ask as, and no policy holds back
    grants: Mapping[tuple[int, str], Any]
    functions: tuple[Any, ...]
    comments: Mapping[tuple[Name, str], str]  # of policies

    @cached_property
    def relation(self) -> Mapping[Name, Any]:
        """Relations by their name."""
        return {Name(row.schema, row.name): row for row in self.relations}

    def grant(self, name: Name, role: str) -> Any | None:
        """What a role may do to a relation; None where it may not even use its schema."""
        row = self.relation.get(name)
        return None if row is None else self.grants.get((row.oid, role))

    def allows(self, name: Name, role: str, command: str) -> bool:
        """Whether the role's privileges permit the command on some column."""
        grant = self.grant(name, role)
        return grant is not None and bool(getattr(grant, command))


def gather(connection: psycopg.Connection[Any], schemas: tuple[str, ...] = ()) -> Facts:
    """Read them all, in the transaction that is open."""
    schema = introspect(connection, schemas=schemas)
    wanted = {name.schema for name, table in schema.tables.items() if not table.referenced_only}
    relations = tuple(
        row
        for row in _rows(connection, "relations")
        if row.schema in wanted or (not schemas and row.schema not in _PLATFORM)
    )
    roles = {row.name: row for row in _rows(connection, "roles")}
    oids = [row.oid for row in relations]
    named = [r for t in schema.tables.values() for p in t.policies for r in p.roles if r != "public"]
    everybody = _rows(connection, "grants", relations=oids, roles=sorted(roles))
    granted = {row.role for row in everybody if row.select or row.insert or row.update or row.delete}
    # Roles are the whole server's: another database on it may be Supabase's.
    api = _SUPABASE if any(name in granted or name in named for name in API_ROLES) else ()
    known = [name for name in dict.fromkeys((*api, *sorted(named))) if name in roles]
    owners = {row.owner for row in relations}
    if not api:
        # No API in front of the database: whoever was granted something asks, and owners whom policies hold back.
        forced = {row.owner for row in relations if row.forced}
        known += sorted(n for n in (granted - owners) | forced if n not in known and not roles[n].superuser)
    known = [name for name in known if roles[name].ours]
    asking = tuple(name for name in known if not roles[name].bypasses)[:8]
    functions = _rows(connection, "functions", roles=list(asking))
    return Facts(
        schema,
        relations,
        roles,
        asking,
        tuple(name for name in known if roles[name].bypasses and not roles[name].superuser),
        {(row.oid, row.role): row for row in everybody},
        tuple(functions),
        {(Name(row.schema, row.name), row.policy): row.comment for row in _rows(connection, "comments")},
    )


def _rows(connection: psycopg.Connection[Any], query: str, **parameters: Any) -> list[Any]:
    from psycopg.rows import namedtuple_row

    text = files(__package__).joinpath("sql", f"{query}.sql").read_text(encoding="utf-8")
    later = connection.info.server_version >= 140000  # SQL-standard bodies
    text = text.replace("{sqlbody}", "pg_catalog.pg_get_function_sqlbody(p.oid), " if later else "")
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        if parameters:
            return cursor.execute(text, parameters, prepare=False).fetchall()
        return cursor.execute(text, prepare=False).fetchall()
