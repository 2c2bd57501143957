"""Counts what a runner uses while it works, and how long it shows no progress."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from app.worker.runner.base import RunnerError
from app.worker.runner.limits import Limits

COUNT_EVERY_SECONDS = 0.5


class Counted(Protocol):
    log_bytes: int

    def usage(self) -> tuple[float, int]:
        """(MB in memory, number of processes)"""
        ...


def too_much_memory(needed: str, limits: Limits) -> RunnerError:
    return RunnerError(
        "out_of_memory", f"The runner needed {needed}; it may use {limits.memory_mb:,} MB, so it was stopped."
    )


class Meter:
    """Raises `RunnerError` when a limit is passed."""

    def __init__(self, child: Counted, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._child, self._limits, self._clock = child, limits, clock
        self._folder: Path | None = None
        self._said_before = 0
        self._counted_at = float("-inf")

    def begin(self, folder: Path) -> None:
        """Another job, which writes into `folder`."""
        self._folder, self._said_before = folder, self._child.log_bytes

    def look(self) -> None:
        """Count now and then; cheap enough to be asked with every message."""
        if self._clock() - self._counted_at >= COUNT_EVERY_SECONDS:
            self._counted_at = self._clock()
            used, processes = self._child.usage()
            if used > self._limits.memory_mb:
                raise too_much_memory(f"{used:,.0f} MB", self._limits)
            if processes > self._limits.processes:
                raise RunnerError(
                    "too_many_processes",
                    f"The runner started {processes} processes; it may have {self._limits.processes}, so it was stopped.",
                )
            self.check()

    def check(self) -> None:
        """The log and the files of this job."""
        said = self._child.log_bytes - self._said_before
        if said > self._limits.log_mb * 2**20:
            raise RunnerError(
                "log_flood", f"The runner wrote more than {self._limits.log_mb} MB of log, so it was stopped."
            )
        if self._folder is None:
            return
        size = 0
        for files, bytes_ in enumerate(_files(self._folder), 1):
            size += bytes_
            if files > self._limits.output_files:
                raise RunnerError(
                    "too_many_files",
                    f"The runner made more than {self._limits.output_files:,} files, so it was stopped.",
                )
        if size > self._limits.output_mb * 2**20:
            raise RunnerError(
                "output_too_large", f"The runner made more than {self._limits.output_mb:,} MB, so it was stopped."
            )


class Patience:
    """Ends when nothing new was heard for `silence` seconds, or after `longest` seconds altogether."""

    def __init__(self, silence: float, longest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._silence, self._longest, self._clock = silence, longest, clock
        self._began = self._heard_at = clock()
        self._heard: object = None

    def hear(self, progress: object) -> None:
        """Saying the same again is no progress."""
        if progress != self._heard:
            self._heard, self._heard_at = progress, self._clock()

    def check(self) -> None:
        now = self._clock()
        if now - self._began > self._longest:
            raise RunnerError("timeout", f"The runner took longer than {_span(self._longest)} and was stopped.")
        if now - self._heard_at > self._silence:
            raise RunnerError("hang", f"The runner showed no progress for {_span(self._silence)} and was stopped.")


def _span(seconds: float) -> str:
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}s"
    return f"{seconds:.0f} second{'' if round(seconds) == 1 else 's'}"


def _files(folder: Path) -> Iterator[int]:
    """The size of each file below the folder; links are not followed."""
    folders = [os.fspath(folder)]
    while folders:
        try:
            entries = os.scandir(folders.pop())
        except OSError:
            continue
        with entries:
            for entry in entries:
                try:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        yield entry.stat(follow_symlinks=False).st_size
                except OSError:
                    continue
