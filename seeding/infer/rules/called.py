"""What things of a kind are called: the names in a table `genres`, a column `shipping_method`."""

from __future__ import annotations

from collections.abc import Iterator

from seeding.columns.base import Column
from seeding.columns.choice import Choice
from seeding.infer.builders import network
from seeding.infer.builders.common import fits, pattern, told_apart
from seeding.infer.builders.subjects import is_about
from seeding.infer.builders.topics import GENERAL, topic_of
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.generators.same import SameAs
from seeding.infer.generators.terms import Terms
from seeding.infer.inferred import Inferred
from seeding.infer.records import listed
from seeding.infer.vocabulary import entries, names_row, vocabulary, vocabulary_of

# What a name's last word says too little about to decide alone.
_OPEN = frozenset(
    {None, "name", "title", "kind", "key", "source", "model", "sentence", "paragraph", "full_name", "id_text",
     "job_title", "level", "code", "product_name"}
)  # fmt: skip
_CONTINENTS = {
    "Africa": "AF", "Asia": "AS", "Europe": "EU", "North America": "NA", "Oceania": "OC", "South America": "SA",
}  # fmt: skip
_TITLES = frozenset(
    {
        "work",
        "workspace",
        "frequent_question",
        "offer",
        "exam_question",
        "caption",
        "lesson_title",
        "event_title",
        "goal_title",
        "fitness_goal",
        "deal_title",
        "notice_title",
        "session_name",
        "document_title",
        "court_title",
        "election_title",
        "repair",
        "tracked",
    }
)  # what a column `title` may hold beside headlines


def called(facts: ColumnFacts) -> Iterator[Inferred]:
    """Names from the vocabulary that the column's or the table's name says."""
    concept = concept_of(facts)
    keyed = facts.words[-1] in ("id", "uid", "uuid", "guid") and facts.words != ("model", "id")
    if not facts.is_text or keyed:
        return
    name = vocabulary_of(facts)
    # A `flight_number` is no number of a document, whatever "number" says.
    if name is None or (concept not in _OPEN and "sure" not in vocabulary(name)):
        return
    if not _applies(facts, concept, name) or _yields(facts, name):
        return
    if name == "model_ai" and facts.words[-1] in ("id", "key") and not facts.unique and "name" in facts.of.columns:
        yield Inferred(SameAs("name"), f"name {facts.name!r}, as name")
    generator = _generator(facts, name)
    if generator is not None:
        reason = f"name {facts.name!r} in {facts.table.name.name!r}" if names_row(facts) else f"name {facts.name!r}"
        yield Inferred(generator, f"{reason} + unique" if facts.unique else reason)


def _yields(facts: ColumnFacts, name: str) -> bool:
    """Whether a vocabulary gives way to texts about what the table holds: steps of a recipe are no help with a form."""
    gives_way = {
        "help": lambda topic: topic != GENERAL,
        "payment_terms": lambda topic: topic == "contract",
        "vacancy_about": lambda topic: topic == "software",
    }
    return name in gives_way and gives_way[name](topic_of(facts))


def _applies(facts: ColumnFacts, concept: str | None, name: str) -> bool:
    sentence = "sentence" in vocabulary(name)
    if names_row(facts):
        subject = {facts.of.subject}
        if name in _GOODS:
            return True
        if sentence or any(is_about(kind, subject) for kind in ("people", "companies", "products")):
            return False
        return name in _TITLES if concept == "title" or is_about("titled", subject) else True
    if concept in ("title", "full_name", "job_title"):
        # A "role title" is what somebody works as; "job" alone may be what a machine does.
        return name in _TITLES or (concept != "title" and not (concept == "job_title" and "title" in facts.words))
    if concept == "product_name":
        return name == "model_ai"
    # Prose has a vocabulary of its own where the name says which ("reason"), and is never a name.
    return sentence or "sure" in vocabulary(name) or concept not in ("sentence", "paragraph")


# What is eaten is called as such, although it is for sale.
_GOODS = frozenset({"dish", "food", "estate", "salon_service"})


def _somebodys(facts: ColumnFacts) -> bool:
    """Whether rows belong to something else, each with names of its own: two users may call a folder the same."""
    return any(key.parent != facts.table.name for key in facts.table.foreign_keys)


def _by_prompt(facts: ColumnFacts) -> Column | None:
    """The text of the prompt that the row is named after."""
    name = facts.beside("name", anywhere=False)
    if name is None or facts.unique or vocabulary_of(facts.of.columns[name]) != "prompt_name":
        return None
    prompts = listed("prompts")
    texts = {name: [text] for name, text in zip(prompts["name"], prompts["text"], strict=True) if fits(facts, text)}
    return Choice(texts, of=name, default=[prompts["text"][0]]) if len(texts) == len(prompts["name"]) else None


def _by_notice(facts: ColumnFacts, said: str) -> Column | None:
    """What a notification says below its title, and which kind of it that is."""
    title = facts.beside("title", anywhere=False)
    if title is None or facts.unique or vocabulary_of(facts.of.columns[title]) != "notice_title":
        return None
    titles, texts = (entries(vocabulary(name)["values"]) for name in ("notice_title", said))
    fitting = {title: [text] for title, text in zip(titles, texts, strict=True) if fits(facts, text)}
    return Choice(fitting, of=title, default=[texts[0]]) if len(fitting) == len(titles) else None


def _continent(facts: ColumnFacts) -> Column | None:
    """The continent of the country beside, or any; by its two letters where there is room for no more."""
    spelled = {name: code if facts.longest == 2 else name for name, code in _CONTINENTS.items()}
    country = facts.beside("country")
    if country is None:
        return Choice(list(spelled.values())) if facts.longest == 2 else None
    countries = listed("countries")
    coded = {2: "alpha2", 3: "alpha3"}.get(facts.of.columns[country].longest or 0, "name")
    known = {place: [spelled[c]] for place, c in zip(countries[coded], countries["continent"], strict=True)}
    return Choice(known, of=country, default=[spelled["Europe"]])


def _generator(facts: ColumnFacts, name: str) -> Column | None:
    known = vocabulary(name)
    if name == "continent" and not facts.unique and (found := _continent(facts)) is not None:
        return found
    if name == "file_kind":
        made = network.BUILDERS["mime_type"](facts)
        return made if isinstance(made, Column) else None
    if name == "notice" and (texts := _by_notice(facts, "notice")) is not None:
        return texts
    if name == "communication" and facts.words[-1] in ("type", "kind", "category"):
        kinds = _by_notice(facts, "notice_kind")
        if kinds is not None:
            return kinds
    if name == "prompt_text" and (texts := _by_prompt(facts)) is not None:
        return texts
    if "pattern" in known:
        return pattern(facts, known["pattern"])
    if names_row(facts) or facts.unique:
        if facts.unique and facts.longest is not None and facts.longest < Terms(name).widest:
            return told_apart(facts, Terms(name))
        again = not facts.unique and (_somebodys(facts) or name in ("prompt_name", "tracked"))
        return Terms(name, again=True) if again else Terms(name, unique=True)
    if known.get("paired"):
        return Terms(name)
    said = entries(known["values"])
    # What may be said next: a dozen sentences alone repeat themselves on the first page of rows.
    said += [f"{value} {more}" for value in said for more in entries(known.get("then", ""))] if "then" in known else []
    values = [value for value in said if fits(facts, value)]
    return Choice(values) if len(values) > 1 else None
