"""Every constraint asked about rows as they would be written; where some fail, rows are found that pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from seeding.columns.base import Column
from seeding.columns.constant import Constant
from seeding.columns.reference import Reference
from seeding.infer.expression import Tree, cases, columns_of, parse
from seeding.infer.inferred import Inferred
from seeding.infer.trying.candidates import Assignment, Candidates, candidates, conditions_of, is_alone, is_fixed_here
from seeding.infer.trying.functions import Functions, called, reads_tables
from seeding.infer.trying.picked import picked
from seeding.infer.trying.pooled import pooled
from seeding.infer.trying.samples import Row, sample
from seeding.infer.trying.subject import (
    Component,
    Condition,
    Outcome,
    Subject,
    components,
    is_reference,
    made_by_server,
)
from seeding.schema import Name, Schema
from seeding.schema.trial import Answers, Tester, Trial

_SAMPLE = 64
_DOUBTED = 384
_FEW = 16  # rows that pass are too few
_MOST_ONCE = 5_000  # rows of a unique column that are tried one by one
_MOST_EXACT = 10_000  # rows of a table that are all tried, where a condition is not understood
_ENOUGH = 0.25  # of the rows as they are must pass, else better ones are looked for


@dataclass
class _Work:
    """One component of one table on its way."""

    subject: Subject
    component: Component
    home: Subject  # the subject as it came
    rows: list[Row] = field(default_factory=list)
    passed: list[Row] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)  # names of conditions that refused some row
    last: set[str] = field(default_factory=set)  # and of those that refused all rows of the best attempt
    once: bool = False
    error: str = ""
    asked: bool = True
    changed: bool = False  # rows are others than the table's own
    imperfect: bool = False  # some of the table's own rows failed
    narrow: bool = False  # they pass, by being all of one kind where there are several

    @property
    def doubted(self) -> bool:
        names = {c.name for c in self.component.conditions}
        return any(
            name in found.reason.partition("not understood: ")[2].split(", ")
            for found in self.subject.columns.values()
            for name in names
        )

    @property
    def free(self) -> bool:
        return not any(is_fixed_here(self.subject, c) for c in self.component.columns)


def try_out(subjects: Sequence[Subject], schema: Schema, tester: Tester) -> list[Outcome]:
    """What has to change in each table so that its rows pass; nothing in most."""
    works = [_Work(subject, component, subject) for subject in subjects for component in components(subject)]
    _ask_tables(works, tester)
    for work in works:
        work.imperfect = len(work.passed) < len(work.rows) or not work.rows
    _all_of_them([work for work in works if work.rows and len(work.passed) == len(work.rows) and work.doubted], tester)
    for work in works:
        work.narrow = _is_narrow(work)
    open_ = [work for work in works if work.asked and (work.imperfect or work.narrow)]
    _find(open_, schema, tester)
    functions = _functions(open_, tester)
    own: dict[int, list[_Work]] = {id(subject): [] for subject in subjects}
    for work in works:
        own[id(work.home)].append(work)
    outcomes = [_outcome(subject, own[id(subject)], functions) for subject in subjects]
    imperfect = [[w.component for w in own[id(subject)] if w.imperfect] for subject in subjects]
    return picked(subjects, outcomes, imperfect, tester)


def _generators(subject: Subject) -> dict[str, Column]:
    return {name: found.generator for name, found in subject.columns.items()}


def _trial(work: _Work, rows: Sequence[Row], expressions: Sequence[str]) -> Trial:
    table = work.subject.table
    computed = made_by_server(work.subject)
    given = work.component.columns
    used = {c for condition in work.component.conditions for c in _named(condition, table)} | set(
        expression_columns(expressions)
    )
    return Trial(
        table.name,
        rows,
        expressions,
        None if work.component.whole else {name: table.by_name[name].type.sql for name in given},
        {name: text for name, text in computed.items() if name in used and name not in given},
    )


def _named(condition: Condition, table: Any) -> Iterable[str]:
    for check in table.checks:
        if check.name == condition.name:
            return check.columns  # type: ignore[no-any-return]
    return condition.columns


def expression_columns(expressions: Iterable[str]) -> list[str]:
    """The columns some expressions name."""
    return [column for text in expressions for column in _columns_in(text)]


@lru_cache(maxsize=4096)
def _columns_in(expression: str) -> tuple[str, ...]:
    tree = parse(expression)
    return () if tree is None else columns_of(tree)


def _expressions(component: Component) -> list[str]:
    return [f"({c.expression}) is not false" for c in component.conditions if c.expression]


def _ask_tables(works: Sequence[_Work], tester: Tester) -> None:
    """Try the tables' own rows: all components of a table at once, one by one only where a row raises."""
    apart: list[_Work] = []
    asked: list[tuple[_Work, list[_Work]]] = []

    def trials() -> Iterator[Trial]:  # the next table's rows are made while the server looks at those before
        for table, members in _joint(works):
            asked.append((table, members))
            yield _trial(table, table.rows, _expressions(table.component))

    answers = tester.ask(trials())
    for (table, members), answer in zip(asked, answers, strict=True):
        for work in members:
            work.rows = [{name: row[name] for name in work.component.columns} for row in table.rows]
        if answer is None or any(said is None for said in answer.rows):
            apart += members
            continue
        place = 0
        for work in members:
            count = len(_expressions(work.component))
            _judge(work, Answers([said[place : place + count] for said in answer.rows if said is not None]))
            place += count
    _ask(apart, tester)


def _joint(works: Sequence[_Work]) -> Iterator[tuple[_Work, list[_Work]]]:
    """One work for all of a table's, with its own rows."""
    for _, own in groupby(works, key=lambda work: id(work.subject)):
        members = [w for w in own if all(c in w.subject.columns for c in w.component.columns)]
        if not members:
            continue
        subject = members[0].subject
        columns = tuple(a.name for a in subject.table.attributes if any(a.name in w.component.columns for w in members))
        conditions = tuple(condition for work in members for condition in work.component.conditions)
        whole = any(work.component.whole for work in members)
        table = _Work(subject, Component(columns, conditions, whole), subject)
        table.rows = sample(subject, _generators(subject), columns, _DOUBTED if table.doubted else _SAMPLE)
        if table.rows:
            yield table, members


def _ask(works: Sequence[_Work], tester: Tester) -> None:
    """Try every work's rows, all in one message."""
    tried = [work for work in works if work.rows]
    answers = tester.ask([_trial(work, work.rows, _expressions(work.component)) for work in tried])
    for work, answer in zip(tried, answers, strict=True):
        _judge(work, answer)


def _judge(work: _Work, answer: Answers | None) -> None:
    if answer is None:
        work.asked = False
        return
    checks = [c for c in work.component.conditions if c.expression]
    raising = {c.name for c in work.component.conditions if not c.expression} or {c.name for c in checks}
    work.passed, work.failing = [], set()
    needed = [c for c in work.component.columns if not _may_be_null(work.subject, c)]
    all_of_them = ["true"] * len(checks)
    if answer.rows.count(all_of_them) == len(work.rows) and not any(
        row.get(c) is None for c in needed for row in work.rows
    ):
        work.passed, work.error, work.last = list(work.rows), answer.error, set()
        return
    fewest: set[str] | None = None
    for row, said in zip(work.rows, answer.rows, strict=True):
        no: set[str] = set()
        if said is None:
            no = set(raising)
        elif said != all_of_them:
            no = {c.name for c, text in zip(checks, said, strict=True) if text != "true"}
        if fewest is None or len(no) < len(fewest):
            fewest = no
        if no or any(row.get(c) is None for c in needed):
            work.failing |= no
        else:
            work.passed.append(row)
    work.error = answer.error
    work.last = fewest or set()


def _may_be_null(subject: Subject, column: str) -> bool:
    attribute = subject.table.by_name[column]
    return attribute.nullable or (column in subject.columns and is_fixed_here(subject, column))


def _all_of_them(works: Sequence[_Work], tester: Tester) -> None:
    """Tables whose rows pass by luck, as far as we understand: every row is tried."""
    for work in works:
        if work.subject.rows <= len(work.rows):
            continue
        names = work.component.columns
        few = work.rows
        work.rows = []
        if work.subject.rows <= _MOST_EXACT:
            work.rows = sample(work.subject, _generators(work.subject), names, work.subject.rows)
        if not work.rows:
            work.rows = [*few, {}]  # more rows than can be tried: those that passed are used again and again
            work.passed = few
    _ask([work for work in works if len(work.rows) > len(work.passed) + 1 or work.rows[-1:] != [{}]], tester)


def _is_narrow(work: _Work) -> bool:
    """Whether one of several cases was chosen for all rows: every post a draft, every score an A."""
    alike = [c for c in work.component.columns if _is_alike(work.rows, c)]
    if not alike:
        return False
    several = [c for c in work.component.conditions if len(c.columns) > 1 and set(alike) & set(c.columns)]
    trees = [parse(c.expression) for c in several if c.expression]
    return any(len(cases(tree)) > 1 for tree in trees if tree is not None)


def _is_alike(rows: Sequence[Row], column: str) -> bool:
    """Whether there are rows, and all have the same value."""
    first = repr(rows[0].get(column)) if rows else ""
    return bool(rows) and all(repr(row.get(column)) == first for row in rows)


def _find(works: Sequence[_Work], schema: Schema, tester: Tester) -> None:
    """Rows that pass, for the components whose own do not."""
    functions = _functions(works, tester)
    looking = []
    for work in works:
        work.subject = _with_references(work.subject, schema)
        distinct = {c for c in work.component.columns if _differs(work, c)}
        named = {c for k in work.component.conditions if k.name in work.failing or not work.rows for c in k.columns}
        work.once = bool(distinct & named)
        share = len(work.passed) / len(work.rows) if work.rows else 0.0
        if work.once and share >= 0.02:
            wanted = min(_MOST_ONCE, int(work.subject.rows / share * 1.2) + 16)
            work.rows = sample(work.subject, _generators(work.subject), work.component.columns, wanted)
            looking.append((work, [Candidates(work.rows)]))
        elif work.once or share < _ENOUGH or work.narrow:
            wanted = min(_MOST_ONCE, work.subject.rows * 2) if work.once else 0
            own = [Candidates(work.rows)] if work.rows and not work.narrow else []
            looking.append((work, [*own, *candidates(work.subject, work.component, schema, functions, wanted)]))
    _compute(looking, tester)
    for work, found in looking:
        work.changed = True
        before = [] if work.once else work.passed
        work.rows = _unlike(row for candidate in found if not candidate.wild for row in candidate.rows)
        work.passed = before
    _ask([work for work, _ in looking], tester)
    # Values put together at random only where those made for the purpose are too few.
    short = [(work, work.passed, found) for work, found in looking if len(work.passed) < _FEW]
    for work, _, found in short:
        work.rows = _unlike(row for candidate in found if candidate.wild for row in candidate.rows)
        work.passed = []
    _ask([work for work, _, _ in short], tester)
    for work, before, _ in short:
        work.passed = [*before, *work.passed]
    for work, _ in looking:
        # As narrow as before, where nothing better was found.
        work.changed = bool(work.passed) or work.imperfect


def _with_references(subject: Subject, schema: Schema) -> Subject:
    """The subject with its references as if there were no checks: where one is NULL in all rows, others want it."""
    from seeding.infer.infer import infer

    references = {c for key in subject.table.foreign_keys for c in key.columns}
    null = {c for c in references & subject.columns.keys() if isinstance(subject.columns[c].generator, Constant)}
    if not null:
        return subject
    # Keys of several columns aside: those would want the others to change as well.
    uniques = tuple(u for u in subject.table.uniques if len(u.columns) == 1 or not null & set(u.columns))
    inferred = infer(replace(subject.table, checks=(), uniques=uniques), schema)
    known = {n: i for n, i in inferred.items() if n in null and _has_parent(subject, i.generator)}
    return replace(subject, columns={**subject.columns, **known})


def _has_parent(subject: Subject, generator: Column) -> bool:
    return not isinstance(generator, Reference) or generator.parent in subject.world.tables


def _differs(work: _Work, column: str) -> bool:
    found = work.subject.columns.get(column)
    keys = {c for key in work.subject.table.foreign_keys for c in key.columns}
    return (
        column not in keys and is_alone(work.subject, column) and (found is None or not is_reference(found.generator))
    )


def _unlike(rows: Iterable[Row]) -> list[Row]:
    return list({repr(row): row for row in rows}.values())


def _compute(looking: Sequence[tuple[_Work, list[Candidates]]], tester: Tester) -> None:
    """Columns that equations give are computed by the server, in rounds: a total from a price, then its tax."""
    done: dict[int, set[str]] = {}
    for _ in range(3):
        asked: list[tuple[_Work, Candidates, list[Assignment]]] = []
        for work, found in looking:
            equations = {a[0]: a for candidate in found if not candidate.wild for a in candidate.assignments}
            for candidate in found:
                own = {a[0]: a for a in candidate.assignments} or equations
                known = done.setdefault(id(candidate), set())
                left = {name for name in own if name not in known}
                ready = [own[name] for name in left if not left & (set(own[name][2]) - {name})]
                if not ready and left:
                    ready = [own[min(left)]]
                if ready and candidate.rows:
                    asked.append((work, candidate, sorted(ready)))
        if not asked:
            return
        trials = [_trial(work, candidate.rows, [text for _, text, _ in ready]) for work, candidate, ready in asked]
        for (_, candidate, ready), answer in zip(asked, tester.ask(trials), strict=True):
            done[id(candidate)] |= {name for name, _, _ in ready}
            for row, said in zip(candidate.rows, answer.rows if answer else (), strict=False):
                if said is not None:
                    row.update({name: text for (name, _, _), text in zip(ready, said, strict=True)})


def _functions(works: Iterable[_Work], tester: Tester) -> Functions:
    trees = [t for work in works for t in conditions_of(work.subject, work.component) if t is not None]
    found: dict[str, Any] = {}
    wanted = called(trees)
    for _ in range(3):
        further = dict(tester.functions(wanted - found.keys()))
        found |= further
        wanted = {name for function in further.values() for name in called(_bodies(function.body))}
        if not wanted - found.keys():
            break
    return found


def _bodies(body: str) -> list[Tree]:
    from seeding.infer.trying.functions import expression_of

    tree = expression_of(body)
    return [] if tree is None else [tree]


def _outcome(subject: Subject, works: Sequence[_Work], functions: Functions) -> Outcome:
    columns: dict[str, Inferred] = {}
    refused: list[str] = []
    uncertain: list[str] = []
    for work in works:
        if not work.asked:
            uncertain.append(f"{work.component.label}: the server did not answer in time")
        elif work.rows and not work.imperfect and not work.changed:
            columns |= _undoubted(work)
        elif work.passed:
            columns |= pooled(work.subject, work.component, work.passed, once=work.once)
        elif reads_tables(_calls(work, functions), functions):
            uncertain.append(f"{_said(work)}: it looks at other rows, which are not there yet")
        else:
            refused.append(_said(work))
    return Outcome(columns, tuple(refused), tuple(uncertain))


def _calls(work: _Work, functions: Mapping[str, Any]) -> set[str]:
    trees = [t for t in conditions_of(work.subject, work.component) if t is not None]
    texts = " ".join(c.expression for c in work.component.conditions)
    return called(trees) | {name for name in functions if f"{name}(" in texts}


def _undoubted(work: _Work) -> dict[str, Inferred]:
    """The same generators; what was not understood was tried, and says so."""
    names = {c.name for c in work.component.conditions}
    changed = {}
    for column, found in work.subject.columns.items():
        reason, doubt, rest = found.reason.partition("; not understood: ")
        left = [name for name in rest.split(", ") if name and name not in names]
        tried = [name for name in rest.split(", ") if name in names]
        if doubt and tried:
            reason += f"; tried: {', '.join(tried)}" + (f"; not understood: {', '.join(left)}" if left else "")
            changed[column] = Inferred(found.generator, reason)
    return changed


def _said(work: _Work) -> str:
    """The conditions nothing passed, in their own words."""
    blamed = [c for c in work.component.conditions if c.name in work.last] or list(work.component.conditions)
    texts = [f"{c.name} CHECK {c.expression}" if c.expression else _domain(work, c) for c in blamed]
    return "; ".join(texts) + (f" ({work.error})" if work.error else "")


def _domain(work: _Work, condition: Condition) -> str:
    if isinstance(work.subject.table.name, Name) and condition.columns[0] in work.subject.table.by_name:
        type_ = work.subject.table.by_name[condition.columns[0]].type
        texts = " ".join(f"CHECK {check.expression}" for check in type_.checks)
        return f"{condition.name} of {condition.columns[0]} {texts}".rstrip()
    return condition.name
