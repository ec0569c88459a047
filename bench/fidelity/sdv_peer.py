"""Runs in the bench's own environment: SDV, which reads every row, fitted and sampled.

python sdv_peer.py copula|hma REAL OUT → the seconds of both as JSON. `copula`: a Gaussian copula a table, keys given
out evenly, which is what ends in reasonable time; `hma`: SDV's own synthesizer for related tables.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from judge import read

warnings.simplefilter("ignore")
from sdv.metadata import Metadata  # noqa: E402
from sdv.multi_table import HMASynthesizer  # noqa: E402
from sdv.single_table import GaussianCopulaSynthesizer  # noqa: E402


def copula(real: dict, told: dict) -> tuple[dict, float, float]:
    rng = np.random.default_rng(1)
    begun = time.perf_counter()
    fitted = {}
    for name, table in real.items():
        about = told["tables"][name]
        keys = [c for c, kind in about["columns"].items() if kind["sdtype"] == "id"]
        columns = {c: kind for c, kind in about["columns"].items() if c not in keys}
        if columns:
            one = Metadata.load_from_dict({"tables": {name: {"columns": columns}}, "relationships": []})
            fitted[name] = GaussianCopulaSynthesizer(one)
            fitted[name].fit({name: table[list(columns)]})
    fit = time.perf_counter() - begun
    begun = time.perf_counter()
    made = {}
    for name, table in real.items():
        sampled = fitted[name].sample(len(table)) if name in fitted else pd.DataFrame(index=range(len(table)))
        made[name] = sampled[name] if isinstance(sampled, dict) else sampled
        if key := told["tables"][name].get("primary_key"):
            made[name][key] = [str(n) for n in range(1, len(table) + 1)]
    for relation in told["relationships"]:
        child, column = relation["child_table_name"], relation["child_foreign_key"]
        parents = made[relation["parent_table_name"]][relation["parent_primary_key"]].to_numpy()
        given = pd.Series(rng.choice(parents, len(made[child])))
        made[child][column] = given.where(rng.random(len(given)) >= real[child][column].isna().mean())
    return made, fit, time.perf_counter() - begun


def hma(real: dict, told: dict) -> tuple[dict, float, float]:
    known = Metadata.load_from_dict(told)
    begun = time.perf_counter()
    synthesizer = HMASynthesizer(known, verbose=False)
    synthesizer.fit(real)
    fit = time.perf_counter() - begun
    # As many rows as there are: said of one table, the others follow.
    children = {relation["child_table_name"] for relation in told["relationships"]}
    main_table = next(name for name in told["tables"] if name not in children)
    begun = time.perf_counter()
    made = synthesizer.sample(len(real[main_table]), main_table)
    return made, fit, time.perf_counter() - begun


def main() -> None:
    which, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    told = json.loads((source / "metadata.json").read_text(encoding="utf-8"))
    made, fit, sample = {"copula": copula, "hma": hma}[which](read(source, told), told)
    target.mkdir(parents=True, exist_ok=True)
    for name, about in told["tables"].items():
        table = made[name][list(about["columns"])].copy()
        for column, kind in about["columns"].items():
            if kind["sdtype"] == "boolean":
                table[column] = table[column].map({True: "t", False: "f", "True": "t", "False": "f"})
        table.to_csv(target / f"{name}.csv", index=False)
    print(json.dumps({"fit": fit, "sample": sample}))


if __name__ == "__main__":
    main()
