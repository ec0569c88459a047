"""Stand-ins that migrations of Supabase projects name: they give what the originals give, or say what they do not."""

from __future__ import annotations

import psycopg
import pytest

pytestmark = pytest.mark.parametrize("server_url", ["embedded"], indirect=True)

# As `supabase db pull` writes them, and the schemas they go to.
DUMPED = """
create extension if not exists "pg_cron" with schema "pg_catalog";
create extension if not exists "pg_net" with schema "extensions";
create extension if not exists "pgsodium" with schema "pgsodium";
create extension if not exists "pg_graphql" with schema "graphql";
create extension if not exists "pg_stat_statements" with schema "extensions";
create extension if not exists "pgcrypto" with schema "extensions";
create extension if not exists "pgjwt" with schema "extensions";
create extension if not exists "supabase_vault" with schema "vault";
create extension if not exists "uuid-ossp" with schema "extensions";
create extension if not exists "pg_trgm" with schema "extensions";
create extension if not exists "unaccent" with schema "extensions";
create extension if not exists "fuzzystrmatch" with schema "extensions";
create extension if not exists "btree_gist" with schema "extensions";
create extension if not exists "btree_gin" with schema "extensions";
create extension if not exists "pgaudit" with schema "extensions";
"""


@pytest.fixture
def dumped(connection: psycopg.Connection) -> psycopg.Connection:
    for schema in ("extensions", "graphql", "vault", "pgsodium"):
        connection.execute(f"create schema {schema}")
    connection.execute(DUMPED)
    connection.execute(DUMPED)
    return connection


# The right-hand sides are what PostgreSQL 15's own libraries say.
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("similarity('word', 'two words')", 0.36363637),
        ("similarity('', 'a')", 0.0),
        ("show_trgm('a b')", ["  a", "  b", " a ", " b "]),
        ("'word' % 'words'", True),
        ("'word' % 'sword fish'", False),
        ("'a' <-> 'b'", 1.0),
        ("soundex('Anne')", "A500"),
        ("soundex('Tymczak')", "T522"),
        ("soundex('Pfister')", "P236"),
        ("soundex('Honeyman')", "H555"),
        ("soundex('Ashcraft')", "A226"),
        ("soundex('o''hara')", "O600"),
        ("soundex('123')", ""),
        ("soundex('Lloyd')", "L300"),
        ("difference('Anne', 'Andrew')", 2),
        ("difference('Anne', 'Margaret')", 0),
        ("levenshtein('kitten', 'sitting')", 3),
        ("levenshtein('', 'abc')", 3),
        ("levenshtein('GUMBO', 'GAMBOL', 2, 1, 1)", 3),
        ("levenshtein_less_equal('extensive', 'exhaustive', 2)", 3),
        ("levenshtein_less_equal('extensive', 'exhaustive', 4)", 4),
        ("unaccent('Hôtel Łódź Ærøskøbing Œuvre þorn')", "Hotel Lodz AEroskobing OEuvre thorn"),
    ],
)
def test_what_the_originals_give(dumped: psycopg.Connection, expression: str, expected: object) -> None:
    row = dumped.execute(f"select {expression}").fetchone()
    assert row is not None
    assert row[0] == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_requests_are_noted_and_not_sent(dumped: psycopg.Connection) -> None:
    dumped.execute(
        """
        create table orders (id int primary key);
        create function tell() returns trigger language plpgsql as $$ begin
            perform net.http_post('https://example.com/orders', jsonb_build_object('id', new.id));
            return new;
        end $$;
        create trigger tell after insert on orders for each row execute function tell();
        insert into orders values (1), (2);
        """
    )
    rows = dumped.execute("select method, url, convert_from(body, 'UTF8')::jsonb ->> 'id' from net.http_request_queue")
    assert rows.fetchall() == [
        ("POST", "https://example.com/orders", "1"),
        ("POST", "https://example.com/orders", "2"),
    ]
    assert dumped.execute("select net.http_get('https://example.com')").fetchone() == (3,)


def test_jobs_are_noted(dumped: psycopg.Connection) -> None:
    dumped.execute("select cron.schedule('nightly', '0 3 * * *', 'vacuum')")
    dumped.execute("select cron.schedule('nightly', '0 4 * * *', 'analyze')")
    dumped.execute("select cron.alter_job((select jobid from cron.job), active => false)")
    assert dumped.execute("select schedule, command, active from cron.job").fetchall() == [
        ("0 4 * * *", "analyze", False)
    ]
    assert dumped.execute("select cron.unschedule('nightly')").fetchone() == (True,)
    with pytest.raises(psycopg.errors.RaiseException, match="could not find valid entry for job 'nightly'"):
        dumped.execute("select cron.unschedule('nightly')")


def test_secrets_and_tokens(dumped: psycopg.Connection) -> None:
    dumped.execute("select vault.create_secret('placeholder', 'service_key')")
    dumped.execute("select vault.update_secret((select id from vault.secrets), new_description => 'a key')")
    row = dumped.execute("select decrypted_secret, description from vault.decrypted_secrets").fetchone()
    assert row == ("placeholder", "a key")
    # The example of the JSON Web Tokens' own documentation.
    payload = '{"sub":"1234567890","name":"John Doe","admin":true}'
    token = dumped.execute("select sign(%s, 'secret')", (payload,)).fetchone()
    assert token is not None
    assert token[0].endswith(".TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ")
    checked = dumped.execute("select valid, payload ->> 'name' from verify(%s, 'secret')", token).fetchone()
    assert checked == (True, "John Doe")
    assert dumped.execute("select valid from verify(%s, 'other')", token).fetchone() == (False,)


@pytest.mark.parametrize(
    "call", ["word_similarity('a', 'b')", "metaphone('a', 4)", "graphql.resolve('{}')", "'a' <% 'b'"]
)
def test_what_needs_compiled_code_says_so(dumped: psycopg.Connection, call: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="is not in the embedded server"):
        dumped.execute(f"select {call}")


def test_equality_by_ranges(dumped: psycopg.Connection) -> None:
    dumped.execute(
        """
        create type mood as enum ('calm', 'busy');
        create table bookings (
            room uuid, who varchar(20), floor int, mood mood, during tstzrange,
            exclude using gist (
                gist_same(room) with =, gist_same(who) with =, gist_same(floor) with =, gist_same(mood) with =,
                during with &&
            )
        );
        insert into bookings values
            ('5eed0000-0000-4000-8000-000000000001', 'ann', 1, 'calm', '[2025-01-01, 2025-01-02)'),
            ('5eed0000-0000-4000-8000-000000000001', 'ben', 1, 'calm', '[2025-01-01, 2025-01-02)'),
            ('5eed0000-0000-4000-8000-000000000002', 'ann', 1, 'calm', '[2025-01-01, 2025-01-02)'),
            ('5eed0000-0000-4000-8000-000000000001', 'ann', 2, 'busy', '[2025-01-01, 2025-01-02)');
        """
    )
    with pytest.raises(psycopg.errors.ExclusionViolation):
        dumped.execute("insert into bookings select * from bookings where floor = 2")
