from __future__ import annotations

from dataclasses import replace

from seeding.findings import Finding, Severity
from seeding.plan.model import Plan
from seeding.report.outlook import State, outlook, outlook_text
from seeding.report.planned import plan_text
from seeding.report.result import SeedResult
from seeding.report.style import PLAIN
from seeding.schema import Name

LEFT = Finding("plan-partitions", "public.events", "has no partitions yet", "make one", Severity.WARNING)
KEPT = Finding("plan-kept", "public.countries", "holds 250 rows that were not seeded", "", Severity.NOTE)


def changed(plan: Plan) -> Plan:
    """Users lowered, metrics unsure, one table left out and one kept."""
    users, metrics = plan.tables
    (metric,) = metrics.columns
    return replace(
        plan,
        tables=(
            replace(users, why="role has room for no more"),
            replace(metrics, columns=(replace(metric, reason="type text; not understood: odd_check"),)),
        ),
        findings=(KEPT, LEFT),
    )


def test_a_plan_as_it_was_asked_for(plan: Plan) -> None:
    assert [one.state for one in outlook(plan)] == [State.FILLED, State.FILLED]
    assert outlook_text(plan, style=PLAIN, room=80) == ["outlook: 2 tables to fill"]


def test_every_table_its_state_and_why(plan: Plan) -> None:
    found = {one.table: (one.state, one.rows, one.why) for one in outlook(changed(plan))}
    assert found == {
        "public.users": (State.LOWERED, 25, "role has room for no more"),
        "public.business_metrics": (State.UNSURE, 365, "nothing makes sure of odd_check (metric)"),
        "public.events": (State.LEFT_OUT, 0, "has no partitions yet"),
        "public.countries": (State.KEPT, 0, "holds 250 rows that were not seeded"),
    }
    refused = Finding("load-left-out", "public.users", "is left out: a trigger says no", "ask it", Severity.WARNING)
    assert outlook(plan, [refused])[0].state is State.LEFT_OUT
    short = Finding("load-shortfall", "public.users", "has 3 of 25 rows", "ask it", Severity.WARNING)
    assert outlook(plan, [short])[0].state is State.LOWERED
    doubted = Finding("plan-constraint", "public.users", "some rows do not pass", "declare", Severity.WARNING)
    assert outlook(plan, [doubted])[0].state is State.UNSURE


def test_what_a_reader_can_mend_comes_first(plan: Plan) -> None:
    assert outlook_text(changed(plan), style=PLAIN, room=70) == [
        "outlook: 2 tables to fill, 1 lowered, 1 unsure, 1 kept, 1 left out",
        "  left out  public.events: has no partitions yet",
        "  unsure  public.business_metrics: nothing makes sure of odd_check",
        "          (metric)",
        "  lowered  public.users, 25 rows: role has room for no more",
        "  kept  public.countries: holds 250 rows that were not seeded",
    ]


def test_many_tables_are_a_line_each_and_one_is_shown_on_request(result: SeedResult) -> None:
    users, metrics = result.plan.tables
    many = [replace(metrics, table=replace(metrics.table, name=Name("public", f"metrics_{n:03}"))) for n in range(500)]
    wide = replace(result, plan=replace(result.plan, tables=(users, *many), findings=(LEFT,)), samples=(), findings=())
    lines = plan_text(wide, style=PLAIN, room=100)
    assert 500 < len(lines) < 520
    assert "  left out  public.events: has no partitions yet" in lines
    assert not any("Constant" in line for line in lines)
    asked = plan_text(wide, style=PLAIN, room=100, details={users.name})
    assert any("Constant('test@example.com')" in line for line in asked)
    assert not any("metrics_" in line for line in asked)
