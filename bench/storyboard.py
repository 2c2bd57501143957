"""Storyboard frames as the renderer makes them when it is warm: shot in, PNG on disk."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

from bench.measure import Timing, Verdict
from function_runners.kit import Job
from function_runners.storyboard.runner import generate

SHOTS = (
    {"prompt": "Two-shot: Anna and Ben talk at a table", "location": "diner", "timeOfDay": "night"},
    {"prompt": "Low angle wide shot: an old man and a girl walk in the rain", "location": "city street"},
    {"prompt": "Close-up of Maya, worried", "location": "forest", "timeOfDay": "golden"},
    {"prompt": "OTS of Anna and Ben, they argue", "location": "office"},
    {"prompt": "Four people sit around a table", "location": "kitchen", "timeOfDay": "morning"},
)
LIMITS = {"draft": (0.5, 0.9), "standard": (2.0, 2.6)}
"""Seconds on the clock, and of processor time over all threads, for one frame."""


def frames(folder: Path, turns: int) -> list[Verdict]:
    """The median frame of each tier. Every frame is of a place not drawn before, so no set is ready.

    Beside others' work the clock says little: then that row is marked noisy, and processor time is the one to look at.
    """
    for shot, tier in itertools.product(SHOTS, LIMITS):
        _frame(folder, {**shot, "tier": tier}, 0)
    verdicts = []
    for tier, (clock_limit, work_limit) in LIMITS.items():
        clock, work = [], []
        for turn in range(1, turns + 1):
            for shot in SHOTS:
                started, used = time.perf_counter(), time.process_time()
                _frame(folder, {**shot, "location": f"{shot['location']} number {turn}", "tier": tier}, turn)
                clock.append(time.perf_counter() - started)
                work.append(time.process_time() - used)
        verdicts.append(
            _verdict(f"storyboard {tier} frame, warm", Timing(tier, clock), clock_limit, sum(clock) > 0.9 * sum(work))
        )
        verdicts.append(_verdict(f"storyboard {tier} frame, processor time", Timing(tier, work), work_limit, False))
    return verdicts


def _frame(folder: Path, parameters: dict[str, Any], seed: int) -> None:
    generate(Job("bench", "image.generate", parameters, {}, folder / "frame", seed, lambda _: None))


def _verdict(what: str, timing: Timing, limit: float, noisy: bool) -> Verdict:
    return Verdict(what, timing.median, limit, "s", f"p95 {timing.p95:.2f} s of {len(timing.seconds)} frames", noisy)
