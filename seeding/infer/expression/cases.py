"""A condition as a disjunction of cases, each a list of simple conditions that hold together.

`kind = 'A' AND num_nonnulls(a, b) = 2 OR kind = 'B' AND …` is two cases. Three-valued logic is ignored: a
check that is NULL passes, and whoever uses a case tries its rows on the server.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations, islice, product

from seeding.infer.expression.tree import Call, Column, Literal, Tree, columns_of

Case = tuple[Tree, ...]

_MOST = 48
_NEGATED = {
    "=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "= any": "<> all", "<> all": "= any",
    "~": "!~", "!~": "~", "~*": "!~*", "!~*": "~*", "~~": "!~~", "!~~": "~~", "~~*": "!~~*", "!~~*": "~~*",
}  # fmt: skip
_TRUTHS = frozenset({"and", "or", "not", "is null", "is true", "is false", "is distinct from", "is unknown", "?", "?&",
                     "?|", "@>", "<@", "&&", *_NEGATED})  # fmt: skip


_ORDERS = frozenset({"=", "<", "<=", ">", ">="})


def cases(tree: Tree, *, holds: bool = True) -> list[Case]:
    """The ways in which a condition is true (false, with `holds` False), 48 at most."""
    return list(islice(dict.fromkeys(_cases(tree, holds)), _MOST))


def together(alternatives: Iterable[list[Case]]) -> list[Case]:
    """The ways in which several conditions hold at once: one case of each, as far as they do not contradict."""
    found: list[Case] = [()]
    for ways in alternatives:
        found = [
            joined
            for one, other in islice(product(found, ways), _MOST * _MOST)
            if not _contradict(joined := tuple(dict.fromkeys((*one, *other))))
        ][:_MOST]
    return found


def _contradict(case: Case) -> bool:
    known = set(case)
    return any(Call("not", (part,)) in known for part in case if isinstance(part, Call))


def _cases(tree: Tree, holds: bool) -> list[Case]:  # one shape of condition each
    match tree:
        case Literal(text, _):
            return [()] if (text == "true") == holds and text is not None else []
        case Column():
            return [(tree,)] if holds else [(Call("not", (tree,)),)]
        case Call("not", (inner,)):
            return _cases(inner, not holds)
        case Call("and" | "or" as name, parts):
            if (name == "and") == holds:
                return together(_cases(part, holds) for part in parts)
            return [case for part in parts for case in _cases(part, holds)][: _MOST * 2]
        case Call("case", parts):
            return _branches(parts, holds)
        case Call("is true" | "is false" as name, (inner,)):
            return _cases(inner, holds == (name == "is true"))
        case Call("is distinct from", (left, right)):
            return _cases(Call("<>", (left, right)), holds)
        case Call("=" | "<>" as name, (left, right)) if _compared_truths(left, right):
            same = (name == "=") == holds
            return [
                *together([_cases(left, True), _cases(right, same)]),
                *together([_cases(left, False), _cases(right, not same)]),
            ]
        case Call("=" | "<>" | "<" | "<=" | ">" | ">=" as symbol, (left, Literal(str() as text))):
            counted = _counted(left)
            if counted is not None and text.lstrip("-").isdigit():
                return _numbers_of_truths(counted, symbol if holds else _NEGATED[symbol], int(text))
            if isinstance(left, Call) and left.name == "coalesce":
                return _coalesced(tree, left, holds)
    if isinstance(tree, Call) and tree.name in _NEGATED:
        return [(tree,)] if holds else [(Call(_NEGATED[tree.name], tree.arguments),)]
    return [(tree,)] if holds else [(Call("not", (tree,)),)]


def _branches(parts: tuple[Tree, ...], holds: bool) -> list[Case]:
    """CASE: a branch is taken where its condition holds and none before it does."""
    found: list[Case] = []
    before: list[list[Case]] = []
    for condition, value in zip(parts[:-1:2], parts[1:-1:2], strict=True):
        found += together([*before, _cases(condition, True), _cases(value, holds)])
        before.append(_cases(condition, False))
    return found + together([*before, _cases(parts[-1], holds)])


def _coalesced(tree: Call, left: Call, holds: bool) -> list[Case]:
    """`coalesce(a, 0) >= 0`: as the first says, or as the next does where it is NULL."""
    first, *others = left.arguments
    right = tree.arguments[1]
    found = _cases(Call(tree.name, (first, right)), holds)
    missing = Call("is null", (first,))
    if others and not isinstance(others[0], Literal):
        rest = others[0] if len(others) == 1 else Call("coalesce", tuple(others))
        found += together([[(missing,)], _cases(Call(tree.name, (rest, right)), holds)])
    elif others:
        found.append((missing,))
    return found


def _compared_truths(left: Tree, right: Tree) -> bool:
    """Conditions on both sides, or on one and a column, which is a truth itself then."""
    one, other = _is_truth(left), _is_truth(right)
    return (one and other) or (one and isinstance(right, Column)) or (other and isinstance(left, Column))


def _is_truth(tree: Tree) -> bool:
    match tree:
        case Literal(_, "boolean"):
            return True
        case Call(name, _):
            return name in _TRUTHS
    return False


def _counted(tree: Tree) -> list[Tree] | None:
    """Conditions that are counted: `num_nonnulls(a, b)`, `(a IS NOT NULL)::int + (b IS NOT NULL)::int`."""
    match tree:
        case Call("num_nonnulls", items):
            return [Call("not", (Call("is null", (item,)),)) for item in items]
        case Call("num_nulls", items):
            return [Call("is null", (item,)) for item in items]
        case Call("+", (left, right)):
            one, other = _counted(left), _counted(right)
            return None if one is None or other is None else one + other
        case Call("case", (condition, Literal("1"), Literal("0"))):
            return [condition]
        case Call("case", (condition, Literal("0"), Literal("1"))):
            return [Call("not", (condition,))]
        case Call() if _is_truth(tree):
            return [tree]
    return None


def _numbers_of_truths(conditions: list[Tree], symbol: str, wanted: int) -> list[Case]:
    held: Mapping[str, Callable[[int, int], bool]] = {
        "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    }  # fmt: skip
    found: list[Case] = []
    for number in range(len(conditions), -1, -1):
        if not held[symbol](number, wanted):
            continue
        for chosen in islice(combinations(range(len(conditions)), number), _MOST):
            found += together(_cases(c, place in chosen) for place, c in enumerate(conditions))
    return found[:_MOST]


def assigned(tree: Tree, free: Iterable[str]) -> tuple[str, Tree] | None:
    """An equation solved for one of the columns in `free`: the column, and what it must be.

    Of an inequality, where both sides would be equal.
    """
    if not isinstance(tree, Call) or tree.name not in _ORDERS or len(tree.arguments) != 2:
        return None
    if tree.name != "=" and len(columns_of(tree)) < 2:
        return None
    left, right = tree.arguments
    allowed = set(free)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Column) and one.name in allowed and not isinstance(other, Literal):
            return one.name, other
    for one, other in ((left, right), (right, left)):
        solved = _solved(one, other, allowed)
        if solved is not None:
            return solved
    return None


def _solved(tree: Tree, value: Tree, free: set[str]) -> tuple[str, Tree] | None:
    """`a + b = value` for b, `a * b = value` for neither (it would have to divide); a span of time for its seconds.

    The first moment of a month is in that month.
    """
    inside: list[tuple[Tree, Tree]]
    match tree:
        case Call("+", (left, right)):
            inside = [(right, Call("-", (value, left))), (left, Call("-", (value, right)))]
        case Call("-", (left, right)):
            inside = [(left, Call("+", (value, right))), (right, Call("-", (left, value)))]
        case Call("/", (left, Literal() as divisor)):
            inside = [(left, Call("*", (value, divisor)))]
        case Call("date_trunc", (Literal(), moment)) | Call("::date" | "::timestamp without time zone", (moment,)):
            inside = [(moment, value)]
        case Call("extract" | "date_part", (Literal("epoch"), span)):
            inside = [(span, Call("*", (value, Literal("1 second", "interval"))))]
        case _:
            return None
    for part, rest in inside:
        if isinstance(part, Column) and part.name in free and part.name not in columns_of(rest):
            return part.name, rest
        found = _solved(part, rest, free)
        if found is not None and found[0] not in columns_of(found[1]):
            return found
    return None
