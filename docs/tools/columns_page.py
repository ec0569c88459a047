"""`reference/columns.md`: every generator with its arguments, its docstring, and rows it really makes."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seeding import columns
from seeding.columns import arrays
from seeding.columns.base import Column
from seeding.columns.fan_out import FanOut
from seeding.columns.rows import TableRows, World

HEAD = """\
<!-- Written by docs/generate.py from seeding/columns: change the docstrings there, then run it. -->

# Generators

`from seeding.columns import Choice, PersonName, …`. Every generator takes `nulls`, the share (0 to 1) of rows that are
NULL, and gives the same values for the same seed, table, column and row number. The values below each are its first
rows in a table of the documentation; where a generator follows another column, that column stands beside it.

Spans of time are written `"45s"`, `"2h"`, `"30d"`, `"1y"`; moments as a date, as `"now"` or relative to the profile's
`as_of`: `"-2y"`, `"+90d"`.
"""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Keys and references": ("Key", "Serial", "Reference", "SelfReference", "FromParent"),
    "How many children a parent has": (
        "FanOut", "OneToOne", "NegativeBinomial", "ZipfFanOut", "Histogram", "Spread", "Random",
    ),
    "Choices and constants": ("Choice", "Bool", "Constant", "Subset", "ArrayOf", "When"),
    "Numbers": ("Integer", "Uniform", "Normal", "LogNormal", "Exponential", "Zipf", "Correlated"),
    "Time": ("Moment", "After", "Date", "TimeOfDay", "Interval", "BirthDate"),
    "People": ("PersonName", "FirstName", "LastName", "Email", "Username", "Phone", "JobTitle", "Company"),
    "Places": ("City", "Country", "Region", "PostalCode", "Latitude", "Longitude", "TimeZone"),
    "Text": ("Title", "Sentence", "Paragraph", "Slug", "Code", "ProductName", "Charity"),
    "Network": ("Url", "ImageUrl", "IpAddress"),
    "JSON": ("Json", "Sometimes"),
    "Time series": ("SeriesKey", "SeriesDate", "SeriesValue", "Series"),
    "Anything else": ("Derived", "FromFaker"),
}  # fmt: skip

# Where the docstring has no example that stands alone, or a fuller one shows more.
EXAMPLES: Mapping[str, str] = {
    "Key": "Key()",
    "Serial": "Serial(start=1000)",
    "Reference": 'Reference("public.users", fan_out=ZipfFanOut(exponent=1.0, mean=4.0))',
    "SelfReference": "SelfReference(roots=0.2)",
    "FromParent": 'FromParent("user_id", "country")',
    "OneToOne": 'Reference("public.users", fan_out=OneToOne(share=0.8))',
    "NegativeBinomial": 'Reference("public.users", fan_out=NegativeBinomial(mean=2.0, dispersion=0.6))',
    "ZipfFanOut": 'Reference("public.users", fan_out=ZipfFanOut(exponent=1.0, mean=4.0))',
    "Histogram": 'Reference("public.users", fan_out=Histogram({0: 0.4, 1: 0.3, "2-5": 0.3}))',
    "Spread": 'Reference("public.users", fan_out=Spread(mean=2.0))',
    "Random": 'Reference("public.users", fan_out=Random(mean=2.0))',
    "When": 'When("status", ("succeeded", "refunded"), Moment(after="created_at", within="2h"))',
    "Correlated": 'Correlated(46_000, slope={"experience_years": 0.032}, noise=0.15, step=500)',
    "Moment": 'Moment(since="-2y", growth=1.8, weekly="weekdays", hours="office")',
    "After": 'After("created_at", "30d")',
    "Derived": 'Derived(lambda price, quantity: price * quantity, "price", "quantity", digits=2)',
    "Json": 'Json({"plan": Choice({"basic": 6, "pro": 1}), "seats": Integer(1, 9), "alerts": {"email": Bool(0.7)}})',
    "Sometimes": 'Json({"plan": "basic", "coupon": Sometimes("WELCOME", 0.3)})',
    "SeriesKey": 'SeriesKey(["sign_ups", "revenue"])',
    "SeriesDate": 'SeriesDate(until="-1d", step="1d")',
    "SeriesValue": 'SeriesValue({"sign_ups": Series(46, weekly="weekdays"), "revenue": Series(5400, digits=2)})',
    "Series": 'SeriesValue({"sign_ups": Series(46, trend=1.8, weekly="weekdays"), "revenue": Series(5400)})',
    "Subset": 'Subset(["python", "sql", "go", "rust"], 1, 3)',
}
UNSTEADY = {"FromFaker"}  # its values change with Faker's version
NOT_GENERATORS = {"Column", "Rows"}  # they have their own place in the API
ROWS = 5
LONGEST_IN_LINE = 14
USERS, CHILDREN = 200, 400

_CONTEXT = {
    "full_name": 'PersonName(country="country")',
    "city": "City()",
    "country": 'Country(of="city")',
    "industry": 'Choice(["Technology", "Healthcare", "Education", "Finance"])',
    "experience_years": "Integer(0, 30)",
    "created_at": 'Moment(since="-2y")',
    "status": 'Choice({"succeeded": 8, "failed": 2})',
    "cause": 'Choice(["environment", "education", "animals"])',
    "category": 'Choice(["home", "electronics", "food"])',
    "rating": "Integer(1, 5)",
    "title": "Title()",
    "username": 'Username(of="full_name")',
    "price": "Choice([5, 10, 25])",
    "quantity": "Integer(1, 4)",
    "user_id": 'Reference("public.users")',
}
_SERIES = {"metric": 'SeriesKey(["sign_ups", "revenue"])', "day": "SeriesDate()"}


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *_groups()]).rstrip("\n") + "\n"


def documented() -> set[str]:
    """The names that have a place on the page."""
    return {name for names in GROUPS.values() for name in names}


def _groups() -> Iterator[str]:
    for group, names in GROUPS.items():
        yield f"## {group}\n"
        for name in names:
            yield from _entry(name, getattr(columns, name))


def _entry(name: str, kind: type) -> Iterator[str]:
    text = inspect.getdoc(kind) or ""
    prose, found = _split(text)
    yield f"### `{name}`\n"
    if kind is not FanOut:
        yield f"```text\n{_signature(name, kind)}\n```\n"
    yield f"{prose}\n"
    example = EXAMPLES.get(name) or found
    if name in UNSTEADY:
        yield f"```text\n{example}\n```\n"
    elif example:
        yield f"```text\n{example}\n\n{_shown(name, kind, example)}\n```\n"


def _split(text: str) -> tuple[str, str]:
    """A docstring's prose and its first doctest; indented code becomes a block."""
    example = re.search(r"^>>> ((?!from |import |len|\[).*)$", text, re.MULTILINE)
    prose = re.split(r"^>>> ", text, maxsplit=1, flags=re.MULTILINE)[0].rstrip()
    prose = re.sub(
        r"((?:^    .*\n?)+)",
        lambda code: "```text\n" + inspect.cleandoc(code[1]) + "\n```\n",
        prose,
        flags=re.MULTILINE,
    )
    found = example[1] if example else ""
    return prose, re.sub(r"^(\w+) = |\.\w+(\(\d*\))?$", "", found)


def _signature(name: str, kind: type) -> str:
    shown: list[str] = []
    for parameter in inspect.signature(kind).parameters.values():
        if parameter.name == "nulls":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in shown and not any(s.startswith("*") for s in shown):
            shown.append("*")
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        star = "**" if parameter.kind is parameter.VAR_KEYWORD else star
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        shown.append(f"{star}{parameter.name}{default}")
    if shown and shown[-1] == "*":
        shown.pop()
    return f"{name}({', '.join(shown)})"


def _shown(name: str, kind: type, example: str) -> str:
    value = _evaluate(example)
    declared: dict[str, str | Column] = {**(_SERIES if name.startswith("Series") else _CONTEXT), "value": value}
    if name in ("SeriesKey", "SeriesDate"):
        declared = {"metric" if name == "SeriesKey" else "day": value, "n": "Integer(1, 9)", "value": value}
    made: dict[str, Column] = {n: _evaluate(c) if isinstance(c, str) else c for n, c in declared.items()}
    users = TableRows("public.users", _users(), 0, USERS)
    own = {"id": columns.Serial(), **made} if "SelfReference" in example else made
    demo = TableRows("public.examples", own, 0, CHILDREN)
    world = World(seed=1, now=np.datetime64("2026-01-01T12:00:00", "us"), tables={t.name: t for t in (users, demo)})
    if issubclass(kind, FanOut):
        return _degrees(world)
    rows = world.rows("public.examples", np.arange(ROWS, dtype=np.int64))
    beside = [n for n in _followed(value) if n in made and n != "value"]
    cells = {n: _texts(rows.column(n)) for n in [*beside, "value"]}
    if not beside:
        short = all(len(text) <= LONGEST_IN_LINE for text in cells["value"])
        return ", ".join(cells["value"]) if short else "\n".join(cells["value"])
    widths = {n: max(len(t) for t in (n, *texts)) for n, texts in cells.items()}
    lines = [list(cells), *zip(*cells.values(), strict=True)]
    return "\n".join(
        "  ".join(t.ljust(w) for t, w in zip(line, widths.values(), strict=True)).rstrip() for line in lines
    )


def _followed(value: Column) -> list[str]:
    """Names of columns among the arguments, in the order of the table."""
    args, kwargs = value._arguments
    if isinstance(value, columns.FromParent):
        return [args[0]]
    if isinstance(value, columns.SeriesValue):
        return list(_SERIES)
    said = " ".join(str(a) for a in (*args, *kwargs.values()))
    named = set(re.findall(r"[a-z_]+", said)) if not isinstance(value, columns.Choice) else set()
    return [n for n in [*_CONTEXT, *_SERIES] if n in named and n != "id"]


def _degrees(world: World) -> str:
    """How many of the parents have how many children."""
    demo = world.table("public.examples")
    reference = demo.columns["value"]
    children = reference.fan_out.children(USERS)
    sized = TableRows(demo.name, demo.columns, 0, children)
    world = World(world.seed, world.now, {"public.users": world.table("public.users"), sized.name: sized})
    rows = world.rows(sized.name, np.arange(children, dtype=np.int64))
    rows = rows._view("value")
    counts = np.bincount(reference.parent_rows(rows)[1], minlength=USERS)
    bins = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 30), (31, 10_000)]
    lines = [f"{USERS} parents, {children} children", "children  parents"]
    for low, high in bins:
        number = int(((counts >= low) & (counts <= high)).sum())
        if number:
            label = str(low) if low == high else f"{low} to {min(high, int(counts.max()))}"
            lines.append(f"{label:<8}  {number:>7}")
    return "\n".join(lines)


def _users() -> dict[str, Column]:
    return {
        "id": columns.Key(),
        "city": columns.City(),
        "country": columns.Country(of="city"),
        "created_at": columns.Moment(since="-2y"),
    }


def _evaluate(example: str) -> Column:
    value: Any = eval(example, {name: getattr(columns, name) for name in columns.__all__})  # noqa: S307
    assert isinstance(value, Column), example
    return value


def _texts(array: Any) -> list[str]:
    return [_text(v) for v in arrays.to_python(arrays.decode(array))]


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "true", False: "false"}[value]
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if hasattr(value, "isoformat"):
        return value.isoformat(" ", "seconds") if hasattr(value, "hour") and hasattr(value, "year") else str(value)
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return text if len(text) <= 110 else f"{text[:108]}…"
