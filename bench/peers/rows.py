"""The rows the peers make: a user and a career profile, with Faker, as a tutorial would."""

from __future__ import annotations

import datetime
import random
import uuid
from typing import Any

from faker import Faker

ROLES = ("customer", "volunteer", "developer", "admin")
SKILLS = ("Python", "SQL", "Design", "Writing", "Teaching", "Sales", "Nursing", "Accounting")
START = datetime.datetime(2023, 7, 6, tzinfo=datetime.UTC)

USER_COLUMNS = (
    "id", "email", "full_name", "username", "role", "phone", "city", "country", "latitude", "longitude",
    "avatar_url", "bio", "is_active", "created_at", "updated_at",
)  # fmt: skip
PROFILE_COLUMNS = (
    "user_id", "current_title", "current_company", "industry", "experience_years", "skills",
    "salary_expectation_min", "salary_expectation_max", "summary", "preferences", "created_at", "updated_at",
)  # fmt: skip

fake = Faker()
Faker.seed(1)
random.seed(1)


def user(number: int) -> dict[str, Any]:
    """One user."""
    created = START + datetime.timedelta(seconds=random.randrange(63_000_000))
    return {
        "id": uuid.UUID(int=random.getrandbits(128), version=4),
        "email": f"user{number}@example.com",
        "full_name": fake.name(),
        "username": f"{fake.user_name()[:28]}{number}".replace("_", "-"),
        "role": random.choice(ROLES),
        "phone": f"+1 {random.randrange(200, 999)} 555 01{random.randrange(100):02d}",
        "city": fake.city(),
        "country": fake.country_code(),
        "latitude": random.uniform(-60, 70),
        "longitude": random.uniform(-180, 180),
        "avatar_url": f"https://example.com/avatars/{number}.png",
        "bio": fake.sentence(),
        "is_active": random.random() < 0.9,
        "created_at": created,
        "updated_at": created,
    }


def profile(owner: dict[str, Any]) -> dict[str, Any]:
    """The career profile of one user."""
    low = random.randrange(20_000, 120_000)
    return {
        "user_id": owner["id"],
        "current_title": fake.job(),
        "current_company": fake.company(),
        "industry": random.choice(("Technology", "Finance", "Healthcare", "Education")),
        "experience_years": random.randrange(40),
        "skills": random.sample(SKILLS, 3),
        "salary_expectation_min": low,
        "salary_expectation_max": low + random.randrange(30_000),
        "summary": fake.sentence(),
        "preferences": '{"remote": true}',
        "created_at": owner["created_at"],
        "updated_at": owner["updated_at"],
    }
