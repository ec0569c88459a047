"""The data sets: one public, the others simulated with fixed seeds. One file a set."""

from __future__ import annotations

from bench.fidelity.sets import (
    bank,
    clinic,
    courses,
    flights,
    forum,
    game,
    hotels,
    league,
    ledger,
    library,
    sensors,
    shop,
    tickets,
    utility,
)
from bench.fidelity.sets.base import DataSet

ALL: dict[str, DataSet] = {
    one.SET.name: one.SET
    for one in (
        flights,
        shop,
        forum,
        library,
        league,
        clinic,
        sensors,
        ledger,
        bank,
        tickets,
        hotels,
        game,
        utility,
        courses,
    )
}
SIMULATED = tuple(name for name in ALL if name != "flights")
