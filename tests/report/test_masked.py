from __future__ import annotations

import pytest

from seeding.report.masked import masked


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://app:s3cret@db.example.com/app",
        "postgres://app:s3cret@db.example.com/app?sslmode=require",
        "no profile 'postgresql://app:s3cret@127.0.0.1:5432/app' here",
        "postgresql://app:@s3cret@db.example.com/app",
        "postgresql://app:a/s3cret@db.example.com/app",
        "postgresql://:s3cret@db.example.com/app",
        "postgresql://db.example.com/app?user=app&password=s3cret&sslmode=require",
        "host=db.example.com password=s3cret dbname=app",
        "host=db.example.com password = 's3cret \\' more' dbname=app",
        "PGPASSWORD=s3cret psql",
        "sslpassword=s3cret",
    ],
)
def test_no_password_is_left(text: str) -> None:
    assert "s3cret" not in masked(text)
    assert "***" in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://app@db.example.com:5432/app",
        "host db.internal is not in profiles/staging.toml [target] hosts",
        "test@example.com has another address: see below",
        "column password is too short",
        "https://example.com/a:b",
    ],
)
def test_what_holds_none_stays(text: str) -> None:
    assert masked(text) == text
