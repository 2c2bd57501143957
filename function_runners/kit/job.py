"""What a function is given: its parameters, where to write, and how to tell what it is doing."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Send = Callable[[Mapping[str, Any]], None]


class JobError(Exception):
    """Why a job cannot be done: a stable code for programs and a sentence for people."""

    def __init__(self, code: str, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.detail = code, message, detail


@dataclass(frozen=True)
class Job:
    """One call of a function. `inputs` are files by name, to be read only; everything made goes into `output_dir`."""

    id: str
    function: str
    parameters: dict[str, Any]
    inputs: dict[str, Any]
    output_dir: Path
    seed: int
    send: Send

    def progress(self, percent: float, step: str) -> None:
        """Say how far along the job is (0–100) and what it is doing, in words a director understands."""
        percent = min(100.0, max(0.0, percent)) if math.isfinite(percent) else 0.0
        self.send({"type": "progress", "id": self.id, "progress": round(percent, 2), "step": str(step)})

    def preview(self, path: str | os.PathLike[str]) -> None:
        """Show an unfinished picture; `path` is a file in `output_dir`."""
        self.send({"type": "preview", "id": self.id, "path": relative_to(self.output_dir, path)})


def relative_to(folder: Path, path: str | os.PathLike[str]) -> str:
    """The path as the studio wants it: relative to the output folder, with `/`."""
    given = Path(path)
    return (given.relative_to(folder) if given.is_absolute() else given).as_posix()
