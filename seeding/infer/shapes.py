"""Documents of JSON with the keys that their column's name lets one expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from seeding.columns.boolean import Bool
from seeding.columns.choice import Choice
from seeding.columns.city import City
from seeding.columns.integer import Integer

Shape = Mapping[str, Any]

_LOCALES = ("en", "de", "fr", "es")


def _settings() -> Shape:
    sizes = Choice([10, 25, 50])
    return {"theme": Choice(["light", "dark"]), "locale": Choice(_LOCALES), "notify": Bool(0.7), "page_size": sizes}


def _permissions() -> Shape:
    return {"read": True, "write": Bool(0.5), "delete": Bool(0.1)}


def _error() -> Shape:
    codes = Choice(["timeout", "not_found", "conflict", "invalid_input"])
    return {"code": codes, "retryable": Bool(0.4), "attempt": Integer(1, 5)}


def _payload() -> Shape:
    return {
        "id": Integer(1, 9999),
        "action": Choice(["created", "updated", "deleted"]),
        "source": Choice(["web", "api"]),
    }


def _result() -> Shape:
    return {"ok": Bool(0.9), "count": Integer(0, 200), "seconds": Integer(1, 90)}


def _figures() -> Shape:
    return {"total": Integer(50, 500), "open": Integer(0, 50), "failed": Integer(0, 5)}


def _schema() -> Shape:
    fields = Choice(["title", "amount", "status"])
    return {"type": "object", "required": [fields], "additionalProperties": Bool(0.2)}


def _filter() -> Shape:
    return {"status": Choice(["open", "done", "any"]), "sort": Choice(["created_at", "title"]), "descending": Bool(0.5)}


def _retry() -> Shape:
    return {"attempts": Choice([1, 3, 5]), "delay_ms": Choice([500, 1000, 5000]), "factor": Choice([1, 2])}


def _limits() -> Shape:
    return {"limit": Choice([50, 100, 500]), "window_seconds": Choice([60, 3600])}


def _layout() -> Shape:
    return {"columns": Choice([1, 2, 3]), "width": Choice([640, 960, 1280]), "collapsed": Bool(0.2)}


def _translations() -> Shape:
    return {"en": "Welcome", "de": "Willkommen", "fr": "Bienvenue", "es": "Bienvenidos"}


def _address() -> Shape:
    streets = Choice(["12 High Street", "48 Mill Lane", "7 Station Road", "129 Park Avenue", "31 Church Lane"])
    return {"line1": streets, "city": City({"US": 1}), "country": "US"}


def _specification() -> Shape:
    materials, colours = Choice(["cotton", "steel", "oak", "glass"]), Choice(["black", "white", "blue", "green"])
    return {"material": materials, "colour": colours, "weight_g": Integer(50, 4000)}


def _hours() -> Shape:
    return {day: Choice(["09:00-17:00", "08:30-18:00"]) for day in ("mon", "tue", "wed", "thu", "fri")}


_SHAPES: Mapping[str, Callable[[], Shape]] = {
    **dict.fromkeys(("setting", "config", "configuration", "option", "preference", "prefs", "conf"), _settings),
    **dict.fromkeys(("permission", "access", "right", "scope", "capability", "ability"), _permissions),
    **dict.fromkeys(("error", "exception", "failure", "problem"), _error),
    **dict.fromkeys(("payload", "param", "argument", "arg", "body", "request", "input", "event", "message"), _payload),
    **dict.fromkeys(("response", "result", "output", "outcome"), _result),
    **dict.fromkeys(("stat", "statistic", "count", "metric", "summary", "figure", "usage"), _figures),
    **dict.fromkeys(("schema", "definition"), _schema),
    **dict.fromkeys(("filter", "query", "criteria", "condition", "search"), _filter),
    **dict.fromkeys(("address", "adresse", "direccion", "endereco"), _address),
    **dict.fromkeys(("specification", "spec"), _specification),
    **dict.fromkeys(("hours", "hour", "availability"), _hours),
    **dict.fromkeys(("retry", "backoff"), _retry),
    **dict.fromkeys(("limit", "limiter", "rate", "quota", "concurrency"), _limits),
    **dict.fromkeys(("layout", "style", "display", "view"), _layout),
    **dict.fromkeys(("translation", "i18n", "localized"), _translations),
}


def shape_for(words: tuple[str, ...]) -> Shape | None:
    """The shape that a name's words say: the last word that is known decides, kinds before "config" first."""
    known = [shape for word in words if (shape := _SHAPES.get(word)) is not None]
    # "retry_config" is a retry first, and a configuration second.
    special = [shape for shape in known if shape is not _settings]
    chosen = special[-1] if special else known[-1] if known else None
    return None if chosen is None else chosen()
