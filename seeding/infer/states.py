"""When something happened to a row, beside what says whether: `read_at` and `is_read`, `paid_at` and `status`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeding.columns.choice import Choice
from seeding.columns.when import When
from seeding.infer.builders.content import BUILDERS
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.planned import Planned
from seeding.infer.inferred import Inferred
from seeding.infer.options import options_of
from seeding.infer.temporal import moment

_WHEN = frozenset({"at", "on", "date", "time", "timestamp", "ts", "em", "en", "am", "le", "il", "op"})
_IS = frozenset({"is", "was", "has", "been"})
_STATUS = frozenset({"status", "state", "stage"})
# What a flag says is not so where the moment says that it is.
_OPPOSITE = {
    "closed": ("open", "opened"), "fechado": ("aberto", "aberta"), "cerrado": ("abierto", "abierta"),
    "chiuso": ("aperto", "aperta"), "ferme": ("ouvert",), "geschlossen": ("offen",), "ended": ("open", "ongoing"),
}  # fmt: skip
# States of rows that have not come to an end, whatever ends they may come to.
_EARLY = frozenset(
    {"aguardando", "abierta", "aberta", "booked", "submitted", "pending", "draft", "new", "open", "queued",
     "requested", "scheduled",
     "enrolled", "backlog", "invited", "to do", "created", "unstarted", "planning",
     "planned", "waiting", "todo", "not started", "upcoming", "pendente",
     "pendiente", "rascunho", "borrador", "aberto", "abierto", "novo", "nuevo", "nouveau", "brouillon",
     "offen", "neu", "entwurf", "geplant", "nowy", "oczekuje", "agendado", "programado"}
)  # fmt: skip
_ENDS = frozenset(
    {"finished", "completed", "done", "decided", "answered", "handled", "judged", "granted", "ended",
     "resolved", "closed", "settled", "finalizado", "concluido", "completado", "terminado", "fechado", "cerrado",
     "abgeschlossen", "beendet", "termine", "cloture", "completato", "chiuso", "zakonczono", "zrealizowano"}
)  # fmt: skip
_WAYS = {"canceled": "cancelled", "finalized": "finalised", "fulfilled": "completed", "sent": "sent"}
# What a state goes on to be: whoever is delivered was shipped before.
_GOING_ON: Sequence[Sequence[str]] = (
    ("submitted", "placed", "ordered"),
    ("confirmed", "accepted"),
    ("approved",),
    ("paid", "captured", "settled", "succeeded"),
    ("scheduled", "assigned"),
    ("started", "running", "in progress", "processing", "active"),
    ("packed",),
    ("shipped", "dispatched", "sent", "in transit"),
    ("delivered", "received"),
    ("refunded", "returned"),
    ("finished", "completed", "done", "ended", "success", "successful", "failed", "error", "resolved", "closed"),
)
_LAST = len(_GOING_ON) - 1


def as_told(facts: ColumnFacts, decided: Inferred) -> Inferred | None:
    """The moment where it happened, NULL where a flag or the state of the row says that it did not."""
    if not (facts.is_moment or facts.is_date):
        return _why(facts, decided)
    if facts.unique or not facts.attribute.nullable:
        return None
    if facts.name in facts.of.shared_checks or facts.limits.not_null or facts.name in facts.of.keyed:
        return None
    stem = facts.words[:-1] if facts.words[-1] in _WHEN else facts.words if len(facts.words) == 1 else ()
    truth = flag(facts, stem) if stem else None
    if truth is not None:
        made = When(truth, (True,), decided.generator)
        return replace(decided, generator=made, reason=f"{decided.reason}, where {truth}")
    contrary = _against(facts, stem) if stem else None
    if contrary is not None:
        made = When(contrary, (False,), decided.generator)
        return replace(decided, generator=made, reason=f"{decided.reason}, where not {contrary}")
    told = in_state(facts, stem)
    if told is not None:
        column, values = told
        made = When(column, values, decided.generator)
        return replace(decided, generator=made, reason=f"{decided.reason}, as {column} says")
    return None


def in_state(facts: ColumnFacts, stem: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """The column of the row's state, and the states in which it happened."""
    if len(stem) != 1:
        return None
    for column in facts.of.columns.values():
        if column.words[-1] in _STATUS and column.attribute.writable and (labels := labels_of(column)):
            values = _where(stem[0], labels)
            if values and len(values) < len(labels):
                return column.name, values
    return None


def stem_of(facts: ColumnFacts) -> tuple[str, ...]:
    """What a moment is of: `voided` of `voided_at`."""
    return facts.words[:-1] if facts.words[-1] in _WHEN else facts.words


def may_miss(moment: ColumnFacts) -> bool:
    """Whether a moment is NULL in rows that it did not come for."""
    return moment.attribute.nullable and moment.attribute.writable and moment.attribute.default is None


_AHEAD = frozenset({"planned", "scheduled", "upcoming", "geplant", "programado", "agendado", "planifie", "programmato"})


def as_planned(facts: ColumnFacts, decided: Inferred) -> Inferred:
    """A beginning that lies ahead where the state says that it is planned, and behind where it is not."""
    when = facts.is_moment or facts.is_date
    if not when or facts.unique or not facts.limits.free or facts.name in facts.of.keyed:
        return decided
    if concept_of(facts) not in ("started", "future") and facts.words[0] not in ("start", "starts"):
        return decided
    for column in facts.of.columns.values():
        if column.words[-1] in _STATUS and column.attribute.writable and column.name not in facts.of.declared:
            ahead = tuple(label for label in labels_of(column) if _plain(label) in _AHEAD)
            if ahead and len(ahead) < len(labels_of(column)):
                soon = moment(facts, "+1d", "+60d")
                soon = Planned(soon) if isinstance(decided.generator, Planned) else soon
                made = When(column.name, ahead, soon, decided.generator)
                return replace(decided, generator=made, reason=f"{decided.reason}, ahead where {column.name} says so")
    return decided


# What is said of rows that came to a bad end, and the states that those are in.
_SAID_OF: Mapping[frozenset[str], frozenset[str]] = {
    frozenset({"error", "failure", "exception", "fail"}): frozenset(
        {"failed", "error", "errored", "failure", "declined", "bounced", "timeout", "timed out", "crashed"}
    ),
    frozenset({"rejection", "rejected", "decline", "denial"}): frozenset({"rejected", "declined", "denied"}),
    frozenset({"cancellation", "cancel", "cancelled", "canceled"}): frozenset({"cancelled", "canceled"}),
    frozenset({"refund"}): frozenset({"refunded", "partially refunded"}),
    frozenset({"suspension"}): frozenset({"suspended"}),
    frozenset({"ban"}): frozenset({"banned", "blocked"}),
    frozenset({"win", "winning", "winnings", "prize", "payout"}): frozenset(
        {"won", "win", "winner", "cashed out", "cashedout", "awarded"}
    ),
}  # fmt: skip
_TELLS = frozenset({"reason", "message", "error", "code", "note", "notes", "text", "details", "exception", "failure"})
_PAYS = frozenset({"amount", "sum", "value", "total"})


def _why(facts: ColumnFacts, decided: Inferred) -> Inferred | None:
    """What went wrong, in rows whose state says that something did."""
    if not facts.attribute.nullable or facts.unique or facts.limits.not_null or facts.name in facts.of.shared_checks:
        return None
    tells = _TELLS if facts.is_text else _PAYS if facts.is_number else frozenset[str]()
    if facts.words[-1] not in tells or facts.name in facts.of.keyed or facts.attribute.default is not None:
        return None
    wanted = frozenset[str]().union(*(states for said, states in _SAID_OF.items() if said & set(facts.words)))
    for column in facts.of.columns.values() if wanted else ():
        if column.words[-1] in _STATUS and column.attribute.writable:
            bad = tuple(label for label in labels_of(column) if _plain(label) in wanted)
            if bad:
                made = When(column.name, bad, decided.generator)
                return replace(decided, generator=made, reason=f"{decided.reason}, where {column.name} calls for it")
    return None


def flag(facts: ColumnFacts, stem: tuple[str, ...]) -> str | None:
    """The column of truths that says whether it happened; `email_sent` of `sent_at` where it is the only one."""
    truths = [column for column in facts.of.columns.values() if _is_told(column)]
    said = {column.name: tuple(word for word in column.words if word not in _IS) for column in truths}
    exact = next((name for name, words in said.items() if words == stem), None)
    alike = [name for name, words in said.items() if words[-len(stem) :] == stem]
    return exact or (alike[0] if len(alike) == 1 else None)


def _against(facts: ColumnFacts, stem: tuple[str, ...]) -> str | None:
    """The column of truths that says the contrary: `open` beside `closed_at`."""
    for column in facts.of.columns.values():
        said = [word for word in column.words if word not in _IS]
        if column.type_name == "bool" and len(said) == 1 and said[0] in _OPPOSITE.get(stem[-1], ()):
            return column.name if _is_told(column) else None
    return None


def _is_told(column: ColumnFacts) -> bool:
    """Whether a column of truths always says one or the other: a default is as good as NOT NULL for that."""
    always = not column.attribute.nullable or column.attribute.default is not None
    return column.type_name == "bool" and column.attribute.writable and always


def labels_of(column: ColumnFacts) -> list[str]:
    """The states a row may be in."""
    known = options_of(column)
    if known is None and column.is_text and not column.unique and column.words == ("status",):
        made = BUILDERS["status"](column)
        known = list(made.given[0][0]) if isinstance(made, Choice) else None
    return [label for label in known or () if isinstance(label, str)]


def is_over(label: str) -> bool:
    """Whether a row in this state has come to its end, and to a good one."""
    return _plain(label) in _ENDS


def is_begun(label: str) -> bool:
    """Whether anything was done for a row in this state.

    >>> is_begun("in_progress"), is_begun("not-started"), is_over("Completed")
    (True, False, True)
    """
    return _plain(label) not in _EARLY


def _plain(label: str) -> str:
    return " ".join(label.lower().replace("-", "_").split("_"))


def _where(stem: str, labels: Sequence[str]) -> tuple[str, ...]:
    """The states that come at or after the one the moment is of."""
    written = {label: " ".join(label.lower().replace("-", "_").split("_")) for label in labels}
    wanted = _WAYS.get(stem, stem)
    if not any(_WAYS.get(said, said) == wanted for said in written.values()) and _step(wanted) is None:
        return _not_early(written) if wanted in _ENDS else ()
    step = _step(wanted)
    if step is None:
        return tuple(label for label, said in written.items() if _WAYS.get(said, said) == wanted)
    if step == _LAST and any(said == wanted for said in written.values()):
        return tuple(label for label, said in written.items() if said == wanted)
    found = tuple(
        label
        for label, said in written.items()
        if (there := _step(said)) is not None and there >= step and (step not in _LATE or said not in _BROKEN_OFF)
    )
    return found or (_not_early(written) if wanted in _ENDS else ())


# What failed may have been started, but was neither paid nor sent.
_BROKEN_OFF = frozenset({"failed", "error"})
_LATE = frozenset(
    place for place, names in enumerate(_GOING_ON) if {"paid", "packed", "shipped", "delivered"} & {*names}
)


def _not_early(written: Mapping[str, str]) -> tuple[str, ...]:
    """The states of rows that may have come to an end; none where that tells nothing apart."""
    later = tuple(label for label, said in written.items() if said not in _EARLY)
    return later if len(later) < len(written) else ()


def _step(said: str) -> int | None:
    return next((place for place, names in enumerate(_GOING_ON) if _WAYS.get(said, said) in names), None)
