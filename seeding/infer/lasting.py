"""Which number of a table says how long its rows take, and in what: `duration_minutes`, `length_hours`."""

from __future__ import annotations

from seeding.infer.facts import ColumnFacts, TableFacts
from seeding.infer.generators.lasting import EndsAfter

_DURATION = frozenset({"duration", "dauer", "duree", "duracion", "duracao", "durata", "lasts", "takes"})
_UNITS = {
    "second": "seconds", "seconds": "seconds", "sec": "seconds", "secs": "seconds", "s": "seconds",
    "minute": "minutes", "minutes": "minutes", "min": "minutes", "mins": "minutes", "minuten": "minutes",
    "minutos": "minutes", "hour": "hours", "hours": "hours", "hrs": "hours", "h": "hours", "stunden": "hours",
    "horas": "hours", "heures": "hours", "day": "days", "days": "days", "tage": "days", "dias": "days",
}  # fmt: skip

# What a plain `duration` counts in seconds of.
_COUNTED_IN_SECONDS = frozenset({"call", "recording", "run", "request", "execution", "pageview", "playback", "build"})
# What is over after some hours, not days.
_SHORT = frozenset(
    {"session", "lesson", "class", "appointment", "meeting", "shift", "match", "game", "visit", "consultation",
     "call", "interview", "webinar", "workshop", "lecture", "exam", "slot", "timeslot", "ride", "flight",
     "schedule", "agenda", "timetable",
     "screening", "showtime", "performance", "training", "therapy", "treatment", "showing", "viewing", "round",
     "turno", "cita", "aula", "clase", "consulta", "partita", "partido", "partida", "jogo", "sesion", "sessao",
     "lezione", "cours", "seance", "sitzung", "termin", "schicht", "spiel", "stunde", "wizyta", "zajecia",
     "mecz", "lekcja", "dyzur", "randevu", "seans", "ders"}
)  # fmt: skip


def lasting_of(facts: TableFacts) -> tuple[str, str] | None:
    """The column of how long it takes and its unit; None where none or several say so, or checks hold it."""
    found = [(name, unit) for name, column in facts.columns.items() if (unit := unit_of(column)) is not None]
    return found[0] if len(found) == 1 else None


def unit_of(column: ColumnFacts) -> str | None:
    """What a number that says how long counts."""
    if not column.is_number or column.unique or not column.attribute.writable or column.name in column.of.keyed:
        return None
    if _DURATION.isdisjoint(column.words) or column.name in column.of.shared_checks:
        return None
    if column.words == ("duration",) and column.is_integer and _COUNTED_IN_SECONDS & column.of.table_words:
        return "seconds"
    return next((_UNITS[word] for word in column.words if word in _UNITS), None)


def is_short(facts: ColumnFacts) -> bool:
    """Whether the table's rows are over after some hours."""
    return facts.of.subject in _SHORT


_TERMS = frozenset(
    {"lease", "contract", "tenancy", "membership", "policy", "insurance", "warranty", "license", "licence", "agreement",
     "employment", "mandate", "vertrag", "contrato", "contrat", "contratto"}
)  # fmt: skip


def is_term(facts: ColumnFacts) -> bool:
    """Whether the table's rows are agreements, which last for months and years."""
    return not _TERMS.isdisjoint(facts.of.table_words)


def ends_after(facts: ColumnFacts, start: str) -> EndsAfter | None:
    """The moment so long after `start` as the row says, which is there where this one has to be."""
    found = lasting_of(facts.of)
    if found is None or facts.is_date or facts.limits.lower is not None or facts.limits.upper is not None:
        return None
    column, unit = found
    given = facts.attribute.nullable or not any(facts.of.columns[c].attribute.nullable for c in (start, column))
    shared = facts.name in facts.of.shared_checks and facts.of.columns[column].limits.lower is None
    return EndsAfter(start, column, unit) if given and not shared else None
