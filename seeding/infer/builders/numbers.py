"""How much and how many: amounts that vary by factors, counts most of which are small."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.coordinates import Latitude, Longitude
from seeding.columns.integer import Integer
from seeding.infer.builders.amounts import usual_amount
from seeding.infer.builders.common import Builder, Made
from seeding.infer.builders.places import by_city
from seeding.infer.builders.subjects import is_about
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.numeric import Shape, allowed, number

_MONEY = 2  # decimals
_CHEAPEST = 4.0
_ROUND = 5000.0  # units of a currency from which prices are without decimals
_CHEAP, _SMALL = 100, 1000  # a numeric(5, 2) holds 999.99: smaller amounts then


def _number(
    low: float,
    high: float,
    shape: Shape = "even",
    typical: float | None = None,
    spread: float = 1.0,
    *,
    digits: int | None = None,
) -> Builder:
    def build(facts: ColumnFacts) -> Made:
        if facts.unique:
            return None
        return number(facts, low, high, shape=shape, typical=typical, spread=spread, digits=digits)

    return build


def _asn(facts: ColumnFacts) -> Made:
    """Numbers of autonomous systems for private use: RFC 6996."""
    if facts.unique:
        return Integer(64_512, 65_534, unique=True)
    return number(facts, 64_512, 65_534)


def _money(facts: ColumnFacts, typical: float, high: float) -> Made:
    if facts.unique or facts.type_name == "money":
        return None
    precision, scale = facts.type.precision, facts.type.scale or 0
    cents = 100 if facts.is_integer and _in_cents(facts) else 1
    typical, high = cents * typical, cents * high
    large = next((amount for words, amount in _LARGE if words & set(facts.words)), None)
    usual = None if large is not None else usual_amount(facts)
    if large is not None and (precision is None or 10 ** (precision - scale) > 20 * large):
        typical, high = large, large * 40
    elif usual is not None and (precision is None or 10 ** (precision - scale) > 20 * usual):
        typical, high = usual * cents, usual * cents * 20
    if set(facts.words) & _CARRIAGE:
        typical, high = typical / 6, high / 25
    if precision is not None and 10 ** (precision - scale) <= _CHEAP:
        typical, high = min(typical, _CHEAPEST), 10 ** (precision - scale) - 1
    elif precision is not None and 10 ** (precision - scale) <= _SMALL:
        typical, high = min(typical, 20), 10 ** (precision - scale) - 1
    if facts.of.table_words & _MUSIC and precision is not None and not facts.is_integer:
        typical, high = 1.1, min(high, 3)
    # Nobody asks 285,000.37 for a house.
    digits = (2 if usual is None or usual < _ROUND else 0) if not facts.is_integer else None
    # A column that holds 99.99 at most is not for prices that differ by much.
    spread = 0.8 if typical > _CHEAPEST else 0.35
    return number(facts, 1, high, shape="log-normal", typical=typical, spread=spread, digits=digits)


def _in_cents(facts: ColumnFacts) -> bool:
    """Whether whole numbers of money count the smallest coin, as they do beside a currency or a provider's keys."""
    others = [o for o in facts.of.columns.values() if o.name != facts.name]
    told = any(concept_of(o) == "currency" or "stripe" in o.words for o in others)
    return told and not any(o.is_number and not o.is_integer and concept_of(o) == "money" for o in others)


# What nobody gets for forty: a month's rent, a year's budget, a loan.
_LARGE = (
    (frozenset({"rent", "miete", "loyer", "alquiler", "aluguel"}), 1150.0),
    (frozenset({"budget", "grant", "funding", "fundraising", "revenue", "turnover", "umsatz"}), 18_000.0),
    (frozenset({"loan", "mortgage", "principal"}), 24_000.0),
    (frozenset({"valuation", "investment", "portfolio"}), 60_000.0),
)


def _degrees(facts: ColumnFacts, made: type[Latitude] | type[Longitude]) -> Made:
    if facts.unique or facts.is_integer:
        return None
    return by_city(facts, lambda city: made(of=city), Choice([0.0]))


_CARRIAGE = frozenset({"freight", "shipping", "delivery", "postage", "handling", "versand", "porto", "envio", "tip"})
_EARNED = ("sales", "cost", "revenue", "profit", "income", "turnover", "spend", "umsatz")
_SHARED = frozenset(
    {
        "tax",
        "vat",
        "commission",
        "discount",
        "interest",
        "iva",
        "tva",
        "mwst",
        "margin",
        "disc",
        "steuersatz",
        "aliquota",
    }
)
_MUSIC = frozenset({"track", "song", "audio", "recording", "episode", "podcast"})
_FILM = frozenset({"film", "movie", "pelicula"})
_LINES = ("line", "cart", "basket", "item", "detail", "lines", "items")


# Few buy seventy of anything.
_BOUGHT = frozenset(
    {"order", "purchase", "sale", "booking", "registration", "reservation", "wishlist", "gift", "preorder"}
)


def _year(facts: ColumnFacts) -> Made:
    if facts.squashed.endswith("lastyear") and facts.squashed.startswith(_EARNED):
        return _money(facts, 45, 5000)
    if facts.words[0].startswith("exp") or "expyear" in facts.squashed:
        return None if facts.unique else number(facts, 2026, 2031, digits=0)
    return _number(1990, 2025, digits=0)(facts)


def _count(facts: ColumnFacts) -> Made:
    if set(facts.words) & _FEW and not facts.unique:
        return number(facts, 0, 60, shape="zipf", spread=1.15)
    return _number(0, 1000, "zipf", spread=1.05)(facts)


def _hours(facts: ColumnFacts) -> Made:
    if facts.of.table_words & _TIMESHEETS and not facts.unique:
        return number(facts, 0.5, 10, shape="log-normal", typical=2.5, spread=0.6, digits=0 if facts.is_integer else 1)
    return _number(1, 200, "log-normal", 16, 0.8)(facts)


_FEW = frozenset({"reply", "replies", "comment", "comments", "retry", "retries", "attempts", "failures", "errors",
                  "reports", "edits", "children", "losses", "failed", "strikes", "warnings"})  # fmt: skip
_TIMESHEETS = frozenset({"timesheet", "time", "worklog", "attendance", "timelog", "punch"})


def _minutes(facts: ColumnFacts) -> Made:
    """How long something takes: what is agreed on before takes a quarter of an hour, or several."""
    about = facts.of.table_words | set(facts.words)
    if facts.unique or not about & _AGREED_ON or not about & {"duration", "length", "buffer", "dauer"}:
        return _number(1, 480, "log-normal", 35, 0.8, digits=0)(facts)
    usual = _BUFFERS if "buffer" in facts.words else _LENGTHS
    span = allowed(facts)
    fitting = {minutes: share for minutes, share in usual.items() if span.low <= minutes <= span.high}
    return Choice(fitting) if len(fitting) > 1 else _number(1, 480, "log-normal", 35, 0.8, digits=0)(facts)


_AGREED_ON = frozenset(
    {"appointment", "session", "service", "treatment", "class", "lesson", "meeting", "booking", "consultation", "visit",
     "workshop", "course", "interview", "slot", "therapy", "procedure", "training", "call", "event"}
)  # fmt: skip
_LENGTHS = {15: 0.1, 20: 0.1, 30: 0.25, 45: 0.15, 60: 0.25, 75: 0.03, 90: 0.08, 120: 0.04}
_BUFFERS = {0: 0.2, 5: 0.2, 10: 0.25, 15: 0.25, 30: 0.1}


def _rooms(facts: ColumnFacts) -> Made:
    """How many rooms of a kind a flat has; how many of something else in few."""
    if facts.unique or not set(facts.words) & _ROOMS:
        return _number(1, 12, "zipf", spread=0.8, digits=0)(facts)
    half = "bathrooms" in facts.words or "baths" in facts.words
    typical, most = (1.5, 4) if half else (2.3, 6)
    return number(facts, 1, most, shape="normal", typical=typical, spread=0.9, digits=0)


_ROOMS = frozenset({"bedrooms", "bedroom", "bathrooms", "bathroom", "beds", "baths", "rooms"})


def measured_in(facts: ColumnFacts) -> Column | None:
    """A figure whose name ends with what it is counted in: `battery_mv`, `temperature_c`, `area_sqft`."""
    if facts.unique:
        return None
    digits = 0 if facts.is_integer else 1
    warm = "temperature" in facts.words and not {"model", "prompt", "llm", "token"} & _said(facts)
    for units, (low, high, typical, spread) in _UNITS.items():
        if facts.words[-1] in units and len(facts.words) > 1:
            return number(facts, low, high, shape="normal", typical=typical, spread=spread, digits=digits)
    if "rssi" in facts.words:
        return number(facts, -115, -40, shape="normal", typical=-74, spread=12, digits=0)
    return number(facts, -10, 42, shape="normal", typical=19, spread=7, digits=digits) if warm else None


def _said(facts: ColumnFacts) -> frozenset[str]:
    return facts.of.column_words | facts.of.table_words


# Lowest, highest, mean and standard deviation, by the last word of a name.
_UNITS = {
    frozenset({"mv", "millivolts"}): (3000, 4200, 3720, 210), frozenset({"dbm"}): (-115, -40, -74, 12),
    frozenset({"c", "celsius"}): (-10, 42, 19, 7), frozenset({"f", "fahrenheit"}): (14, 108, 66, 12),
    frozenset({"hpa", "mbar"}): (980, 1040, 1013, 9), frozenset({"ppm"}): (380, 1400, 560, 130),
    frozenset({"lux", "lx"}): (5, 2000, 420, 220), frozenset({"kwh"}): (1, 60, 14, 8),
    frozenset({"sqft", "sqf", "ft2"}): (320, 4200, 1150, 480), frozenset({"sqm", "m2", "qm"}): (22, 260, 82, 34),
    frozenset({"bpm"}): (48, 178, 76, 15), frozenset({"kmh", "kph"}): (0, 140, 58, 24),
}  # fmt: skip


def _percent(facts: ColumnFacts) -> Made:
    if set(facts.words) & _SHARED:
        return None if facts.unique else number(facts, 0, 25, digits=1)
    return _number(0, 100, digits=2)(facts)


def _quantity(facts: ColumnFacts) -> Made:
    if (facts.of.subject.endswith(_LINES) or facts.of.subject in _BOUGHT) and not facts.unique:
        return number(facts, 1, 20, shape="zipf", spread=1.6, digits=0)
    if set(facts.words) & _ROOMY and not facts.unique and is_about("gathered", facts.of.table_words):
        return number(facts, 8, 1200, shape="log-normal", typical=70, spread=0.7, digits=0)
    return _number(1, 100, "zipf", spread=1.1, digits=0)(facts)


_ROOMY = frozenset({"capacity", "seats", "attendees", "participants", "places", "spots", "occupancy"})


def _seconds(facts: ColumnFacts, factor: int) -> Made:
    if facts.of.table_words & _MUSIC and not facts.unique:
        return number(facts, 60 * factor, 900 * factor, shape="log-normal", typical=230 * factor, spread=0.3, digits=0)
    usual = _number(1, 86_400, "log-normal", 240, 1.2, digits=0)
    return usual(facts) if factor == 1 else _number(1, 600_000, "log-normal", 180, 1.2, digits=0)(facts)


def _distance(facts: ColumnFacts) -> Made:
    if facts.of.subject in _FILM and facts.words == ("length",):
        return _number(60, 210, "normal", 110, 22, digits=0)(facts)
    return _number(1, 5000, "log-normal", 40, 1)(facts)


def _size(facts: ColumnFacts) -> Made:
    stored = any(
        word in facts.of.subject for word in ("file", "image", "upload", "attachment", "blob", "asset", "object")
    )
    if stored:
        return _number(100, 2_000_000_000, "log-normal", 180_000, 1.6, digits=0)(facts)
    return _number(1, 1000, "log-normal", 40)(facts)


def _rating(facts: ColumnFacts) -> Column | None:
    if facts.unique:
        return None
    if facts.of.subject == "vote" and facts.is_integer and allowed(facts).low < 0:
        return Choice({1: 0.85, -1: 0.15})
    highest = allowed(facts).high if facts.limits.upper is not None else None
    words = {*facts.words, *facts.of.table_words}
    if "credit" in facts.words and (highest is None or highest >= _CREDIT):
        return number(facts, 300, 850, shape="normal", typical=690, spread=70, digits=0)
    if (highest is not None and highest >= _POINTS) or (highest is None and words & _EXAMINED and not words & _STARS):
        top = 100.0 if highest is None else min(float(highest), 100.0)
        digits = 0 if facts.is_integer else 1
        return number(facts, 0, top, shape="normal", typical=0.71 * top, spread=0.16 * top, digits=digits)
    if highest is not None and not facts.is_integer:
        return number(facts, 0, 10, shape="normal", typical=7, spread=1.5, digits=1)
    if highest is not None and highest == _OF_TEN:
        return number(facts, 1, 10, shape="normal", typical=6.5, spread=2, digits=0)
    return number(facts, 1, 5.0, shape="normal", typical=4, spread=1, digits=0 if facts.is_integer else 1)


# A score that may be 20 and more is one of points, not of stars.
_POINTS, _OF_TEN, _CREDIT = 20, 10, 800
_EXAMINED = frozenset(
    {"quiz", "exam", "test", "assessment", "lead", "health", "risk", "performance", "attempt", "fit", "engagement",
     "compliance", "match", "quality", "audit", "seo", "readiness", "passing", "screening"}
)  # fmt: skip
_STARS = frozenset({"rating", "star", "stars", "review", "feedback"})


def _ratio(facts: ColumnFacts) -> Column | None:
    if facts.unique:
        return None
    if facts.is_integer:
        return number(facts, 0, 100)
    if set(facts.words) & _SHARED:
        # A numeric(5, 2) keeps 19.00 for what a numeric(5, 4) keeps as 0.1900.
        whole = facts.type.precision is not None and (facts.type.scale or 0) <= _MONEY
        return number(facts, 0, 25, digits=1) if whole else number(facts, 0, 0.25, digits=2)
    return number(facts, 0.01, 1, digits=4)


def _dimension(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    if "height" in facts.words and _is_of_body(facts):
        metres = allowed(facts).high < _METRE
        return (
            number(facts, 1.4, 2.1, shape="normal", typical=1.71, spread=0.09, digits=2)
            if metres
            else number(facts, 140, 210, shape="normal", typical=171, spread=9, digits=0 if facts.is_integer else 1)
        )
    if facts.words == ("depth",) and facts.is_integer and not {"width", "height"} & facts.of.columns.keys():
        return number(facts, 0, 5)  # of a tree
    words = set(facts.words)
    if words & _METRES or facts.of.subject in _BUILT:
        return number(facts, 1, 60, shape="log-normal", typical=9, spread=0.6)  # in metres
    if words & {"cm", "centimetres", "centimeters", "zentimeter"}:
        return number(facts, 5, 300, shape="log-normal", typical=60, spread=0.6)
    return number(facts, 10, 4000, shape="log-normal", typical=800, spread=0.6)


_METRES = frozenset({"m", "mt", "mts", "metre", "metres", "meter", "meters", "metro", "metros", "metri"})
# Things as long as houses: nobody says how many millimetres a boat is wide.
_BUILT = frozenset(
    {"boat", "ship", "vessel", "yacht", "berth", "dock", "quay", "pier", "room", "hall", "pool", "truck",
     "lorry", "bus", "wagon", "hangar", "building", "house", "field", "court", "plot", "garden", "bridge",
     "tunnel", "road", "barco", "navio", "embarcacao", "imbarcazione", "embarcacion", "buque", "molo",
     "muelle", "pontile", "barca", "nave", "schiff", "boot", "bateau", "navire", "doca", "cais", "lugar"}
)  # fmt: skip


def _weight(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    told = facts.of.column_words
    if (facts.of.table_words | told) & _LIFTED:
        return number(facts, 2.5, 220, shape="log-normal", typical=42, spread=0.6, digits=0 if facts.is_integer else 1)
    if _is_of_body(facts):
        return number(facts, 42, 140, shape="normal", typical=73, spread=13, digits=0 if facts.is_integer else 1)
    return _number(0.1, 500, "log-normal", 4, 1)(facts)


def _is_of_body(facts: ColumnFacts) -> bool:
    """Whether it is somebody's weight or height that is meant."""
    return bool(facts.of.table_words & _BODIES) or is_about("people", {facts.of.subject})


_METRE = 10
_LIFTED = frozenset({"set", "lift", "workout", "exercise", "rep", "barbell"})
_BODIES = frozenset({"body", "vital", "bmi", "physique", "bio", "fitness", "weigh", "patient"})


def _age(facts: ColumnFacts) -> Made:
    """How old somebody is; how old one has to be where it is the least."""
    if not facts.unique and not _LEAST.isdisjoint(facts.words) and (made := _from_age(facts)) is not None:
        return made
    return None if facts.unique else number(facts, 18, 85, shape="normal", typical=38, spread=14, digits=0)


def _from_age(facts: ColumnFacts) -> Column | None:
    span = allowed(facts)
    fitting = {age: share for age, share in _FROM_AGE.items() if span.low <= age <= span.high}
    return Choice(fitting) if fitting else None


_LEAST = frozenset({"min", "minimum", "minimo", "minima", "mindest", "least", "required"})
_FROM_AGE = {16: 0.25, 18: 0.4, 12: 0.1, 14: 0.1, 21: 0.15}

BUILDERS: Mapping[str, Builder] = {
    "age": _age,
    "choice": _number(0, 3),
    "months_count": _number(1, 36, "zipf", spread=0.7, digits=0),
    "latitude": partial(_degrees, made=Latitude),
    "longitude": partial(_degrees, made=Longitude),
    "money": partial(_money, typical=45, high=5000),
    "cents": _number(100, 500_000, "log-normal", 4500, 0.8),
    "salary": _number(18_000, 250_000, "log-normal", 52_000, 0.4, digits=0),
    "quantity": _quantity,
    "count": _count,
    "token_count": _number(1, 32_000, "log-normal", 420, 0.9, digits=0),
    "percent": _percent,
    "ratio": _ratio,
    "rating": _rating,
    "year": _year,
    "month": _number(1, 12, digits=0),
    "day": _number(1, 28, digits=0),
    "weekday": _number(0, 6, digits=0),
    "hour": _number(0, 23, digits=0),
    "minutes": _minutes,
    "seconds": partial(_seconds, factor=1),
    "milliseconds": partial(_seconds, factor=1000),
    "hours": _hours,
    "days": _number(1, 60, "log-normal", 7, 0.7, digits=0),
    "length_minutes": _number(60, 210, "normal", 110, 22, digits=0),
    "years_count": _number(0, 40, "log-normal", 6, 0.8, digits=0),
    "size": _size,
    "context_length": lambda facts: None if facts.unique else Choice([4096, 8192, 16_384, 32_768]),
    "bytes": _number(100, 2_000_000_000, "log-normal", 180_000, 1.6, digits=0),
    "dimension": _dimension,
    "weight": _weight,
    "calories": _number(40, 1400, "log-normal", 330, 0.5, digits=0),
    "grams": _number(0, 120, "log-normal", 18, 0.6, digits=1),
    "steps_walked": _number(300, 30_000, "log-normal", 7200, 0.4, digits=0),
    "few": _rooms,
    "times": _number(3, 20, "normal", 10, 3, digits=0),
    "distance": _distance,
    "position": _number(1, 100, "zipf", spread=0.6),
    "level_number": _number(0, 5),
    "version_number": _number(1, 20, "zipf", spread=1.3),
    "status_code": _number(200, 204, "zipf", spread=3),
    "port": _number(1024, 49_151),
    "asn": _asn,
    "flags": _number(0, 15),
    "unix_time": _number(1_640_995_200, 1_767_225_600),
}
