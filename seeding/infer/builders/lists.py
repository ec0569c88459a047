"""What arrays of texts hold, and documents that stand for them: a few of the things their name is the plural of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seeding.columns.base import Column
from seeding.columns.json_shape import Json
from seeding.columns.subset import Subset
from seeding.infer.facts import TEXTS, ColumnFacts
from seeding.infer.vocabulary import entries, phrase_for, subject_of, vocabulary
from seeding.infer.words import singular
from seeding.schema import TypeKind

_LISTS: Mapping[str, Sequence[str]] = {
    "tag": ("new", "popular", "featured", "sale", "seasonal", "local", "handmade", "vintage", "outdoor", "family"),
    "skill": ("sql", "excel", "python", "writing", "project management", "sales", "design", "accounting", "driving",
              "public speaking", "photography", "negotiation"),
    "language": ("en", "de", "fr", "es", "pt", "hi", "it", "nl", "pl", "ar"),
    "interest": ("music", "travel", "cooking", "hiking", "reading", "cycling", "gardening", "chess", "films"),
    "category": ("music", "travel", "food", "health", "sports", "design", "science", "history"),
    "keyword": ("music", "travel", "design", "health", "sports", "garden", "history", "kitchen"),
    "role": ("member", "editor", "admin", "viewer"),
    "permission": ("read", "write", "delete", "invite", "export"),
    "scope": ("read", "write", "profile", "email", "offline"),
    "feature": ("search", "export", "alerts", "reports", "sharing", "backups"),
    "color": ("black", "white", "red", "blue", "green", "grey", "yellow"),
    "size": ("XS", "S", "M", "L", "XL"),
    "day": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    "ingredient": ("flour", "butter", "eggs", "sugar", "salt", "olive oil", "tomatoes", "garlic", "onions"),
    "genre": ("drama", "comedy", "thriller", "documentary", "fantasy", "romance"),
    "amenity": ("wifi", "parking", "kitchen", "heating", "garden", "balcony"),
    "hobby": ("music", "reading", "cooking", "hiking", "chess", "films"),
    "currency": ("USD", "EUR", "GBP", "INR", "JPY"),
    "country": ("US", "IN", "DE", "FR", "GB", "BR", "ES"),
    "industry": ("Technology", "Finance", "Healthcare", "Education", "Retail", "Media"),
    "topic": ("music", "travel", "food", "health", "sports", "design", "science", "history"),
    "badge": ("early bird", "team player", "explorer", "helping hand", "quick learner", "top contributor"),
    "goal": ("save time", "learn something new", "meet people", "get fitter", "spend less"),
    "certification": ("first aid", "food hygiene", "project management", "forklift licence", "bookkeeping"),
    "benefit": ("flexible hours", "training budget", "public transport ticket", "extra holiday", "meal vouchers"),
    "service": ("delivery", "repair", "installation", "advice", "training"),
    "cuisine": ("Italian", "Indian", "Thai", "Mexican", "Greek", "Lebanese"),
    "symptom": ("headache", "cough", "fever", "dizziness", "back pain"),
    "material": ("cotton", "wool", "steel", "oak", "glass", "recycled paper"),
    "platform": ("web", "ios", "android", "desktop"),
    "channel": ("email", "sms", "push", "phone", "post"),
    "equipment": ("projector", "whiteboard", "microphone", "laptop", "first aid kit"),
    "allergen": ("gluten", "milk", "nuts", "eggs", "soy", "fish"),
}  # fmt: skip
_ALIASES = {
    "expertise": "skill",
    "achievement": "badge",
    "label": "tag",
    "speciality": "skill",
    "colour": "color",
    "technology": "skill",
    "attribute": "feature",
}
_MOST = 4


def array_of_names(facts: ColumnFacts) -> Column | None:
    """Some of what the array's name says; None for other arrays and names that say nothing."""
    element = facts.type.element
    if facts.unique or facts.type.kind is not TypeKind.ARRAY or element is None or element.kind is not TypeKind.BASE:
        return None
    if element.name not in TEXTS:
        return None
    items = [item for item in _said(facts) if element.length is None or len(item) <= element.length]
    least = facts.limits.shortest or 0
    most = min(len(items), max(least, _MOST) if facts.limits.longest is None else min(facts.limits.longest, _MOST))
    return Subset(items, least, most) if least <= most and items else None


def lists_pictures(facts: ColumnFacts) -> bool:
    """Whether an array holds addresses of pictures: `images text[]`, `photo_urls text[]`."""
    element = facts.type.element
    if facts.type.kind is not TypeKind.ARRAY or element is None or element.name not in TEXTS:
        return False
    return bool(_PICTURES & {singular(word) for word in facts.words})


_PICTURES = frozenset({"image", "photo", "picture", "screenshot", "thumbnail"})


def document_of_names(facts: ColumnFacts) -> Column | None:
    """The same for a document whose name is a plural: `currencies jsonb`; None where it is known to be an object."""
    if facts.unique or facts.type_name not in ("json", "jsonb") or facts.limits.json_type not in (None, "array"):
        return None
    if facts.limits.json_type is None and (facts.attribute.default or "").startswith("'{"):
        return None
    items = _said(facts) if facts.words and singular(facts.words[-1]) != facts.words[-1] else ()
    return Json(Subset(items, 1, min(len(items), _MOST))) if items else None


def _said(facts: ColumnFacts) -> Sequence[str]:
    """All that the name may mean."""
    words = [singular(word) for word in facts.words]
    named = next((_ALIASES.get(word, word) for word in reversed(words) if _ALIASES.get(word, word) in _LISTS), None)
    # A phrase of two words and more says more than a list's last one: a film's special features.
    about = phrase_for((*subject_of(facts)[-1:], *words)) or (phrase_for(words) if len(words) > 1 else None)
    if about is not None and "values" in vocabulary(about):
        return entries(vocabulary(about)["values"])
    return _LISTS[named] if named is not None else ()
