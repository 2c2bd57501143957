"""Small pictures and waveforms are made a few at a time: what waits for one holds up nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anyio
from anyio.lowlevel import RunVar

AT_ONCE = 2
_benches: RunVar[anyio.CapacityLimiter] = RunVar("benches")


async def made(get: Callable[[bool], Path | None]) -> Path:
    """What `get(False)` has already, else what `get(True)` makes once there is room."""
    path = await anyio.to_thread.run_sync(get, False)
    if path is not None:
        return path
    try:
        benches = _benches.get()
    except LookupError:
        _benches.set(benches := anyio.CapacityLimiter(AT_ONCE))
    path = await anyio.to_thread.run_sync(get, True, limiter=benches)
    assert path is not None
    return path
