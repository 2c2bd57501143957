"""Kernels that draw. What is compiled is kept in a folder named after all their sources.

Numba by itself looks only at the file a kernel is in: it would go on using an old kernel when another file that the kernel
calls into has changed, and could not read what it kept when a class is gone.

Threads that wait for the next kernel sleep: spinning would cost half as much again when others use the machine too.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numba


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


def _keep_kernels_apart() -> None:
    here = Path(__file__).parent
    kept = Path(numba.config.CACHE_DIR) if numba.config.CACHE_DIR else here / "__pycache__"
    numba.config.CACHE_DIR = str(kept / f"storyboard-{_fingerprint(here)}")


_keep_kernels_apart()
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read when the first kernel starts the threads
