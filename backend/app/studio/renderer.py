"""Compile the storyboard renderer into the workspace's cache, so that the first take never waits for a compiler."""

from __future__ import annotations

import os
import subprocess
import sys

from app.config import Settings


def compile_renderer(settings: Settings) -> bool:
    """Whether it could be compiled; what it has to say it prints itself."""
    cache = settings.cache_dir / "numba"
    cache.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "function_runners.storyboard", "warm"]
    return subprocess.call(command, env={**os.environ, "NUMBA_CACHE_DIR": str(cache)}) == 0
