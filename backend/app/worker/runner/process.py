"""The `process` runtime: one warm process that answers a request of one JSON line with JSON lines."""

from __future__ import annotations

import json
import queue
import signal
import threading
import time
from typing import Any

from app.worker.runner.base import Cancelled, Listener, OutputFile, RunnerError, RunnerJob, RunnerResult
from app.worker.runner.child import Child, Folders
from app.worker.runner.limits import Limits
from app.worker.runner.meter import Meter, Patience, too_much_memory

PROTOCOL = 1
START_SECONDS = 120.0
LOOK_EVERY_SECONDS = 0.1


class ProcessRunner:
    def __init__(self, module: str, limits: Limits, folders: Folders) -> None:
        self._limits = limits
        self._child = Child(module, limits, folders)
        self._meter = Meter(self._child, limits)
        self._ready = False
        self._fit = True
        self.last_used = time.monotonic()

    @property
    def usable(self) -> bool:
        return self._fit and self._child.alive

    @property
    def pid(self) -> int:
        return self._child.pid

    def close(self) -> None:
        self._fit = False
        self._child.kill()

    def start(self, cancelled: threading.Event) -> None:
        """Wait until it has said what it is; a job does this too when it was not done before."""
        if self._ready:
            return
        try:
            message = self._next(Patience(START_SECONDS, START_SECONDS), cancelled)
        except RunnerError as error:
            raise RunnerError(
                "runner_unavailable", f"The runner did not start: {error.message}", error.detail
            ) from None
        if message.get("type") != "ready" or message.get("protocol") != PROTOCOL:
            raise RunnerError("runner_unavailable", "The runner did not say what it is, or speaks another protocol.")
        self._ready = True

    def run(self, job: RunnerJob, listener: Listener, cancelled: threading.Event) -> RunnerResult:
        self._child.on_log = listener.log  # until the next job, because what it says comes a moment after its answer
        fit, self._fit = self._fit, False
        try:
            self.start(cancelled)
            self._child.forget_lines()
            self._meter.begin(job.output_dir)
            self._ask(job)
            message = self._listen(job, listener, cancelled)
            self._meter.check()
            self._fit = fit
            if message["type"] == "error":
                raise self._reported(message)
            return _result(message)
        finally:
            self.last_used = time.monotonic()
            if not self._fit:
                self.close()

    def _ask(self, job: RunnerJob) -> None:
        request = {
            "id": job.id,
            "function": job.function,
            "parameters": job.parameters,
            "inputs": job.inputs,
            "outputDir": str(job.output_dir),
            "seed": job.seed,
        }
        try:
            self._child.write(json.dumps(request).encode())
        except OSError:
            raise self._ended() from None

    def _listen(self, job: RunnerJob, listener: Listener, cancelled: threading.Event) -> dict[str, Any]:
        """Read to the end of the job; tell what it says on the way."""
        patience = Patience(job.timeout_seconds, job.longest_seconds)
        while True:
            message = self._next(patience, cancelled)
            if message.get("id") != job.id:
                raise RunnerError("runner_protocol", "The runner answered something that it was not asked.")
            match message.get("type"):
                case "progress":
                    progress = _percent(message.get("progress")), str(message.get("step") or "")[:200]
                    patience.hear(progress)
                    listener.progress(*progress)
                case "preview":
                    listener.preview(str(message.get("path") or ""))
                case "result" | "error":
                    return message
                case _:
                    raise RunnerError("runner_protocol", "The runner sent a message that the studio does not know.")

    def _next(self, patience: Patience, cancelled: threading.Event) -> dict[str, Any]:
        while True:
            if cancelled.is_set():
                raise Cancelled
            patience.check()
            self._meter.look()
            try:
                line = self._child.lines.get(timeout=LOOK_EVERY_SECONDS)
            except queue.Empty:
                continue
            if line is None:
                raise self._ended()
            return _parsed(line)

    def _ended(self) -> RunnerError:
        """Why the process is gone."""
        status, memory_ran_out = self._child.how_it_ended()
        words = self._child.last_words()
        if status == 0:
            return RunnerError("runner_no_output", "The runner ended without an answer.", words)
        if status == -signal.SIGKILL and memory_ran_out:
            peak = f"It had {self._child.peak_mb:,.0f} MB."
            return RunnerError("out_of_memory", f"The machine ran out of memory and stopped the runner. {peak}", words)
        how = f"was stopped by signal {-status}" if status is not None and status < 0 else f"failed with code {status}"
        return RunnerError("runner_died", f"The runner {how} in the middle of its work.", words)

    def _reported(self, message: dict[str, Any]) -> RunnerError:
        """The runner is well; it said itself that this job cannot be done."""
        code = str(message.get("code") or "runner_failed")[:60]
        if code == "out_of_memory":
            self._fit = False
            return too_much_memory("more memory", self._limits)
        sentence = str(message.get("message") or "The runner failed without saying why.")[:2000]
        detail = str(message["detail"])[:4000] if message.get("detail") else None
        return RunnerError(code, sentence, detail)


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        said = line[:200].decode(errors="replace")
        raise RunnerError("runner_protocol", "The runner wrote something that is no message.", said)
    return message


def _percent(value: Any) -> float:
    if isinstance(value, int | float) and 0 <= value <= 100:
        return float(value)
    raise RunnerError("runner_protocol", "The runner's progress is not a number from 0 to 100.")


def _result(message: dict[str, Any]) -> RunnerResult:
    try:
        outputs = [
            OutputFile(
                path=str(output["path"]),
                role=str(output.get("role") or "primary"),
                media_type=str(output.get("mediaType") or "application/octet-stream"),
                width=output.get("width"),
                height=output.get("height"),
                duration_seconds=output.get("durationSeconds"),
            )
            for output in message["outputs"]
        ]
    except (KeyError, TypeError, AttributeError):
        raise RunnerError("runner_protocol", "The runner's result does not say what it made.") from None
    if not any(output.role == "primary" for output in outputs):
        raise RunnerError("runner_no_output", "The runner says that it is done but made nothing.")
    metadata = message.get("metadata")
    return RunnerResult(outputs, metadata if isinstance(metadata, dict) else {})
