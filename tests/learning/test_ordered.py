"""Numbers that checks order, made from a pattern file: as they were spread, and never on the wrong side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from learned import Production

from seeding.cli import main

TABLE = """
create table bills (
    id int primary key, used int not null, tax numeric(10, 2) not null, net numeric(10, 2) not null,
    gross numeric(10, 2) not null check (gross <= 9000), discount numeric(10, 2) not null, least int, most int not null,
    check (gross >= net and net >= tax), check (discount <= gross), check (least < most));
"""
ROWS = """
select setseed(0.6);
insert into bills
select n, used, net * 0.19, net, net * 1.19, net * 0.1 * (n % 3), case when n % 5 > 0 then used / 100 end,
  used / 100 + 1 + n % 4
from (select n, used, round((used * (0.3 + random() * 0.05))::numeric, 2) as net
  from (select n, (200 + random() * random() * 8000)::int as used from generate_series(1, 6000) n) as first) as made
"""
PROFILE = """\
environment = "staging"
seed = 3

[target]
url_env = "STAGING_DATABASE_URL"
hosts = ["127.0.0.1"]
"""
PAIRS = ("used, net", "used, gross", "net, gross", "tax, gross", "used, most", "gross, discount")


def test_columns_that_a_check_orders_keep_their_bins_and_what_they_depend_on(
    production: Callable[[str], Production], tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, staging = production(TABLE + ROWS), production(TABLE)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles/staging.toml").write_text(PROFILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = real.seed("--url", real.url, "--out", "production.toml", "--quiet")
    assert (done.code, done.err) == (0, "")
    name = staging.url.rpartition("/")[2]
    assert main(["mark", "staging", "--url", staging.url, "--confirm", name, "--quiet"]) == 0
    assert main(["staging", "--patterns", "production.toml", "--url", staging.url, "--scale", "1", "--quiet"]) == 0
    for pair in PAIRS:
        ((wanted,),), ((found,),) = (one.run(f"select corr({pair}) from bills") for one in (real, staging))
        assert found == pytest.approx(wanted, abs=0.15), pair
    for column in ("tax", "net", "gross", "discount", "most"):
        parts = f"select percentile_cont(array[0.1, 0.3, 0.5, 0.7, 0.9]) within group (order by {column}) from bills"
        ((wanted,),), ((found,),) = real.run(parts), staging.run(parts)
        assert np.array(found) == pytest.approx(np.array(wanted), rel=0.15, abs=2), column
