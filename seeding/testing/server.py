"""The tests' server: the project's own embedded one, or the one that SEED_TEST_DATABASE_URL names.

A server is used only under the guard's rules for `local`: on this machine, or on a host that profiles/local.toml
lists; never a Supabase project; marked local, or empty. The database in the URL is only looked at: tests run
in databases that are made beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from seeding.database import connect, facts, marker
from seeding.database.recheck import must_be_the_same
from seeding.errors import GuardError, SeedingError
from seeding.guard import Clearance, GuardPolicy, ServerFacts, clear, judge
from seeding.target import Target
from seeding.testing.settings import VARIABLE, Settings
from seeding.testing.urls import Url, url_of

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class Server:
    """A PostgreSQL on which tests may make databases.

    `url` opens its maintenance database, whose oid is `home`; `version` is PostgreSQL's, such as "18.4".
    """

    target: Target
    policy: GuardPolicy
    facts: ServerFacts
    version: str
    home: int
    admin: psycopg.Connection[Any]
    in_use: set[str] = field(default_factory=set)  # templates this process goes on copying

    @property
    def url(self) -> Url:
        """The maintenance database's URL, its password masked wherever it is shown."""
        return url_of(self.target)

    def database(self, name: str) -> Target:
        """Another database on this server."""
        return replace(self.target, dbname=name)

    def clearance(self, name: str, seen: ServerFacts) -> Clearance:
        """The right to write to a database this session has made.

        Its stamp is written by us at birth, so that is taken for granted; what it holds is judged as it is.
        Raises GuardError where it was seen on another server.
        """
        self._must_be(seen.system_identifier)
        ours = replace(seen, marker="local", marker_system_identifier=seen.system_identifier)
        return clear(self.database(name), ours, self.policy)

    def must_hold(self, connection: psycopg.Connection[Any]) -> None:
        """Raises GuardError for a connection that leads to another server than the one that was judged."""
        self._must_be(marker.system_identifier(connection))

    def _must_be(self, identifier: str | None) -> None:
        if identifier != self.facts.system_identifier:
            raise GuardError(
                f"the connection leads to server {identifier}, the tests' server is {self.facts.system_identifier}",
                hint=f"give {VARIABLE} the URL of one server, without a pooler that leads to several",
            )


@contextmanager
def open_server(settings: Settings) -> Iterator[Server]:
    """The server for this session, started if it is our own. Raises a SeedingError where it may not be used."""
    if settings.url:
        try:
            clearance = _cleared(*_named(settings))
        except SeedingError as error:
            error.add_note(f"the server is the one that {VARIABLE} names")
            raise
    else:
        clearance = _cleared(*_own(settings))
    with connect.connect(clearance, autocommit=True) as admin:
        must_be_the_same(facts.gather(admin), clearance)
        row = admin.execute(
            "select current_setting('server_version'), oid::bigint from pg_catalog.pg_database "
            "where datname = pg_catalog.current_database()"
        ).fetchone()
        assert row is not None
        version, home = row
        try:
            yield Server(clearance.target, clearance.policy, clearance.facts, version.split()[0], home, admin)
        finally:
            _let_go(admin)


def _let_go(admin: psycopg.Connection[Any]) -> None:
    # The slot and the templates are free now, and not only when the server has noticed that nobody is there.
    import psycopg

    with suppress(psycopg.Error):  # one that broke holds nothing for long
        admin.execute("select pg_catalog.pg_advisory_unlock_all()")


def _own(settings: Settings) -> tuple[Target, GuardPolicy]:
    from seeding.database import embedded

    url = embedded.start(settings.server_folder).url
    return Target.resolve(url, {}), GuardPolicy("local", source="the tests' own server")


def _named(settings: Settings) -> tuple[Target, GuardPolicy]:
    from seeding.profile import load_profile

    profile = load_profile("local", settings.root)
    policy = GuardPolicy(
        "local",
        hosts=profile.target.hosts,
        production_hosts=profile.production.hosts,
        production_refs=profile.production.refs,
        production_system_identifiers=profile.production.system_identifiers,
        source=profile.source,
    )
    return Target.resolve(settings.url, {}), policy


def _cleared(target: Target, policy: GuardPolicy) -> Clearance:
    if judge(target, None, policy):
        clear(target, ServerFacts(), policy)  # raises, before anything is connected to
    with connect.read_only(target, policy) as connection:
        seen = facts.gather(connection)
    return clear(target, seen, policy)
