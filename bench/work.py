"""The way of a task: submit → first event → result, and the start of a warm runner, beside the bare parts."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import redis
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from bench.measure import Timing, Verdict, interleave, ratio
from bench.studio import Running

BARE = """
import sys, json, redis
from celery import Celery
app = Celery(broker=sys.argv[1]); app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1, task_default_queue="bare")
bus = redis.from_url(sys.argv[2])
@app.task(name="bare.echo")
def echo(n): bus.publish("bare", json.dumps({"n": n}))
app.worker_main(["worker", "-P", "threads", "-c", "1", "--without-gossip", "--without-mingle", "--without-heartbeat", "-Q", "bare", "-l", "ERROR"])
"""


def bare_celery(studio: Running, folder: Path):  # type: ignore[no-untyped-def]
    """A round trip with nothing around it: send a Celery task, its pub/sub message comes back."""
    from celery import Celery

    broker = studio.redis_url.replace("unix://", "redis+socket://").replace("?db=0", "?virtual_host=0")
    script = folder / "bare_worker.py"
    script.write_text(BARE)
    worker = subprocess.Popen(
        [sys.executable, str(script), broker, studio.redis_url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    app = Celery(broker=broker)
    subscriber = redis.from_url(studio.redis_url, socket_timeout=None).pubsub(ignore_subscribe_messages=True)
    subscriber.subscribe("bare")
    counter = iter(range(10**9))

    def round_trip() -> None:
        n = next(counter)
        app.send_task("bare.echo", [n], queue="bare", ignore_result=True)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            message = subscriber.get_message(timeout=1.0)
            if message and json.loads(message["data"])["n"] == n:
                return
        raise RuntimeError("The bare worker did not answer.")

    round_trip()
    return worker, round_trip


class Socket:
    """What comes over a WebSocket, each text with the time at which it came. Reads without a thread of its own."""

    def __init__(self, url: str, path: str) -> None:
        self._wire = ClientProtocol(parse_uri(f"{url.replace('http', 'ws')}{path}"))
        host, port = url.removeprefix("http://").split(":")
        self._line = socket.create_connection((host, int(port)))
        self._wire.send_request(self._wire.connect())
        self._send()

    def __iter__(self) -> Iterator[tuple[float, bytes]]:
        while data := self._received():
            at = time.perf_counter()
            self._wire.receive_data(data)
            self._send()
            for event in self._wire.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    yield at, bytes(event.data)

    def _received(self) -> bytes:
        """Nothing once the studio has gone."""
        try:
            return self._line.recv(1 << 20)
        except ConnectionResetError:
            return b""

    def _send(self) -> None:
        for data in self._wire.data_to_send():
            self._line.sendall(data)


class Submitter:
    """A client with a socket open, as a browser is; as light as the bare round trip's, so that it does not count."""

    def __init__(self, studio: Running) -> None:
        self._http = httpx.Client(base_url=studio.url)
        self._plain = HTTPConnection(studio.url.removeprefix("http://"))
        film = self._http.post("/api/projects", json={"name": "Bench", "quality": "low"}).json()
        chapter = film["manifest"]["narrative"]["chapters"][0]["id"]
        self._base = f"/api/projects/{film['id']}"
        scene = self._http.post(f"{self._base}/chapters/{chapter}/scenes", json={"name": "One"}).json()
        self._shot = self._http.post(
            f"{self._base}/scenes/{scene['id']}/shots", json={"description": "A man stands in a field."}
        ).json()["id"]
        self._socket = Socket(studio.url, f"/ws/{film['id']}")
        self._heard: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Note when each message arrives, as a browser does while its request is still under way."""
        for at, text in self._socket:
            self._heard.put((at, json.loads(text)))

    def until_first_event(self) -> float:
        """Seconds from the request until its first event; then waits for the task's end, untimed."""
        self._plain.connect()
        start = time.perf_counter()
        self._plain.request(
            "POST", f"{self._base}/shots/{self._shot}/takes", b"{}", {"Content-Type": "application/json"}
        )
        task = json.load(self._plain.getresponse())["items"][0]["taskId"]
        self._plain.close()
        first: float | None = None
        while True:
            at, event = self._heard.get(timeout=120)
            if event.get("taskId") != task:
                continue
            if first is None:
                first = at - start
            if event["type"] == "task_failed":
                raise RuntimeError(event["error"])
            if event["type"] == "task_success":
                return first


def first_event(studio: Running, folder: Path, turns: int) -> Verdict:
    worker, round_trip = bare_celery(studio, folder)
    try:
        submitter = Submitter(studio)
        submitter.until_first_event()
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(turns):
            ours.append(submitter.until_first_event())
            start = time.perf_counter()
            round_trip()
            bare.append(time.perf_counter() - start)
        timings = {"submit": Timing("submit", ours), "bare Celery + pub/sub": Timing("bare", bare)}
        return ratio("submit → first event at a socket", timings, "submit", "bare Celery + pub/sub", 1.5)
    finally:
        worker.terminate()
        worker.wait(10)


def warm_runner(folder: Path, turns: int) -> Verdict:
    """The first line of an answer from a resident runner, beside a fork of a warm process."""
    echo = folder / "echo_runner.py"
    echo.write_text(
        "from function_runners.kit import serve\n"
        "serve({'bench.echo': lambda job: {'outputs': [], 'metadata': {}}}, name='echo', version='1')\n"
    )
    runner = subprocess.Popen([sys.executable, str(echo)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert runner.stdin and runner.stdout
    runner.stdout.readline()
    request = (
        json.dumps(
            {"id": "1", "function": "bench.echo", "parameters": {}, "inputs": {}, "outputDir": str(folder), "seed": 1}
        )
        + "\n"
    )

    def resident() -> None:
        assert runner.stdin and runner.stdout
        runner.stdin.write(request)
        runner.stdin.flush()
        while json.loads(runner.stdout.readline())["type"] != "result":
            pass

    def fork() -> None:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)

    import app.container  # noqa: F401  the fork is of a process with the studio's imports done

    try:
        timings = interleave({"warm runner": resident, "fork": fork}, turns)
        return ratio("start of a task on a warm runner", timings, "warm runner", "fork", 1.0)
    finally:
        runner.kill()


def routes(studio: Running, films: int, rounds: int) -> list[Verdict]:
    """p95 of the routes a person waits for, with many films in the workspace."""
    http = httpx.Client(base_url=studio.url, timeout=30)
    for n in range(films):
        http.post("/api/projects", json={"name": f"Route film {n}"}).raise_for_status()
    film = http.get("/api/projects", params={"sort": "name", "limit": 1}).json()["items"][0]["id"]
    chapter = http.get(f"/api/projects/{film}").json()["manifest"]["narrative"]["chapters"][0]["id"]
    scene = http.post(f"/api/projects/{film}/chapters/{chapter}/scenes", json={"name": "One"}).json()["id"]
    shots = [http.post(f"/api/projects/{film}/scenes/{scene}/shots", json={}).json()["id"] for _ in range(20)]
    paths = {
        "GET projects": lambda: http.get("/api/projects"),
        "GET project": lambda: http.get(f"/api/projects/{film}"),
        "GET tree": lambda: http.get(f"/api/projects/{film}/tree"),
        "GET takes": lambda: http.get(f"/api/projects/{film}/shots/{shots[0]}/takes"),
        "PATCH shot": lambda: http.patch(
            f"/api/projects/{film}/shots/{shots[1]}", json={"description": os.urandom(8).hex()}
        ),
        "POST shot": lambda: http.post(f"/api/projects/{film}/scenes/{scene}/shots", json={}),
        "GET tasks": lambda: http.get("/api/tasks"),
        "GET health": lambda: http.get("/api/health"),
        "GET quality mappings": lambda: http.get("/api/quality/mappings"),
    }
    timings = interleave({name: (lambda call=call: call().raise_for_status()) for name, call in paths.items()}, rounds)  # type: ignore[misc]
    return [
        Verdict(f"p95 of {name} at {films} films", t.p95 * 1000, 50.0, "ms", f"median {t.median * 1000:.2f} ms")
        for name, t in timings.items()
    ]
