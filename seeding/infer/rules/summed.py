"""Numbers that add up within a row: all tokens from those in and out, what is available from what is locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from seeding.columns.when import When
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import allowed, number
from seeding.infer.options import options_of
from seeding.infer.reckoning import Made, amount, made, numbers

_ALL = frozenset({"total", "overall", "sum", "gesamt"})
_LEFT = frozenset({"available", "remaining", "left", "free", "unused", "spendable", "outstanding"})
_HELD = frozenset({"locked", "held", "reserved", "frozen", "blocked", "spent", "consumed", "used"})
_WHOLE = frozenset({"total", "initial", "limit", "quota", "allowance", "granted"})
# What is no part of a sum of its own kind.
_APART = frozenset(
    {"max", "maximum", "min", "minimum", "limit", "avg", "average", "mean", "percent", "rate", "id", "discount", "tax",
     "per", "target", "goal", "last", "best", "context", "expected", "estimated", "planned", "threshold", "daily",
     "monthly", "weekly"}
)  # fmt: skip
_BEFORE = {"after": "before", "new": "old", "closing": "opening", "end": "start"}
_STAND = frozenset({"quantity", "qty", "stock", "balance", "amount", "level", "points", "credits"})
_IN = frozenset(
    {"in", "purchase", "deposit", "credit", "return", "initial", "restock", "refund", "top up", "topup", "earn",
     "earned", "receive", "received", "receipt", "bonus", "reservation release", "release", "income", "add", "added",
     "inbound", "incoming", "stock in", "buy", "reward", "found", "transfer in", "opening"}
)  # fmt: skip
# What one number is of another: "conversion rate" the conversions of the clicks, "cpc" the spend a click.
_QUOTIENTS: Sequence[tuple[frozenset[tuple[str, ...]], frozenset[str], frozenset[str], float]] = (
    (frozenset({("ctr",), ("click", "rate"), ("click", "through", "rate")}), frozenset({"clicks"}),
     frozenset({"impressions", "views", "sent"}), 100),
    (frozenset({("open", "rate")}), frozenset({"opens", "opened"}), frozenset({"sent", "delivered"}), 100),
    (frozenset({("conversion", "rate"), ("cvr",)}), frozenset({"conversions"}), frozenset({"clicks", "visits"}), 100),
    (frozenset({("completion", "rate"), ("success", "rate")}), frozenset({"completed", "successful"}), _ALL, 100),
    (frozenset({("win", "rate")}), frozenset({"wins", "won"}), frozenset({"games", "matches", *_ALL}), 100),
    (frozenset({("cpc",), ("cost", "per", "click")}), frozenset({"spend", "cost", "spent"}), frozenset({"clicks"}), 1),
    (frozenset({("cpl",), ("cost", "per", "lead")}), frozenset({"spend", "cost", "spent"}), frozenset({"leads"}), 1),
    (frozenset({("cpa",), ("cost", "per", "conversion"), ("cost", "per", "acquisition")}),
     frozenset({"spend", "cost", "spent"}), frozenset({"conversions"}), 1),
    (frozenset({("cpm",)}), frozenset({"spend", "cost", "spent"}), frozenset({"impressions"}), 1000),
    (frozenset({("roas",)}), frozenset({"revenue"}), frozenset({"spend", "cost", "spent"}), 1),
)  # fmt: skip
_WON = frozenset({"win", "payout", "return", "winnings"})
_RAISED = frozenset({"potential", "expected", "possible", "estimated", "max"})
_LOW, _HIGH = frozenset({"low", "min", "minimum", "lowest"}), frozenset({"high", "max", "maximum", "highest"})
_MEAN = frozenset({"average", "avg", "mean", "median", "mid"})
_NAMED = frozenset(
    {"change", "deposit", "tax", "commission", "vat", "fee", "tip", "discount", "amount", "rate", "cpc", "cpl", "cpa",
     "cpm", "ctr", "cvr", "roas", "cost"}
)  # fmt: skip
_GOAL = frozenset({"target", "goal"})
_REACHED = frozenset({"current", "actual", "achieved", "saved", "raised", "collected", "progress"})
_BEGUN = frozenset({"start", "starting", "initial", "baseline"})
_TOLD = frozenset().union(
    _ALL, _LEFT, _HELD, _MEAN, _WON, _BEFORE, _BEFORE.values(), _NAMED, _GOAL, _REACHED, _BEGUN
)  # fmt: skip
_RATES = frozenset({"rate", "percent", "percentage", "pct"})
_SHARED = frozenset({"tax", "commission", "vat", "fee", "discount", "tip"})


def summed(facts: ColumnFacts) -> Iterator[Inferred]:
    """A number that others of the row make up, where their names and this one's say how."""
    if not facts.is_number or facts.unique or facts.name in facts.of.keyed or facts.name in facts.of.shared_checks:
        return
    said = set(facts.words)
    if not said & _TOLD and not (len(facts.words) == 2 and facts.is_integer):
        return
    finders = (
        _of_parts,
        _done,
        _of_buckets,
        _left,
        _held,
        _after,
        _change,
        _winnings,
        _share,
        _quotient,
        _mean,
        _deposit,
        _towards,
    )
    for find in finders:
        reckoned = find(facts)
        if reckoned is not None:
            generator, others = reckoned
            yield Inferred(generator, f"name {facts.name!r}, from {', '.join(others)}")
            return
    if (before := _stand(facts)) is not None:
        yield before


def _rest(facts: ColumnFacts, said: frozenset[str]) -> tuple[str, ...] | None:
    """The words beside the one of these that a name begins or ends with; None where it does not."""
    if facts.words[0] in said:
        return facts.words[1:]
    return facts.words[:-1] if facts.words[-1] in said else None


def _of_parts(facts: ColumnFacts) -> Made:
    """`total_tokens` of `input_tokens` and `output_tokens`: two and more of what has a total, and is no money."""
    rest = _rest(facts, _ALL)
    if not rest or amount(facts):
        return None
    parts = [
        other.name
        for other in numbers(facts)
        if other.words[-len(rest) :] == rest and other.type_name == facts.type_name
        if len(other.words) == len(rest) + 1 and not set(other.words) & (_ALL | _APART | _LEFT | _HELD)
    ]
    return (made(facts, parts), parts) if len(parts) > 1 else None


def _done(facts: ColumnFacts) -> Made:
    """How many of all: `completed_trades` of `total_trades`, where nothing else is a part of them."""
    if not facts.is_integer or len(facts.words) != 2 or facts.words[0] in _ALL | _APART | _LEFT | _HELD:
        return None
    rest = facts.words[1:]
    alike = [o for o in numbers(facts) if o.words[-1:] == rest and len(o.words) == 2 and o.is_integer]
    whole = [o.name for o in alike if o.words[0] in _ALL]
    more = [o for o in alike if not set(o.words) & (_ALL | _APART | _LEFT | _HELD)]
    if len(whole) != 1 or more or amount(facts):
        return None
    return made(facts, whole, factors=[1, 0.95, 0.9, 0.8, 0.6, 0.3]), whole


def _of_buckets(facts: ColumnFacts) -> Made:
    """A `total` beside three and more columns that are called alike: `bucket_0_30`, `bucket_31_60` …"""
    if facts.words not in (("total",), ("total", "amount"), ("amount", "total"), ("sum",)):
        return None
    alike: dict[str, list[str]] = defaultdict(list)
    for other in numbers(facts):
        if len(other.words) > 1 and other.type_name == facts.type_name and any(c.isdigit() for c in other.name):
            alike[other.words[0]].append(other.name)
    parts = max(alike.values(), key=len, default=[])
    return (made(facts, parts), parts) if len(parts) > 2 else None


def _whole_of(facts: ColumnFacts, rest: tuple[str, ...]) -> ColumnFacts | None:
    """What something is left or held of: `total`, `total_amount`, or the plain `balance`."""
    for other in numbers(facts):
        if other.type_name == facts.type_name and ((rest and other.words == rest) or _rest(other, _WHOLE) == rest):
            return other
    return None


def _left(facts: ColumnFacts) -> Made:
    rest = _rest(facts, _LEFT)
    whole = None if rest is None else _whole_of(facts, rest)
    if whole is None:
        return None
    held = [o for o in numbers(facts) if _rest(o, _HELD) == rest and o.type_name == facts.type_name]
    if held:
        return made(facts, [whole.name], less=[held[0].name]), [whole.name, held[0].name]
    return made(facts, [whole.name], factors=[1, 1, 0.9, 0.75, 0.5, 0.25, 0]), [whole.name]


def _held(facts: ColumnFacts) -> Made:
    rest = _rest(facts, _HELD)
    whole = None if rest is None else _whole_of(facts, rest)
    return None if whole is None else (made(facts, [whole.name], factors=[0, 0, 0, 0.05, 0.1, 0.25]), [whole.name])


def _moved(facts: ColumnFacts) -> ColumnFacts | None:
    """By how much a stock or a balance changes that is written down before and after."""
    wanted = ("quantity", "count", "money", "cents")
    of = [
        o
        for o in numbers(facts)
        if o.type_name == facts.type_name and not {*_BEFORE, *_BEFORE.values()} & {*o.words}
        if concept_of(o) in wanted or {"change", "delta", "points", "credits"} & {*o.words}
    ]
    return of[0] if len(of) == 1 else None


def _before_of(facts: ColumnFacts) -> str | None:
    """`quantity_before` of `quantity_after`."""
    for place, word in enumerate(facts.words):
        if word in _BEFORE and {*facts.words} & _STAND:
            wanted = (*facts.words[:place], _BEFORE[word], *facts.words[place + 1 :])
            return next((o.name for o in numbers(facts) if o.words == wanted and o.type_name == facts.type_name), None)
    return None


def _after(facts: ColumnFacts) -> Made:
    before, moved = _before_of(facts), _moved(facts)
    if before is None or moved is None:
        return None
    more = made(facts, [before, moved.name])
    for other in facts.of.columns.values():
        labels = [str(label) for label in options_of(other) or ()] if not other.is_number else []
        coming = tuple(label for label in labels if label.lower().replace("_", " ").replace("-", " ") in _IN)
        if other.words[-1] in ("type", "kind", "direction", "action", "reason") and 0 < len(coming) < len(labels):
            less = made(facts, [before], less=[moved.name])
            return When(other.name, coming, more, less), [before, moved.name, other.name]
    return more, [before, moved.name]


def _stand(facts: ColumnFacts) -> Inferred | None:
    """What there was before: enough to take something of it away."""
    after = next((o for o in numbers(facts, nulls=True) if _before_of(o) == facts.name), None)
    if after is None or _moved(after) is None:
        return None
    generator = number(facts, 100, 5000, shape="log-normal", typical=400, spread=0.7)
    return Inferred(generator, f"name {facts.name!r}, before {after.name}")


def _change(facts: ColumnFacts) -> Made:
    """What is given back of what was handed over."""
    if "change" not in facts.words or not amount(facts) or "rate" in facts.words:
        return None
    given = [o.name for o in numbers(facts) if amount(o) and {"received", "tendered", "given"} & {*o.words}]
    total = [o.name for o in numbers(facts) if amount(o) and o.words in (("total",), ("total", "amount"))]
    return (made(facts, given, less=total), [*given, *total]) if len(given) == len(total) == 1 else None


def _winnings(facts: ColumnFacts) -> Made:
    """What a stake at these odds may bring."""
    said = set(facts.words)
    if not said & _WON or not (said & _RAISED or facts.words == ("payout",)):
        return None
    others = list(numbers(facts))
    stake = [o.name for o in others if o.words[-1] in ("stake", "wager") and amount(o) is amount(facts)]
    stake = stake or [o.name for o in others if o.words[-1] == "stake"]
    odds = [o.name for o in others if "odds" in o.words]
    return (made(facts, [stake[0], odds[0]], "product"), [stake[0], odds[0]]) if stake and len(odds) == 1 else None


def _share(facts: ColumnFacts) -> Made:
    """`tax_amount` of `subtotal` and `tax_rate`, `commission` of `amount` and `commission_percent`."""
    said = set(facts.words) & _SHARED
    if len(said) != 1 or not amount(facts) or facts.words[-1] not in ("amount", *said):
        return None
    rates = [o for o in numbers(facts) if said & {*o.words} and o.words[-1] in _RATES]
    bases = ("subtotal",), ("sub", "total"), ("net", "amount"), ("base", "amount")
    base = [o.name for o in numbers(facts) if amount(o) and o.words in bases]
    if len(rates) != 1 or len(base) != 1:
        return None
    scale = rates[0].type.scale or 0
    hundredths = concept_of(rates[0]) == "percent" or (rates[0].type.precision is not None and scale <= 2)
    of = [base[0], rates[0].name]
    return made(facts, of, "product", factors=[0.01] if hundredths else [1.0]), of


def _quotient(facts: ColumnFacts) -> Made:
    for names, over, under, factor in _QUOTIENTS:
        if facts.words not in names or facts.is_integer:
            continue
        others = [o for o in numbers(facts) if not {*o.words} & _APART]
        first = [o.name for o in others if over & {*o.words}]
        second = [o.name for o in others if under & {*o.words}]
        if len(first) == len(second) == 1 and first != second:
            share = factor == 100 and (allowed(facts).high < 100 or (facts.type_name == "numeric" and _is_share(facts)))
            options = {} if factor == 1 or share else {"factors": [factor]}
            return made(facts, [first[0], second[0]], "quotient", **options), [first[0], second[0]]
    return None


def _is_share(facts: ColumnFacts) -> bool:
    """Whether a rate is kept as a part of one: with four decimals and no room for a hundred."""
    precision, scale = facts.type.precision, facts.type.scale or 0
    return precision is not None and precision - scale < 3


def _mean(facts: ColumnFacts) -> Made:
    """Half-way between the lowest and the highest."""
    rest = _rest(facts, _MEAN)
    if not rest or facts.is_integer:
        return None
    of = [o for o in numbers(facts) if rest[-1] in o.words and o.type_name == facts.type_name]
    low, high = [o.name for o in of if _LOW & {*o.words}], [o.name for o in of if _HIGH & {*o.words}]
    return (made(facts, [*low, *high], factors=[0.5]), [*low, *high]) if len(low) == len(high) == 1 else None


def _deposit(facts: ColumnFacts) -> Made:
    """A month's rent or two."""
    if "deposit" not in facts.words or not {*facts.words} <= {"deposit", "security", "amount", "cents"}:
        return None
    rents = [o.name for o in numbers(facts) if "rent" in o.words and o.type_name == facts.type_name]
    return (made(facts, rents, factors=[1, 1, 1, 1.5, 2]), rents) if len(rents) == 1 else None


def _towards(facts: ColumnFacts) -> Made:
    """How far one has come towards a goal, and where one began: `current_value` and `start_value` of `target_value`."""
    rest, reached = _rest(facts, _REACHED), True
    if rest is None:
        rest, reached = _rest(facts, _BEGUN), False
    if rest is None or facts.limits.upper is not None:
        return None
    goals = [
        o.name for o in numbers(facts) if _rest(o, _GOAL) in (rest, ("amount",)) and o.is_integer is facts.is_integer
    ]
    if len(goals) != 1:
        return None
    factors = [0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1] if reached else [0, 0, 0, 0.05, 0.1]
    return made(facts, goals, factors=factors), goals
