"""A file written by another program → the message about it in a window, in a film of many files."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import httpx

from bench.measure import Timing, Verdict
from bench.studio import Running
from bench.work import Socket

LIMIT_MS = 250.0
FILES_IN_A_FOLDER = 50


def external_edit(studio: Running, files: int, turns: int) -> list[Verdict]:
    """The first figure is the worst of a hundred but one, the others show what watching costs."""
    film = httpx.post(f"{studio.url}/api/projects", json={"name": f"Watched {files}"}).json()
    root = studio.workspace / "Projects" / film["folder"]
    folders = fill(root / "01_Assets", files)
    before = memory_of(studio.pid)
    begun = time.perf_counter()
    socket = Socket(studio.url, f"/ws/{film['id']}")
    messages = iter(socket)
    for _, text in messages:
        if json.loads(text)["type"] == "hello":
            break
    opening = time.perf_counter() - begun
    dice = random.Random(4)
    seconds = []
    for turn in range(turns):
        path = dice.choice(folders) / f"new{turn}.txt"
        time.sleep(dice.uniform(0.02, 0.08))  # other programs keep no beat
        begun = time.perf_counter()
        path.write_text("x")
        name = path.relative_to(root).as_posix()
        for at, text in messages:
            event = json.loads(text)
            if event["type"] == "file_changed" and event["path"] == name:
                seconds.append(at - begun)
                break
    taken = Timing("edit", seconds)
    p99 = sorted(seconds)[max(0, round(len(seconds) * 0.99) - 1)]
    megabytes = (memory_of(studio.pid) - before) / 2**20
    return [
        Verdict(
            f"edit by another program → event, p99, {files:,} files", p99 * 1000, LIMIT_MS, "ms",
            f"median {taken.median * 1000:.0f} ms, p95 {taken.p95 * 1000:.0f} ms, {turns} edits",
        ),
        Verdict(
            f"opening a film of {files:,} files to watch it", opening * 1000, float("inf"), "ms",
            f"{len(folders):,} folders, {megabytes:.1f} MB more in the server",
        ),
    ]  # fmt: skip


def fill(root: Path, files: int) -> list[Path]:
    """Empty files in folders two deep."""
    folders = [root / f"set{n // 100:03d}" / f"day{n:05d}" for n in range(files // FILES_IN_A_FOLDER)]
    for folder in folders:
        folder.mkdir(parents=True)
        for n in range(FILES_IN_A_FOLDER):
            (folder / f"{n}.txt").touch()
    return folders


def memory_of(pid: int) -> int:
    """Bytes that the process has in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
