"""Who did something to a row and why, in rows it was done to: `voided_by` and `void_reason` beside `voided_at`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from seeding.columns.date import Date
from seeding.columns.moment import Moment
from seeding.columns.reference import Reference
from seeding.columns.when import When
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.together import Together, TogetherReference
from seeding.infer.inferred import Inferred
from seeding.infer.nulls import null_share, with_nulls
from seeding.infer.states import flag, in_state, may_miss, stem_of
from seeding.infer.temporal import moment

# The deed that a noun or a verb is of.
_DEEDS = {
    "cancel": "cancelled", "cancellation": "cancelled", "canceled": "cancelled", "void": "voided",
    "rejection": "rejected", "reject": "rejected", "refund": "refunded", "resolution": "resolved",
    "suspension": "suspended", "suspend": "suspended", "ban": "banned", "approval": "approved", "deletion": "deleted",
    "decline": "declined", "deny": "denied", "denial": "denied", "block": "blocked", "closure": "closed",
    "closing": "closed", "close": "closed", "termination": "terminated", "deactivation": "deactivated",
    "revocation": "revoked", "revoke": "revoked", "archive": "archived", "dismissal": "dismissed",
    "return": "returned", "verification": "verified", "review": "reviewed", "acknowledgement": "acknowledged",
    "escalation": "escalated", "lock": "locked", "dispute": "disputed", "withdrawal": "withdrawn",
}  # fmt: skip
# Who did it, why, and what was said about it; whoever made or changed a row is always there.
_DONE_BY = frozenset({"by"})
_SAYS = frozenset({"reason", "note", "notes", "comment", "comments", "remarks"})
_ALWAYS_DONE = frozenset({"created", "updated", "modified", "changed", "added", "entered", "edited", "inserted"})


def _deed(facts: ColumnFacts) -> str | None:
    """What was done by whom a column names, or for the reason that it gives: `voided` of `voided_by`, `void_reason`."""
    parts = facts.words[:-1] if facts.words[-1] in ("id", "uuid") else facts.words
    if len(parts) != 2 or parts[-1] not in _DONE_BY | _SAYS:
        return None
    deed = _DEEDS.get(parts[0], parts[0])
    known = parts[-1] in _DONE_BY or parts[0] in _DEEDS or deed in _DEEDS.values()
    return deed if known and deed not in _ALWAYS_DONE else None


def when_done(facts: ColumnFacts) -> str | None:
    """The moment that says whether what the column tells of was done at all."""
    deed = _deed(facts)
    if deed is None or not _is_free(facts):
        return None
    for other in facts.of.columns.values():
        if (other.is_moment or other.is_date) and may_miss(other):
            stem = stem_of(other)
            if len(stem) == 1 and _DEEDS.get(stem[0], stem[0]) == deed:
                return other.name
    return None


def _is_free(facts: ColumnFacts) -> bool:
    """Whether nothing but sense asks for a value in a column."""
    attribute = facts.attribute
    free = attribute.nullable and attribute.default is None and not facts.unique and not facts.limits.not_null
    return free and facts.name not in facts.of.shared_checks and facts.name not in facts.of.keyed


def as_deed(facts: ColumnFacts, decided: Inferred) -> Inferred | None:
    """Who did something, and why, in rows where a moment, a flag or the state says that it was done."""
    if (deed := _deed(facts)) is None or not _is_free(facts):
        return None
    when = when_done(facts)
    if when is not None:
        return replace(
            decided, generator=Together(when, decided.generator), reason=f"{decided.reason}, where {when} is"
        )
    truth = flag(facts, (deed,))
    if truth is not None:
        return replace(
            decided, generator=When(truth, (True,), decided.generator), reason=f"{decided.reason}, where {truth}"
        )
    told = in_state(facts, (deed,))
    if told is None:
        return None
    column, values = told
    return replace(
        decided, generator=When(column, values, decided.generator), reason=f"{decided.reason}, as {column} says"
    )


def as_done(facts: ColumnFacts, decided: Inferred) -> Inferred:
    """A reference to who did something, in rows where it was done: `voided_by` beside `voided_at`."""
    made = decided.generator
    if type(made) is not Reference or made.fan_out is not None or made.nulls >= 1:
        return decided
    when = when_done(facts)
    if when is None:
        return decided
    cut = any(facts.name in c.foreign_key.columns for c in facts.of.schema.order.cuts if c.table == facts.table.name)
    if cut:
        return decided
    reference = TogetherReference(made.parent, key=made.key, beside=when)
    return replace(decided, generator=reference, reason=f"{decided.reason}, where {when} is")


# What cannot have happened but after something else, the latest of it first.
_IMPLIES: Mapping[str, Sequence[str]] = {
    "delivered": ("shipped", "dispatched", "sent"), "opened": ("delivered", "sent"), "bounced": ("sent",),
    "clicked": ("opened", "delivered", "sent"), "read": ("delivered", "sent"), "replied": ("read", "sent"),
    "returned": ("borrowed", "delivered", "shipped"), "refunded": ("paid", "captured"), "resumed": ("paused",),
    "reopened": ("closed", "resolved"), "finished": ("started", "begun"), "completed": ("started", "begun"),
    "ended": ("started", "begun"), "unpublished": ("published",), "released": ("paid",),
}  # fmt: skip


def as_implied(facts: ColumnFacts, decided: Inferred) -> Inferred | None:
    """A moment in rows that have the one without which it cannot be: nobody opens what was not sent."""
    if not (facts.is_moment or facts.is_date):
        return None
    stem = stem_of(facts)
    if len(stem) != 1 or stem[0] not in _IMPLIES or not _is_free(facts):
        return None
    known = {stem_of(other): other for other in facts.of.columns.values() if other.is_moment or other.is_date}
    earlier = next((known[(said,)] for said in _IMPLIES.get(stem[0], ()) if (said,) in known), None)
    if earlier is None:
        return None
    made = decided.generator
    untied = isinstance(made, Moment | Date) and not made.after and earlier.type_name == facts.type_name
    if untied:
        made = moment(facts, after=earlier.name, within="30d")
    made = with_nulls(made, null_share(facts))
    if may_miss(earlier):
        reason = f"{decided.reason}, where {earlier.name} is"
        return replace(decided, generator=Together(earlier.name, made), reason=reason)
    return replace(decided, generator=made, reason=f"{decided.reason}, after {earlier.name}") if untied else None
