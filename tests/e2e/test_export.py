"""The same rows as files: whoever runs them ends with the database that `seed local` makes."""

from __future__ import annotations

from pathlib import Path

import psycopg


def public(database) -> dict[str, tuple[int, str]]:
    """What the schema public holds."""
    return {name: seen for name, seen in database.snapshot().items() if name.startswith("public.")}


def test_sql_files_make_the_same_rows(project, seeded) -> None:
    wanted = public(seeded)
    done = project.seed("export", "local", "--url", seeded.url)
    assert done.code == 0, done.err
    files = sorted(Path("supabase/seed").glob("*.sql"))
    assert [file.name for file in files] == [
        "01_public_business_metrics.sql",
        "02_public_users.sql",
        "03_public_payment_transactions.sql",
        "04_public_user_career_profiles.sql",
        "05_public_volunteer_activities.sql",
    ]
    assert public(seeded) == wanted
    assert project.seed("clean", "local", "--url", seeded.url, "--quiet").code == 0
    seeded.rows("drop schema _seed cascade")  # as the Supabase CLI finds a database it has just migrated
    run(seeded, files)
    assert public(seeded) == wanted
    # Files for tables whose keys tell nothing run a second time only where the database is marked.
    name = seeded.url.rpartition("/")[2]
    assert project.seed("mark", "local", "--url", seeded.url, "--confirm", name).code == 0
    run(seeded, files)
    assert public(seeded) == wanted
    seeded.rows("insert into public.business_metrics (metric_date, metric_name, metric_value) values (now(), 'x_y', 1)")
    assert seeded.value("select max(id) from public.business_metrics") == 91


def run(database, files: list[Path]) -> None:
    """All files in one session, as psql and the Supabase CLI do."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        for file in files:
            connection.execute(file.read_text(encoding="utf-8"))


def test_csv_files_hold_the_same_rows(project, seeded) -> None:
    wanted = public(seeded)
    assert project.seed("export", "local", "--url", seeded.url, "--format", "csv", "--out", "csv", "--quiet").code == 0
    seeded.rows("truncate public.users, public.business_metrics cascade")
    with seeded.connect() as connection:
        for file in sorted(Path("csv").iterdir()):
            table = file.stem.partition("_public_")[2]
            header = file.read_text(encoding="utf-8").partition("\n")[0]
            with connection.cursor().copy(f"copy public.{table} ({header}) from stdin (format csv, header)") as copy:
                copy.write(file.read_bytes())
    assert public(seeded) == wanted
