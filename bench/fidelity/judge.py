"""Runs in the bench's own environment: SDMetrics' two multi-table reports on two folders of CSV files.

python judge.py METADATA REAL SYNTHETIC → the scores and every detail as JSON on standard output.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")
from sdmetrics.reports.multi_table import DiagnosticReport, QualityReport  # noqa: E402


def read(folder: Path, metadata: dict) -> dict:
    tables = {}
    for name, told in metadata["tables"].items():
        kinds = {column: about["sdtype"] for column, about in told["columns"].items()}
        texts = {c: str for c, kind in kinds.items() if kind in ("id", "categorical", "boolean")}
        numbers = {c: float for c, kind in kinds.items() if kind == "numerical"}
        # "NA" and "None" may be values; only an empty field is missing.
        table = pd.read_csv(
            folder / f"{name}.csv", usecols=list(kinds), dtype=texts | numbers, keep_default_na=False, na_values=[""]
        )
        for column, kind in kinds.items():
            if kind == "datetime":
                table[column] = pd.to_datetime(table[column], format="ISO8601")
            elif kind == "boolean":
                table[column] = table[column].map({"t": True, "f": False})
        tables[name] = table
    return tables


def report(kind: type, real: dict, synthetic: dict, metadata: dict) -> dict:
    made = kind()
    made.generate(real, synthetic, metadata, verbose=False)
    properties = made.get_properties()
    details = {name: json.loads(made.get_details(name).to_json(orient="records")) for name in properties["Property"]}
    return {
        "score": made.get_score(),
        "properties": dict(zip(properties["Property"], properties["Score"], strict=True)),
        "details": details,
    }


def main() -> None:
    metadata = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for told in metadata["tables"].values():
        for about in told["columns"].values():
            about.pop("datetime_format", None)  # the columns are read as instants
    real, synthetic = (read(Path(folder), metadata) for folder in sys.argv[2:4])
    json.dump(
        {
            "quality": report(QualityReport, real, synthetic, metadata),
            "diagnostic": report(DiagnosticReport, real, synthetic, metadata),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
