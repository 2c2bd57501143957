"""Small pictures and waveforms are made a few at a time: what waits for one holds up nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio.lowlevel import RunVar

T = TypeVar("T")

AT_ONCE = 2
_benches: RunVar[anyio.CapacityLimiter] = RunVar("benches")


async def made(get: Callable[[bool], T | None]) -> T:
    """What `get(False)` has already, else what `get(True)` makes once there is room."""
    found = await anyio.to_thread.run_sync(get, False)
    if found is not None:
        return found
    try:
        benches = _benches.get()
    except LookupError:
        _benches.set(benches := anyio.CapacityLimiter(AT_ONCE))
    found = await anyio.to_thread.run_sync(get, True, limiter=benches)
    assert found is not None
    return found
