"""Whose lock a client waited for: its own latency says how long, the server says behind whom."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from seeding.migrations.rehearse.clients import Answer
from seeding.migrations.rehearse.locks import ROW_EXCLUSIVE, exclude, strength
from seeding.migrations.rehearse.model import Blocked
from seeding.migrations.rehearse.recorder import Noted
from seeding.migrations.rehearse.watch import Wait


def blocked(
    pid: int, noted: Sequence[Noted], waits: Sequence[Wait], answers: Iterable[Answer], tables: Mapping[str, int]
) -> dict[tuple[int, str], Blocked]:
    """By statement and kind of client: what the locks of process `pid` cost them. `tables` are oids by name."""
    behind = _behind(pid, waits)
    found: defaultdict[tuple[int, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        times, theirs = behind.get(answer.pid, ([], []))
        place = bisect_left(times, answer.begun)
        if place == len(times) or times[place] > answer.ended:
            continue
        wait = theirs[place]
        relation = wait.relation if wait.relation is not None else tables.get(answer.request.table, 0)
        culprit = _culprit(noted, wait, relation)
        if culprit is not None:
            found[culprit.step.number, answer.request.kind].append(answer)
    return {
        key: Blocked(len(hit), max(a.ended - a.begun for a in hit), _union((a.begun, a.ended) for a in hit))
        for key, hit in found.items()
    }


def _behind(pid: int, waits: Sequence[Wait]) -> dict[int, tuple[list[float], list[Wait]]]:
    """By client, the moments in which it waited for the migration, straight or behind others who did."""
    at: defaultdict[float, list[Wait]] = defaultdict(list)
    for wait in waits:
        at[wait.at].append(wait)
    found: dict[int, tuple[list[float], list[Wait]]] = {}
    for moment in sorted(at):
        held_up, grew = {pid}, True
        while grew:
            grew = False
            for wait in at[moment]:
                if wait.pid not in held_up and wait.behind & held_up:
                    held_up.add(wait.pid)
                    times, theirs = found.setdefault(wait.pid, ([], []))
                    times.append(moment)
                    theirs.append(wait)
                    grew = True
    return found


def _culprit(noted: Sequence[Noted], wait: Wait, relation: int) -> Noted | None:
    """The first statement whose lock excludes what is asked for; for a row, the first that may have changed it.

    Where it has none yet, it stands in the queue for one: the statement that runs.
    """
    for one in noted:
        if one.begun > wait.at or one.released < wait.at:
            continue
        modes = [mode for oid, mode in one.locks if oid == relation]
        if wait.relation is None:
            if any(strength(mode) >= strength(ROW_EXCLUSIVE) for mode in modes):
                return one
        elif any(exclude(mode, wait.mode) for mode in modes):
            return one
    running = [one for one in noted if one.begun <= wait.at <= one.released]
    return running[-1] if running else None


def _union(stretches: Iterable[tuple[float, float]]) -> float:
    total, upto = 0.0, float("-inf")
    for begun, ended in sorted(stretches):
        total += max(ended - max(begun, upto), 0.0)
        upto = max(upto, ended)
    return total
