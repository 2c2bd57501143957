"""Run one change in a child under strace, which lets a chosen system call fail or be the child's last."""

from __future__ import annotations

import collections
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.services import durable

CALLS = ("openat", "write", "fsync", "rename", "renameat", "unlink", "unlinkat", "mkdir", "mkdirat", "copy_file_range")
Fate = Literal["acknowledged", "refused", "killed"]


@dataclass(frozen=True)
class Fault:
    """What happens to the `nth` call (from 1) of a name: `KILL` ends the process there, an errno lets the call fail."""

    call: str
    nth: int
    what: str

    @property
    def injection(self) -> str:
        effect = "signal=KILL" if self.what == "KILL" else f"error={self.what}"
        return f"inject={self.call}:{effect}:when={self.nth}"


class _AtOnce:
    """Flushes in the thread that asks, so that the calls have one order and can be counted."""

    def submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args))
        except BaseException as error:
            done.set_exception(error)
        return done


def under_strace(change: Callable[[], None], options: list[str], log: Path) -> Fate:
    """Fork, let strace take hold of the child, and let the child make its change."""
    held, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        _be_the_child(change, held)
    os.close(held)
    tracer = subprocess.Popen(
        ["strace", "-q", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *options, "-p", str(child)],
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while f"TracerPid:\t{tracer.pid}" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < deadline and tracer.poll() is None, "strace did not take hold"
        time.sleep(0.002)
    os.close(go)
    _, status = os.waitpid(child, 0)
    tracer.wait(10)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return "killed"
    return "acknowledged" if os.WEXITSTATUS(status) == 0 else "refused"


def _be_the_child(change: Callable[[], None], held: int) -> None:
    durable._flushers = _AtOnce()  # type: ignore[assignment]
    code = 1
    try:
        os.read(held, 1)
        change()
        code = 0
    except Exception:
        code = 3
    finally:
        os._exit(code)


def calls_of(change: Callable[[], None], log: Path) -> dict[str, int]:
    """How often an untouched change makes each of the calls that a fault can hit."""
    assert under_strace(change, [], log) == "acknowledged"
    counted: dict[str, int] = collections.Counter()
    for line in log.read_text().splitlines():
        name = re.match(r"(?:\d+ +)?(\w+)\(", line)
        if name:
            counted[name[1]] += 1
    return dict(counted)


def faults_for(calls: dict[str, int]) -> list[Fault]:
    """Every call once as the last one, and every one that writes once with a disk that is full or failing."""
    found = []
    for call, count in sorted(calls.items()):
        error = "ENOSPC" if call in ("write", "mkdir", "mkdirat", "copy_file_range") else "EIO"
        for nth in range(1, count + 1):
            found.append(Fault(call, nth, "KILL"))
            if call != "openat":
                found.append(Fault(call, nth, error))
    return found
