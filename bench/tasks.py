"""The whole way of small tasks, submit → result, one by one and 200 at once, beside a bare Celery round trip.

Ours ends with a take: numbered, hashed, committed and flushed to the disk. The bare one writes the same picture and says
so. There is no bar for this; the figure shows what the promises cost.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import redis
from websockets.sync.client import connect

from bench.measure import Timing, Verdict, ratio
from bench.studio import Running

BURST = 200
BARE = """
import sys, os, struct, zlib, redis
from celery import Celery
app = Celery(broker=sys.argv[1])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1, task_default_queue="bare-sketch")
bus = redis.from_url(sys.argv[2])
def chunk(kind, content): return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
@app.task(name="bare.sketch")
def sketch(n):
    rows = b"".join(b"\\0" + os.urandom(192) for _ in range(64))
    content = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    open(os.path.join(sys.argv[3], f"{n}.png"), "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + content)
    bus.publish("bare-sketch", n)
app.worker_main(["worker", "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle", "--without-heartbeat", "-Q", "bare-sketch", "-l", "ERROR"])
"""


class Ours:
    def __init__(self, studio: Running) -> None:
        self._http = httpx.Client(base_url=studio.url)
        film = self._http.post("/api/projects", json={"name": "Sketches"}).json()
        base, chapter = f"/api/projects/{film['id']}", film["manifest"]["narrative"]["chapters"][0]["id"]
        scene = self._http.post(f"{base}/chapters/{chapter}/scenes", json={"name": "One"}).json()
        self._ask = {"projectId": film["id"], "nodeType": "shot", "function": "bench.sketch", "quality": "low"}
        self._shots = [self._http.post(f"{base}/scenes/{scene['id']}/shots", json={}).json()["id"] for _ in range(20)]
        self._socket = connect(f"{studio.url.replace('http', 'ws')}/ws/{film['id']}", compression=None)

    def run(self, count: int) -> None:
        """Ask for `count` tasks, one request each, and wait for the end of all."""
        waiting = set()
        for n in range(count):
            answer = self._http.post("/api/tasks/submit", json={**self._ask, "nodeId": self._shots[n % 20]})
            waiting.add(answer.raise_for_status().json()["taskId"])
        while waiting:
            event = json.loads(self._socket.recv(timeout=120))
            if event["type"] == "task_failed":
                raise RuntimeError(event["error"])
            if event["type"] == "task_success":
                waiting.discard(event["taskId"])


class Bare:
    def __init__(self, studio: Running, folder: Path) -> None:
        from celery import Celery

        broker = studio.redis_url.replace("unix://", "redis+socket://").replace("?db=0", "?virtual_host=0")
        script = folder / "bare_sketch.py"
        script.write_text(BARE)
        command = [sys.executable, str(script), broker, studio.redis_url, str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._app = Celery(broker=broker)
        self._heard = redis.from_url(studio.redis_url, socket_timeout=None).pubsub(ignore_subscribe_messages=True)
        self._heard.subscribe("bare-sketch")
        self._next = 0

    def run(self, count: int) -> None:
        waiting = set(range(self._next, self._next + count))
        self._next += count
        for n in sorted(waiting):
            self._app.send_task("bare.sketch", [n], queue="bare-sketch", ignore_result=True)
        deadline = time.monotonic() + 60
        while waiting and time.monotonic() < deadline:
            message = self._heard.get_message(timeout=1.0)
            if message:
                waiting.discard(int(message["data"]))
        if waiting:
            raise RuntimeError("The bare worker did not answer.")


@contextmanager
def _sketch_worker(studio: Running, folder: Path) -> Iterator[None]:
    manifest = {"id": "sketch:1", "name": "Sketch", "function": "bench.sketch", "quality": "low", "runner": "sketch"}
    (studio.workspace / "Library" / "Pipeline_Templates" / "sketch.json").write_text(json.dumps(manifest))
    with (folder / "sketch_worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "bench.sketch_worker", str(studio.workspace)], stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + 30
        while "sketch" not in httpx.get(f"{studio.url}/api/health").json()["checks"]["workers"]["detail"]:
            if time.monotonic() > deadline or worker.poll() is not None:
                raise RuntimeError((folder / "sketch_worker.log").read_text()[-2000:])
            time.sleep(0.1)
        yield
    finally:
        worker.terminate()
        worker.wait(20)


def results(studio: Running, folder: Path, turns: int) -> list[Verdict]:
    with _sketch_worker(studio, folder):
        ours, bare = Ours(studio), Bare(studio, folder)
        try:
            ours.run(3), bare.run(3)
            return [
                _beside("submit → result, with a committed take", ours, bare, 1, turns),
                _beside(f"{BURST} tasks at once, to the last result", ours, bare, BURST, 3),
            ]
        finally:
            bare.process.terminate()
            bare.process.wait(10)


def _beside(what: str, ours: Ours, bare: Bare, count: int, turns: int) -> Verdict:
    taken: dict[str, list[float]] = {"ours": [], "bare Celery": []}
    for _ in range(turns):
        for name, case in (("ours", ours), ("bare Celery", bare)):
            start = time.perf_counter()
            case.run(count)
            taken[name].append(time.perf_counter() - start)
    timings = {name: Timing(name, seconds) for name, seconds in taken.items()}
    return ratio(what, timings, "ours", "bare Celery", math.inf)
