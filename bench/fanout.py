"""One event to many windows: the server's processor time for each delivery, beside a bare frame, and what a window costs.

Processor time is read from /proc, so that what the counting client takes of the machine does not matter much.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlparse

import httpx

from bench.crowd import HEADER
from bench.measure import Verdict
from bench.studio import Running

EVENT_BYTES = 220
EVENTS = {1: 1500, 100: 600, 1000: 120}
PAUSE_SECONDS = {1: 0.001, 100: 0.004, 1000: 0.03}
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def fanout(studio: Running, quick: bool) -> list[Verdict]:
    """Processor time per delivered event at 1, 100 and 1,000 windows, and memory per idle window."""
    film = httpx.post(f"{studio.url}/api/projects", json={"name": "Fan-out"}).json()["id"]
    port = int(urlparse(studio.url).port or 0)
    memory = _memory_each(studio.pid, port, f"/ws/{film}", 1000)
    verdicts, ours, floor = [], {}, {}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.raw_frames"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as raw:
        assert raw.stdin is not None
        assert raw.stdout is not None
        raw_port = int(raw.stdout.readline())
        for windows, full in EVENTS.items():
            events = full // 3 if quick else full

            def tell(count: int = events, pause: float = PAUSE_SECONDS[windows]) -> None:
                _publish(studio, film, count, pause)

            def write(count: int = events, pause: float = PAUSE_SECONDS[windows]) -> None:
                assert raw.stdin is not None
                raw.stdin.write(f"{EVENT_BYTES} {pause} {count}\n")
                raw.stdin.flush()

            ours[windows] = _seconds_each(studio.pid, port, f"/ws/{film}", windows, events, tell)
            floor[windows] = _seconds_each(raw.pid, raw_port, "/", windows, events, write)
        raw.stdin.close()
    for windows, limit in ((100, 3.0), (1000, 3.0)):
        verdicts.append(
            Verdict(
                f"server CPU per event at {windows} windows",
                ours[windows] / floor[windows],
                limit,
                "× bare frame",
                f"{ours[windows] * 1e6:.1f} µs against {floor[windows] * 1e6:.1f} µs; one window {ours[1] * 1e6:.0f} µs "
                f"against {floor[1] * 1e6:.0f} µs",
            )
        )
    growth = ours[1000] / ours[100]
    verdicts.append(Verdict("the same at 1,000 windows against 100", growth, 1.6, "×", "per delivered event"))
    verdicts.append(Verdict("server memory per idle window", memory / 1024, 40.0, "KiB", "1,000 windows, resident set"))
    return [*verdicts, *_beside_stalled(studio, port)]


def _beside_stalled(studio: Running, port: int) -> list[Verdict]:
    """What 150 windows notice of 50 others that read nothing, until those are hung up on."""
    waits: dict[bool, list[float]] = {False: [], True: []}
    memory = 0.0
    for turn in range(6):
        stalled = turn % 2 == 1
        film = httpx.post(f"{studio.url}/api/projects", json={"name": f"Stalled {turn}"}).json()["id"]
        with contextlib.ExitStack() as lines, _crowd(port, f"/ws/{film}", 150, 400) as crowd:
            assert crowd.stdout is not None
            before = _resident_bytes(studio.pid)
            for _ in range(50 if stalled else 0):
                lines.enter_context(_stalled(port, f"/ws/{film}"))
            _publish(studio, film, 400, 0.01, 4000)
            if stalled:
                memory = max(memory, (_resident_bytes(studio.pid) - before) / 50)
            told = json.loads(crowd.stdout.readline())
        if told["complete"] != 150:
            raise RuntimeError(f"Of 150 windows only {told['complete']} heard everything.")
        waits[stalled].append(told["p99Seconds"])
    with_them, without = sorted(waits[True])[1], sorted(waits[False])[1]
    detail = f"{with_them * 1e3:.1f} ms against {without * 1e3:.1f} ms"
    return [
        Verdict("p99 of an event beside 50 stalled windows", with_them / without, 1.5, "× without them", detail),
        Verdict("server memory per stalled window", memory / 2**20, 1.0, "MiB", "50 windows, 4 KB events"),
    ]


def _stalled(port: int, path: str) -> socket.socket:
    """A window that shakes hands and then reads nothing."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", port))
    line.sendall(HEADER.format(host="127.0.0.1", port=port, path=path).encode())
    line.recv(64)
    return line


def _publish(studio: Running, film: str, count: int, pause: float, size: int = EVENT_BYTES) -> None:
    from app.domain.events import HistoryChanged
    from app.services.events.bus import EventBus

    bus = EventBus(studio.redis_url)
    for n in range(count):
        sent = f"{time.monotonic():.6f} "
        bus.publish(film, [HistoryChanged(commit=str(n), message=sent.ljust(size - 190, "x"))])
        time.sleep(pause)


def _crowd(port: int, path: str, windows: int, events: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.crowd", "127.0.0.1", str(port), path, str(windows), str(events)]
    crowd = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    assert crowd.stdout is not None
    if crowd.stdout.readline() != "ready\n":
        raise RuntimeError("The windows could not be opened.")
    return crowd


def _seconds_each(pid: int, port: int, path: str, windows: int, events: int, tell: Callable[[], None]) -> float:
    with _crowd(port, path, windows, events) as crowd:
        assert crowd.stdout is not None
        time.sleep(0.5)
        before, began = _processor_seconds(pid), time.monotonic()
        tell()
        told = json.loads(crowd.stdout.readline())
        used, took = _processor_seconds(pid) - before, time.monotonic() - began
    if told["complete"] != windows:
        raise RuntimeError(f"Of {windows} windows only {told['complete']} heard everything.")
    return (used - took * _idle(pid)) / (windows * events)


def _idle(pid: int) -> float:
    """Share of a processor that the process takes while nothing happens."""
    before, began = _processor_seconds(pid), time.monotonic()
    time.sleep(1.0)
    return (_processor_seconds(pid) - before) / (time.monotonic() - began)


def _memory_each(pid: int, port: int, path: str, windows: int) -> float:
    """Bytes. The first crowd of this size costs the most; later ones get what it has left."""
    before = _resident_bytes(pid)
    crowd = _crowd(port, path, windows, 1)
    time.sleep(1.0)
    each = (_resident_bytes(pid) - before) / windows
    crowd.kill()
    crowd.wait(10)
    return each


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
