"""What begins, lasts and ends: moments in turn, and numbers that say how long."""

from __future__ import annotations

from datetime import timedelta

import pytest


@pytest.mark.parametrize(
    ("lasting", "unit"), [("duration_minutes", "minutes"), ("duration_hours", "hours"), ("dauer_min", "minutes")]
)
def test_an_end_is_as_far_from_the_start_as_the_row_says(guess, rows_of, lasting: str, unit: str) -> None:
    found = {n: f.generator for n, f in guess("starts_at timestamptz", f"{lasting} int", "ends_at timestamptz").items()}
    for start, number, end in zip(*(rows_of(found, name) for name in ("starts_at", lasting, "ends_at")), strict=True):
        assert end - start == timedelta(**{unit: number})


def test_an_end_is_there_where_it_is_not_known_how_long_it_takes(guess) -> None:
    found = guess("starts_at timestamptz", "duration_minutes int?", "ends_at timestamptz")
    assert "EndsAfter" not in repr(found["ends_at"].generator)


def test_stretches_that_lie_apart_are_as_long_as_the_row_says(connection, fill) -> None:
    fill(
        """
        create table lessons (id int primary key, room int not null, starts_at timestamptz not null,
            duration_minutes int not null check (duration_minutes > 0), ends_at timestamptz not null,
            created_at timestamptz not null, deleted_at timestamptz,
            exclude using gist (tstzrange(starts_at, ends_at) with &&) where (deleted_at is null));
        """
    )
    said = "ends_at - starts_at = duration_minutes * interval '1 minute'"
    assert connection.execute(f"select count(*) from lessons where {said}").fetchone() == (60,)
    assert connection.execute("select count(*) from lessons where deleted_at < created_at").fetchone() == (0,)


def test_an_attempt_is_handed_in_after_it_was_started(guess, rows_of) -> None:
    columns = ("started_at timestamptz", "deadline_at timestamptz?", "submitted_at timestamptz?")
    found = {name: inferred.generator for name, inferred in guess(*columns).items()}
    rows = list(zip(*(rows_of(found, name, 300) for name in found), strict=True))
    assert all(late is None or late > started for started, *later in rows for late in later)
    assert any(handed_in for *_, handed_in in rows)


def test_what_is_submitted_and_never_started_came_to_be_then(guess) -> None:
    found = guess("submitted_at timestamptz", "updated_at timestamptz")
    assert "after='submitted_at'" in repr(found["updated_at"].generator)


def test_a_page_is_published_after_it_was_written_and_a_book_long_ago(guess) -> None:
    page = guess("created_at timestamptz", "slug text", "published_on date", name="posts")["published_on"]
    book = guess("created_at timestamptz", "isbn text", "published_on date", name="books")["published_on"]
    assert "after='created_at'" in repr(page.generator)
    assert "-15y" in repr(book.generator)


@pytest.mark.parametrize(
    "columns",
    [
        ("iniziocontratto date", "finecontratto date"),
        ("contractstart date", "contractend date"),
        ("data_apertura timestamptz", "data_chiusura timestamptz"),
        ("entrada_em timestamptz", "saida_em timestamptz"),
        ("apertura time", "chiusura time"),
    ],
)
def test_an_end_is_after_its_beginning_in_words_of_any_language(guess, rows_of, columns) -> None:
    found = {name: inferred.generator for name, inferred in guess(*columns).items()}
    first, second = (column.split()[0] for column in columns)
    pairs = list(zip(rows_of(found, first), rows_of(found, second), strict=True))
    assert all(start <= end for start, end in pairs)


@pytest.mark.parametrize("table", ["sessions", "lessons", "turnos", "citas", "aulas"])
def test_a_lesson_lasts_some_hours(guess, rows_of, table: str) -> None:
    found = {n: f.generator for n, f in guess("start_at timestamptz", "end_at timestamptz", name=table).items()}
    pairs = zip(rows_of(found, "start_at"), rows_of(found, "end_at"), strict=True)
    assert all(timedelta(0) <= end - start <= timedelta(hours=4) for start, end in pairs)
    times = {n: f.generator for n, f in guess("start_time time", "end_time time?", name=table).items()}
    pairs = zip(rows_of(times, "start_time"), rows_of(times, "end_time"), strict=True)
    lasts = {(end.hour - start.hour) * 60 + end.minute - start.minute for start, end in pairs if end is not None}
    assert lasts == {30, 45, 60, 90, 120}


def test_what_was_written_down_begins_soon_after_and_a_job_long_before(guess) -> None:
    membership = guess("created_at timestamptz", "start_date date", name="memberships")["start_date"].generator
    job = guess("created_at timestamptz", "start_date date", name="work_experiences")["start_date"].generator
    assert "after='created_at'" in repr(membership)
    assert "after" not in repr(job)


def test_checks_let_ends_be_as_soon_as_they_are(connection, fill) -> None:
    fill(
        """
        create table sessions (id int primary key, begins_at timestamptz not null, over_at timestamptz not null,
            check (over_at > begins_at));
        create table calls (id int primary key, begins_at timestamptz not null, over_at timestamptz not null,
            duration_seconds int not null check (duration_seconds > 0), check (over_at > begins_at));
        """
    )
    said = "select max(over_at - begins_at) <= interval '5 hours' from sessions"
    assert connection.execute(said).fetchone() == (True,)
    said = "select bool_and(over_at - begins_at = duration_seconds * interval '1 second') from calls"
    assert connection.execute(said).fetchone() == (True,)


@pytest.mark.parametrize(
    ("default", "lasting"),
    [
        ("now() + interval '24 hours'", timedelta(hours=24)),
        ("timezone('utc', now() + interval '7 days')", timedelta(days=7)),
        ("current_timestamp + interval '90 minutes'", timedelta(minutes=90)),
        ("now() + interval '1 month'", timedelta(days=30)),
    ],
)
def test_a_row_lasts_as_long_as_its_default_says(fill, connection, default, lasting) -> None:
    fill(
        "create table invitations (id int primary key, created_at timestamptz not null default now(),"
        f" expires_at timestamptz not null default {default})"
    )
    assert connection.execute("select distinct expires_at - created_at from invitations").fetchall() == [(lasting,)]
