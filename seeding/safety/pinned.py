"""Rows written by hand in a profile, judged where they are written: the error names the file, not a batch."""

from __future__ import annotations

from dataclasses import replace

from seeding.errors import UnsafeValueError
from seeding.findings import Finding
from seeding.profile import Profile
from seeding.safety.single import inspect


def pinned(profile: Profile) -> None:
    """Raises UnsafeValueError for pinned values that could belong to someone, each with its place in the profile."""
    findings: list[Finding] = []
    shown = ""
    for table, settings in profile.tables.items():
        for number, row in enumerate(settings.pinned, start=1):
            for column, value in row.items():
                for finding in inspect(value, column=column, type=""):
                    where = f'{profile.source} [[tables."{table}".rows]] number {number}: {column}'
                    shown = shown or f"{where} = {value!r}"
                    findings.append(replace(finding, where=where))
    if findings:
        raise UnsafeValueError(
            f"{shown} could belong to someone: {findings[0].message}", findings, hint=findings[0].hint
        )
