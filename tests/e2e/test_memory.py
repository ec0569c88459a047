"""Memory does not grow with the number of rows: they pass through in blocks."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# VmHWM is this program's own: ru_maxrss begins with what the process that started it had in use (proc(5)).
CHILD = """
import json, re, sys
from pathlib import Path
from seeding.cli import main
code = main(["people", "--quiet", "--url", sys.argv[1], "--count", sys.argv[2]])
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text()).group(1)
print(json.dumps([code, int(peak) / 1024]))
"""
# One table is enough: the others would take the same way.
PROFILE = """
environment = "local"
[tables]
"public.payment_transactions" = { skip = true }
"public.user_career_profiles" = { skip = true }
"public.volunteer_activities" = { skip = true }
"public.business_metrics" = { skip = true }
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("server_url", ["18"], indirect=True)
def test_a_hundred_thousand_people_take_no_more_room_than_ten_thousand(project, seeded) -> None:
    project.write("profiles/people.toml", PROFILE)
    seeded.rows("truncate public.users cascade")
    # The server's indexes take most of the time, and none of the client's memory.
    seeded.rows("alter table public.users drop constraint users_email_key, drop constraint users_username_key")
    seeded.rows("drop index public.users_created_at_idx, public.users_country_city_idx")
    peak = {}
    for count in (10_000, 100_000):
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
    assert peak[100_000] < 400  # MB
    assert peak[100_000] - peak[10_000] < 40
