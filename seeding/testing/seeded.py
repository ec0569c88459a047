"""A profile's rows as a template: seeded once, copied by every test process that asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from seeding.testing.databases import Databases
from seeding.testing.template import Template, ensure, open_copy
from seeding.testing.urls import url_of

if TYPE_CHECKING:
    import psycopg

    from seeding.plan.model import Plan
    from seeding.profile import Profile
    from seeding.testing.settings import Settings


@dataclass(frozen=True, slots=True)
class Rows:
    """A seeded template, and the plan its rows follow."""

    template: Template
    plan: Plan


class SeededTemplates:
    """Seeded templates by profile and options; planned once a process."""

    def __init__(self, databases: Databases, settings: Settings) -> None:
        self._databases, self._settings = databases, settings
        self._found: dict[tuple[str, str], Rows] = {}

    def rows(self, migrated: Template, profile: str, options: dict[str, Any]) -> Rows:
        """The rows of a profile. `options` are those of `seeding.seed`: count, scale, seed."""
        key = (profile, repr(sorted(options.items())))
        if key not in self._found:
            self._found[key] = self._rows(migrated, _for_tests(profile, self._settings), options)
        return self._found[key]

    def _rows(self, migrated: Template, profile: Profile, options: dict[str, Any]) -> Rows:
        plan = self._plan(migrated, profile, options)
        databases, root = self._databases, self._settings.factories.parent
        # The plan's digest looks at the rows themselves, so a change in a factory or a generator changes it.
        digest = blake2b(f"{migrated.name}|{plan.digest}|{profile.name}".encode(), digest_size=6).hexdigest()

        def fill(connection: psycopg.Connection[Any]) -> None:
            from seeding import pipeline

            url = url_of(databases.server.database(connection.info.dbname))
            pipeline.seed(profile, url=url, root=root, environ={}, **options)

        return Rows(ensure(databases, digest, migrated.name, migrated.settings, fill), plan)

    def _plan(self, migrated: Template, profile: Profile, options: dict[str, Any]) -> Plan:
        from seeding.factory import discover
        from seeding.load import ledger
        from seeding.plan.planner import make_plan
        from seeding.schema import introspect

        databases = self._databases
        with databases.alone("plan", migrated.name):
            # A plan needs the schema, which only a database that can be connected to shows.
            name = f"seed_plan_{migrated.name.rpartition('_')[2]}"
            databases.drop(name)
            databases.create(name, migrated.name)
            try:
                databases.apply(name, migrated.settings)
                with open_copy(databases, name, migrated) as connection:
                    schema = introspect(connection, schemas=profile.schemas)
                    existing = ledger.existing(connection, schema, append=False)
                factories = discover(self._settings.factories.parent)
                return make_plan(schema, profile, factories, existing=existing, **options)
            finally:
                databases.drop(name)


def _for_tests(profile: str, settings: Settings) -> Profile:
    """The profile as it is, but for where it may go: into a local database of the tests' own."""
    from seeding.profile import TargetSettings, load_profile

    loaded = load_profile(profile, settings.root)
    target = load_profile("local", settings.root).target if settings.url else TargetSettings()
    return loaded.model_copy(update={"environment": "local", "target": target})
