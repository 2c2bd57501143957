"""A gigabyte that comes in: how quick beside the disk itself, in how much memory, and what others feel meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import os
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bench.measure import Verdict
from bench.studio import Running

_PIECE = 2**20


def uploads(studio: Running, folder: Path, mib: int, turns: int) -> list[Verdict]:
    source = folder / "upload.bin"
    with source.open("wb") as out:
        for _ in range(mib):
            out.write(os.urandom(_PIECE))
    client = httpx.Client(base_url=studio.url, timeout=300)
    film = client.post("/api/projects", json={"name": "Uploads"}).raise_for_status().json()["id"]
    url = f"/api/projects/{film}"
    asset = client.post(f"{url}/assets", json={"category": "locations", "name": "Big"}).raise_for_status().json()
    at = f"{url}/assets/{asset['assetId']}/files"
    quiet = _Others(studio.url, url)
    with quiet.asking():
        time.sleep(3)
    busy, ours, plain, grown = _Others(studio.url, url), [], [], []
    for turn in range(turns):
        _fresh(source)
        plain.append(_plain_copy(source, folder / "plain.bin"))
        before = _peak_mib(studio.pid)
        with busy.asking():
            ours.append(_put(studio.url, f"{at}/take_{turn}.bin", source))
        grown.append(_peak_mib(studio.pid, reset=False) - before)
    # Turn by turn: from one to the next the disk of a shared machine may be three times as quick.
    share = statistics.median(disk / upload for disk, upload in zip(plain, ours, strict=True))
    told = f"{mib / statistics.median(ours):.0f} MiB/s against {mib / statistics.median(plain):.0f}, medians of {turns}"
    return [
        Verdict(f"upload of {mib} MiB against write + fsync", share, 0.3, "× (at least)", told, at_least=True),
        Verdict("memory that an upload takes in the server", max(grown), 16.0, "MiB", ""),
        *(
            Verdict(
                f"{name} while it comes in, p99", slow * 1000, 100.0, "ms", f"{quiet.p99(name) * 1000:.1f} ms without"
            )
            for name, slow in ((name, busy.p99(name)) for name in ("tree", "change of a shot"))
        ),
    ]


class _Others:
    """Somebody who looks at the tree and somebody who changes a shot, again and again."""

    def __init__(self, address: str, url: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=60)
        self._url = url
        self.seconds: dict[str, list[float]] = {"tree": [], "change of a shot": []}
        chapter = self._client.get(f"{url}/tree").json()["chapters"][0]["id"]
        scene = self._client.post(f"{url}/chapters/{chapter}/scenes", json={"name": "Bench"}).json()["id"]
        self._shot = self._client.post(f"{url}/scenes/{scene}/shots", json={"name": "Bench"}).json()["id"]

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        stop = threading.Event()
        asking = [threading.Thread(target=self._ask, args=(name, stop)) for name in self.seconds]
        for one in asking:
            one.start()
        try:
            yield
        finally:
            stop.set()
            for one in asking:
                one.join()

    def _ask(self, name: str, stop: threading.Event) -> None:
        number = 0
        while not stop.wait(0.02):
            number += 1
            start = time.perf_counter()
            if name == "tree":
                answer = self._client.get(f"{self._url}/tree")
            else:
                answer = self._client.patch(f"{self._url}/shots/{self._shot}", json={"notes": f"{start}"})
            self.seconds[name].append(time.perf_counter() - start)
            answer.raise_for_status()

    def p99(self, name: str) -> float:
        seconds = sorted(self.seconds[name])
        return seconds[max(0, round(len(seconds) * 0.99) - 1)]


def _fresh(source: Path) -> None:
    with source.open("r+b") as out:
        out.seek(-64, os.SEEK_END)
        out.write(os.urandom(64))


def _plain_copy(source: Path, target: Path) -> float:
    """Seconds that the disk needs for as many bytes, written from memory."""
    with source.open("rb") as whole:
        piece = whole.read(_PIECE)
    count = source.stat().st_size // _PIECE
    start = time.perf_counter()
    with target.open("wb", buffering=0) as out:
        for _ in range(count):
            out.write(piece)
        os.fsync(out.fileno())
    taken = time.perf_counter() - start
    target.unlink()
    return taken


def _put(address: str, path: str, source: Path) -> float:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
    with source.open("rb") as body:
        start = time.perf_counter()
        connection.putrequest("PUT", path)
        connection.putheader("Content-Type", "application/octet-stream")
        connection.putheader("Content-Length", str(source.stat().st_size))
        connection.endheaders()
        connection.sock.sendfile(body)
        answer = connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - start
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"The upload was answered {answer.status}: {content[:500]!r}")
    return taken


def _peak_mib(pid: int, *, reset: bool = True) -> float:
    """The most memory the process had; with `reset`, what it has now, and from here on counted anew."""
    if reset:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024
