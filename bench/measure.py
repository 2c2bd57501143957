"""Interleaved timing: every case runs once per turn, so that all of them meet the same noise."""

from __future__ import annotations

import gc
import math
import os
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Case = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds of every turn of one case."""

    name: str
    seconds: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, round(len(self.seconds) * 0.95) - 1)]


@dataclass(frozen=True)
class Verdict:
    """One figure of the report: `value` beside its `limit`."""

    what: str
    value: float
    limit: float
    """Infinite where there is no bar and the figure only shows what something costs."""
    unit: str
    detail: str
    noisy: bool = False
    at_least: bool = False
    """The limit is the least, not the most."""

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def interleave(cases: Mapping[str, Case], turns: int, warm_up: int = 1) -> dict[str, Timing]:
    """Run each case `turns` times in turn (A B C, A B C, …) after `warm_up` turns that do not count."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(warm_up + turns):
        for name, case in cases.items():
            gc.collect()
            start = time.perf_counter()
            case()
            if turn >= warm_up:
                taken[name].append(time.perf_counter() - start)
    return {name: Timing(name, seconds) for name, seconds in taken.items()}


def ratio(what: str, timings: Mapping[str, Timing], case: str, anchor: str, limit: float) -> Verdict:
    """The median of `case` over the median of `anchor`. Noisy when the anchor itself swung by more than three times."""
    ours, plain = timings[case], timings[anchor]
    return Verdict(
        what,
        ours.median / plain.median,
        limit,
        f"× {anchor}",
        f"{ours.median * 1000:.2f} ms (p95 {ours.p95 * 1000:.2f}) against {plain.median * 1000:.2f} ms (p95 {plain.p95 * 1000:.2f})",
        noisy=plain.p95 > 3 * plain.median,
    )


def report(verdicts: list[Verdict]) -> str:
    """A plain table."""
    rows = [f"{'':2} {'what':<52} {'measured':>9} {'limit':>7}  unit and times", ""]
    for v in verdicts:
        mark = "  " if math.isinf(v.limit) else "ok" if v.met else "!!"
        limit = "–" if math.isinf(v.limit) else f"{v.limit:.2f}"
        noise = "  (anchor noisy: run again)" if v.noisy else ""
        rows.append(f"{mark} {v.what:<52} {v.value:>9.2f} {limit:>7}  {v.unit}; {v.detail}{noise}")
    load = os.getloadavg()
    rows.append("")
    rows.append(f"load {load[0]:.2f} {load[1]:.2f} {load[2]:.2f} on {os.cpu_count()} cores")
    return "\n".join(rows)
