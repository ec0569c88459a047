"""`python -m bench.fidelity`: how close the rows of a pattern file come, judged by SDMetrics, beside SDV.

Writes bench/fidelity/results.json and, from it, docs/fidelity.md; `--sets` and `--contenders` measure only these
again, and `--quick` writes nothing. SDMetrics and SDV go into an environment of their own, beside Seed's.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.fidelity import load, measure, page
from bench.fidelity.environment import BASE, PEER, Environment, export
from bench.fidelity.metadata import metadata
from bench.fidelity.seed import CommandError
from bench.fidelity.sets import ALL
from bench.machine import machine

CONTENDERS = ("inferred", "k10", "epsilon10", "epsilon3", "copula")
ASKED_FOR = ("epsilon1", "hma")  # hma takes hours, or more memory than there is


def main() -> None:
    """Parse, measure, write."""
    options = _options()
    results = page.read()
    results["machine"] = machine()
    env = Environment(options.environment)
    chosen = options.contenders.split(",")
    env.install(*BASE, *(PEER if {"copula", "hma"} & set(chosen) else ()))
    results["versions"] = env.versions()
    with tempfile.TemporaryDirectory(prefix="seed-fidelity-") as name, load.server() as running:
        for set_name in options.sets.split(","):
            one, folder = ALL[set_name], (options.keep or Path(name)) / set_name
            url = load.load(running, one, one.rows(env.folder))
            told = metadata(url)
            side = measure.Side(one, url, export(url, folder / "real", told), told)
            for contender in chosen:
                print(f"{set_name}: {contender}", file=sys.stderr, flush=True)
                try:
                    score = _run(running, env, side, folder / contender, contender)
                except (CommandError, RuntimeError) as error:
                    print(f"  failed: {error}", file=sys.stderr, flush=True)
                    results.get("sets", {}).get(set_name, {}).pop(contender, None)
                    continue
                results.setdefault("sets", {}).setdefault(set_name, {})[contender] = score.plain()
                print(json.dumps({"set": set_name, "contender": contender, **score.plain()}, indent=1), flush=True)
                if not options.quick:
                    page.write(results)
    print(page.table(results))


def _run(running: load.Server, env: Environment, side: measure.Side, folder: Path, contender: str) -> measure.Score:
    folder.mkdir(parents=True, exist_ok=True)
    if contender in ("copula", "hma"):
        return measure.sdv(running, env, side, folder, contender)
    if contender == "inferred":
        return measure.baseline(running, env, side, folder)
    epsilon = contender.removeprefix("epsilon")
    return measure.ours(running, env, side, folder, *(() if epsilon == contender else ("--epsilon", epsilon)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fidelity", description=__doc__)
    parser.add_argument("--sets", default=",".join(ALL), help="only these [%(default)s]")
    parser.add_argument(
        "--contenders", default=",".join(CONTENDERS), help=f"only these; also: {','.join(ASKED_FOR)} [%(default)s]"
    )
    parser.add_argument("--quick", action="store_true", help="print only; write neither results nor page")
    parser.add_argument(
        "--environment", type=Path, default=Path(sys.prefix) / "fidelity", help="where SDMetrics and SDV are installed"
    )
    parser.add_argument("--keep", type=Path, help="keep both sides' CSV files and the pattern files in this folder")
    options = parser.parse_args()
    if unknown := set(options.sets.split(",")) - set(ALL):
        parser.error(f"no such set: {', '.join(sorted(unknown))}")
    if unknown := set(options.contenders.split(",")) - {*CONTENDERS, *ASKED_FOR}:
        parser.error(f"no such contender: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
