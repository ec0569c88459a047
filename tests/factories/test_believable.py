"""What a tired reader would stumble over: rows whose columns contradict each other."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import Any

import pytest

from factories.business_metrics import BusinessMetricFactory
from factories.countries import COUNTRIES, CURRENCIES, LANGUAGES, PRICE_LEVEL
from factories.payment_transactions import PRICES, PRODUCTS, PaymentTransactionFactory
from factories.user_career_profiles import SKILLS, UserCareerProfileFactory
from factories.users import UserFactory
from factories.volunteer_activities import CAUSES, VolunteerActivityFactory
from seeding.columns.single import current_world
from seeding.factory import values_of
from seeding.safety import inspect

CALLING = {"US": "+1", "CA": "+1", "GB": "+44", "AU": "+61", "FR": "+33", "DE": "+49"}
NOW = current_world().now.item().replace(tzinfo=datetime.UTC)


def rows(made_by: Any, count: int = 600) -> list[Any]:
    return made_by.build_batch(count)


@pytest.fixture
def people() -> dict[Any, Any]:
    """Whoever the other tables' rows belong to."""
    return {user.id: user for user in rows(UserFactory)}


def test_every_country_has_what_its_people_need() -> None:
    assert set(COUNTRIES) == set(CURRENCIES) == set(LANGUAGES)
    assert {code for codes in CURRENCIES.values() for code in codes} == set(PRICE_LEVEL)


def test_users() -> None:
    users = rows(UserFactory)
    assert {user.country for user in users} == set(COUNTRIES)
    for user in users:
        assert user.phone is None or user.phone.startswith(CALLING[user.country])
        assert user.created_at <= user.updated_at <= NOW
        assert user.last_sign_in_at is None or user.created_at <= user.last_sign_in_at <= NOW
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", user.username)
        assert user.avatar_url is None or user.avatar_url.startswith("https://images.example.com/")
    # Nobody signs up on the stroke of the hour.
    assert len({(u.created_at.minute, u.created_at.second) for u in users}) > 500
    assert Counter(user.role for user in users)["customer"] > 500
    named = [u for u in users if any(part in u.email for part in re.findall("[a-z]{4,}", u.full_name.lower()))]
    assert len(named) > 450


def test_career_profiles(people) -> None:
    for profile in rows(UserCareerProfileFactory, 400):
        working = profile.employment_status in ("employed", "self-employed")
        assert (profile.current_title is not None) == working
        assert (profile.current_company is not None) == (profile.employment_status == "employed")
        assert working or profile.summary is None
        assert set(profile.skills) <= set(SKILLS[profile.industry])
        assert (profile.available_from is not None) == profile.is_open_to_work
        assert profile.preferences.keys() == {"job_types", "relocate", "notice_weeks", "alerts"}
        lowest, highest = profile.salary_expectation_min, profile.salary_expectation_max
        if lowest is not None:
            assert lowest <= highest
            assert 10_000 < lowest / PRICE_LEVEL[profile.salary_currency] < 400_000
        person = people.get(profile.user_id)
        if person is not None:
            assert profile.salary_currency in CURRENCIES[person.country]
            assert set(profile.languages) <= set(LANGUAGES[person.country])
            assert person.created_at <= profile.created_at <= profile.updated_at <= NOW


def test_volunteer_activities(people) -> None:
    for activity in rows(VolunteerActivityFactory):
        assert activity.cause in CAUSES
        assert (activity.city is None) == (activity.country is None) == activity.is_remote
        assert (activity.ended_on is not None) == (activity.status in ("completed", "withdrawn"))
        assert activity.ended_on is None or activity.started_on <= activity.ended_on <= NOW.date()
        if activity.status == "planned":
            assert activity.started_on > NOW.date()
            assert (activity.hours, activity.is_verified) == (0, False)
        else:
            assert activity.created_at.date() <= activity.started_on <= NOW.date()
            assert 0.5 <= activity.hours <= 2000
        if activity.ended_on is not None:
            weeks = (activity.ended_on - activity.started_on).days / 7 + 1
            assert activity.hours <= 20 * weeks
        person = people.get(activity.user_id)
        if person is not None and not activity.is_remote:
            assert (activity.city, activity.country) == (person.city, person.country)


def test_a_description_is_about_the_cause() -> None:
    words = {
        "animals": "animal|dog|cat|shelter|kennel|horse|bird|hedgehog|pet|wildlife|vet",
        "food": "food|meal|soup|kitchen|pack|cook|parcel|bak|fruit|breakfast|lunch|bread|donat",
    }
    activities = rows(VolunteerActivityFactory, 900)
    for cause, pattern in words.items():
        texts = [a.description for a in activities if a.cause == cause and a.description]
        fitting = [text for text in texts if re.search(pattern, text, re.IGNORECASE)]
        assert len(fitting) > 0.8 * len(texts) > 0, [t for t in texts if t not in fitting]


def test_payments(people) -> None:
    for payment in rows(PaymentTransactionFactory):
        assert payment.description in PRODUCTS
        person = people.get(payment.user_id)
        if person is not None:
            assert payment.currency in CURRENCIES[person.country]
            assert (payment.provider == "razorpay") <= (person.country == "IN")
            assert person.created_at <= payment.created_at
        assert payment.amount == int(payment.amount)
        prices = {round(price * PRICE_LEVEL[payment.currency]) for price in PRICES[payment.description]}
        assert any(abs(payment.amount - price) <= 1 for price in prices)
        paid = payment.status in ("succeeded", "refunded")
        assert (payment.paid_at is not None) == paid
        assert 0 <= payment.fee < payment.amount / 10
        assert (payment.fee > 0) == paid
        assert (payment.refunded_at is not None) == (payment.status == "refunded")
        times = [payment.created_at, payment.paid_at, payment.refunded_at, payment.updated_at, NOW]
        known = [time for time in times if time is not None]
        assert known == sorted(known)
        methods = {"paypal": ("wallet",), "bank": ("bank_transfer",), "stripe": ("card",)}
        assert payment.payment_method in methods.get(payment.provider, ("upi", "card"))


def test_metrics() -> None:
    metrics = rows(BusinessMetricFactory, 500)
    assert len({(m.metric_date, m.metric_name) for m in metrics}) == 500
    units = {"revenue": "currency", "churn_rate": "percent", "response_time": "seconds"}
    for metric in metrics:
        assert metric.unit == units.get(metric.metric_name, "count")
        # A day is computed in the night after it, and stays open for three.
        assert datetime.timedelta(hours=26) <= metric.created_at - midnight(metric.metric_date)
        assert metric.created_at - midnight(metric.metric_date) <= datetime.timedelta(hours=27)
        assert metric.created_at <= metric.updated_at
        assert metric.is_final == (metric.metric_date < NOW.date() - datetime.timedelta(days=3))
        assert metric.metric_value >= 0


def midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "made_by",
    [UserFactory, UserCareerProfileFactory, VolunteerActivityFactory, PaymentTransactionFactory, BusinessMetricFactory],
)
def test_no_value_could_belong_to_anybody(made_by: Any) -> None:
    for row in rows(made_by, 100):
        for name, value in values_of(row).items():
            if isinstance(value, str | list | dict):
                assert inspect(value, column=name, type="text") == []
