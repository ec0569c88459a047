"""A last look at rows as they would be written: what still fails is passed over, row by row.

For keys on expressions, where nothing here knows which rows are alike, and for conditions between references,
whose values are nobody's to choose: the table's rows are those of its generators that pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeding.columns.base import Column
from seeding.columns.reference import SelfReference
from seeding.infer.capacity import capacity
from seeding.infer.expression import Call, columns_of, parse
from seeding.infer.expression import Column as Named
from seeding.infer.generators.kept import Kept
from seeding.infer.generators.matching import MatchingReference
from seeding.infer.generators.tried import Tried
from seeding.infer.inferred import Inferred
from seeding.infer.trying.recombined import attempts, movable, recombined
from seeding.infer.trying.samples import Row, sample
from seeding.infer.trying.subject import Component, Outcome, Subject, made_by_server
from seeding.schema import Unique
from seeding.schema.trial import Answers, Tester, Trial

_MOST = 5_000
_SPARE = 3  # rows tried for each that is wanted
# What does not make different values alike, for the values that generators write.
_HARMLESS = frozenset({"lower", "upper", "btrim", "coalesce", "md5", "nullif"})


def picked(
    subjects: Sequence[Subject],
    outcomes: Sequence[Outcome],
    imperfect: Sequence[Sequence[Component]],
    tester: Tester,
) -> list[Outcome]:
    """The outcomes, with rows passed over in tables whose rows still fail; `imperfect` are what failed before."""
    looked = []
    for place, (subject, outcome, changed) in enumerate(zip(subjects, outcomes, imperfect, strict=True)):
        if outcome.refused or outcome.uncertain:
            continue
        now = replace(subject, columns={**subject.columns, **outcome.columns})
        uniques = [u for u in subject.table.apart if _opaque(subject, u)]
        if uniques or changed:
            looked.append((place, now, uniques, changed))
    trials, rows_of = [], []
    for _, subject, uniques, changed in looked:
        generators = {name: found.generator for name, found in subject.columns.items()}
        rows = sample(subject, generators, list(generators), _number(subject, generators))
        rows_of.append(rows)
        trials.append(_trial(subject, rows, uniques, changed))
    found = list(outcomes)
    for (place, subject, uniques, changed), rows, answer in zip(looked, rows_of, tester.ask(trials), strict=True):
        if answer is None or not rows:
            continue
        good = _good(answer, uniques, changed)
        if len(good) == len(rows):
            continue
        if _itself(subject):
            # A row passed over may be another's parent: all of them are made to pass, or none is picked out.
            moved = None if uniques else _in_place(subject, rows, good, changed, tester)
            if moved is None:
                found[place] = _refused(outcomes[place], uniques, changed, len(good), len(rows))
            else:
                found[place] = replace(outcomes[place], columns={**outcomes[place].columns, **moved})
        else:
            found[place] = _without(
                subject, outcomes[place], good, len(rows), [*(u.name for u in uniques), *(c.label for c in changed)]
            )
    return found


def _in_place(
    subject: Subject, rows: Sequence[Row], good: Sequence[int], changed: Sequence[Component], tester: Tester
) -> Mapping[str, Inferred] | None:
    """Columns whose values, where they fail in their row, are taken from another row; None where that does not help."""
    columns = movable(subject, changed, _itself(subject))
    if not columns or len(rows) != subject.rows or len(rows) < 2:
        return None
    failing = sorted(set(range(len(rows))) - set(good))
    tries = list(attempts(rows, failing, columns))
    (answer,) = tester.ask([_trial(subject, [row for _, _, row in tries], (), changed)])
    label = ", ".join(component.label for component in changed)
    return recombined(subject, tries, answer, columns, label) if answer is not None else None


def _itself(subject: Subject) -> list[str]:
    return [name for name, found in subject.columns.items() if _to_itself(found.generator)]


def _to_itself(generator: Column | None) -> bool:
    if generator is None or isinstance(generator, SelfReference):
        return generator is not None
    return _to_itself(getattr(generator, "column", None) or getattr(generator, "then", None))


def _refused(
    outcome: Outcome, uniques: Sequence[Unique], changed: Sequence[Component], good: int, tried: int
) -> Outcome:
    labels = ", ".join([*(u.name for u in uniques), *(c.label for c in changed)])
    if good:  # the load writes what the server takes, and leaves the others out with the rows below them
        said = f"{labels}: {good} of {tried} rows passed"
        return replace(outcome, partial=(*outcome.partial, said))
    said = f"{labels}: of {tried} rows none passed"
    return Outcome(outcome.columns, (said,), outcome.uncertain)


def _number(subject: Subject, generators: Mapping[str, Column]) -> int:
    counts = {name: rows.count or 0 for name, rows in subject.world.tables.items() if name != subject.name}
    room = capacity(generators, counts)
    spare = 1 if _itself(subject) else _SPARE
    wanted = min(_MOST, max(subject.rows, min(subject.rows * spare, _MOST)))
    return wanted if room is None else min(wanted, room[0])


def _trial(subject: Subject, rows: Sequence[Row], uniques: Sequence[Unique], changed: Sequence[Component]) -> Trial:
    checks = [f"({c.expression}) is not false" for component in changed for c in component.conditions if c.expression]
    table = subject.table
    types = {a.name: a.type.sql for a in table.attributes if a.name in subject.columns}
    computed = made_by_server(subject)
    used = {c for component in changed for k in component.conditions for c in _names(k.expression)}
    keys = [_key(unique) for unique in uniques]
    used |= {c for unique in uniques for c in unique.columns if c is not None}
    used |= {c for key in keys for c in _names(key)}
    used |= {c for name in used & computed.keys() for c in _names(computed[name])}
    whole = any(component.whole for component in changed)
    wanted = {name: text for name, text in computed.items() if whole or name in used}
    return Trial(table.name, rows, [*checks, *keys], None if whole else types, wanted)


def _names(text: str) -> tuple[str, ...]:
    tree = parse(text) if text else None
    return columns_of(tree) if tree is not None else ()


def _key(unique: Unique) -> str:
    """The entry of a row in the index, as text; NULL for a row that is not in it."""
    from seeding.schema import quote

    parts = [quote(c) if c is not None else f"({unique.expressions[n]})" for n, c in enumerate(unique.columns)]
    key = f"pg_catalog.json_build_array({', '.join(parts)})::text"
    conditions = [] if unique.nulls_not_distinct else [f"({part}) is not null" for part in parts]
    conditions += [f"({unique.predicate})"] if unique.predicate else []
    return f"case when {' and '.join(conditions)} then {key} end" if conditions else key


def _opaque(subject: Subject, unique: Unique) -> bool:
    """Whether a key holds something that columns which differ could have alike."""
    table = subject.table
    texts = [unique.expressions[n] for n, c in enumerate(unique.columns) if c is None and n < len(unique.expressions)]
    texts += [table.by_name[c].generated or "" for c in unique.columns if c is not None and c in table.by_name]
    plain = [c for c in unique.columns if c is not None and c in table.by_name and table.by_name[c].generated is None]
    if any(c in subject.columns and _at_once(subject.columns[c].generator) for c in plain):
        return False
    if any(c in subject.columns and _in_turn(subject.columns[c].generator) for c in plain):
        return True
    return any(not _harmless(text) for text in texts if text)


def _at_once(generator: Column) -> bool:
    return isinstance(generator, Tried) and generator.once


def _in_turn(generator: Column) -> bool:
    """Parents of one kind, each once: how many there are is known only when all are looked at."""
    return isinstance(generator, MatchingReference) and generator.once


def _harmless(text: str) -> bool:
    tree = parse(text)
    match tree:
        case Named():
            return True
        case Call(name, arguments):
            return name in _HARMLESS and isinstance(arguments[0], Named)
    return False


def _good(answer: Answers, uniques: Sequence[Unique], changed: Sequence[Component]) -> list[int]:
    """The rows that pass every check, and are the first of those alike in a key."""
    checks = sum(bool(c.expression) for component in changed for c in component.conditions)
    seen: list[set[str]] = [set() for _ in uniques]
    good = []
    for number, said in enumerate(answer.rows):
        if said is None or any(text != "true" for text in said[:checks]):
            continue
        keys = said[checks:]
        if any(key is not None and key in known for key, known in zip(keys, seen, strict=True)):
            continue
        for key, known in zip(keys, seen, strict=True):
            if key is not None:
                known.add(key)
        good.append(number)
    return good


def _without(subject: Subject, outcome: Outcome, good: Sequence[int], tried: int, labels: Sequence[str]) -> Outcome:
    if not good:
        return Outcome(outcome.columns, (f"{', '.join(labels)}: of {tried} rows none passed",), outcome.uncertain)
    numbers = list(good)[: subject.rows]
    among = {name: found.generator for name, found in subject.columns.items()}
    columns = {
        name: Inferred(
            Kept(found.generator, numbers, among=among, tried=tried),
            f"{found.reason}; rows that pass {', '.join(labels)}",
        )
        for name, found in subject.columns.items()
    }
    return Outcome(columns, (), outcome.uncertain)
