"""What the checks on one column allow, as facts a generator can be made to keep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from seeding.infer.expression import Call, Column, Literal, Tree, columns_of, parse
from seeding.infer.regex import alternatives
from seeding.schema import Check, Type, TypeKind

Point = Decimal | datetime
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_LENGTHS = frozenset({"length", "char_length", "character_length", "octet_length"})
_TRIMS = frozenset({"btrim", "ltrim", "rtrim", "trim"})
NOWS = frozenset({"now", "current_timestamp", "current_date", "localtimestamp", "clock_timestamp",
                   "statement_timestamp", "transaction_timestamp"})  # fmt: skip
_ITEM = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([^,{}"]+))(?:,|$)')
_UNITS = {
    "year": 365.25, "years": 365.25, "mon": 30.44, "mons": 30.44, "month": 30.44, "months": 30.44, "week": 7,
    "weeks": 7, "day": 1, "days": 1, "hour": 1 / 24, "hours": 1 / 24, "minute": 1 / 1440, "minutes": 1 / 1440,
    "second": 1 / 86400, "seconds": 1 / 86400,
}  # fmt: skip


@dataclass(frozen=True)
class Bound:
    """A smallest or largest value: a number, an instant, or a distance from now."""

    point: Point | None = None
    inclusive: bool = True
    from_now: timedelta | None = None


@dataclass(frozen=True)
class Regex:
    """A regular expression in PostgreSQL's syntax that values match."""

    pattern: str
    ignore_case: bool = False


@dataclass(frozen=True)
class Limits:
    """The values of a column that its checks let in; fields at their defaults allow everything."""

    choices: tuple[str, ...] | None = None
    lower: Bound | None = None
    upper: Bound | None = None
    shortest: int | None = None  # characters; elements of an array
    longest: int | None = None
    patterns: tuple[Regex, ...] = ()
    excluded: tuple[str, ...] = ()
    case: str | None = None  # "lower" or "upper"
    json_type: str | None = None
    begins: str | None = None  # a date that is the first of a month, a quarter, a year
    not_null: bool = False
    unread: tuple[str, ...] = ()  # checks this reader does not understand

    @property
    def free(self) -> bool:
        """Whether nothing is demanded beyond the type."""
        return replace(self, not_null=False, unread=()) == Limits()


def limits_of(name: str, checks: Iterable[Check], type_: Type, further: Iterable[Tree] = ()) -> Limits:
    """What `checks` demand of the column `name` alone, the domains of its type, and `further` conditions."""
    found = Limits()
    for tree in further:
        found = condition(found, tree, name) or found
    for check in checks:
        if set(check.columns) != {name} or not check.enforced:
            continue
        found = _with_check(found, check, name)
    while type_.kind is TypeKind.DOMAIN and type_.element is not None:
        for check in type_.checks:
            found = _with_check(found, check, "VALUE")
        type_ = type_.element
    if type_.length is not None and type_.name in ("varchar", "bpchar"):
        found = replace(found, longest=_least(found.longest, type_.length))
        if type_.name == "bpchar" and any(_fills(regex, type_.length) for regex in found.patterns):
            # A regular expression sees the blanks that a shorter text is padded with.
            found = replace(found, shortest=max(found.shortest or 0, type_.length))
    return found


def _fills(regex: Regex, length: int) -> bool:
    """Whether a text of just this length matches."""
    try:
        ways = alternatives(regex.pattern)
    except ValueError:
        return False
    return any(
        sum(p.least for p in way) <= length
        and (None in (most := [p.most for p in way]) or sum(m or 0 for m in most) >= length)
        for way in ways
    )


def _begin(one: Tree, other: Tree, name: str) -> str | None:
    """Of what a date is the first day: `date_trunc('month', d) = d`, or `extract(day from d) = 1`."""
    match _without_casts(one), _without_casts(other):
        case Call("date_trunc", (Literal("month" | "quarter" | "year" as unit), inner, *_)), Column() as same:
            own = _without_casts(inner)
            return unit if isinstance(own, Column) and own.name == same.name == name else None
        case Call("extract" | "date_part", (Literal("day"), inner)), Literal("1"):
            own = _without_casts(inner)
            return "month" if isinstance(own, Column) and own.name == name else None
    return None


def _without_casts(tree: Tree) -> Tree:
    while isinstance(tree, Call) and tree.name.startswith("::") and tree.arguments:
        tree = tree.arguments[0]
    return tree


def _with_check(limits: Limits, check: Check, name: str) -> Limits:
    tree = parse(check.expression)
    read = None if tree is None else _conjunction(limits, tree, name)
    return replace(limits, unread=(*limits.unread, check.name)) if read is None else read


def _conjunction(limits: Limits, tree: Tree, name: str) -> Limits | None:
    """Every part of AND, each of which must be understood."""
    for part in tree.arguments if isinstance(tree, Call) and tree.name == "and" else (tree,):
        found = condition(limits, part, name)
        if found is None:
            return None
        limits = found
    return limits


def condition(limits: Limits, tree: Tree, name: str) -> Limits | None:
    """`limits` with one more condition on the column `name`; None where it is not understood."""
    match tree:
        case Literal("true"):
            return limits
        case Column() if tree.name == name:
            return replace(limits, choices=("true",))
        case Call("not", (Column() as column,)) if column.name == name:
            return replace(limits, choices=("false",))
        case Call("not", (Call("is null", (Column(),)),)):
            return replace(limits, not_null=True)
        case Call("and"):
            return _conjunction(limits, tree, name)
        case Call("or", parts):
            return _either(limits, parts, name)
        case Call("= any", (left, array)):
            values = _array(array)
            side = _side(left, name)
            return None if values is None or side is None else _chosen(limits, values, side)
        case Call("<> all", (left, array)):
            values = _array(array)
            if values is None or _side(left, name) is None:
                return None
            return replace(limits, excluded=(*limits.excluded, *values))
        case Call("=", (one, other)) if (unit := _begin(one, other, name) or _begin(other, one, name)) is not None:
            return replace(limits, begins=unit)
        case Call("=" | "<" | "<=" | ">" | ">=" | "<>" as symbol, (left, right)):
            if columns_of(right) and not columns_of(left):
                return _comparison(limits, _FLIPPED.get(symbol, symbol), right, left, name)
            return _comparison(limits, symbol, left, right, name)
        case Call("~" | "~*" as symbol, (left, Literal(str() as pattern))):
            if _side(left, name) is None:
                return None
            return replace(limits, patterns=(*limits.patterns, Regex(pattern, symbol == "~*")))
        case Call("~~" | "~~*" as symbol, (left, Literal(str() as like))):
            if _side(left, name) is None:
                return None
            return replace(limits, patterns=(*limits.patterns, Regex(_like(like), symbol == "~~*")))
        case Call("~" | "~*" as symbol, (left, Call("similar_to_escape", (Literal(str() as similar), *_)))):
            if _side(left, name) is None:
                return None
            return replace(limits, patterns=(*limits.patterns, Regex(_similar(similar), symbol == "~*")))
    return None


def _either(limits: Limits, parts: tuple[Tree, ...], name: str) -> Limits | None:
    """One alternative that is understood is enough; lists of values are put together."""
    useful = [p for p in parts if p != Call("is null", (Column(name),))]
    chosen: list[str] = []
    for part in useful:
        found = condition(Limits(), part, name)
        if found is None or found.choices is None or found != Limits(choices=found.choices):
            break
        chosen += found.choices
    else:
        return _chosen(limits, chosen, "") if useful else limits
    # What is one value by way of exception has room for one row only: `length(id) > 10 OR id = 'global'`.
    ranked = sorted(useful, key=lambda part: _is_a_choice(part, name))
    return next((found for p in ranked if (found := condition(limits, p, name)) is not None), None)


def _is_a_choice(tree: Tree, name: str) -> bool:
    found = condition(Limits(), tree, name)
    return found is not None and found.choices is not None


def _chosen(limits: Limits, values: list[str], side: str) -> Limits:
    values = list(dict.fromkeys(values))
    if limits.choices is not None:
        values = [v for v in values if v in limits.choices]
    limits = replace(limits, choices=tuple(values))
    return replace(limits, case=side) if side in ("lower", "upper") else limits


def _side(tree: Tree, name: str) -> str | None:
    """What a comparison looks at: "" the column itself, else a function of it that is understood."""
    match tree:
        case Column():
            return "" if tree.name == name else None
        case Call("lower" | "upper" as case, (Column() as column,)) if column.name == name:
            return case
        case Call(function, (inner, *rest)) if function in _TRIMS and not columns_of(Call("", tuple(rest))):
            return _side(inner, name)
        case Call(function, (inner,)) if function in _LENGTHS and _side(inner, name) is not None:
            return "length"
        case Call("cardinality", (Column() as column,)) if column.name == name:
            return "length"
        case Call("array_length", (Column() as column, Literal("1"))) if column.name == name:
            return "length"
        case Call("jsonb_typeof" | "json_typeof", (Column() as column,)) if column.name == name:
            return "json"
    return None


def _comparison(limits: Limits, symbol: str, left: Tree, right: Tree, name: str) -> Limits | None:
    if symbol == "=" and left == Column(name) and _side(right, name) in ("lower", "upper"):
        left, right = right, left
    side = _side(left, name)
    if side is None:
        return None
    if side in ("lower", "upper") and symbol == "=" and right == Column(name):
        return replace(limits, case=side)
    if side == "json":
        return replace(limits, json_type=right.text) if symbol == "=" and isinstance(right, Literal) else None
    if symbol == "<>":
        if not isinstance(right, Literal) or right.text is None:
            return None
        if side == "" and right.text == "":
            return replace(limits, shortest=max(limits.shortest or 0, 1))
        return replace(limits, excluded=(*limits.excluded, right.text)) if side == "" else None
    if side == "length":
        return _length(limits, symbol, right)
    if symbol == "=":
        text = right.text if isinstance(right, Literal) else None
        return None if text is None else _chosen(limits, [text], side)
    bound = bound_of(right, inclusive=symbol in ("<=", ">="))
    if bound is None or side != "":
        return None
    if symbol in ("<", "<="):
        return replace(limits, upper=_tighter(limits.upper, bound, -1))
    return replace(limits, lower=_tighter(limits.lower, bound, 1))


def _length(limits: Limits, symbol: str, right: Tree) -> Limits | None:
    number = _number(right)
    if number is None:
        return None
    least = {">": int(number) + 1, ">=": int(number), "=": int(number)}.get(symbol)
    most = {"<": int(number) - 1, "<=": int(number), "=": int(number)}.get(symbol)
    if least is not None:
        limits = replace(limits, shortest=max(limits.shortest or 0, least))
    if most is not None:
        limits = replace(limits, longest=_least(limits.longest, most))
    return limits


def _least(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _tighter(one: Bound | None, other: Bound, sign: int) -> Bound:
    """Of two bounds on the same side the one that allows less; `sign` is 1 for lower bounds."""
    if one is None:
        return other
    if isinstance(one.point, Decimal) and isinstance(other.point, Decimal):
        return one if (one.point - other.point) * sign >= 0 else other
    if isinstance(one.point, datetime) and isinstance(other.point, datetime):
        return one if (one.point - other.point).total_seconds() * sign >= 0 else other
    return one if one.from_now is not None else other


def _array(tree: Tree) -> list[str] | None:
    match tree:
        case Call("array", items):
            texts = [item.text for item in items if isinstance(item, Literal) and item.text is not None]
            return texts if len(texts) == len(items) else None
        case Literal(str() as text) if text.startswith("{") and text.endswith("}"):
            listed = array_items(text)
            return None if listed is None else [item for item in listed if item is not None]
    return None


def array_items(text: str) -> list[str | None] | None:
    """The items of a one-dimensional array in PostgreSQL's syntax; None for any other text.

    >>> array_items('{a,"b c",NULL}')
    ['a', 'b c', None]
    """
    if not (text.startswith("{") and text.endswith("}")):
        return None
    found: list[str | None] = []
    place, inside = 0, text[1:-1]
    while place < len(inside):
        item = _ITEM.match(inside, place)
        if item is None:
            return None
        quoted, plain = item[1], item[2]
        found.append(re.sub(r"\\(.)", r"\1", quoted) if plain is None else None if plain.upper() == "NULL" else plain)
        place = item.end()
    return found


def _number(tree: Tree) -> Decimal | None:
    if isinstance(tree, Literal) and tree.text is not None:
        try:
            return Decimal(tree.text)
        except InvalidOperation:
            return None
    return None


def bound_of(tree: Tree, *, inclusive: bool) -> Bound | None:
    """The number or moment that a value is compared with; None for anything else."""
    number = _number(tree)
    if number is not None and number.is_finite():
        return Bound(number, inclusive)
    match tree:
        case Literal(str() as text):
            moment = _moment(text)
            return None if moment is None else Bound(moment, inclusive)
        case Call("::date" | "::timestamp with time zone" | "::timestamp without time zone", (inner,)):
            return bound_of(inner, inclusive=inclusive)
        case Call("at time zone", (inner, _)) | Call("timezone", (_, inner)):
            return bound_of(inner, inclusive=inclusive)
        case Call(name, ()) if name in NOWS:
            return Bound(None, inclusive, timedelta(0))
        case Call("+" | "-" as sign, (base, Literal(str() as text, "interval" | "integer" | "numeric"))):
            start = bound_of(base, inclusive=inclusive)
            distance = _interval(text)
            if start is None or distance is None:
                return None
            distance = distance if sign == "+" else -distance
            if start.from_now is not None:
                return replace(start, from_now=start.from_now + distance)
            return replace(start, point=start.point + distance) if isinstance(start.point, datetime) else None
        case Call("date_part" | "extract", (Literal("year"), inner)):
            # The year of now, as in release_year <= extract(year from now()): the plan's present decides.
            found = bound_of(inner, inclusive=inclusive)
            return found if found is not None and found.from_now is not None else None
    return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = datetime.combine(date.fromisoformat(text), datetime.min.time())
        except ValueError:
            return None
    return moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta(0))


def _interval(text: str) -> timedelta | None:
    """PostgreSQL's own output of an interval ("18 years", "1 day 02:30:00"), months as 30.44 days."""
    if re.fullmatch(r"-?\d+", text):
        return timedelta(days=int(text))
    total = timedelta(0)
    clock = re.search(r"(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)$", text)
    if clock:
        seconds = int(clock[2]) * 3600 + int(clock[3]) * 60 + float(clock[4])
        total += timedelta(seconds=-seconds if clock[1] else seconds)
        text = text[: clock.start()]
    words = text.split()
    for amount, unit in zip(words[::2], words[1::2], strict=False):
        if unit not in _UNITS or not re.fullmatch(r"-?\d+(\.\d+)?", amount):
            return None
        total += timedelta(days=float(amount) * _UNITS[unit])
    return total if len(words) % 2 == 0 else None


def _like(pattern: str) -> str:
    parts = re.findall(r"\\.|%|_|[^%_\\]+", pattern)
    translated = (".*" if p == "%" else "." if p == "_" else re.escape(p.removeprefix("\\")) for p in parts)
    return f"^{''.join(translated)}$"


def _similar(pattern: str) -> str:
    return f"^(?:{pattern.replace('%', '.*').replace('_', '.')})$"
