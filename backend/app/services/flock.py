"""Waiting for a file's lock, but not for ever: its holder may be a process that was stopped in the middle."""

from __future__ import annotations

import fcntl
import time

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.0005, 0.02


def locked_within(handle: int, wait: float) -> bool:
    """Take the exclusive lock of an open file; False when it was not to be had within `wait` seconds."""
    deadline = time.monotonic() + wait
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
