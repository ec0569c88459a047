"""References that agree although no constraint says so: the line of an invoice belongs to the invoice's tenant.

A table and its parent both refer to the same third table by a column of the same name. What that column holds is then
the parent's value (`tenant_id` of a line, `project_id` of a task's comment), unless it says who did something: a
comment's author is not the author of the post.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from seeding.columns.fan_out import OneToOne
from seeding.columns.from_parent import FromParent
from seeding.columns.reference import Reference, SelfReference
from seeding.infer.decisions import Brought, Keys
from seeding.infer.facts import TableFacts
from seeding.infer.generators.agreed import AgreedReference, EarlierAlike
from seeding.infer.generators.matching import MatchingReference
from seeding.infer.inferred import Inferred
from seeding.infer.options import is_short
from seeding.infer.words import singular, words
from seeding.schema import ForeignKey, Name, Schema, Table, Unique

# Tables of those who act, and words for what they do to others' things: two rows of it have two of them.
_ACTORS = frozenset(
    {
        "user", "usr", "person", "people", "profile", "member", "employee", "staff", "agent", "operator", "admin",
        "author", "player", "worker", "individual", "identity", "login",
    }
)  # fmt: skip
_ACTS = frozenset(
    {
        "comment", "like", "reaction", "vote", "review", "rating", "follow", "follower", "bookmark", "favorite",
        "favourite", "reply", "answer", "view", "report", "share", "attendee", "attendance", "participant",
        "participation", "member", "membership", "registration", "application", "bid", "offer", "submission",
        "enrollment", "enrolment", "invitation", "invite", "play", "visit", "subscriber", "subscription", "response",
        "assignment", "approval", "mention", "watcher", "contributor", "collaborator", "moderation", "read", "star",
        "score", "guess", "pick", "log", "event", "activity", "audit", "history", "notification", "booking",
        "reservation", "request", "session", "ticket", "certificate", "progress", "attempt", "result", "grade",
    }
)  # fmt: skip
_COMPANY = frozenset({"participant", "member", "membership", "user", "attendee"})
# Tables whose rows say how a thing is or is done; each thing has its own.
_STATES = frozenset(
    {"status", "priority", "stage", "role", "tag", "label", "gender", "reason", "unit", "language", "locale", "step"}
)
# Tables of what a thing has of its own: a shop and its customers are at different addresses.
_OWN = frozenset(
    {
        "address", "attachment", "avatar", "category", "contact", "document", "file", "folder", "icon", "image",
        "kind", "location", "logo", "media", "photo", "picture", "template", "thumbnail", "type",
    }
)  # fmt: skip
# A column that says in which part somebody or something takes part.
_PARTS = frozenset(
    {
        "by", "creator", "author", "sender", "recipient", "receiver", "assignee", "assigned", "reviewer", "approver",
        "from", "to", "source", "target", "previous", "next", "parent", "origin", "destination", "other", "related",
    }
)  # fmt: skip

Place = tuple[Name, str]


def brought(facts: TableFacts, wanted: Sequence[ForeignKey]) -> dict[str, Brought]:
    """The columns whose own reference says what another, required one says already; in the table's order."""
    found: dict[str, Brought] = {}
    bound = {c for key in wanted if len(key.columns) > 1 for c in key.columns}
    required = [key for key in wanted if not any(facts.table.by_name[c].nullable for c in key.columns)]
    told = {key: _scopes(facts, key, wanted) for key in required}
    order = {a.name: n for n, a in enumerate(facts.table.attributes)}

    def rank(key: ForeignKey) -> tuple[int, bool, int]:
        return -len(told[key].keys() - found.keys()), not _is_part(facts.table, key.parent), order[key.columns[0]]

    waiting = [key for key in required if told[key]]
    while waiting:
        base = min(waiting, key=rank)
        waiting.remove(base)
        if set(base.columns) & found.keys():
            continue  # it is brought along itself
        for column, there in told[base].items():
            used = any(column in b.key.columns for b in found.values())
            if column not in found and column not in bound and not used and _may_be_brought(facts, base, column, there):
                found[column] = Brought(base, there)
    return {a.name: found[a.name] for a in facts.table.attributes if a.name in found}


def bring(keys: Keys) -> dict[str, tuple[str, ForeignKey]]:
    """Decide these columns; what they hang on, by column."""
    anchors = {}
    for column, of in keys.brought.items():
        anchor = of.key.columns[0]
        reason = f"foreign key, as {of.column} of its {of.key.parent} (the row of {anchor})"
        keys.generators[column] = Inferred(FromParent(anchor, of.column), reason)
        anchors[column] = (anchor, of.key)
    return anchors


def agree(facts: TableFacts, keys: Keys) -> None:
    """Let the references that are still free choose parents that agree with what is decided.

    Those that bring a column along choose among rows that others can agree with.
    """
    columns, wanted = keys.brought, keys.references
    bases = list({of.key.name: of.key for of in columns.values()}.values())
    asked: dict[str, list[tuple[str, str]]] = {}
    for key in wanted:
        anchor = key.columns[0]
        if key in bases or not _is_free(keys, anchor):
            continue
        like = {
            c: there
            for c, there in _scopes(facts, key, wanted).items()
            if c in keys.generators and not _hangs_on(keys, c, anchor)
        }
        if not like:
            continue
        old = keys.generators[anchor]
        assert isinstance(old.generator, Reference)
        # Better none than one of somebody else's, where none may be.
        optional = facts.table.by_name[anchor].nullable
        generator = MatchingReference(
            old.generator.parent,
            key=old.generator.key,
            match=like if optional else {},
            like={} if optional else like,
            nulls=old.generator.nulls,
        )
        keys.generators[anchor] = Inferred(generator, f"{old.reason}, of the same {', '.join(like)}")
        if not optional:
            for column in like.keys() & columns.keys():
                asked.setdefault(column, []).append((old.generator.parent, like[column]))
    for base in bases:
        _choose(keys, base, {of.column: tuple(asked[c]) for c, of in columns.items() if of.key is base and c in asked})
    _in_trees(facts, keys)


def _choose(keys: Keys, base: ForeignKey, agreed: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
    old = keys.generators[base.columns[0]]
    if agreed and type(old.generator) is Reference and not isinstance(old.generator.fan_out, OneToOne):
        generator = AgreedReference(
            old.generator.parent, key=old.generator.key, fan_out=old.generator.fan_out, agreed=agreed
        )
        keys.generators[base.columns[0]] = Inferred(generator, old.reason)


def _in_trees(facts: TableFacts, keys: Keys) -> None:
    """A reply answers something of the same post."""
    for key in facts.table.foreign_keys:
        chosen = keys.generators.get(key.columns[0])
        if key.parent != facts.table.name or len(key.columns) > 1 or chosen is None:
            continue
        if type(chosen.generator) is not SelfReference or not chosen.generator.roots:
            continue
        same = [
            c
            for other in facts.table.foreign_keys
            if (c := other.columns[0]) in keys.generators
            and other.parent != facts.table.name
            and len(other.columns) == 1
            and not facts.table.by_name[c].nullable
            and _is_scope(facts.table, facts.schema, c, other.parent, facts.table.name)
        ]
        if same:
            tree = EarlierAlike(roots=chosen.generator.roots, key=chosen.generator.key, alike=same)
            keys.generators[key.columns[0]] = Inferred(tree, f"{chosen.reason}, a row of the same {', '.join(same)}")


def _hangs_on(keys: Keys, column: str, anchor: str) -> bool:
    """Whether a column's value follows from what `anchor` refers to, by whatever lies between."""
    open_, seen = [column], {column}
    while open_:
        chosen = keys.generators.get(open_.pop())
        generator = None if chosen is None else chosen.generator
        of: Iterable[str] = ()
        if isinstance(generator, FromParent):
            of = (generator.reference,)
        elif isinstance(generator, MatchingReference):
            of = generator.match.keys() | generator.like.keys()
        new = [c for c in of if c not in seen]
        open_ += new
        seen.update(new)
    return anchor in seen


def _is_free(keys: Keys, column: str) -> bool:
    """Whether nothing but the parents' number decides on a reference."""
    chosen = keys.generators.get(column)
    return chosen is not None and type(chosen.generator) is Reference and chosen.generator.fan_out is None


def _scopes(facts: TableFacts, key: ForeignKey, wanted: Iterable[ForeignKey]) -> dict[str, str]:
    """The columns of other references that the key's parent has too, and the parent's columns."""
    table, schema = facts.table, facts.schema
    parent = schema.tables.get(key.parent)
    if parent is None or parent.name == table.name or _is_cut(schema, table.name, key):
        return {}
    there = {k.columns[0]: k for k in parent.foreign_keys if k.enforced and len(k.columns) == 1}
    found = {}
    for other in wanted:
        (column, *more) = other.columns
        if more or column in key.columns or other.parent == parent.name:
            continue
        same = next((k for c, k in there.items() if words(c) == words(column)), None)
        if same is None or (same.parent, same.parent_columns) != (other.parent, other.parent_columns):
            continue
        if _is_cut(schema, parent.name, same) or same.parent == parent.name:
            continue
        if _is_scope(table, schema, column, other.parent, parent.name):
            found[column] = same.columns[0]
    return found


def _is_cut(schema: Schema, table: Name, key: ForeignKey) -> bool:
    return any(cut.table == table and cut.foreign_key.name == key.name for cut in schema.order.cuts)


def _is_scope(table: Table, schema: Schema, column: str, target: Name, parent: Name) -> bool:
    """Whether the column says where a row belongs rather than who acted or how it is."""
    said = {singular(word) for word in words(column)}
    about = {singular(word) for word in words(target.name)}
    if said & _PARTS or about & (_STATES | _OWN):
        return False
    if not about & _ACTORS:
        return True
    acts = {singular(word) for word in words(table.name.name)}
    company = any(
        {singular(w) for w in words(child.name.name)} & _COMPANY for child, _ in schema.children.get(parent, ())
    )
    return not acts & _ACTS and not company


def _is_part(table: Table, parent: Name) -> bool:
    """Whether rows are parts of the parent's, as their name says: order_lines of orders."""
    own = [singular(word) for word in words(table.name.name)]
    whole = [singular(word) for word in words(parent.name)]
    return len(own) > len(whole) and own[: len(whole)] == whole


def _may_be_brought(facts: TableFacts, key: ForeignKey, column: str, there: str) -> bool:
    table = facts.table
    parent = facts.schema.tables[key.parent]
    if parent.by_name[there].nullable and not table.by_name[column].nullable:
        return False
    if column in facts.shared_checks or any(column in dict(x.elements) for x in table.exclusions):
        return False
    return all(_told_apart(facts, unique, key, column) for unique in table.uniques if column in unique.columns)


def _told_apart(facts: TableFacts, unique: Unique, key: ForeignKey, column: str) -> bool:
    """Whether rows of a unique index differ by something else than the column."""
    if unique.plain is not None and set(key.columns) <= set(unique.plain):
        return True
    keyed = {c for other in facts.table.foreign_keys for c in other.columns}
    return any(_is_wide(facts, c) for c in unique.columns if c is not None and c != column and c not in keyed)


def _is_wide(facts: TableFacts, column: str) -> bool:
    found = facts.columns[column]
    counted = found.attribute.identity is not None or found.attribute.sequence is not None
    plain = found.attribute.writable and found.limits.choices is None and found.type_name != "bool"
    return counted or (plain and column not in facts.declared and not found.type.labels and not is_short(found))
