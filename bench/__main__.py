"""`make bench`: Seed beside the server's own COPY and beside peers, and what it costs alone.

Writes bench/results.json and, from it, docs/performance.md with its picture. `--quick` ends in under two minutes and
only prints: a look never replaces the real figures, and leaves out what npm would have to install first.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from bench import contenders, generation, in_tests, many, page, scan, startup
from bench.machine import machine, versions
from bench.peers.node import NodeMissingError, prepare
from bench.race import race
from bench.ready import ready_made
from bench.results import FILE, Results, figures
from bench.schemas import CHILDREN, PLAIN, WHOLE
from bench.server import Server, database, server

PARTS = ("copy", "plain", "whole", "python", "npm", "alone", "start", "tests")
ASKED_FOR = ("large",)  # takes many minutes


def main() -> None:
    """Parse, measure, write."""
    options = _options()
    if options.page:
        page.write(Results.read())
        return
    results = Results(machine(), {})
    if options.parts and not options.quick and FILE.exists():
        results = replace(Results.read(), machine=results.machine)
    with server() as running:
        results.versions |= versions(running.version, contenders.PEERS)
        for part in (options.parts or ",".join(PARTS)).split(","):
            print(part, file=sys.stderr)
            _PARTS[part](running, results, options)
            if not options.quick:
                results.write()
                page.write(results)
    for one in figures(results):
        value = "not measured" if one.value is None else f"{one.value:,.2f} {one.unit}"
        met = {True: "met", False: "MISSED", None: one.note}[one.met]
        print(f"  {one.what:60s} {value:>18s}  bar {one.bar:,g} {one.unit}  {met}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round, nothing written")
    parser.add_argument("--rounds", type=int, help="runs of each contender, interleaved [5]")
    parser.add_argument("--users", type=int, help="users of the race against ready-made files [1000000]")
    parser.add_argument("--whole-users", type=int, help="the same, for the whole example [100000]")
    parser.add_argument("--python-users", type=int, help="users of the race against Python peers [100000]")
    parser.add_argument("--npm-users", type=int, help="users of the race against peers from npm [10000]")
    parser.add_argument("--npm-folder", type=Path, help="where the peers from npm are installed [temporary]")
    every = ",".join((*PARTS, *ASKED_FOR))
    parser.add_argument("--parts", help=f"measure only these again, of {every} (large: 10M rows); others stay")
    parser.add_argument("--page", action="store_true", help="only write the page again, from results.json")
    options = parser.parse_args()
    if unknown := set(options.parts.split(",") if options.parts else ()) - {*PARTS, *ASKED_FOR}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    usual = (1, 10_000, 1_000, 500, 500) if options.quick else (5, 1_000_000, 100_000, 100_000, 10_000)
    for name, value in zip(("rounds", "users", "whole_users", "python_users", "npm_users"), usual, strict=True):
        if getattr(options, name) is None:
            setattr(options, name, value)
    if options.quick and options.npm_folder is None and options.parts is None:
        options.parts = ",".join(part for part in PARTS if part != "npm")  # installing them takes a minute
    return options


def _copy(running: Server, results: Results, options: argparse.Namespace) -> None:
    ready = contenders.ready_made(ready_made(running, CHILDREN, options.users))
    ours = contenders.seed(CHILDREN, running.folder)
    results.add(race(running, CHILDREN, options.users, [*ours, *ready], options.rounds))


def _plain(running: Server, results: Results, options: argparse.Namespace) -> None:
    """Tables with few checks, on our settings and on PostgreSQL's own."""
    with server("default") as default:
        for one in (running, default):
            ready = contenders.ready_made(ready_made(one, PLAIN, options.users))
            ours = contenders.seed(PLAIN, one.folder)
            results.add(race(one, PLAIN, options.users, [*ours, *ready], options.rounds))


def _large(running: Server, results: Results, options: argparse.Namespace) -> None:
    """Time and memory as rows grow, and as tables do."""
    ours = contenders.seed(CHILDREN, running.folder)[:1]
    for users in (500, 5_000) if options.quick else (5_000, 50_000, 500_000, 5_000_000):
        results.add(race(running, CHILDREN, users, ours, min(3, options.rounds)))
    results.memory = {"many": many.measure(running, 10 if options.quick else 1_000, 1)}


def _whole(running: Server, results: Results, options: argparse.Namespace) -> None:
    ready = contenders.ready_made(ready_made(running, WHOLE, options.whole_users))
    ours = contenders.seed(WHOLE, running.folder)
    results.add(race(running, WHOLE, options.whole_users, [*ours, *ready], options.rounds))


def _python(running: Server, results: Results, options: argparse.Namespace) -> None:
    taking_part = [*contenders.seed(CHILDREN, running.folder)[:1], *contenders.python()]
    results.add(race(running, CHILDREN, options.python_users, taking_part, options.rounds))


def _npm(running: Server, results: Results, options: argparse.Namespace) -> None:
    try:
        with database(running.url, CHILDREN) as url:
            node = prepare(options.npm_folder or running.folder / "npm", url)
    except NodeMissingError as error:
        results.skipped |= dict.fromkeys(("drizzle_seed", "snaplet_seed"), str(error))
        return
    results.versions |= node.versions()
    taking_part = [*contenders.seed(CHILDREN, running.folder)[:1], *contenders.npm(node)]
    results.add(race(running, CHILDREN, options.npm_users, taking_part, options.rounds))


def _alone(running: Server, results: Results, options: argparse.Namespace) -> None:
    results.generation = generation.measure(running, 5_000 if options.quick else 100_000, options.rounds)
    results.scan = {} if options.quick else scan.measure(running)


def _start(running: Server, results: Results, options: argparse.Namespace) -> None:
    results.startup = startup.measure(running, options.rounds)


def _tests(_: Server, results: Results, __: argparse.Namespace) -> None:
    results.in_tests = in_tests.measure()


_PARTS = {
    "copy": _copy,
    "plain": _plain,
    "large": _large,
    "whole": _whole,
    "python": _python,
    "npm": _npm,
    "alone": _alone,
    "start": _start,
    "tests": _tests,
}


if __name__ == "__main__":
    main()
