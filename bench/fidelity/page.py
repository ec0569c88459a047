"""bench/fidelity/results.json and docs/fidelity.md, from what was measured, met or missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.fidelity.sets import ALL

FILE = Path(__file__).parent / "results.json"
PAGE = Path(__file__).resolve().parent.parent.parent / "docs/fidelity.md"
LABELS = {
    "k10": "`seed learn`, k = 10",
    "epsilon10": "`seed learn --epsilon 10`",
    "epsilon3": "`seed learn --epsilon 3`",
    "epsilon1": "`seed learn --epsilon 1`",
    "inferred": "Seed without a pattern file",
    "copula": "SDV, a Gaussian copula a table + keys",
    "hma": "SDV HMA",
}
_READS = {"inferred": "nothing", "copula": "every row", "hma": "every row"}
_SHORT = {
    "Column Shapes": "columns",
    "Column Pair Trends": "pairs",
    "Cardinality": "fan-out",
    "Intertable Trends": "between tables",
}
_HEAD = """\
# Fidelity

How close rows made from a [pattern file](patterns.md) come to the rows it was learned from. Measured by
`python -m bench.fidelity`, which writes this page whatever comes out: a data set is loaded into PostgreSQL with keys
and foreign keys, `seed learn` writes the file, `seed staging --patterns` fills an empty copy of the schema, and
[SDMetrics](https://docs.sdv.dev/sdmetrics) compares the two databases. Quality and diagnostic are the scores of its
multi-table reports (1 is best; the diagnostic says whether keys, ranges and types are valid). Queries: the median
relative error of 24 `GROUP BY` and `JOIN` queries asked of both databases. One set is public, the others are
simulated with fixed seeds (`bench/fidelity/sets/`), by the people who wrote Seed: numbers for data of your own
differ.
"""


def read() -> dict[str, Any]:
    """What was measured before."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def write(results: dict[str, Any]) -> None:
    """Both files."""
    FILE.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(results), encoding="utf-8")


def page(results: dict[str, Any]) -> str:
    """The Markdown text."""
    parts = [_HEAD, "## Scores\n", *_busy(results["machine"]), table(results), ""]
    parts += ["## What costs most\n", "At k = 10, the details that SDMetrics marks down most:\n"]
    for name, scores in _sets(results):
        if "k10" in scores:
            parts += [f"**{ALL[name].label}**\n", *(f"- {line}" for line in scores["k10"]["worst"][:6]), ""]
    machine, versions = results["machine"], results["versions"]
    with_versions = ", ".join(f"{package} {version}" for package, version in sorted(versions.items()))
    parts += [f"Measured {machine['begun']} on {machine['cores']} cores ({machine['cpu']}), with {with_versions}.", ""]
    return "\n".join(parts)


def _busy(machine: dict[str, Any]) -> list[str]:
    """Said where others used the machine: scores do not feel it, seconds do."""
    load = max(machine["load_before"])
    if load <= machine["cores"] / 2:
        return []
    return [
        '!!! warning "Others were using the machine"',
        f"    A load of up to {load:g} on {machine['cores']} cores: the seconds of fit and sample are several times",
        "    too long, not evenly so, and compare nobody with anybody. Scores do not depend on it.",
        "",
    ]


def table(results: dict[str, Any]) -> str:
    """A row a contender of every set."""
    lines = [
        "| set | contender | reads | quality | "
        + " | ".join(_SHORT.values())
        + " | diagnostic | queries | fit | sample |",
        "|---|---|---|" + "---:|" * (len(_SHORT) + 5),
    ]
    for name, scores in _sets(results):
        for contender in LABELS:
            if contender in scores:
                lines.append(_line(name, contender, scores[contender]))
    return "\n".join(lines)


def _line(name: str, contender: str, score: dict[str, Any]) -> str:
    cells = [ALL[name].label, LABELS[contender], _READS.get(contender, "aggregates"), f"**{score['quality']:.3f}**"]
    cells += [_number(score["properties"].get(one)) for one in _SHORT]
    error = score["queries"]
    cells += [_number(score["diagnostic"]), "–" if error is None else f"{error:.1%}"]
    cells += [f"{score['fit']:.1f} s", f"{score['sample']:.1f} s"]
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _sets(results: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    measured = results.get("sets", {})
    return [(name, measured[name]) for name in ALL if name in measured]
