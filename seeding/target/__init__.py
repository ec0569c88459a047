"""Where a URL leads, as libpq would go there: exactly one server, or refused.

Only libpq's own parser is used. Two parsers never agree for long: `postgresql://localhost#@db.prod/app` is
localhost to urllib and db.prod to libpq, which is what connects. Everything a PG* variable could add is
taken from the mapping passed to `resolve` and made explicit, so that a shell's leftovers change nothing.
"""

from seeding.target.hosts import canonical_host
from seeding.target.resolved import Target

__all__ = ["Target", "canonical_host"]
