"""factory_boy with SQLAlchemy models, create_batch, one commit."""

import datetime
import sys
import uuid
from typing import Any, ClassVar

import factory
import factory.alchemy
import factory.fuzzy
from sqlalchemy import ARRAY, JSON, DateTime, ForeignKey, Text, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from bench.peers import rows

url, count = sys.argv[1].replace("postgresql://", "postgresql+psycopg://"), int(sys.argv[2])


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {
        datetime.datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        dict[str, Any]: JSON,
    }


class User(Base):
    __tablename__ = "users"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    full_name: Mapped[str]
    username: Mapped[str]
    role: Mapped[str]
    phone: Mapped[str]
    city: Mapped[str]
    country: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    avatar_url: Mapped[str]
    bio: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[datetime.datetime]
    updated_at: Mapped[datetime.datetime]


class Profile(Base):
    __tablename__ = "user_career_profiles"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship()
    current_title: Mapped[str]
    current_company: Mapped[str]
    industry: Mapped[str]
    experience_years: Mapped[int]
    skills: Mapped[list[str]]
    salary_expectation_min: Mapped[int]
    salary_expectation_max: Mapped[int]
    summary: Mapped[str]
    preferences: Mapped[dict[str, Any]]
    created_at: Mapped[datetime.datetime]
    updated_at: Mapped[datetime.datetime]


session = Session(create_engine(url))


class UserFactory(factory.alchemy.SQLAlchemyModelFactory):
    class Meta:
        model = User
        sqlalchemy_session = session

    id = factory.LazyFunction(uuid.uuid4)
    email = factory.Sequence(lambda n: f"user{n}@example.com")
    full_name = factory.Faker("name")
    username = factory.LazyAttributeSequence(lambda o, n: f"user-{n}")
    role = factory.fuzzy.FuzzyChoice(rows.ROLES)
    phone = factory.Sequence(lambda n: f"+1 212 555 01{n % 100:02d}")
    city = factory.Faker("city")
    country = factory.Faker("country_code")
    latitude = factory.fuzzy.FuzzyFloat(-60, 70)
    longitude = factory.fuzzy.FuzzyFloat(-180, 180)
    avatar_url = factory.Sequence(lambda n: f"https://example.com/avatars/{n}.png")
    bio = factory.Faker("sentence")
    is_active = factory.fuzzy.FuzzyChoice([True, True, True, False])
    created_at = factory.fuzzy.FuzzyDateTime(rows.START)
    updated_at = factory.SelfAttribute("created_at")


class ProfileFactory(factory.alchemy.SQLAlchemyModelFactory):
    class Meta:
        model = Profile
        sqlalchemy_session = session

    user = factory.SubFactory(UserFactory)
    current_title = factory.Faker("job")
    current_company = factory.Faker("company")
    industry = factory.fuzzy.FuzzyChoice(["Technology", "Finance", "Healthcare", "Education"])
    experience_years = factory.fuzzy.FuzzyInteger(0, 40)
    skills = factory.LazyFunction(lambda: ["Python", "SQL", "Design"])
    salary_expectation_min = factory.fuzzy.FuzzyInteger(20_000, 120_000)
    salary_expectation_max = factory.LazyAttribute(lambda o: o.salary_expectation_min + 10_000)
    summary = factory.Faker("sentence")
    preferences = factory.LazyFunction(lambda: {"remote": True})
    created_at = factory.SelfAttribute("user.created_at")
    updated_at = factory.SelfAttribute("user.created_at")


ProfileFactory.create_batch(count)
session.commit()
