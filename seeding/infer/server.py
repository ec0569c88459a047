"""Columns better left to the server: their defaults know what to write and nothing here does."""

from __future__ import annotations

import re

from seeding.infer.builders.lists import array_of_names, document_of_names, lists_pictures
from seeding.infer.concepts import concept_of
from seeding.infer.facts import ColumnFacts
from seeding.infer.forms import UNWRITABLE
from seeding.schema import TypeKind

# Defaults that say no more than a generator does: constants, the present, random keys, sequences.
_KNOWN = re.compile(
    r"\(?(nextval|now|gen_random_uuid|uuid_generate_v\d\w*|uuidv[47]|CURRENT_\w+|LOCALTIMESTAMP|clock_timestamp|"
    r"transaction_timestamp|statement_timestamp|timezone|ARRAY\[|true|false|-?[\d.]+|'|\(-?[\d.]|\(now|\('now)"
)
_CONSTANT = re.compile(r"\(*('(?:[^']|'')*'|-?[\d.]+)\)*(::.*)?", re.DOTALL)
_EMPTY = re.compile(r"'(\{\}|\[\])?'(::.*)?|ARRAY\[\](::.*)?|json\w*_build_(object|array)\(\)")
_MAINTAINED = frozenset({"tsvector", "tsquery", "xml", "pg_lsn", "xid", "xid8"})


def left_to_server(facts: ColumnFacts) -> bool:
    """Whether leaving the column out of the INSERT is the better value."""
    attribute = facts.attribute
    if facts.unique or facts.name in facts.of.keyed:
        return False
    if facts.type_name in UNWRITABLE:
        return True
    optional = attribute.nullable or attribute.default is not None
    if facts.type_name in _MAINTAINED and optional:
        return True  # filled by triggers, or (xml) not compiled in everywhere
    default = attribute.default
    if default is None or attribute.identity is not None or attribute.sequence is not None:
        return False
    if not _KNOWN.match(default):
        return True
    plain = facts.type.kind in (TypeKind.BASE, TypeKind.ARRAY)
    listed = array_of_names(facts) or document_of_names(facts) or lists_pictures(facts)
    if _EMPTY.fullmatch(default) and plain and not facts.is_text and not listed:
        return True
    concept = concept_of(facts)
    if concept in ("version_number", "flags"):
        return True
    nameless = concept is None or concept in ("key", "value_text")
    return nameless and facts.is_text and facts.limits.choices is None and _CONSTANT.fullmatch(default) is not None
