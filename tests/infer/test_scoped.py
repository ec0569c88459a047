"""Optional references that a check keeps in the row's own scope."""

from __future__ import annotations

import pytest

_BADGES = """
    create table guild (id uuid primary key, name text not null);
    create table smith (id uuid primary key, guild_id uuid not null references guild, unique (guild_id, id));
    create table badge (
        id uuid primary key, guild_id uuid not null references guild, holder_id uuid, holder_guild_id uuid,
        constraint holder_of_the_guild check ({check}),
        foreign key (holder_guild_id, holder_id) references smith (guild_id, id)
    );
"""


@pytest.mark.parametrize(
    "check",
    [
        "(holder_id is null and holder_guild_id is null) or (holder_id is not null and holder_guild_id = guild_id)",
        "(holder_guild_id = guild_id and holder_id is not null) or (holder_guild_id is null and holder_id is null)",
    ],
)
def test_who_holds_it_is_of_the_same_guild(connection, fill, check) -> None:
    found = fill(_BADGES.format(check=check))
    rows = connection.execute("select guild_id = holder_guild_id, holder_id is not null from badge").fetchall()
    assert set(rows) == {(True, True), (None, False)}
    assert sum(there for _, there in rows) > 20
    assert "within guild_id" in found["public.badge"]["holder_id"].reason


@pytest.mark.parametrize(
    "check",
    [
        "holder_guild_id = guild_id",
        "(holder_id is null and holder_guild_id is null) or (holder_id is not null and holder_guild_id <> guild_id)",
    ],
)
def test_other_checks_say_something_else(connection, check) -> None:
    from seeding.infer.scoped import scoped
    from seeding.schema import Name, introspect

    connection.execute(_BADGES.format(check=check))
    assert not scoped(introspect(connection).tables[Name("public", "badge")])
