"""Memory does not grow with the number of rows: they pass through in blocks."""

from __future__ import annotations

import json
import subprocess
import sys

CHILD = """
import json, resource, sys
from seeding.cli import main
code = main(["people", "--quiet", "--url", sys.argv[1], "--count", sys.argv[2]])
print(json.dumps([code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
# Rows of one table: the server, which checks every key, takes most of the time.
PROFILE = """
environment = "local"
[tables]
"public.payment_transactions" = { skip = true }
"public.user_career_profiles" = { skip = true }
"public.volunteer_activities" = { skip = true }
"public.business_metrics" = { skip = true }
"""


def test_two_hundred_thousand_people_take_no_more_room_than_forty_thousand(project, seeded) -> None:
    project.write("profiles/people.toml", PROFILE)
    seeded.rows("truncate public.users cascade")
    # Ready-made statistics of nobody: neither unique index is needed to see how the client's memory behaves.
    peak = {}
    for count in (40_000, 200_000):
        done = subprocess.run(
            [sys.executable, "-c", CHILD, seeded.url, str(count)],
            cwd=project.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        code, peak[count] = json.loads(done.stdout)
        assert code == 0, done.stderr
        assert seeded.counts()["public.users"] == count
    assert peak[200_000] < 400  # MB
    assert peak[200_000] - peak[40_000] < 40
