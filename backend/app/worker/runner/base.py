"""What every runtime of Function Runners offers, whether process, container or ComfyUI."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class RunnerError(Exception):
    """Why a runner could not do a job: a stable code and a sentence. `docs/runner_protocol.md` lists the codes."""

    def __init__(self, code: str, message: str, detail: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.detail = code, message, detail


class Cancelled(Exception):
    """The job was stopped because nobody wants its result any more."""


@dataclass(frozen=True)
class RunnerJob:
    """One call of a function. Everything made goes into `output_dir`; `inputs` are files by name, read only."""

    id: str
    function: str
    parameters: dict[str, Any]
    output_dir: Path
    seed: int
    timeout_seconds: float
    """Without any progress."""
    longest_seconds: float
    """Altogether."""
    inputs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OutputFile:
    """A file that the runner says it made, relative to the output folder."""

    path: str
    role: str = "primary"
    media_type: str = "application/octet-stream"
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None


@dataclass(frozen=True)
class RunnerResult:
    outputs: list[OutputFile]
    metadata: dict[str, Any]


@dataclass(frozen=True)
class Listener:
    """Who is told what a runner says while it works."""

    progress: Callable[[float, str], None]
    """(percent, step)"""
    preview: Callable[[str], None]
    """(path of an unfinished picture, relative to the output folder)"""
    log: Callable[[str], None]


class Runner(Protocol):
    """One warm runner. It does one job at a time."""

    last_used: float
    """By the monotonic clock."""

    def run(self, job: RunnerJob, listener: Listener, cancelled: threading.Event) -> RunnerResult:
        """Do a job. Raises `RunnerError` when it fails, `Cancelled` when `cancelled` was set meanwhile."""
        ...

    @property
    def usable(self) -> bool:
        """False once it must not be given another job."""
        ...

    def close(self) -> None:
        """Stop it and everything it started."""
        ...
