"""Results as a run would give them, made by hand: two tables, one of which refers to itself."""

from __future__ import annotations

import numpy as np
import pytest

from seeding.columns.choice import Choice
from seeding.columns.constant import Constant
from seeding.findings import Finding, Severity
from seeding.plan.model import Origin, Plan, PlannedColumn, PlannedTable
from seeding.report.result import Destination, Sample, SeedResult, TableResult
from seeding.schema import Attribute, ForeignKey, Name, Table, Type, TypeKind, Unique

UUID = Type("uuid", "pg_catalog", TypeKind.BASE, "uuid")
TIME = Type("timestamptz", "pg_catalog", TypeKind.BASE, "timestamp with time zone")
TEXT = Type("text", "pg_catalog", TypeKind.BASE, "text")


class _RowByRow(Constant):
    rowwise = True


@pytest.fixture
def plan() -> Plan:
    users = Table(
        Name("public", "users"),
        (
            Attribute("id", UUID, nullable=False),
            Attribute("email", TEXT, nullable=False),
            Attribute("role", TEXT, nullable=False),
            Attribute("bio", TEXT, nullable=True),
            Attribute("invited_by", UUID, nullable=True),
        ),
        uniques=(Unique("users_pkey", ("id",), primary=True),),
        foreign_keys=(ForeignKey("users_invited_by_fkey", ("invited_by",), Name("public", "users"), ("id",)),),
    )
    metrics = Table(Name("public", "business_metrics"), (Attribute("metric", TIME, nullable=False),))
    return Plan(
        profile="local",
        environment="local",
        seed=20250706,
        as_of=np.datetime64("2025-07-06T00:00:00", "us"),
        tables=(
            PlannedTable(
                users,
                (
                    PlannedColumn(users.by_name["email"], Constant("test@example.com"), Origin.FACTORY),
                    PlannedColumn(
                        users.by_name["role"],
                        Choice({"customer": 0.9, "admin": 0.1}),
                        Origin.PROFILE,
                        "weights in profiles/local.toml",
                    ),
                    PlannedColumn(users.by_name["bio"], _RowByRow("…"), Origin.FACTORY),
                    PlannedColumn(
                        users.by_name["invited_by"], Constant(None), Origin.INFERRED, "a key to the table itself"
                    ),
                ),
                0,
                25,
                why="count in profiles/local.toml",
                factory="UserFactory",
                left_to_server=("id",),
            ),
            PlannedTable(
                metrics,
                (PlannedColumn(metrics.by_name["metric"], Constant("revenue"), Origin.INFERRED, "text"),),
                100,
                465,
                why="one a day",
            ),
        ),
    )


@pytest.fixture
def destination() -> Destination:
    return Destination(
        "postgresql://postgres:***@127.0.0.1:5432/app",
        "built-in server in .seed/",
        "PostgreSQL 18.4",
        "postgresql://postgres@127.0.0.1:5432/app",
    )


@pytest.fixture
def result(plan: Plan, destination: Destination) -> SeedResult:
    return SeedResult(
        plan=plan,
        destination=destination,
        mode="replace",
        tables=(
            TableResult("public.users", 25, 0.0123, "UserFactory", "1 column row by row: bio"),
            TableResult("public.business_metrics", 365, 0.02),
        ),
        samples=(
            Sample(
                "public.users",
                ("id", "email", "role", "bio", "invited_by"),
                (
                    ("5eed0001-0000-4000-8000-000000000001", "test@example.com", "customer", None, None),
                    ("5eed0002-0000-4000-8000-000000000002", "asha.rao@example.net", "admin", "Likes tea.", None),
                ),
            ),
            Sample("public.business_metrics", ("metric",), (("revenue",), ("signups",), ("churn",))),
        ),
        migrations=("20250706090000_shared_functions", "20250706090100_users"),
        removed=390,
        kept=1,
        seconds=0.42,
        findings=(
            Finding("plan-privilege", "public.audit", "the role may not insert here", "grant it", Severity.WARNING),
        ),
    )
