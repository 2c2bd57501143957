"""What one runner may use. These limits stop accidents; they are no wall against a runner that means harm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    memory_mb: int = 4096
    """In use by the runner and everything it has started."""
    processes: int = 256
    output_files: int = 1000
    output_mb: int = 8192
    """All files of one job together, and any single file."""
    log_mb: int = 256
    """Said in one job; the newest part of it is kept."""
    network: bool = False
