"""Volunteer work people do."""

from factories.users import UserFactory
from seeding import TableFactory
from seeding.columns import (
    Bool,
    Charity,
    Choice,
    Constant,
    Correlated,
    Date,
    Derived,
    FromParent,
    Key,
    Moment,
    NegativeBinomial,
    Reference,
    Sentence,
    Subset,
    When,
)

CAUSES = {
    "community": 18, "education": 16, "environment": 14, "food": 13, "children": 10, "older people": 9, "health": 8,
    "animals": 6, "arts": 4, "disaster relief": 2,
}  # fmt: skip
SKILLS = ["First aid", "Driving", "Teaching", "Languages", "Organising", "Listening"]


class VolunteerActivityFactory(TableFactory):
    """Any number a person; most have none or one, a few have many."""

    class Meta:
        table = "public.volunteer_activities"
        exclude = ("last_day", "weeks")  # helpers, not columns

    id = Key()
    user_id = Reference(UserFactory, fan_out=NegativeBinomial(mean=1.3, dispersion=0.6))
    cause = Choice(CAUSES)
    organisation = Charity(cause="cause")
    role_title = Choice({"Volunteer": 8, "Helper": 6, "Team leader": 3, "Coordinator": 2, "Trustee": 1})
    description = Sentence("volunteering", of="cause", nulls=0.35)
    skills_used = Subset(SKILLS, 0, 3)
    is_remote = Choice({"education": [True, False, False], "older people": [True, False]}, of="cause", default=[False])
    city = When("is_remote", (False,), FromParent("user_id", "city"))
    country = When("is_remote", (False,), FromParent("user_id", "country"))
    status = Choice({"planned": 0.06, "active": 0.41, "completed": 0.46, "withdrawn": 0.07})
    created_at = When(
        "status",
        ("planned",),
        Moment(after="user_id.created_at", since="-30d"),
        Moment(after="user_id.created_at"),
    )
    started_on = When("status", ("planned",), Date(since="+1d", until="+60d"), Date(after="created_at", within="45d"))
    last_day = Date(after="started_on", lean="even")
    ended_on = When("status", ("completed", "withdrawn"), Derived(lambda day: day, "last_day"))
    weeks = Derived(lambda first, last: (last - first).astype(int) / 7 + 1, "started_on", "last_day")
    hours = When(
        "status",
        ("planned",),
        Constant(0),
        Correlated("weeks", by={"status": {"withdrawn": 0.5}}, noise=0.7, low=0.5, digits=1),
    )
    is_verified = When("status", ("planned",), Constant(False), Bool(0.62))
    updated_at = Moment(after=["created_at", "ended_on"], within="60d", same=0.15)
