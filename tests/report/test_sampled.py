from __future__ import annotations

from seeding.report.result import Sample
from seeding.report.sampled import sample_text, telling
from seeding.report.style import PLAIN

USERS = Sample(
    "public.users",
    ("id", "email", "full_name", "role", "avatar_url", "bio", "is_active", "created_at", "updated_at", "deleted_at"),
    (
        (
            "5eed0001-0000-4000-8000-000000000001",
            "asha.rao@example.com",
            "Asha Rao",
            "customer",
            "https://example.com/a.png",
            "Likes\ttea and long walks; never says so on the record, though.",
            "true",
            "2025-01-02 09:30:00",
            "2025-01-03 10:00:00",
            None,
        ),
        (
            "5eed0002-0000-4000-8000-000000000002",
            "ben@example.net",
            "Ben 東京",
            "admin",
            "https://example.com/b.png",
            None,
            "true",
            "2025-02-02 09:30:00",
            "2025-03-03 10:00:00",
            None,
        ),
    ),
)


def _names(room: int) -> list[str]:
    return [USERS.columns[i] for i in telling(USERS, {"id"}, room)]


def test_telling_columns_come_first_keys_and_bookkeeping_last() -> None:
    assert _names(41) == ["email", "full_name", "role"]
    assert _names(70)[:3] == ["email", "full_name", "role"]
    assert "created_at" in _names(70)
    assert _names(1000) == list(USERS.columns)


def test_one_column_is_shown_however_little_room_there_is() -> None:
    assert len(_names(5)) == 1


def test_rows_are_aligned_and_what_is_left_out_is_said() -> None:
    assert sample_text(USERS, rows=1200, keys={"id"}, style=PLAIN, room=64) == [
        "public.users",
        "  email                 full_name  role      created_at",
        "  asha.rao@example.com  Asha Rao   customer  2025-01-02 09:30:00",
        "  ben@example.net       Ben 東京   admin     2025-02-02 09:30:00",
        "  … 1,198 more rows, 6 columns not shown",
    ]


def test_numbers_end_where_their_heading_ends() -> None:
    sample = Sample("public.payments", ("amount", "currency"), (("9.50", "EUR"), ("1200.00", "INR"), (None, "USD")))
    assert sample_text(sample, rows=3, style=PLAIN, room=60) == [
        "public.payments",
        "   amount  currency",
        "     9.50  EUR",
        "  1200.00  INR",
        "     NULL  USD",
    ]


def test_at_most_three_rows() -> None:
    sample = Sample("public.t", ("a",), tuple((str(n),) for n in range(10)))
    assert sample_text(sample, rows=10, style=PLAIN, room=60)[-1] == "  … 7 more rows"


def test_a_column_of_empty_texts_is_shown_last() -> None:
    sample = Sample("public.users", ("email_change", "note"), (("", "a"), ("", "b")))
    assert [sample.columns[i] for i in telling(sample, set(), 12)] == ["note"]
