"""Everything that can be wrong: an exit code, a message that says what, where and what next, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

USERS = "factories/users.py"
LOCAL = "profiles/local.toml"
CHECKED = 'Choice({"customer": 0.90, "volunteer": 0.07, "developer": 0.02, "admin": 0.01})'


@dataclass(frozen=True)
class Bad:
    """One mistake: how it is made, how the program ends, and what it must say."""

    name: str
    code: int
    says: tuple[str, ...]
    file: str = ""
    old: str = ""
    new: str = ""
    profile: str = "local"


MISTAKES = [
    Bad("unknown profile", 3, ('no profile and no command "stagin"', 'did you mean "seed staging"?'), profile="stagin"),
    Bad(
        "unknown key",
        3,
        ("profiles/local.toml: unknown key 'cuont'", "did you mean 'count'?"),
        LOCAL, "\ncount = 25", "\ncuont = 25",
    ),
    Bad(
        "unknown key of a table",
        3,
        ("profiles/local.toml: unknown key 'tables.public.business_metrics.row'", "did you mean 'rows'?"),
        LOCAL, "\nrows = 90", "\nrow = 90",
    ),
    Bad(
        "unknown table",
        3,
        ('profiles/local.toml [tables."public.business_metric"]: the database has no such table',
         "did you mean public.business_metrics?"),
        LOCAL, '[tables."public.business_metrics"]', '[tables."public.business_metric"]',
    ),
    Bad(
        "unknown column",
        3,
        ("nulls.target_valeu: not a column that is filled", "did you mean target_value?"),
        LOCAL, "\nrows = 90", "\nnulls.target_valeu = 0.1\nrows = 90",
    ),
    Bad(
        "nulls for NOT NULL",
        3,
        ('[tables."public.business_metrics"] nulls.unit = 0.1: the column is NOT NULL',),
        LOCAL, "\nrows = 90", "\nnulls.unit = 0.1\nrows = 90",
    ),
    Bad(
        "unknown parent",
        3,
        ("per: public.payment_transactions does not reference public.user", "did you mean public.users?"),
        LOCAL, '[tables."public.business_metrics"]\nrows = 90',
        '[tables."public.payment_transactions"]\nper = { "public.user" = { mean = 1 } }',
    ),
    Bad(
        "duplicate pinned key",
        3,
        ('[[tables."public.users".rows]] number 3: email = \'test@example.com\' is already in number 1',
         "users_email_key keeps email unique: change one of the two rows"),
        LOCAL, '"dev@example.com"', '"test@example.com"',
    ),
    Bad(
        "pinned column that does not exist",
        3,
        ("number 3: public.users has no column 'emial'", "did you mean 'email'?"),
        LOCAL, 'email = "dev@', 'emial = "dev@',
    ),
    Bad(
        "pinned value of another type",
        3,
        ("number 3: is_active = 'maybe' is not a boolean",),
        LOCAL, 'role = "developer"\nis_active = true', 'role = "developer"\nis_active = "maybe"',
    ),
    Bad(
        "pinned mailbox at a real domain",
        7,
        ('[[tables."public.users".rows]] number 3: email = \'dev@test.com\' could belong to someone',
         "test.com is a registered, real domain",
         "use a mailbox at example.com"),
        LOCAL, '"dev@example.com"', '"dev@test.com"',
    ),
    Bad(
        "Faker's values of which some could be somebody's",
        7,
        ("public.users.avatar_url is FromFaker('dga'), and what Faker's dga makes could belong to somebody",
         "is the name of somebody's host",
         "use example.com"),
        USERS, 'ImageUrl(path="/avatars/", nulls=0.35)', 'factory.Faker("dga")',
    ),
    Bad(
        "factory for a table that does not exist",
        6,
        ("factories.users.UserFactory is for public.userz, which the database does not have",
         "did you mean public.users?"),
        USERS, '"public.users"', '"public.userz"',
    ),
    Bad(
        "factory for a column that does not exist",
        6,
        ("UserFactory.usrname: public.users has no column 'usrname'", "did you mean username?"),
        USERS, "    username = Username", "    usrname = Username",
    ),
    Bad(
        "factory without a NOT NULL column",
        6,
        ("UserFactory does not declare username: NOT NULL without a default in public.users",
         "declare it, for example:", "username = Username("),
        USERS, '    username = Username(of="full_name")\n', "",
    ),
    Bad(
        "factory that cannot be imported",
        6,
        ("ModuleNotFoundError: No module named 'nowhere'", "users.py:3"),
        USERS, "import factory\n", "import nowhere\n",
    ),
    Bad(
        "generator that derives from nothing",
        6,
        ("public.users.country derives from 'ctiy', which the factory does not declare", "declared: id, "),
        USERS, 'Country(of="city")', 'Country(of="ctiy")',
    ),
    Bad(
        "value of another type",
        6,
        ("public.users.is_active row 4: Choice(['yes']) gave 'yes', which is not a boolean",
         "change UserFactory.is_active"),
        USERS, "Bool(0.94)", 'Choice(["yes"])',
    ),
    Bad(
        "value the check refuses",
        8,
        ("column role: new row for relation \"users\" violates check constraint \"users_role_check\"",
         "nothing was written",
         "change UserFactory.role, or the check"),
        USERS, CHECKED, 'Choice({"customer": 9, "boss": 1})',
    ),
    Bad(
        "key that is taken twice",
        8,
        ("public.users row 5, column username: duplicate key value", "nothing was written",
         "make the generator unique"),
        USERS, 'Username(of="full_name")', 'Choice(["same"])',
    ),
    Bad(
        "mailbox at a real domain",
        7,
        ("public.users.bio row", "test.com is a registered, real domain"),
        USERS, 'Paragraph("bio", sentences=(1, 2), nulls=0.45)', 'Choice(["write to me@test.com"])',
    ),
    Bad(
        "migration that fails",
        5,
        ("supabase/migrations/20990101000000_bad.sql:2: division by zero",
         "nothing of this migration was kept; correct the file and run again"),
        "supabase/migrations/20990101000000_bad.sql", "", "create table public.half (id integer);\nselect 1 / 0;\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize("bad", MISTAKES, ids=lambda bad: bad.name)
def test_mistakes(bad: Bad, project, untouched) -> None:
    before = untouched.snapshot()
    if bad.old:
        project.edit(bad.file, bad.old, bad.new)
    elif bad.file:
        project.write(bad.file, bad.new)
    done = project.seed(bad.profile, "--url", untouched.url)
    assert (done.code, done.out) == (bad.code, "")
    for text in bad.says:
        assert text in done.err
    assert "Traceback" not in done.err
    assert untouched.snapshot() == before


def test_a_mistake_shows_before_a_fresh_database_is_touched(project, database) -> None:
    project.edit(LOCAL, '"dev@example.com"', '"dev@test.com"')
    assert project.seed("local", "--url", database.url).code == 7
    assert database.snapshot() == {}


def test_migrations_before_the_one_that_fails_are_kept(project, database) -> None:
    project.write("supabase/migrations/20990101000000_bad.sql", "select 1 / 0;\n")
    done = project.seed("local", "--url", database.url)
    assert done.code == 5
    assert set(database.counts().values()) == {0}
    assert database.value("select count(*) from supabase_migrations.schema_migrations") == 6
    Path("supabase/migrations/20990101000000_bad.sql").unlink()
    assert project.seed("local", "--url", database.url, "--quiet").code == 0


@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("postgresql://app:s3cret@127.0.0.1:1/app", 8, ("no PostgreSQL server answers at 127.0.0.1:1", "start")),
        ("postgresql://app:s3cret@nowhere.invalid/app", 4, ("host nowhere.invalid is not in profiles/local.toml",)),
        ("postgresql://app:s3cret@127.0.0.1,127.0.0.2/app", 4, ()),
        ("postgresql://app:s3cret@127.0.0.1:port/app", 4, ()),
    ],
)  # fmt: skip
def test_no_server_there(url: str, code: int, says: tuple[str, ...], project) -> None:
    done = project.seed("local", "--url", url)
    assert done.code == code
    for text in says:
        assert text in done.err
    assert "s3cret" not in done.out + done.err


def test_a_database_that_does_not_exist(project, database) -> None:
    done = project.seed("local", "--url", f"{database.url}_gone")
    assert done.code == 8
    assert 'there is no database "e2e_' in done.err
    assert "createdb" in done.err


@pytest.fixture
def locked_role(database) -> Iterator[str]:
    """A role that needs its password: the server's host-based authentication is told so."""
    role = database.url.rsplit("_", 1)[1]
    role = f"locked_{role}"
    with database.connect() as admin:
        (settings,) = admin.execute("show hba_file").fetchone() or ("",)
        file = Path(settings)
        before = file.read_text(encoding="utf-8")
        admin.execute(f"create role {role} superuser login password 'right'")
        file.write_text(f"host all {role} 127.0.0.1/32 scram-sha-256\n{before}", encoding="utf-8")
        admin.execute("select pg_reload_conf()")
        # The postmaster reads the file in its own time.
        while _lets_in(database.url.replace("postgres@", f"{role}:wrong@")):
            pass
        yield role
        file.write_text(before, encoding="utf-8")
        admin.execute("select pg_reload_conf()")


def _lets_in(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_wrong_password(project, database, locked_role) -> None:
    done = project.seed("local", "--url", database.url.replace("postgres@", f"{locked_role}:wr0ng@"))
    assert done.code == 8
    assert f'the password for role "{locked_role}" is wrong or missing' in done.err
    assert "set the password in the URL's variable" in done.err
    assert "wr0ng" not in done.out + done.err
    assert database.snapshot() == {}
    done = project.seed("local", "--url", database.url.replace("postgres@", f"{locked_role}:right@"))
    assert done.code == 0
    assert "right@" not in done.out + done.err


def test_a_profile_without_its_variable(project) -> None:
    done = project.seed("staging")
    assert done.code == 3
    assert "profiles/staging.toml: the variable STAGING_DATABASE_URL is not set" in done.err
    assert "export STAGING_DATABASE_URL=postgresql://" in done.err
