"""What people who look for work say about their career."""

from factories.countries import CURRENCIES, LANGUAGES, PRICE_LEVEL
from factories.users import UserFactory
from seeding import TableFactory
from seeding.columns import (
    Bool,
    Choice,
    Company,
    Correlated,
    Date,
    Integer,
    JobTitle,
    Json,
    Key,
    Moment,
    OneToOne,
    Paragraph,
    Reference,
    Subset,
    When,
)

SKILLS = {
    "Technology": ["Python", "SQL", "TypeScript", "Testing", "Docker", "Code review", "Linux", "User research"],
    "Finance": ["Excel", "Bookkeeping", "Budgeting", "Auditing", "Forecasting", "Tax returns", "SQL", "Negotiation"],
    "Healthcare": ["Patient care", "First aid", "Hygiene", "Record keeping", "Shift work", "Empathy", "Triage"],
    "Education": ["Teaching", "Lesson planning", "Mentoring", "Public speaking", "Assessment", "Patience", "Writing"],
    "Retail": ["Customer service", "Sales", "Stock control", "Merchandising", "Cash handling", "Teamwork", "Excel"],
    "Manufacturing": ["Quality control", "Lean", "Machine set-up", "Welding", "Safety", "CAD", "Forklift driving"],
    "Hospitality": ["Customer service", "Cooking", "Food hygiene", "Event planning", "Teamwork", "Languages"],
}
OTHER_SKILLS = ["Teamwork", "Excel", "Customer service", "Writing", "Planning", "Driving"]
WORKING = ("employed", "self-employed")
PROFESSION = {"vocational": 20, "bachelor": 48, "master": 27, "doctorate": 5}
TRADE = {"secondary": 40, "vocational": 45, "bachelor": 15}


class UserCareerProfileFactory(TableFactory):
    """At most one a person."""

    class Meta:
        table = "public.user_career_profiles"

    id = Key()
    user_id = Reference(UserFactory, fan_out=OneToOne(share=0.8))
    industry = Choice(list(SKILLS))
    employment_status = Choice({"employed": 0.72, "self-employed": 0.10, "student": 0.09, "unemployed": 0.09})
    experience_years = When("employment_status", ("student",), Integer(0, 3), Integer(1, 34))
    current_title = When("employment_status", WORKING, JobTitle(industry="industry", experience="experience_years"))
    current_company = When("employment_status", ("employed",), Company(industry="industry", legal=0))
    education_level = Choice(
        {"Retail": TRADE, "Manufacturing": TRADE, "Hospitality": TRADE}, of="industry", default=PROFESSION, nulls=0.06
    )
    skills = Subset(SKILLS, 2, 6, of="industry", default=OTHER_SKILLS)
    languages = Subset(LANGUAGES, 1, 2, of="user_id.country", default=["en", "es", "fr"])
    salary_currency = Choice(CURRENCIES, of="user_id.country", default=["USD"])
    salary_expectation_min = Correlated(
        46_000,
        by={
            "salary_currency": PRICE_LEVEL,
            "education_level": {"secondary": 0.75, "vocational": 0.85, "master": 1.18, "doctorate": 1.35},
            "industry": {"Technology": 1.35, "Finance": 1.3, "Retail": 0.8, "Hospitality": 0.75},
        },
        slope={"experience_years": 0.032},
        noise=0.15,
        step=500,
        nulls=0.12,
    )
    salary_expectation_max = Correlated(
        "salary_expectation_min",
        slope={"experience_years": 0.006},
        noise=0.08,
        step=500,
        at_least="salary_expectation_min",
    )
    work_mode = Choice({"hybrid": 0.46, "remote": 0.31, "on-site": 0.23})
    is_open_to_work = Bool(0.37)
    available_from = When("is_open_to_work", (True,), Date(since="-10d", until="+120d"))
    summary = When("employment_status", WORKING, Paragraph("career", of="industry", nulls=0.2))
    preferences = Json(
        {
            "job_types": Subset({"full-time": 8, "part-time": 3, "contract": 2, "internship": 1}, 1, 2),
            "relocate": Bool(0.25),
            "notice_weeks": Choice({0: 2, 2: 2, 4: 5, 8: 2, 12: 3}),
            "alerts": Choice({"daily": 2, "weekly": 5, "never": 1}),
        }
    )
    created_at = Moment(after="user_id.created_at", within="60d")
    updated_at = Moment(after="created_at", within="200d", same=0.2)
