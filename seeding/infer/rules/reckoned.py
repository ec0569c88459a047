"""Numbers that follow from their neighbours: with tax from without, a line's total, a highest from a lowest."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.infer.between import room_of
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.ordered import Ordered
from seeding.infer.inferred import Inferred
from seeding.infer.numeric import allowed
from seeding.infer.reckoning import Made, amount, made, numbers

_PLENTY = Decimal(10**8)  # with nine decimals still a whole number of 64 bits
_TAXES = (1.07, 1.1, 1.19, 1.2, 1.21, 1.25)
_CUT = (1, 1, 0.95, 0.9, 0.85)
_WITHOUT = {
    "incl": ("excl",), "including": ("excluding",), "inc": ("exc", "ex", "excl"), "gross": ("net",),
    "brutto": ("netto",), "brut": ("net",), "bruto": ("neto", "liquido", "netto"), "lordo": ("netto",), "ttc": ("ht",),
    "with": ("without",),
}  # fmt: skip
_LEAST = {
    "max": ("min",), "maximum": ("minimum",), "highest": ("lowest",), "high": ("low",), "upper": ("lower",),
    "to": ("from",), "end": ("start",), "last": ("first",), "until": ("from",), "bis": ("von",), "maximo": ("minimo",),
    "largest": ("smallest",),
}  # fmt: skip
_TOTAL = frozenset(
    {"total", "subtotal", "amount", "amt", "extended", "sum", "summe", "gesamt", "betrag", "montant", "importe"}
)
_GRAND = frozenset({"total", "due", "grand", "gesamt", "payable"})
_UNIT = frozenset({"unit", "price", "preis", "prix", "precio", "preco", "prezzo", "prijs", "cena", "pris", "each"})
_CHARGED = frozenset({"unit", "final"})
_TAX = frozenset({"tax", "taxamt", "vat", "mwst", "iva", "tva", "btw", "steuer", "imposto"})
_CARRIAGE = frozenset(
    {"freight", "shipping", "delivery", "postage", "carriage", "versand", "porto", "envio", "handling"}
)
_OFF = frozenset({"discount", "rebate", "rabatt", "remise", "descuento", "desconto", "sconto"})
_WHOLES = frozenset(
    {("total",), ("grand", "total"), ("total", "amount"), ("amount", "total"), ("order", "total"), ("invoice", "total"),
     ("gesamt",), ("valor", "total"), ("total", "price"), ("total", "cost"), ("importe", "total"), ("montant", "total")}
)  # fmt: skip
_COST = frozenset({"cost", "wholesale", "purchase", "buying", "einkaufspreis", "cout", "costo", "custo", "compra"})
_REDUCED = frozenset({"sale", "discounted", "special", "offer", "reduced", "promo", "promotional"})
_SOLD = frozenset({"selling", "retail"})
_BEFORE = frozenset({"original", "compare", "msrp", "rrp", "old", "regular", "retail", "was", "suggested"})
_SELDOM = frozenset(
    {"rejected", "scrapped", "failed", "returned", "refunded", "cancelled", "canceled", "damaged", "lost"}
)
_TOGETHER = frozenset({"with", "incl", "including", "inc", "after"})
_SAID = frozenset({"type", "kind", "tipo", "typ"})
_COUNTED = frozenset({"id", "max", "maximum", "min", "minimum", "count", "total", "limit", "uses"})
_TAKEN_OFF = (5, 10, 15, 20, 25, 30, 50)
_APART = frozenset({"without", "excl", "excluding", "exc", "ex"})
_MOSTLY = frozenset({"received", "shipped", "delivered", "completed", "successful", "succeeded", "paid", "processed",
                     "fulfilled", "used", "debited", "allocated", "reserved", "done", "redeemed"})  # fmt: skip
_WHOLE = frozenset({"ordered", "order", "total", "expected", "requested", "planned", "capacity", "allocated", "max"})
_AMOUNTS = ("money", "cents")
_RECORDED = frozenset({"track", "song", "audio", "recording", "podcast", "episode", "sound", "music", "call", "voice"})
_BYTES_A_SECOND = (16_000, 24_000, 32_000, 40_000)  # of 128 to 320 kbit/s


def reckoned(facts: ColumnFacts) -> Iterator[Inferred]:
    """A number that neighbours decide, where their names and this one's say how."""
    if not facts.is_number or facts.unique or facts.name in facts.of.keyed:
        return
    if any(facts.name in pair for pair in facts.of.relations.below):
        return  # a check orders it: the other one may be made to follow from this
    for find in (_with_tax, _product, _due, _tax_of, _beside_price, _part, _recorded):
        found = find(facts)
        if found is not None:
            generator, others = found
            yield Inferred(generator, f"name {facts.name!r}, from {', '.join(others)}")
            return
    kind = _percent_or_fixed(facts)
    if kind is not None:
        span = allowed(facts)
        fitting = [value for value in _TAKEN_OFF if span.low <= value <= span.high]
        if len(fitting) > 1:
            yield Inferred(Choice(fitting), f"name {facts.name!r}, a percentage or an amount as {kind} says")
            return
    low = _named(facts, _LEAST) or _squashed(facts)
    if low is not None:
        yield Inferred(_above(facts, low), f"name {facts.name!r}, not below {low}")


def _percent_or_fixed(facts: ColumnFacts) -> str | None:
    """The column that says whether what is taken off is a percentage: a value below 100 is right for either."""
    if not set(facts.words) & _OFF or set(facts.words) & _COUNTED:
        return None
    types = (o for o in facts.of.columns.values() if o.words[-1] in _SAID and set(o.words) & (_OFF | {"value"}))
    return next((other.name for other in types if not other.is_number), None)


def _named(facts: ColumnFacts, pairs: Mapping[str, Sequence[str]]) -> str | None:
    """The column named as this one is but for one word."""
    by_words = {other.words: other.name for other in numbers(facts) if other.type_name == facts.type_name}
    for place, word in enumerate(facts.words):
        for instead in pairs.get(word, ()):
            found = by_words.get((*facts.words[:place], instead, *facts.words[place + 1 :]))
            if found is not None:
                return found
    return None


def _squashed(facts: ColumnFacts) -> str | None:
    """`minorderqty` of `maxorderqty`, written without anything between the words."""
    if not facts.squashed.startswith("max"):
        return None
    wanted = "min" + facts.squashed.removeprefix("maximum").removeprefix("max")
    return next((o.name for o in numbers(facts) if o.squashed in (wanted, f"minimum{wanted[3:]}")), None)


def _above(facts: ColumnFacts, low: str) -> Column:
    span = allowed(facts)
    room, high = room_of(facts) if span.high > 1000 else 10, min(span.high, _PLENTY)
    return Ordered("number", above=(low,), room=room, digits=max(0, span.digits), high=high)


def _with_tax(facts: ColumnFacts) -> Made:
    net = _named(facts, _WITHOUT)
    if net is not None:
        return made(facts, [net], factors=_TAXES), [net]
    plain = _plainly(facts)
    if plain is None:
        return None
    net, factors = plain
    return made(facts, [net], factors=factors), [net]


def _plainly(facts: ColumnFacts) -> tuple[str, Sequence[float]] | None:
    """`subtotal` of `subtotal_with_tax`, which is more, and of `subtotal_with_discount`, which is not."""
    of_type = [other for other in numbers(facts) if other.type_name == facts.type_name]
    for place, (word, more) in enumerate(itertools.pairwise(facts.words)):
        if word in _TOGETHER and more in _TAX | _OFF:
            rest = "".join((*facts.words[:place], *facts.words[place + 2 :]))
            found = next((other.name for other in of_type if "".join(other.words) == rest), None)
            if rest and found is not None:
                return found, _TAXES if more in _TAX else _CUT
    return None


def _product(facts: ColumnFacts) -> Made:
    """Price times quantity, where the table has one of each."""
    own = set(facts.words)
    if not amount(facts) or not own & _TOTAL or own & (_TAX | _OFF | _CARRIAGE | {"unit"}):
        return None
    others = list(numbers(facts))
    counted = [o.name for o in others if concept_of(o) == "quantity"]
    priced = [o for o in others if amount(o) and set(o.words) & _UNIT and not set(o.words) & (_TOTAL | _TAX | _OFF)]
    charged = [o for o in priced if set(o.words) & _CHARGED]
    prices = [o.name for o in (priced if len(priced) == 1 else charged)]
    if len(counted) != 1 or len(prices) != 1 or any("subtotal" in o.squashed for o in others):
        return None
    of = [prices[0], counted[0]]
    less = (
        []
        if facts.words in _WHOLES
        else [o.name for o in others if amount(o) and set(o.words) & _OFF and "amount" in o.words]
    )
    return (made(facts, of, "product", less=less[:1]) if less else made(facts, of, "product")), [*of, *less[:1]]


def _due(facts: ColumnFacts) -> Made:
    """What is due: the subtotal with tax and carriage, less what is taken off."""
    if not amount(facts) or not set(facts.words) & _GRAND or "subtotal" in facts.squashed:
        return None
    others = [o for o in numbers(facts) if amount(o)]
    base = next((o.name for o in others if "subtotal" in o.squashed and not _joined(o)), None)
    if base is None or (set(facts.words) & _TAX and not _joined(facts)):
        return None  # a total of the tax is no total
    others = [o for o in numbers(facts, nulls=True) if amount(o) and not _joined(o)]
    others = [o for o in others if "before" not in o.words]
    more = _plainest([o for o in others if set(o.words) & (_TAX | _CARRIAGE) or "taxamt" in o.squashed])
    less = _plainest([o for o in others if set(o.words) & _OFF])
    total = made(facts, [base, *more], less=less) if less else made(facts, [base, *more])
    return total, [base, *more, *less]


def _plainest(columns: Sequence[ColumnFacts]) -> list[str]:
    """Those that no other one is a plainer name for: not `shipping_tax_amount` beside `tax_amount`."""
    return [o.name for o in columns if not any(set(other.words) < set(o.words) for other in columns)]


def _joined(facts: ColumnFacts) -> bool:
    """Whether the tax or what is taken off is in it: `shipping_with_tax` is no tax."""
    return any(word in _TOGETHER and more in _TAX | _OFF for word, more in itertools.pairwise(facts.words))


def _tax_of(facts: ColumnFacts) -> Made:
    """The tax on a subtotal, and what is taken off it."""
    own = set(facts.words)
    taxed = bool(own & _TAX) or "taxamt" in facts.squashed
    plain = not taxed and own <= _OFF  # "discount" alone may be a share, unless it is written as the total is
    if not (amount(facts) or plain) or not (taxed or own & _OFF) or _joined(facts) or own & _APART:
        return None
    base = next((o.name for o in numbers(facts) if amount(o) and "subtotal" in o.squashed and not _joined(o)), None)
    factors = [0.07, 0.1, 0.19, 0.2, 0.21] if taxed else [0, 0, 0, 0.05, 0.1, 0.15]
    if base is None and not own & _TOTAL:
        # The one total of the row is what remains: tax is a part of it, and what was taken off is less.
        whole = [o.name for o in numbers(facts) if amount(o) and o.words in _WHOLES]
        base = whole[0] if len(whole) == 1 else None
        factors = [0.065, 0.09, 0.16, 0.17] if taxed else factors
    if base is None or (plain and not amount(facts) and facts.of.columns[base].type != facts.type):
        return None
    return made(facts, [base], factors=factors), [base]


def _beside_price(facts: ColumnFacts) -> Made:
    """What a thing costs to buy in, in a sale, or cost before."""
    if not amount(facts):
        return None
    own = set(facts.words)
    kinds = ((_COST, [0.4, 0.5, 0.55, 0.6, 0.7]), (_REDUCED, [0.7, 0.75, 0.8, 0.9]), (_BEFORE, [1.0, 1.1, 1.2, 1.3]))
    factors = next((factors for words, factors in kinds if own & words), None)
    special = _COST | _REDUCED | _BEFORE | _TAX | _TOTAL
    price = next((o.name for o in numbers(facts) if amount(o) and _is_priced(o) and not set(o.words) & special), None)
    if price is None and own & _COST:
        # Nothing is bought for more than it is sold for, where no plain price is between them.
        price = next((o.name for o in numbers(facts) if amount(o) and set(o.words) & (_REDUCED | _SOLD)), None)
    return None if factors is None or price is None else (made(facts, [price], factors=factors), [price])


def _is_priced(facts: ColumnFacts) -> bool:
    return "price" in facts.squashed or bool(_PRICES & set(facts.words))


_PRICES = frozenset({"preco", "precio", "prix", "preis", "prezzo", "prijs", "cena", "pris", "fiyat", "harga"})


def _of_seen(facts: ColumnFacts) -> Made:
    """Nobody likes, shares or answers what nobody saw."""
    if not facts.is_integer or not set(facts.words) & _REACTIONS or set(facts.words) & _SEEN:
        return None
    seen = [o.name for o in numbers(facts) if o.is_integer and set(o.words) & _SEEN and not set(o.words) & _NO_COUNT]
    return (made(facts, seen[:1], factors=[0, 0.01, 0.02, 0.05, 0.08, 0.12, 0.3]), seen[:1]) if seen else None


def _of_room(facts: ColumnFacts) -> Made:
    """No more are sold, booked or put by than there are."""
    own = set(facts.words)
    counted = bool(own & (_TAKEN | _PUT_BY)) or facts.words in (("count",), ("usage",), ("usage", "count"))
    if not facts.is_integer or not counted or own & _ROOM:
        return None
    counts = [o for o in numbers(facts) if o.is_integer and not set(o.words) & (_TAKEN | _NO_COUNT)]
    room = [o for o in counts if set(o.words) & _ROOM]
    room = room or [o for o in counts if o.words in (("quantity",), ("total", "quantity"), ("qty",))]
    if len(room) != 1:
        return None
    factors = [0, 0, 0, 0.05, 0.1, 0.2] if own & _PUT_BY else [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1]
    return made(facts, [room[0].name], factors=factors), [room[0].name]


_SEEN = frozenset({"view", "views", "viewed", "impressions", "impression", "plays", "reach", "visits", "opens"})
_REACTIONS = frozenset(
    {"like", "likes", "comment", "comments", "share", "shares", "reply", "replies", "reaction", "reactions", "saves",
     "repost", "reposts", "retweets", "dislikes", "bookmark", "bookmarks", "favorites", "favourites", "click", "clicks",
     "conversions", "downloads", "upvotes", "downvotes", "inquiries", "enquiries"}
)  # fmt: skip
_TAKEN = frozenset({"sold", "booked", "registered", "enrolled", "joined", "taken", "current", "occupied", "attended",
                    "redeemed", "claimed", "used", "uses", "participating", "assigned"})  # fmt: skip
_PUT_BY = frozenset({"reserved", "held", "damaged", "blocked"})
_ROOM = frozenset({"capacity", "max", "maximum", "limit", "stock", "stocked", "seats", "places", "spots", "inventory"})
_NO_COUNT = frozenset(
    {"discount", "amount", "value", "order", "id", "min", "minimum", "price", "cost", "rate", "percent", "threshold",
     "level", "reorder"}
)  # fmt: skip


def _part(facts: ColumnFacts) -> Made:
    """As many as there are at most: `received_qty` of `order_qty`."""
    own = set(facts.words)
    if (found := _of_seen(facts) or _of_room(facts)) is not None:
        return found
    part = own & (_SELDOM | _MOSTLY)
    concept = concept_of(facts)
    if not part or concept not in ("quantity", "count", *_AMOUNTS):
        return None
    rest = own - part
    for other in numbers(facts):
        words = set(other.words)
        if concept_of(other) == concept and not words & (_SELDOM | _MOSTLY) and (words == rest or words & _WHOLE):
            factors = [0, 0, 0, 0, 0, 0.1, 0.5] if part & _SELDOM else [1, 1, 1, 1, 0.5, 0]
            return made(facts, [other.name], factors=factors), [other.name]
    return None


def _recorded(facts: ColumnFacts) -> Made:
    """The size of a recording, by how long it is."""
    if concept_of(facts) != "bytes" or "kb" in facts.words or facts.of.subject not in _RECORDED:
        return None
    lengths = {concept_of(other): other.name for other in numbers(facts)}
    for unit, a_second in (("milliseconds", 1000), ("seconds", 1)):
        if unit in lengths:
            factors = [rate / a_second for rate in _BYTES_A_SECOND]
            return made(facts, [lengths[unit]], factors=factors), [lengths[unit]]
    return None
