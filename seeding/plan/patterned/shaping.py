"""A pattern file in the making of one plan: laid over its drafts, and once more without what the server refuses."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from seeding.findings import Finding
from seeding.patterns.model import Patterns
from seeding.plan.counts import Count
from seeding.plan.draft import Draft
from seeding.plan.existing import Existing
from seeding.plan.model import Plan
from seeding.plan.patterned.apply import with_patterns
from seeding.plan.patterned.counts import shaped_counts
from seeding.plan.patterned.refused import refused_cells
from seeding.profile import Profile
from seeding.schema import Name, Schema
from seeding.schema.trial import Tester


class Shaping:
    """The patterns, and the drafts as they were before."""

    def __init__(self, patterns: Patterns, schema: Schema, profile: Profile, findings: list[Finding]) -> None:
        self._patterns, self._schema, self._profile, self._findings = patterns, schema, profile, findings
        self._before: Mapping[Name, Draft] = {}
        self._refused: set[tuple[Name, str]] = set()

    @property
    def now(self) -> datetime.datetime:
        """The present: the profile's where it says one, else that of the data the file was learned from."""
        if "as_of" in self._profile.model_fields_set:
            return self._profile.as_of
        learned = self._patterns.as_of
        return learned if learned.tzinfo else learned.replace(tzinfo=datetime.UTC)

    def lay(self, drafts: Mapping[Name, Draft]) -> dict[Name, Draft]:
        """The drafts with columns that follow the patterns."""
        self._before = drafts
        return self._laid(self._findings)

    def without_refused(self, plan: Plan, tester: Tester) -> dict[Name, Draft] | None:
        """The drafts without the columns that the server refuses rows for; None where it refuses none."""
        more = refused_cells(plan, tester) - self._refused
        if not more:
            return None
        self._refused |= more
        return self._laid([])

    def counts(
        self,
        drafts: Mapping[Name, Draft],
        existing: Mapping[str, Existing],
        *,
        count: int | None,
        scale: float | None,
    ) -> dict[str, Count]:
        """The rows of the tables that the patterns tell of."""
        added = {name: rows.next_row > 0 for name, rows in existing.items()}
        rows = self._profile.count if count is None else count
        return shaped_counts(drafts, self._patterns, count=rows, scale=scale, added=added)

    def _laid(self, findings: list[Finding]) -> dict[Name, Draft]:
        return with_patterns(
            self._before,
            self._patterns,
            self._schema,
            self._profile,
            findings,
            now=self.now,
            refused=self._refused,
        )
