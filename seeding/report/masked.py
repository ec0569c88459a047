"""The last net for passwords: whatever is printed about a failure goes through here.

Nothing is meant to hold a password by the time it is shown. A mistyped command line can, all the same:
`seed local postgresql://app:secret@host/db` is an argument that nothing has parsed.
"""

from __future__ import annotations

import re

# Up to the last @ of the word: a password with an unencoded @ or / must not lose only its first half.
_IN_URL = re.compile(r"(\w+://[^\s:/@?#]*):[^\s]*@")
_IN_KEYWORDS = re.compile(r"(?i)(\b(?:ssl|pg)?passw(?:or)?d\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&,;)\"']+)")


def masked(text: str) -> str:
    """`text` with every password of a URL or a keyword string as ***.

    >>> masked("no profile 'postgresql://app:s3cret@db.example.com/app'")
    "no profile 'postgresql://app:***@db.example.com/app'"
    >>> masked("host=db.example.com password='two words' user=app")
    'host=db.example.com password=*** user=app'
    """
    return _IN_KEYWORDS.sub(r"\1***", _IN_URL.sub(r"\1:***@", text))
