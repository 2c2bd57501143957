"""A child process that is started again when it ends by itself, with growing pauses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""Who has run this long is forgiven all earlier falls."""

TETHER = Path(__file__).with_name("tether.py")
Child = subprocess.Popen[bytes]
Say = Callable[[str], None]


def tethered(
    command: Sequence[str], *, log: IO[bytes], environment: Mapping[str, str] | None = None, stdin: int | None = None
) -> Child:
    """Start `command` in a session of its own; it is killed when the thread that called this ends, so call it from one
    that lives at least as long. What it prints goes to `log`."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *command],
        stdin=subprocess.DEVNULL if stdin is None else stdin,
        stdout=log,
        stderr=log,
        env=None if environment is None else dict(environment),
        start_new_session=True,
    )


class KeptProcess:
    """Runs `begin` for a new child whenever there is none. One thread begins the child and waits for it."""

    def __init__(self, name: str, begin: Callable[[], Child], say: Say) -> None:
        self._name, self._begin, self._say = name, begin, say
        self._child: Child | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name=f"keep {name}", daemon=True)
        self._first: Future[None] = Future()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self) -> None:
        """Return when the first child has begun; raises what `begin` raises."""
        self._thread.start()
        self._first.result()

    def ask_to_stop(self) -> None:
        """Let the child end in its own time; it is not started again."""
        self._signal(signal.SIGTERM)

    def wait(self, seconds: float, unless: threading.Event | None = None) -> None:
        """Until the child has ended, `seconds` have passed or `unless` is set."""
        deadline = time.monotonic() + seconds
        while self._thread.is_alive() and time.monotonic() < deadline and not (unless and unless.is_set()):
            self._thread.join(0.05)

    def kill(self) -> None:
        """End the child and its process group now."""
        self._signal(signal.SIGKILL)
        self.wait(5)

    def _signal(self, number: signal.Signals) -> None:
        with self._lock:
            self._stopping.set()
            if self._child is None or self._child.poll() is not None:
                return
            if number == signal.SIGKILL:
                os.killpg(self._child.pid, number)
            else:
                self._child.send_signal(number)

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            reason = self._run_once()
            if reason is None or self._stopping.is_set():
                return
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._say(f"The {self._name} {reason}. Starting it again in {pause:g} s.")
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _run_once(self) -> str | None:
        """Begin a child and wait for its end. Returns how it ended, None when the very first could not begin."""
        try:
            child = self._begin()
        except Exception as error:
            if not self._first.done():
                self._first.set_exception(error)
                return None
            return f"could not be started ({error})"
        with self._lock:
            self._child = child
            if self._stopping.is_set():
                child.terminate()
        if not self._first.done():
            self._first.set_result(None)
        return ended_how(child.wait())


def ended_how(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
