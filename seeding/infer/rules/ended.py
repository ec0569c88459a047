"""An end is after its beginning: `valid_until` beside `valid_from`, `presale_end` beside `presale_start`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seeding.columns.time_of_day import TimeOfDay
from seeding.infer.builders.subjects import is_about
from seeding.infer.builders.times import is_planned
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.lasting import After, SoonAfter
from seeding.infer.inferred import Inferred
from seeding.infer.lasting import ends_after, is_short, is_term
from seeding.infer.temporal import moment

_PAIRS = {
    "until": ("from", "since"), "to": ("from",), "thru": ("from",), "through": ("from",), "till": ("from",),
    "end": ("start", "begin"), "ends": ("starts", "begins"), "ended": ("started", "began", "begun"),
    "stop": ("start",), "stopped": ("started",), "finish": ("start", "begin"), "finished": ("started", "begun"),
    "close": ("open",), "closes": ("opens",), "checkout": ("checkin",), "arrival": ("departure",),
    "last": ("first",), "latest": ("earliest",),
    "due": ("borrowed", "borrow", "lent", "loaned", "loan", "issued", "issue", "rented", "invoiced", "invoice"),
    "ending": ("starting", "beginning"), "bis": ("von", "ab"), "fin": ("debut", "inicio"), "fim": ("inicio",),
    "chiusura": ("apertura",), "cierre": ("apertura",), "fermeture": ("ouverture",), "fechamento": ("abertura",),
    "closing": ("opening",), "salida": ("entrada", "ingreso"), "saida": ("entrada",), "uscita": ("entrata", "ingresso"),
    "devolucion": ("prestamo",), "devolucao": ("emprestimo",), "restituzione": ("prestito",), "ruckgabe": ("ausgabe",),
    "einde": ("begin",), "ende": ("beginn", "anfang", "start"), "fine": ("inizio",),
}  # fmt: skip


_ACTUAL = {"actual": ("scheduled", "planned", "estimated", "expected"), "ist": ("soll", "plan")}
_TOLD = 3
_MORNING, _NOON, _EVENING = "06:00", "13:45", "14:00"


def ended(facts: ColumnFacts) -> Iterator[Inferred]:
    """A moment after that of the column whose name says the beginning where this one's says the end."""
    if facts.unique:
        return
    if facts.type_name == "time":
        yield from _of_day(facts)
        return
    if not (facts.is_moment or facts.is_date):
        return
    start = start_of(facts)
    if start is not None and (lasting := ends_after(facts, start)) is not None:
        yield Inferred(lasting, f"name {facts.name!r}, {lasting.lasting} after {start}")
    elif start is not None and (seconds := _hours_of(facts)):
        yield Inferred(After(start, seconds), f"name {facts.name!r}, some hours after {start}")
    elif start is not None:
        gathered = is_about("gathered", facts.of.table_words)
        within = "4h" if is_short(facts) and not facts.is_date else "3d" if gathered else "90d"
        if "due" in facts.words:
            made = moment(facts, until="+60d", after=start, within="30d", lean="late")
        elif is_term(facts):
            made = moment(facts, until="+2y", after=start, within="730d", lean="even")  # beyond the present, too
        else:
            made = moment(facts, after=start, within=within)
        yield Inferred(made, f"name {facts.name!r}, after {start}")
    elif (planned := start_of(facts, _ACTUAL)) is not None:
        yield Inferred(moment(facts, after=planned, within="5d", same=0.4), f"name {facts.name!r}, after {planned}")


def _hours_of(facts: ColumnFacts) -> tuple[int, ...]:
    """How long what people come to may take, in seconds; none for days, and where a check has its say."""
    free = facts.is_moment and facts.limits.free and facts.name not in facts.of.shared_checks
    if free and "date" not in facts.words and _ARRIVES & set(facts.words):
        return tuple(60 * each for each in (25, 40, 55, 70, 95, 120, 165, 210, 290, 430))
    if not free or "date" in facts.words or not is_planned(facts):
        return ()
    minutes = (30, 45, 60, 60, 60, 90, 120) if is_short(facts) else (60, 90, 120, 120, 180, 240, 360, 480)
    return tuple(60 * each for each in minutes)


_ARRIVES = frozenset({"arrival", "arrives", "arrived", "landing"})


def _of_day(facts: ColumnFacts) -> Iterator[Inferred]:
    """Times of the day of a pair: the beginning before two o'clock, the end from then on."""
    start = start_of(facts)
    if start is not None and is_short(facts) and facts.limits.free:
        yield Inferred(SoonAfter(start, (30, 45, 60, 60, 90, 120)), f"name {facts.name!r}, soon after {start}")
    elif start is not None:
        yield Inferred(TimeOfDay(_EVENING, "22:00", step="15m"), f"name {facts.name!r}, after {start}")
    elif any(start_of(other) == facts.name for other in facts.of.columns.values() if other.type_name == "time"):
        yield Inferred(TimeOfDay(_MORNING, _NOON, step="15m"), f"name {facts.name!r}, before its end")


def _ends(squashed: str, pairs: Mapping[str, Sequence[str]]) -> bool:
    """Whether a word that says end stands first or last."""
    known = tuple(pairs)
    return squashed.startswith(known) or squashed.endswith(known)


def start_of(facts: ColumnFacts, pairs: Mapping[str, Sequence[str]] = _PAIRS) -> str | None:
    """The column of the same type that is named as this one is, but for the word that says end."""
    if not (_ends(facts.squashed, pairs) or any(word in pairs for word in facts.words)):
        return None
    by_words = {
        other.words: name
        for name, other in facts.of.columns.items()
        if other.type_name == facts.type_name and other.attribute.writable
    }
    squashed = {other.squashed: name for name, other in facts.of.columns.items() if name in by_words.values()}
    for end, begins in pairs.items():
        # "finecontratto" beside "iniziocontratto", written without anything between the words.
        for rest in (facts.squashed.removeprefix(end), facts.squashed.removesuffix(end)):
            known = len(end) >= _TOLD and len(rest) >= _TOLD and rest != facts.squashed
            for begin in begins if known else ():
                named = begin + rest if facts.squashed.startswith(end) else rest + begin
                if named in squashed:
                    return squashed[named]
    for place, word in enumerate(facts.words):
        for begin in pairs.get(word, ()):
            found = by_words.get((*facts.words[:place], begin, *facts.words[place + 1 :]))
            if found is not None:
                return found
    return None
