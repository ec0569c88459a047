"""A sports league, simulated: statistics of a season that all follow from how often somebody played, and salaries."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.fidelity.sets.base import DataSet, Rows, missing, names

SCHEMA = """
create table teams (code text primary key, name text not null, league text not null, founded integer not null);
create table players (
    id text primary key, full_name text not null, birth_year integer, birth_country text, height_cm integer,
    weight_kg integer, bats text, throws text, position text not null, debut date);
create table seasons (
    player_id text not null references players, year integer not null, stint integer not null,
    team text not null references teams, games integer not null, at_bats integer, runs integer, hits integer,
    doubles integer, home_runs integer, walks integer, strikeouts integer, primary key (player_id, year, stint));
create table salaries (
    player_id text not null references players, year integer not null, team text not null references teams,
    salary integer not null, primary key (player_id, year));
"""


def rows(_: Path) -> Rows:
    """About 31,000."""
    rng = np.random.default_rng(1_876)
    players, teams = 3_600, 30
    codes = np.array([f"T{n:02d}" for n in range(1, teams + 1)])
    birth = rng.integers(1962, 2003, players)
    height = np.round(rng.normal(186, 6, players)).astype(int)
    position = np.where(rng.random(players) < 0.48, "pitcher", rng.choice(["infield", "outfield", "catcher"], players))
    throws = np.where(rng.random(players) < np.where(position == "pitcher", 0.28, 0.1), "L", "R")
    bats = np.where(rng.random(players) < 0.07, "B", np.where(rng.random(players) < 0.8, throws, "L"))
    skill = rng.normal(0, 1, players)
    debut_year = birth + np.clip(np.round(rng.normal(23.5, 2, players)), 18, 34).astype(int)
    career = np.minimum(1 + rng.geometric(np.clip(0.28 - skill * 0.07, 0.06, 0.9)), 22)
    home = rng.integers(0, teams, players)
    ids = [f"pl{n:05d}" for n in range(1, players + 1)]
    who, year, stint, team = [], [], [], []
    for one in range(players):
        for season in range(debut_year[one], min(debut_year[one] + career[one], 2025)):
            if rng.random() < 0.2:
                home[one] = rng.integers(0, teams)
            for turn in range(1 + (rng.random() < 0.07)):
                who.append(one)
                year.append(season)
                stint.append(turn + 1)
                team.append((home[one] + turn * 7) % teams)
    player, seasons = np.array(who), len(who)
    pitcher = position[player] == "pitcher"
    games = np.clip(np.round(rng.beta(1.2 + np.clip(skill[player], -1, 3), 1.6, seasons) * 160), 1, 162).astype(int)
    games = np.where(pitcher, games // 3 + 1, games)
    at_bats = np.where(pitcher, rng.poisson(games * 0.3), rng.poisson(games * 3.3))
    hits = rng.binomial(at_bats, np.clip(0.24 + 0.02 * skill[player], 0.08, 0.36))
    homers = rng.binomial(hits, np.clip(0.09 + 0.03 * skill[player], 0.005, 0.3))
    unknown = rng.random(seasons) < 0.03
    earns = np.flatnonzero((np.array(stint) == 1) & (np.array(year) >= 1990) & (rng.random(seasons) < 0.8))
    base = 11.6 + 0.045 * (np.array(year)[earns] - 1990) + 0.6 * skill[player[earns]] + games[earns] / 150
    seniority = np.clip((np.array(year) - debut_year[player])[earns], 0, 8) * 0.25
    salary = np.round(np.exp(rng.normal(base + seniority, 0.5)), -3).astype(int)
    debut = [
        f"{y}-{m:02d}-{d:02d}"
        for y, m, d in zip(
            debut_year, rng.choice([4, 5, 6, 7, 8, 9], players), rng.integers(1, 29, players), strict=True
        )
    ]
    return {
        "teams": {"code": codes, "name": [f"Team {c}" for c in codes], "league": ["East", "West"] * 15,
                  "founded": 1900 + rng.integers(0, 98, teams)},
        "players": {
            "id": ids, "full_name": names(rng, players), "birth_year": missing(birth, rng.random(players) < 0.02),
            "birth_country": rng.choice(["USA", "Dominican Rep.", "Venezuela", "Puerto Rico", "Japan", "Canada"],
                                        players, p=[0.72, 0.12, 0.08, 0.04, 0.02, 0.02]),
            "height_cm": height, "weight_kg": np.round((height - 100) * 1.02 + rng.normal(2, 7, players)).astype(int),
            "bats": bats, "throws": throws, "position": position, "debut": missing(debut, rng.random(players) < 0.01),
        },
        "seasons": {
            "player_id": [ids[p] for p in player], "year": year, "stint": stint, "team": codes[team], "games": games,
            "at_bats": at_bats, "runs": rng.binomial(at_bats, 0.13), "hits": hits,
            "doubles": rng.binomial(hits, 0.19), "home_runs": homers,
            "walks": missing(rng.poisson(at_bats * 0.1), unknown),
            "strikeouts": missing(rng.poisson(at_bats * 0.2), unknown),
        },
        "salaries": {
            "player_id": [ids[p] for p in player[earns]], "year": np.array(year)[earns],
            "team": codes[np.array(team)[earns]], "salary": salary,
        },
    }  # fmt: skip


SET = DataSet(
    "league", "sports league (simulated)", SCHEMA, rows, people=("public.players",), reference=("public.teams",)
)
