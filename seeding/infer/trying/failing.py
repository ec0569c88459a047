"""Which constraints refuse rows as they would be written: nothing is changed, only asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from seeding.infer.trying.samples import sample
from seeding.infer.trying.subject import Component, Subject, components, made_by_server
from seeding.infer.trying.try_out import expression_columns
from seeding.schema.trial import Answers, Tester, Trial

_ROWS = 768


def failing(
    subjects: Sequence[Subject], looked_at: Sequence[Collection[str]], tester: Tester, rows_of_each: int = _ROWS
) -> list[set[str]]:
    """For each table, the columns of conditions that some row does not pass; only where one is `looked_at`."""
    asked: list[tuple[int, Component, Trial]] = []
    for place, (subject, wanted) in enumerate(zip(subjects, looked_at, strict=True)):
        generators = {name: found.generator for name, found in subject.columns.items()}
        for component in components(subject):
            if not set(component.columns) & set(wanted):
                continue
            rows = sample(subject, generators, [c for c in component.columns if c in generators], rows_of_each)
            if rows:
                asked.append((place, component, _trial(subject, component, rows)))
    found: list[set[str]] = [set() for _ in subjects]
    for (place, component, _), answer in zip(asked, tester.ask([trial for *_, trial in asked]), strict=True):
        found[place] |= _refused(component, answer)
    return found


def _trial(subject: Subject, component: Component, rows: Sequence[dict[str, object]]) -> Trial:
    table = subject.table
    expressions = [f"({c.expression}) is not false" for c in component.conditions if c.expression]
    used = {c for condition in component.conditions for c in condition.columns} | set(expression_columns(expressions))
    used |= {c for check in table.checks if check.name in {k.name for k in component.conditions} for c in check.columns}
    computed = {n: t for n, t in made_by_server(subject).items() if n in used and n not in component.columns}
    types = None if component.whole else {name: table.by_name[name].type.sql for name in component.columns}
    return Trial(table.name, rows, expressions, types, computed)


def _refused(component: Component, answer: Answers | None) -> set[str]:
    """The columns of the conditions that were not met; of all, where a row raised and nobody says by which."""
    if answer is None:
        return set()
    checks = [c for c in component.conditions if c.expression]
    found: set[str] = set()
    for said in answer.rows:
        if said is None:
            return set(component.columns)
        for check, text in zip(checks, said, strict=True):
            if text != "true":
                found |= set(check.columns)
    return found
