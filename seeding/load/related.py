"""Parents that know each other: a session's host is in its host set, its user is the one of its token.

A trigger that looks such things up refuses rows whose parents have nothing to do with one another. What links them is
in the tables: one that refers to two of the parents, or a parent that refers to another, itself or through one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seeding.load.relations import Relation, Relations
from seeding.schema import Name, Table, quote

Place = tuple[Name, str]


@dataclass(frozen=True)
class Related:
    """Columns that get what a query has for them, as `cells`, where it has the row's `shared` ones."""

    columns: tuple[str, ...]
    shared: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class _Link:
    """A table, joined with those it refers to, that holds keys of several parents: its expressions by own column."""

    table: Name
    source: str
    held: Mapping[str, str]
    direct: int = field(compare=False)  # of how many it names the very table that the new row refers to


def related(table: Table, names: Mapping[str, int], relations: Relations) -> list[Related]:
    """What the tables know of the parents of a row whose planned columns are `names`; the largest groups first."""
    own = {
        key.columns[0]: (key.parent, key.parent_columns[0])
        for key in table.foreign_keys
        if len(key.columns) == 1 and key.columns[0] in names and key.parent != table.name
    }
    if len(own) < 2:
        return []
    closures = {column: _identity(place, relations) for column, place in own.items()}
    later = set(relations.reach([table.name]))  # they have no rows yet
    links = [
        link
        for name, relation in sorted(relations.tables.items())
        if name not in later and (link := _link(relation, own, closures, relations)) is not None
    ]
    # What several parents know, each of its own, ties none of them to another: a tenant.
    parents = {place[0] for place in own.values()}
    told = [link for link in links if link.table in parents]
    loose = {c for c in own if sum(c in link.held for link in told) > 2}
    return [*_joined(links, loose), *_pairs(told, loose)]


def _identity(place: Place, relations: Relations) -> frozenset[Place]:
    """The places whose values these are, too: the key of a subtype is its base's."""
    found, open_ = {place}, [place]
    while open_:
        name, column = open_.pop()
        for link in relations.links:
            if link.child == name and column in link.columns:
                further = (link.parent, link.parent_columns[link.columns.index(column)])
                if further not in found:
                    found.add(further)
                    open_.append(further)
    return frozenset(found)


def _link(
    relation: Relation, own: Mapping[str, Place], closures: Mapping[str, frozenset[Place]], relations: Relations
) -> _Link | None:
    held: dict[str, str] = {}
    direct = 0
    joins: list[str] = []
    for expression, place, join in _columns(relation, relations):
        reached = _identity(place, relations)
        for column, closure in closures.items():
            if column not in held and reached & closure:
                held[column] = expression
                direct += own[column] in reached
                if join and join not in joins:
                    joins.append(join)
                break
    if len(held) < 2:
        return None
    return _Link(relation.name, " ".join([f"{relation.name.sql} t", *joins]), held, direct)


def _columns(relation: Relation, relations: Relations) -> Iterator[tuple[str, Place, str]]:
    """The columns of keys of a table, its own first, then those of the tables that it refers to."""
    outgoing = [link for link in relations.links if link.child == relation.name and link.parent != relation.name]
    own = dict.fromkeys([*relation.key, *(c for link in outgoing for c in link.columns)])
    for column in own:
        yield f"t.{quote(column)}", (relation.name, column), ""
    for number, link in enumerate(outgoing):
        if len(link.columns) > 1:
            continue
        further = [f for f in relations.links if f.child == link.parent and f.parent != relation.name]
        join = f"JOIN {link.parent.sql} u{number} ON {link.joined('t', f'u{number}')}"
        for column in dict.fromkeys(c for f in further for c in f.columns):
            if column not in link.parent_columns:
                yield f"u{number}.{quote(column)}", (link.parent, column), join


def _joined(links: list[_Link], loose: set[str]) -> list[Related]:
    """The groups of parents that hang together by some of the links, each with all of what they know."""
    left = sorted(links, key=lambda link: (-link.direct, len(link.source), link.source))
    found: list[Related] = []
    done: set[str] = set()
    while left:
        bound: dict[str, str] = {}
        sources: list[str] = []
        grown = True
        while grown:
            grown = False
            for link in list(left):
                held = {c: e for c, e in link.held.items() if c not in loose and c not in done}
                new = held.keys() - bound.keys()
                if len(held) < 2 or not new or (bound and new == held.keys()):
                    continue
                inner = f"s{len(sources)}"
                cells = ", ".join(f"{e} AS {quote(c)}" for c, e in held.items())
                on = " AND ".join(f"{inner}.{quote(c)} = {bound[c]}" for c in sorted(held.keys() & bound.keys()))
                some = f"(SELECT DISTINCT {cells} FROM {link.source}) {inner}"
                sources.append(f"JOIN {some} ON {on}" if bound else some)
                bound |= {c: f"{inner}.{quote(c)}" for c in sorted(new)}
                left.remove(link)
                grown = True
        if not bound:
            break
        done |= bound.keys()
        columns = tuple(sorted(bound))
        cells = ", ".join(f"{bound[c]}::text" for c in columns)
        there = " AND ".join(f"{bound[c]} IS NOT NULL" for c in columns)
        sql = f"SELECT '{{}}'::text[] AS shared, ARRAY[{cells}] AS cells FROM {' '.join(sources)} WHERE {there}"
        found.append(Related(columns, (), sql))
    return sorted(found, key=lambda one: -len(one.columns))


def _pairs(links: list[_Link], loose: set[str]) -> list[Related]:
    """What a parent says of the tenant, for the parent that the row has."""
    found = []
    for link in links:
        for column in sorted(loose & link.held.keys()):
            one = link.held[column]
            for there, other in sorted((link.held[c], c) for c in link.held.keys() - loose):
                found.append(
                    Related(
                        (column,),
                        (other,),
                        f"SELECT DISTINCT ARRAY[{there}::text] AS shared, ARRAY[{one}::text] AS cells "
                        f"FROM {link.source} WHERE {one} IS NOT NULL AND {there} IS NOT NULL",
                    )
                )
    return found
