"""An address leads to what its name says: a picture, a recording, a document, somebody's own pages."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("table", "column", "ends"),
    [
        ("lessons", "video_url text", ".mp4"),
        ("episodes", "audio_url varchar(200)", ".mp3"),
        ("certificates", "file_url text", ".pdf"),
        ("images", "url text", ".jpg"),
        ("product_images", "src text", ".jpg"),
        ("invoices", "pdf_url text", ".pdf"),
        ("exercises", "gif_url text", ".gif"),
        ("videos", "thumbnail_url text", ".jpg"),
        ("recordings", "public_url text", ".mp4"),
    ],
)
def test_files_have_the_extension_of_what_they_are(guess, rows_of, table, column, ends) -> None:
    found = {name: made.generator for name, made in guess("id int", column, name=table).items()}
    values = rows_of(found, column.split()[0])
    assert all(value.startswith("https://") and value.endswith(ends) for value in values)


@pytest.mark.parametrize(
    ("table", "column"), [("posts", "url text"), ("bookmarks", "link text"), ("articles", "canonical_url text")]
)
def test_pages_are_no_files(guess, rows_of, table, column) -> None:
    found = {name: made.generator for name, made in guess("id int", column, name=table).items()}
    assert all("." not in value.rpartition("/")[2] for value in rows_of(found, column.split()[0]))


def test_media_is_of_the_kind_beside_it(fill, connection) -> None:
    fill(
        "create table posts (id int primary key, media_url text not null,"
        " media_type text not null check (media_type in ('image', 'video', 'audio', 'gif')))",
        count=200,
    )
    ends = "case media_type when 'image' then 'jpg' when 'video' then 'mp4' when 'audio' then 'mp3' else 'gif' end"
    wrong = f"select count(*) filter (where media_url not like '%.' || {ends}), count(distinct media_url) from posts"
    assert connection.execute(wrong).fetchone() == (0, 200)


def test_pages_of_somebody_bear_the_name(guess, rows_of) -> None:
    columns = ("id int", "full_name text", "website text?", "linkedin_url text?")
    found = {name: made.generator for name, made in guess(*columns, name="profiles").items()}
    rows = zip(*(rows_of(found, name) for name in ("full_name", "website", "linkedin_url")), strict=True)
    for name, website, profile in rows:
        first = name.split()[0].lower()
        if website is not None and first.isascii() and first.isalpha():
            assert website.startswith(f"https://{first}")
            assert website.endswith(".example.com")
        assert profile is None or profile.startswith("https://linkedin.example.com/in/")


def test_a_unique_address_stays_unique(guess, rows_of) -> None:
    found = {
        n: made.generator for n, made in guess("id int", "video_url text", name="clips", unique=("video_url",)).items()
    }
    values = rows_of(found, "video_url", 2000)
    assert len(set(values)) == 2000
