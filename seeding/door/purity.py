"""Whether factories make the same rows again as long as their own text is the same.

Whatever another module may read (a file, a variable, the clock) cannot be known here, so what uses more than a few
known ones is planned anew every time.
"""

from __future__ import annotations

import ast

_PURE = frozenset(
    {
        "__future__", "abc", "base64", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime",
        "decimal", "enum", "factories", "factory", "fractions", "functools", "hashlib", "itertools", "json", "math",
        "numbers", "numpy", "operator", "re", "seeding", "statistics", "string", "textwrap", "types", "typing",
        "unicodedata", "uuid", "zlib",
    }
)  # fmt: skip
# What those have that is not, and what needs no import at all.
_IMPURE = frozenset(
    {
        "__builtins__", "__import__", "compile", "default_rng", "eval", "exec", "fromfile", "fuzzy", "genfromtxt",
        "getnode", "globals", "input", "load", "load_profile", "loadtxt", "memmap", "open", "pipeline", "random",
        "today", "utcnow", "uuid1", "uuid4", "vars",
    }
)  # fmt: skip


def is_pure(source: bytes) -> bool:
    """Whether a module's text uses nothing that could give another answer tomorrow."""
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return all(_allowed(node) for node in ast.walk(module))


def _allowed(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return all(name.name.partition(".")[0] in _PURE for name in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            known = bool(level) or (module or "").partition(".")[0] in _PURE
            return known and not any(name.name in _IMPURE or name.name == "*" for name in names)
        case ast.Attribute(attr=name) if name in _IMPURE:
            return False
        case ast.Name(id=name, ctx=ast.Load()) if name in _IMPURE:
            return False
        case ast.Call(func=ast.Attribute(attr="now")):
            return False
    return True
