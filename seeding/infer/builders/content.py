"""What people write and how things are called: titles, texts, names by what the table holds, states and kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.columns.country import Country
from seeding.columns.job_title import JobTitle
from seeding.columns.paragraph import Paragraph
from seeding.columns.product import ProductName
from seeding.columns.sentence import Sentence
from seeding.columns.title import Title
from seeding.infer.builders import commerce, network, places
from seeding.infer.builders.common import Builder, Made, choice, listed, pattern, told_apart
from seeding.infer.builders.companies import company, is_business
from seeding.infer.builders.people import addressed, full_name, part_of_name
from seeding.infer.builders.subjects import holds_people, is_about, is_reached
from seeding.infer.builders.topics import GENERAL, topic_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.about import About, Kind
from seeding.infer.generators.fit import Clipped
from seeding.infer.generators.same import SameAs
from seeding.infer.generators.terms import Terms
from seeding.infer.numeric import allowed
from seeding.infer.records import listed as listed_of
from seeding.infer.vocabulary import entries, is_of_language, subject_of, vocabulary, vocabulary_of

_DOCUMENT = r'\{"source":"(web|api|import)","version":[1-3]\}'
_TITLE, _TERM = 24, 24
_HONORIFIC = 20
_ADDRESSED = ("address", "contact", "customer", "guest", "passenger", "patient", "person", "recipient", "traveller")
_SENTENCE = 40
_OF_THINGS = frozenset(
    {"description", "desc", "summary", "details", "detail", "note", "notes", "remark", "remarks", "overview",
     "beschreibung", "descripcion", "descricao", "descrizione", "omschrijving", "opis", "beskrivning", "bemerkung",
     "comment", "comments", "observaciones", "remarque", "about", "observacao", "observacoes", "opmerking",
     "opmerkingen", "uwagi",
     "bemerkungen", "remarques", "anmerkung", "anmerkungen", "descr", "cmt"}
)  # fmt: skip

_STATUSES: Sequence[tuple[frozenset[str], Mapping[str, float]]] = (
    (frozenset({"order", "shipment", "delivery", "cart"}),
     {"pending": 0.15, "paid": 0.2, "shipped": 0.2, "delivered": 0.38, "cancelled": 0.07}),
    (frozenset({"payment", "transaction", "invoice", "refund", "charge", "billing"}),
     {"paid": 0.7, "pending": 0.15, "failed": 0.1, "refunded": 0.05}),
    (frozenset({"booking", "reservation", "appointment", "visit", "rental", "reserva", "buchung", "termin"}),
     {"confirmed": 0.5, "pending": 0.15, "completed": 0.27, "cancelled": 0.08}),
    (frozenset({"call"}), {"completed": 0.7, "no-answer": 0.15, "busy": 0.08, "failed": 0.07}),
    (frozenset({"user", "account", "member", "customer", "subscription", "profile"}),
     {"active": 0.8, "inactive": 0.12, "suspended": 0.08}),
    (frozenset({"task", "issue", "ticket", "project", "todo", "case"}),
     {"open": 0.35, "in_progress": 0.25, "done": 0.4}),
    (frozenset({"post", "article", "page", "document", "product", "story"}),
     {"published": 0.7, "draft": 0.2, "archived": 0.1}),
    (frozenset({"job", "run", "import", "export", "build", "deployment", "batch", "task"}),
     {"completed": 0.7, "running": 0.08, "queued": 0.1, "failed": 0.12}),
)  # fmt: skip
_KINDS = ("standard", "basic", "premium", "special")
_STATUS = {"active": 0.6, "pending": 0.2, "inactive": 0.15, "archived": 0.05}


def _title(facts: ColumnFacts) -> Made:
    if (same := _same_title(facts)) is not None:
        return same
    if not facts.prefix and facts.words[-1] in ("title", "titel", "titre", "titulo", "titolo"):
        if _before_names(facts):
            return addressed(facts)
        if facts.of.subject in _VACANT or is_about("people", {facts.of.subject, *facts.of.table_words & _EMPLOYED}):
            return told_apart(facts, JobTitle())
        if is_about("companies", {facts.of.subject}):
            return company(facts)
    if facts.longest is not None and facts.longest < _TITLE:
        return _term(facts)
    topic = topic_of(facts)
    if topic == GENERAL and _is_of_business(facts):
        made = Terms("matter", unique=True) if facts.unique else Terms("matter")
        if facts.longest is None or facts.longest >= made.widest:
            return made
    if facts.unique:
        return told_apart(facts, Title(topic))
    return _prose(Title, topic, facts)


def _same_title(facts: ColumnFacts) -> Column | None:
    """The title for search engines is what the thing is called."""
    if not {"seo", "meta", "og"} & set(facts.words) or facts.unique or facts.longest is not None:
        return None
    of = facts.of.concepts.get(("title", "")) or facts.of.concepts.get(("name", ""))
    return SameAs(of) if of is not None and of != facts.name and is_sure(facts, of) else None


def is_sure(facts: ColumnFacts, other: str) -> bool:
    """Whether the other column is there wherever this one has to be."""
    return facts.attribute.nullable or not facts.of.columns[other].attribute.nullable


def _is_of_business(facts: ColumnFacts) -> bool:
    """Whether what has a title is something that people deal with, and nothing that they read or see."""
    about = {facts.of.subject, *facts.of.table_words, *facts.prefix.split()}
    return len(facts.of.columns) > 1 and not is_about("written", about)


def _before_names(facts: ColumnFacts) -> bool:
    """Whether a title is what one is addressed by: short, or in an address."""
    if facts.beside("first_name", anywhere=False) is None and facts.beside("last_name", anywhere=False) is None:
        return False
    short = facts.longest is not None and facts.longest <= _HONORIFIC
    return short or any(word in facts.of.table_words for word in _ADDRESSED) or "address" in facts.of.subject


def _prose(kind: type[Title] | type[Sentence] | type[Paragraph], topic: str, facts: ColumnFacts) -> Column:
    told = next((name for name in (facts.beside(concept) for concept in _TOLD_BY.get(topic, ())) if name), None)
    if topic == "review" and told is not None and not _is_stars(facts.of.columns[told]):
        told = None
    options: dict[str, Any] = {} if told is None or told == facts.name else {"of": told}
    return kind(topic, **options) if facts.longest is None else kind(topic, **options, max_length=facts.longest)


def _is_stars(rating: ColumnFacts) -> bool:
    """Whether a rating is one to five stars, as whole numbers."""
    return rating.is_integer and not rating.unique and (rating.limits.upper is None or allowed(rating).high == _BEST)


_BEST = 5
# What a text's section is told by; reviews of two stars complain.
_TOLD_BY = {"review": ("rating",), "career": ("industry",)}


def _plain(facts: ColumnFacts) -> Column | None:
    """What is said of a thing that nothing is known of: true of anything, where stories would be out of place."""
    if facts.words[-1] not in _OF_THINGS or facts.unique:
        return None
    if (about := _about(facts)) is not None:
        return about
    if topic_of(facts) != GENERAL or is_about("titled", {facts.of.subject}):
        return None
    made = Terms("description")
    return made if facts.longest is None or facts.longest >= made.widest else None


def _said(facts: ColumnFacts) -> Column | None:
    """What is said in a conversation with an assistant, by who speaks: what somebody asks for, what is answered."""
    speaker = facts.of.concepts.get(("role", ""))
    if speaker is None or facts.unique or facts.of.subject not in _TALKS or facts.words[-1] not in _SAID:
        return None
    if not facts.of.columns[speaker].is_text or facts.of.columns[speaker].limits.choices:
        return None
    asked, answered = listed_of("prompts")["text"], entries(vocabulary("answer")["values"])
    if facts.longest is not None and facts.longest < max(map(len, (*asked, *answered))):
        return None
    return Choice({"user": asked, "assistant": answered, "system": [_INSTRUCTION]}, of=speaker, default=answered)


def _about(facts: ColumnFacts) -> Column | None:
    """What a category, a role or a permission is for, by its name."""
    kind = next((kind for kind, words in _GROUPS.items() if facts.of.subject in words), None)
    name = facts.of.concepts.get(("name", "")) or facts.of.concepts.get(("title", ""))
    if kind is None or name is None or not is_sure(facts, name) or not facts.of.columns[name].is_text:
        return None
    return About(name, kind) if facts.longest is None or facts.longest >= _ROOM else None


_ROOM = 160  # characters that hold a sentence about any name
_GROUPS: Mapping[Kind, frozenset[str]] = {
    "group": frozenset({"category", "tag", "genre", "label", "collection", "subject", "topic", "interest", "group",
                        "channel", "tema",
                        "categoria", "kategorie", "categorie", "kategoria", "etiqueta", "segment", "discipline"}),
    "role": frozenset({"role", "rolle", "rol", "papel"}),
    "permission": frozenset({"permission", "privilege", "right", "scope", "permiso", "permissao", "berechtigung"}),
}  # fmt: skip


def _sentence(facts: ColumnFacts) -> Made:
    plain = _said(facts) or _plain(facts)
    if plain is not None:
        return plain
    if facts.longest is not None and facts.longest < _SENTENCE:
        return _title(facts)
    if facts.unique:
        return told_apart(facts, Sentence(topic_of(facts)))
    return _prose(Sentence, topic_of(facts), facts)


def _paragraph(facts: ColumnFacts) -> Made:
    plain = _said(facts) or _plain(facts)
    if plain is not None:
        return plain
    if facts.longest is not None and facts.longest < 3 * _SENTENCE:
        return _sentence(facts)
    if facts.unique:
        return told_apart(facts, Paragraph(topic_of(facts)))
    return _prose(Paragraph, topic_of(facts), facts)


def _term(facts: ColumnFacts) -> Made:
    parts = (facts.prefix.split() or list(subject_of(facts)))[-2:]
    # A schema that writes its own name before every table: "reviews_productreview".
    parts = parts[-1:] if parts[0] in parts[-1] else parts
    noun = " ".join(word.capitalize() for word in parts)
    unique: dict[str, Any] = {"unique": True} if facts.unique else {}
    made = Terms(noun=noun, **unique)
    if facts.longest is None or facts.longest >= made.widest:
        return made
    if facts.longest < _TERM:
        made = Terms(**unique)
    if facts.unique:
        return told_apart(facts, Terms() if facts.longest < _TERM else Terms(noun=noun))
    return Clipped(made, facts.longest) if facts.longest >= 4 else None


def _product(facts: ColumnFacts) -> Made:
    """A name of goods; where the row describes them as well, one of the goods that are described."""
    if vocabulary_of(facts) == "device_name" and facts.longest is None:
        return Terms("device_name", unique=True)
    if topic_of(facts) in _NAMED_BY_TITLE:
        return told_apart(facts, Title(topic_of(facts)))
    if not facts.prefix and facts.longest is None and _is_described(facts):
        return told_apart(facts, Title("commerce"))
    return told_apart(facts, ProductName())


_HOUSES = frozenset({"airport", "cinema", "gym", "museum", "pharmacy", "theater", "theatre"})
_EMPLOYED = frozenset({"job", "staff"})
_VACANT = frozenset({"job", "opening", "position", "posting", "vacancy", "stelle", "vacante", "vaga"})
# Topics whose titles are what the things are called.
_NAMED_BY_TITLE = frozenset({"food", "quest", "sight", "tour", "treasure"})


def _is_described(facts: ColumnFacts) -> bool:
    """Whether a text of the row is about the goods: it would tell of a tent beside the name of a bath salt."""
    texts = (facts.of.concepts.get((concept, "")) for concept in ("paragraph", "sentence"))
    return topic_of(facts) == "commerce" and any(text is not None for text in texts)


def _shown_name(facts: ColumnFacts) -> Made:
    """A person's name, but for what is displayed beside the name of a thing: that names the thing, too."""
    shown = facts.squashed == "displayname" and facts.beside("name", anywhere=False) is not None
    if not shown or facts.unique or holds_people(facts) or any(facts.beside(c) for c in ("email", "first_name")):
        return full_name(facts)
    return _name(facts)


def _name(facts: ColumnFacts) -> Made:
    """A name of what the table holds: a person's, a company's, a product's, a place's, a thing's."""
    if not facts.prefix and facts.of.subject in network.FILES:
        return network.BUILDERS["file_name"](facts)
    subjects = {facts.of.subject, *facts.prefix.split()} if facts.prefix else {facts.of.subject}
    if facts.prefix:
        subjects = {facts.prefix.split()[-1]}
    if facts.of.subject in _PROGRAMS and not facts.prefix and (is_of_language(facts) or _is_configured(facts)):
        return Terms("assistant", unique=True) if facts.unique else Terms("assistant", again=True)
    part = None if facts.prefix or facts.unique else part_of_name(facts)
    if part is not None:
        return part
    sent_to = facts.of.subject == "address" and not facts.prefix and facts.beside("phone") is not None
    if subjects == {"profile"} and is_about("companies", facts.of.table_words):
        return company(facts)
    if subjects & _CUSTOMERS and is_business(facts):
        return company(facts)
    if is_about("people", subjects) or _on_card(facts) or sent_to:
        return full_name(facts)
    if is_about("companies", subjects) or not subjects.isdisjoint(_HOUSES):
        return company(facts)
    if is_about("products", subjects) or topic_of(facts) in _NAMED_BY_TITLE:
        return _product(facts)
    if subjects & {"location", "place", "station", "venue"} and facts.beside("city", anywhere=False) is not None:
        return told_apart(facts, Terms("branch_office")) if facts.unique else Terms("branch_office")
    if subjects & {"city", "town", "location", "place", "station", "airport", "port", "venue"}:
        return places.city(facts)
    if subjects & {"country", "nation"} and not facts.unique:
        return Country(name=True)
    if subjects & {"language", "locale"}:
        return listed(facts, _LANGUAGE_NAMES)
    if subjects & _CONVERSATIONS and _ASKING & facts.of.column_words:
        return choice(facts, listed_of("prompts")["name"])
    if is_about("titled", subjects) and (facts.prefix or not is_reached(facts)):
        return _title(facts)
    if subjects & {"color", "colour"} and not facts.unique:
        return choice(facts, _COLORS)
    if subjects & _SITES:
        return _term(facts)
    if not facts.prefix and (facts.beside("email") is not None or facts.beside("username") is not None):
        return full_name(facts)
    return _term(facts)


def _is_configured(facts: ColumnFacts) -> bool:
    """Whether an agent is one that has a model and is told what to do, rather than one that sells houses."""
    said = facts.of.column_words
    return bool({"model", "temperature", "instructions"} & said)


# Where something is done, which has a mailbox and is nobody.
_SITES = frozenset(
    {"facility", "warehouse", "depot", "site", "branch", "outlet", "centre", "center", "office", "studio"}
)
_PROGRAMS = frozenset({"agent", "bot", "character", "persona"})


_CUSTOMERS = frozenset({"account", "client", "customer", "lead", "tenant", "cliente", "kunde"})


def _on_card(facts: ColumnFacts) -> bool:
    """Whether the table's rows are cards that somebody pays with, which bear a name."""
    others = {other.words[0] for other in facts.of.columns.values()}
    return facts.of.subject.endswith("card") and bool({"expiry", "expires", "exp", "cvv", "card"} & others)


def _status(facts: ColumnFacts) -> Made:
    given = default_word(facts)
    usual = _usual_states(facts)
    if given is None:
        return (choice(facts, usual) if usual is not None else None) or choice(facts, _STATUS) or choice(facts, "API")
    known = next((states for states in (usual or {}, _STATUS, *_FAMILIES) if given.lower() in states), None)
    if known is None:
        # A first state we do not know stands for the first one of those that rows of this kind go through.
        known = {given: 0.45, **dict(list(usual.items())[1:])} if usual is not None else None
    return (
        _given(facts, given)
        if known is None
        else choice(facts, {_written(state, given): w for state, w in known.items()})
    )


def _usual_states(facts: ColumnFacts) -> Mapping[str, float] | None:
    """The states of what the table holds."""
    about = facts.of.table_words | set(facts.prefix.split())
    return next((s for subjects, s in _STATUSES if subjects & about and choice(facts, s) is not None), None)


def _written(word: str, alike: str) -> str:
    """A word in the case of another: "ACTIVE", "Active", "active"."""
    return word.upper() if alike.isupper() else word.capitalize() if alike[0].isupper() else word


def default_word(facts: ColumnFacts) -> str | None:
    """The word that a column's default gives, where it may be one of several such words."""
    found = _DEFAULT.match(facts.attribute.default or "")
    return found[1] if found is not None and not facts.unique and facts.limits.choices is None else None


def _given(facts: ColumnFacts, given: str) -> Made:
    """The default most often, and the words that indexes and exclusion constraints pick rows by."""
    indexes = [x.predicate for x in facts.table.uniques] + [x.predicate for x in facts.table.exclusions]
    predicates = [predicate for predicate in indexes if predicate]
    own = re.compile(rf"(?<!\w){re.escape(facts.name)}(?!\w)")
    parts = [part for predicate in predicates for part in _AND.split(predicate) if own.search(part)]
    further = sorted({word for part in parts for word in _WORD.findall(part)} - {given})
    if not further and (last := _LAST_STATES.get(given.lower())) is not None:
        further = [_written(last, given)]
    return choice(facts, {given: 0.6 if further else 1.0} | dict.fromkeys(further, 0.4 / max(1, len(further))))


# What becomes of rows that begin so, where nothing else is known of their states.
_LAST_STATES = {
    "open": "closed", "new": "closed", "requested": "completed", "submitted": "processed",
    "scheduled": "completed", "planned": "completed", "booked": "completed", "waiting": "done",
    "aberto": "fechado", "aberta": "fechada", "abierto": "cerrado", "abierta": "cerrada",
    "pendente": "concluido", "pendiente": "completado", "novo": "concluido", "nova": "concluida",
    "nuevo": "cerrado", "aguardando": "concluido", "agendado": "concluido", "agendada": "concluida",
    "programado": "realizado", "activo": "inactivo", "activa": "inactiva", "ativo": "inativo",
    "ativa": "inativa", "offen": "erledigt", "neu": "erledigt", "aktiv": "inaktiv", "nouveau": "traite",
    "ouvert": "ferme", "actif": "inactif", "aperto": "chiuso", "attivo": "inattivo", "nowy": "zakonczony",
    "nowe": "zakonczone", "aktywny": "nieaktywny", "actief": "inactief", "beklemede": "tamamlandi",
    "aktif": "pasif", "baru": "selesai", "menunggu": "selesai",
}  # fmt: skip
_TEXT = r"'([A-Za-z][\w -]*)'::(?:text|character varying|bpchar|citext)\b"
_DEFAULT, _WORD, _AND = re.compile("^" + _TEXT), re.compile(_TEXT), re.compile(r"\bAND\b|\bOR\b")
_FAMILIES = [states for _, states in _STATUSES]
_SHORTEST_STATE = 4
_SENT = frozenset({"billing", "delivery", "invoice", "shipping"})
_PLACE = (
    "city", "postal_code", "street", "country", "country_code", "district", "house_number", "phone", "last_name",
)  # fmt: skip
_AT = frozenset({"address", "location", "place", "site", "branch", "city", "county", "district", "office", "warehouse"})


def _region(facts: ColumnFacts) -> Made:
    """A `state` is how far a row has come, not where, unless something of the table is a place."""
    found = (facts.of.concepts.get((concept, facts.prefix)) for concept in _PLACE)
    # A `shipping_address` says where a parcel goes, not that a `state` beside it is a place.
    somewhere = any(name is not None and facts.of.columns[name].words[0] not in _SENT for name in found)
    about = {facts.of.subject, *facts.prefix.split()}
    lies = somewhere or about & _AT or is_about("people", about) or is_about("companies", about)
    abbreviated = facts.longest is not None and facts.longest < _SHORTEST_STATE
    if facts.words[-1:] != ("state",) or facts.unique or lies or abbreviated:
        return places.BUILDERS["region"](facts)
    return _status(facts)


def _kind(facts: ColumnFacts) -> Made:
    given = default_word(facts)
    if given is not None and given not in _KINDS:
        return _given(facts, given)
    return choice(facts, _KINDS) or choice(facts, ["A", "B", "C"])


def _key(facts: ColumnFacts) -> Made:
    if facts.unique:
        subject = "-".join(subject_of(facts)[-2:])
        named = pattern(facts, f"{subject}-[a-z0-9]{{8}}") if subject.isascii() and "'" not in subject else None
        return named or pattern(facts, "[a-z0-9]+")
    return choice(facts, ["theme", "language", "timezone", "notifications", "page_size", "currency", "date_format"])


def _value(facts: ColumnFacts) -> Made:
    if facts.unique:
        return None
    document = pattern(facts, _DOCUMENT) if facts.words[-1] in ("payload", "data", "metadata") else None
    return document or choice(facts, ["on", "off", "en", "UTC", "25", "dark", "light", "weekly"])


def _code(facts: ColumnFacts) -> Made:
    longest = facts.longest
    if longest is not None and longest < 6:
        return pattern(facts, f"[A-Z0-9]{{{longest}}}") if longest > 3 else pattern(facts, f"[A-Z]{{{longest}}}")
    return pattern(facts, "[A-Z]{2,3}[0-9]{4}") if not facts.unique else pattern(facts, "[A-Z]{3}[0-9]{5}|[A-Z]{6}")


# What stands before the number on somebody's card.
_CARRIED = {"employee": "EMP", "student": "STU", "staff": "STF", "patient": "PAT", "member": "MEM", "badge": "BDG"}


def _id_text(facts: ColumnFacts) -> Made:
    if {"uuid", "guid"} & set(facts.words):
        return pattern(facts, "5eed[0-9a-f]{4}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}")
    if {"trace", "span"} & set(facts.words):
        return pattern(facts, "[0-9a-f]{32}" if "trace" in facts.words else "[0-9a-f]{16}")
    if "stripe" in facts.words:
        return commerce.stripe(facts)
    if len(facts.words) > 1 and facts.words[0] in _CARRIED and facts.words[-1] == "id":
        return pattern(facts, f"{_CARRIED[facts.words[0]]}-[0-9]{{7}}") or pattern(facts, "[A-Z0-9]{4,}")
    return pattern(facts, "c[a-z0-9]{24}") or pattern(facts, "[a-z0-9]{8,}") or pattern(facts, "[a-z0-9]+")


def _color(facts: ColumnFacts) -> Made:
    if facts.unique or "hex" in facts.words or (facts.longest is not None and facts.longest == 7):
        return pattern(facts, "#[0-9a-f]{6}")
    return [c for c in (choice(facts, _COLORS), pattern(facts, "#[0-9a-f]{6}"), pattern(facts, "[0-9a-f]{6}")) if c]


def _role(facts: ColumnFacts) -> Made:
    """Who speaks in a conversation, what staff do, or what a member may."""
    if facts.of.subject in ("employee", "staff", "worker") and default_word(facts) is None:
        return choice(facts, _STAFF) or choice(facts, _MEMBERS)
    return choice(facts, _SPEAKERS if facts.of.subject in _TALKS else _MEMBERS)


_STAFF = {"assistant": 0.45, "cashier": 0.2, "supervisor": 0.15, "manager": 0.12, "trainee": 0.08}


def _options(*options: str) -> Builder:
    return partial(choice, options=options)


def _weighted(**options: float) -> Builder:
    return partial(choice, options=options)


def _language(facts: ColumnFacts) -> Made:
    if facts.unique:
        return pattern(facts, "[a-z]{2,6}")
    return choice(facts, {"en": 0.5, "de": 0.12, "fr": 0.12, "es": 0.12, "pt": 0.07, "hi": 0.07})


_EMOJI = ("star", "heart", "check", "bell", "flag", "bookmark", "globe")
_TRADED = frozenset({"trade", "position", "holding", "portfolio", "watchlist", "quote", "candle", "signal"})


def _symbol(facts: ColumnFacts) -> Column | None:
    """What is traded goes by a symbol of its own."""
    traded = "symbol" in facts.words and not facts.unique and _TRADED & facts.of.table_words
    return choice(facts, entries(vocabulary("instrument")["values"])) if traded else None


_TALKS = frozenset({"message", "chat", "turn", "completion", "prompt"})
_CONVERSATIONS = frozenset({"chat", "conversation", "thread"})
_ASKING = frozenset({"prompt", "temperature", "token", "tokens", "llm"})
_SAID = frozenset({"content", "text", "body", "message"})
_INSTRUCTION = "You are a helpful assistant. Answer briefly, and say so where you are not sure."
_MEMBERS = {"member": 0.75, "editor": 0.12, "admin": 0.08, "owner": 0.05}
_SPEAKERS = {"user": 0.5, "assistant": 0.46, "system": 0.04}
_COLORS = ("black", "white", "red", "blue", "green", "grey", "yellow", "silver", "brown", "orange")
_LANGUAGE_NAMES = (
    "English", "German", "French", "Spanish", "Portuguese", "Italian", "Dutch", "Polish", "Swedish", "Turkish",
    "Hindi", "Japanese", "Mandarin", "Korean", "Arabic", "Bengali", "Urdu", "Swahili", "Greek", "Czech", "Danish",
    "Finnish", "Norwegian", "Hungarian", "Romanian", "Ukrainian", "Vietnamese", "Thai", "Indonesian", "Malay",
    "Tamil", "Telugu", "Marathi", "Hebrew",
)  # fmt: skip
_INDUSTRIES = ("Technology", "Finance", "Healthcare", "Education", "Retail", "Manufacturing", "Hospitality",
               "Construction", "Media", "Logistics", "Energy")  # fmt: skip


def _formed(written: str) -> Builder:
    return lambda facts: pattern(facts, written)


BUILDERS: Mapping[str, Builder] = {
    "serving": _options("100 g", "1 cup", "1 slice", "1 piece", "250 ml", "1 tablespoon", "1 bowl", "150 g"),
    "date_text": _formed("202[45]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"),
    "time_text": _formed("(0[89]|1[0-9]):(00|15|30|45)"),
    "amount_text": _formed(r"[1-9][0-9]{0,2}\.[0-9]{2}"),
    "span_text": _formed("(7|14|30|60|90)d|(12|24|48)h"),
    "alias": _formed("(team|dev|main|north|south|web|data|ops|test)-[a-z]{3}[0-9]{2}"),
    "title": _title,
    "product_name": _product,
    "name": _name,
    "full_name": _shown_name,
    "sentence": _sentence,
    "paragraph": _paragraph,
    "status": _status,
    "region": _region,
    "kind": _kind,
    "role": _role,
    "level": _weighted(low=0.35, medium=0.4, high=0.2, critical=0.05),
    "language": _language,
    "color": _color,
    "size_text": lambda facts: choice(facts, {"S": 0.2, "M": 0.35, "L": 0.3, "XL": 0.15}),
    "industry": _options(*_INDUSTRIES),
    "emoji": lambda facts: _symbol(facts) or choice(facts, _EMOJI),
    "source": _options("web", "mobile", "email", "referral", "organic", "partner", "api"),
    "model": _options("standard", "compact", "large"),
    "cron": _options("0 * * * *", "*/15 * * * *", "0 6 * * 1-5", "30 2 * * *", "0 0 1 * *"),
    "key": _key,
    "value_text": _value,
    "code": _code,
    "id_text": _id_text,
}  # fmt: skip

__all__ = ["BUILDERS", "topic_of"]
