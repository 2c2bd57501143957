"""`auteur run`: queue, worker and server as one thing that starts together and ends together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn
from rich.console import Console
from rich.table import Table

from app.config import Settings
from app.container import Services, build_services
from app.errors import AuteurError, Conflict
from app.main import create_app
from app.services.health import HealthReport
from app.studio.queue import EmbeddedQueue, dying_with_parent

log = structlog.get_logger()

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS_TO_TRY = 20
WORKER_STOP_SECONDS = 15.0
WATCH_EVERY_SECONDS = 0.5
WORKER_WAIT_SECONDS = 8.0


class StudioRefused(Conflict):
    """The studio cannot be started like this."""

    code = "studio_refused"


class Worker:
    """The worker process; it is started again when it dies, later and later if it keeps dying."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._again_at = 0.0
        self._pause = 0.5

    def start(self) -> None:
        logs = self._settings.state_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "WORKSPACE_ROOT": str(self._settings.workspace_root)}
        with (logs / "worker.log").open("ab") as out:
            self._process = subprocess.Popen(
                dying_with_parent([sys.executable, "-m", "app.cli", "worker"], "kill"),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    def keep_alive(self) -> None:
        if self._process is None or self._process.poll() is None:
            return
        moment = time.monotonic()
        if self._again_at == 0.0:
            lived = moment - self._started_at
            self._pause = 0.5 if lived > 30 else min(self._pause * 2, 30.0)
            self._again_at = moment + self._pause
            log.warning("the worker ended and will be started again", action="worker", code=self._process.returncode)
        elif moment >= self._again_at:
            self._again_at = 0.0
            self.start()

    def stop(self, at_once: threading.Event) -> None:
        """Let running tasks finish for a while; `at_once` cuts that short."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + WORKER_STOP_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline and not at_once.is_set():
            time.sleep(0.05)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(5)


def run_studio(settings: Settings, *, port_given: bool, browser: bool) -> None:
    """Start everything, print what is on and off, and work until told to stop."""
    if settings.host not in LOOPBACK:
        raise StudioRefused(
            f"Serving {settings.host} would open the studio to the network, and there is no login yet. Use 127.0.0.1."
        )
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with _only_studio(settings) as holder, _bound(settings, port_given) as listening:
        port = listening.getsockname()[1]
        url = f"http://{settings.host}:{port}"
        holder.write_text(json.dumps({"pid": os.getpid(), "url": url}))
        queue = None if settings.broker_url else EmbeddedQueue(settings)
        worker = Worker(settings)
        stopping, at_once = threading.Event(), threading.Event()
        if queue is not None:
            queue.start()
        watcher = threading.Thread(target=_watch, args=(queue, worker, stopping), name="studio", daemon=True)
        try:
            worker.start()
            watcher.start()
            _serve(settings, build_services(settings), listening, url, browser, at_once)
        finally:
            stopping.set()
            if watcher.is_alive():
                watcher.join(5)
            _say("Stopping: the worker finishes what it can …")
            worker.stop(at_once)
            if queue is not None:
                queue.stop()
            _say("Stopped.")


def _serve(
    settings: Settings, services: Services, listening: socket.socket, url: str, browser: bool, at_once: threading.Event
) -> None:
    config = uvicorn.Config(
        create_app(settings, services),
        log_level="warning",
        access_log=False,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        ws_ping_interval=10.0,
        ws_ping_timeout=15.0,
        timeout_graceful_shutdown=3,
        server_header=False,
        lifespan="on",
    )
    server = _Server(config, at_once)
    threading.Thread(target=_announce, args=(server, services, url, browser), name="announce", daemon=True).start()
    asyncio.run(server.serve(sockets=[listening]))
    if not server.started:
        raise StudioRefused("The server could not start; what it said stands above.")


class _Server(uvicorn.Server):
    """One signal ends the server, a second one everything at once; and no signal is raised again afterwards, because
    the worker and the queue are still to be stopped in order."""

    def __init__(self, config: uvicorn.Config, at_once: threading.Event) -> None:
        super().__init__(config)
        self._at_once = at_once

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        def stop(number: int, frame: object) -> None:
            if self.should_exit:
                self._at_once.set()
                self.force_exit = True
            self.should_exit = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        yield


def _watch(queue: EmbeddedQueue | None, worker: Worker, stopping: threading.Event) -> None:
    """Start again what dies while the studio runs."""
    pause = WATCH_EVERY_SECONDS
    while not stopping.wait(pause):
        pause = WATCH_EVERY_SECONDS
        if queue is not None and not queue.running:
            log.warning("the queue ended and is started again", action="queue")
            try:
                queue.start()
            except AuteurError as error:
                log.error("the queue does not start", action="queue", reason=error.detail)
                pause = 5.0
        worker.keep_alive()


def _announce(server: uvicorn.Server, services: Services, url: str, browser: bool) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.02)
    deadline = time.monotonic() + WORKER_WAIT_SECONDS
    while not services.workers.online() and time.monotonic() < deadline and not server.should_exit:
        time.sleep(0.1)
    print_table(services.health.report(), url, services.settings)
    if browser and sys.stdout.isatty() and (os.environ.get("DISPLAY") or sys.platform == "darwin"):
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


NAMES = {
    "queue": "Queue",
    "workers": "Worker",
    "git": "Git",
    "gitLfs": "Git LFS",
    "docker": "Docker",
    "gpu": "GPU",
    "ffmpeg": "ffmpeg",
    "disk": "Disk",
}
SIGNS = {"ok": "on", "off": "off", "error": "trouble"}
COLOURS = {"ok": "green", "off": "dim", "error": "red"}


def print_table(report: HealthReport, url: str | None, settings: Settings) -> None:
    """What is on and off and why: coloured on a terminal, plain lines elsewhere."""
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    if url:
        console.print(
            f"\nAuteur {report.version} is at [bold]{url}[/bold]"
            if console.is_terminal
            else f"Auteur {report.version} is at {url}"
        )
        console.print(f"Workspace: {settings.workspace_root}\n")
    if console.is_terminal:
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        for key, check in report.checks.items():
            table.add_row(NAMES[key], f"[{COLOURS[check.status]}]{SIGNS[check.status]}[/]", check.detail)
        console.print(table)
    else:
        for key, check in report.checks.items():
            console.print(f"{NAMES[key]}: {SIGNS[check.status]}. {check.detail}", markup=False)
    if url:
        if settings.built_web_dir is None:
            console.print("The web app has not been built; run `make setup`.")
        console.print("\nCtrl-C stops everything.")
    sys.stdout.flush()


def _say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def _only_studio(settings: Settings) -> Iterator[Path]:
    """One studio per workspace; gives the file that says who it is. Raises `StudioRefused` naming the other one."""
    lock = settings.state_dir / "studio.lock"
    holder = settings.state_dir / "studio.json"
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                other = json.loads(holder.read_text())
                told = f"process {other['pid']} at {other['url']}"
            except (OSError, ValueError, KeyError):
                told = "another process"
            raise StudioRefused(f"This workspace is open already, in {told}.") from None
        try:
            yield holder
        finally:
            holder.unlink(missing_ok=True)


@contextmanager
def _bound(settings: Settings, port_given: bool) -> Iterator[socket.socket]:
    """The listening socket. A busy default port gives the next free one; a busy port that was asked for is an error."""
    tries = 1 if port_given else PORTS_TO_TRY
    for port in range(settings.port, settings.port + tries):
        listening = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, port))
            listening.listen(2048)
        except OSError:
            listening.close()
            continue
        if port != settings.port:
            _say(f"Port {settings.port} is in use{_held_by(settings.port)}; using {port}.")
        try:
            yield listening
        finally:
            listening.close()
        return
    raise StudioRefused(f"Port {settings.port} is in use{_held_by(settings.port)}. Choose another with PORT=.")


def _held_by(port: int) -> str:
    """` by process 123 (name)`, where the system tells."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(handle) in inodes:
                        return f" by process {process.name} ({(process / 'comm').read_text().strip()})"
    return ""
