"""String literals as ruff's formatter leaves them: double quotes, unless others need fewer backslashes."""

from __future__ import annotations


def quoted(text: str) -> str:
    r"""`text` as Python source; a regular expression as a raw string.

    >>> print(quoted("it's"), quoted('say "a"'), quoted("^\\d+$"), quoted("a\n"))
    "it's" 'say "a"' r"^\d+$" "a\n"
    """
    if "\\" in text and text.isprintable() and '"' not in text and not text.endswith("\\"):
        return f'r"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = "".join(repr(character)[1:-1] for character in text)
    return quote + escaped.replace(quote, f"\\{quote}") + quote
