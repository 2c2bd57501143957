"""A storm over the queue: everything that can die is killed and frozen at random while work goes on.

    python -m tests.reliability.storm_queue [--seconds 120] [--kills 30] [--freezes 3] [--seed 1]

First it measures recovery: how long after a worker was killed (or frozen) its task runs again on the other one, with the
product's own lease. Then comes the storm: workers, server and Valkey are killed and frozen, Valkey sometimes loses its
data, tasks are asked for, cancelled, paused, moved. At the end it checks every promise and prints figures. Ends with 1
when a promise was broken.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import signal
import subprocess
import tempfile
import time
import urllib.error
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.task import Task
from tests.reliability.queue.server import Server
from tests.reliability.queue.start_doomed_worker import POINTS
from worker.studio import Studio, Valkey, wait_until

NAMES = ("north", "south")
LEASE_SECONDS = 10.0
PATIENCE = 180.0


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Storm:
    studio: Studio
    server: Server
    chance: random.Random
    tasks: list[Task] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)

    # Recovery, one failure at a time

    def recovery(self, how: signal.Signals, rounds: int) -> list[float]:
        """Seconds from the failure of a worker until its task runs on another one."""
        measured = []
        for _ in range(rounds):
            task = self.studio.accept("wait_for_file", max_attempts=99)[0]
            self.studio.running(task)
            name = self.studio.task(task).worker or ""
            worker = self.studio.worker(name)
            os.kill(worker.pid, how)
            began = time.monotonic()
            wait_until(lambda task=task: self.studio.task(task).attempt == 2, 60)
            measured.append(time.monotonic() - began)
            self.studio.running(task, 2)
            self.server.post(f"/api/tasks/{task.task_id}/cancel")
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(10)
            self.studio.start_worker(name)
        return measured

    def points(self) -> dict[str, float]:
        """Seconds from a worker's death at each point of its work until the task is finished by another one."""
        for name in NAMES[1:]:
            self.studio.worker(name).kill()
        measured = {}
        for n, point in enumerate(POINTS):
            name = f"doomed-{n}"
            doomed = self.studio.spawn_worker(
                name, "tests.reliability.queue.start_doomed_worker", point, worker_slots=8
            )
            wait_until(lambda name=name: name in self.studio.online())
            task = self.studio.accept("picture", max_attempts=99)[0]
            assert doomed.wait(60) == -signal.SIGKILL
            began = time.monotonic()
            assert self.studio.ended(task, 60).status == "completed"
            measured[point] = time.monotonic() - began
        for name in NAMES[1:]:
            self.studio.start_worker(name)
        return measured

    # The storm

    def rage(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            act = self.chance.choices(
                [
                    self.ask, self.cancel, self.rearrange, self.kill_worker, self.freeze_worker, self.kill_server,
                    self.kill_queue, self.empty_queue, self.freeze_queue,
                ],
                [12, 3, 3, 2, 1, 1, 1, 1, 1],
            )[0]  # fmt: skip
            self.done[act.__name__] += 1
            act()
            self.keep_workers()
            time.sleep(self.chance.uniform(0, 0.6))

    def ask(self) -> None:
        act = self.chance.choice(["picture", "picture", "steps"])
        self.tasks += self.studio.accept(act, self.chance.randint(1, 4), max_attempts=99)

    def cancel(self) -> None:
        alive = [task for task in self.tasks if not self.studio.task(task).ended]
        if alive:
            task = self.chance.choice(alive)
            with contextlib.suppress(urllib.error.HTTPError):
                self.server.post(f"/api/tasks/{task.task_id}/cancel")
                self.cancelled.add(task.task_id)

    def rearrange(self) -> None:
        waiting = [task for task in self.tasks if self.studio.task(task).status == "pending"]
        if waiting:
            path = f"/api/tasks/{self.chance.choice(waiting).task_id}"
            with contextlib.suppress(urllib.error.HTTPError):  # it may have been started meanwhile
                self.server.post(f"{path}/move", position=self.chance.randint(1, 5))
                self.server.post(f"{path}/pause")
                self.server.post(f"{path}/resume")

    def kill_worker(self) -> None:
        name = self.chance.choice(NAMES)
        worker = self.studio.worker(name)
        worker.kill()
        worker.wait(10)
        self.studio.spawn_worker(name, "tests.worker.start_worker")

    def keep_workers(self) -> bool:
        """What `auteur run` does: start a worker again that has ended, as Celery does when it loses its line badly."""
        for name in NAMES:
            if self.studio.worker(name).poll() is not None:
                self.done["a worker that ended by itself"] += 1
                self.studio.spawn_worker(name, "tests.worker.start_worker")
        return True

    def freeze_worker(self) -> None:
        worker = self.studio.worker(self.chance.choice(NAMES))
        with frozen(worker.pid):
            time.sleep(self.chance.uniform(1, LEASE_SECONDS + 3))

    def kill_server(self) -> None:
        self.server.kill()
        self.server.start()

    def kill_queue(self) -> None:
        self.studio.valkey.kill()
        self.studio.valkey.start()

    def empty_queue(self) -> None:
        self.studio.valkey.kill()
        for path in self.studio.valkey.socket.parent.glob("appendonlydir/*"):
            path.unlink()
        self.studio.valkey.start()

    def freeze_queue(self) -> None:
        self.studio.valkey.kill(signal.SIGSTOP)
        try:
            time.sleep(self.chance.uniform(0.5, 4))
        finally:
            self.studio.valkey.kill(signal.SIGCONT)

    # What must be true afterwards

    def broken_promises(self) -> list[str]:
        broken = []
        wait_until(lambda: self.keep_workers() and all(self.studio.task(task).ended for task in self.tasks), PATIENCE)
        ended = {task.task_id: self.studio.task(task) for task in self.tasks}
        takes = self.studio.services.takes.list(self.studio.film.id, self.studio.shot.id, deleted=True)
        of_task = Counter(take.task_id for take in takes)
        root = self.studio.services.workspace.root(self.studio.film.id)
        for task_id, task in ended.items():
            wanted = 1 if task.status == "completed" else 0
            if of_task[task_id] != wanted:
                broken.append(f"{task_id} is {task.status} and has {of_task[task_id]} takes")
            if task.status == "error":
                broken.append(f"{task_id} failed: {task.reason}")
            if task_id in self.cancelled and task.status != "cancelled":
                broken.append(f"{task_id} was cancelled and is {task.status}")
        for take in takes:
            if hashlib.sha256((root / take.output.path).read_bytes()).hexdigest() != take.output.sha256:
                broken.append(f"take {take.take_number} is not what its sidecar says")
        for check in (["fsck", "--strict"], ["lfs", "fsck"], ["diff", "--exit-code", "HEAD"]):
            if subprocess.run(["git", *check], cwd=root, capture_output=True, check=False).returncode:
                broken.append(f"git {' '.join(check)} complains")
        self.studio.services.ledger.tidy()
        left = [
            path.name for name in ("leases", "staging") for path in (self.studio.settings.state_dir / name).glob("*")
        ]
        return broken + [f"left over: {name}" for name in left]


@contextlib.contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120, help="how long the storm lasts")
    parser.add_argument("--kills", type=int, default=30, help="measured kills of a worker")
    parser.add_argument("--freezes", type=int, default=3, help="measured freezes of a worker")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storm") as folder:
        valkey = Valkey(Path(folder))
        valkey.start()
        studio = Studio(Path(folder) / "space" / "Workspace", valkey, lease_seconds=LEASE_SECONDS)
        server = Server(studio)
        try:
            server.start()
            for name in NAMES:
                studio.start_worker(name)
            storm = Storm(studio, server, random.Random(wanted.seed))
            for what, how, rounds in (
                ("killed", signal.SIGKILL, wanted.kills), ("frozen", signal.SIGSTOP, wanted.freezes),
            ):  # fmt: skip
                if seconds := storm.recovery(how, rounds):
                    print(
                        f"worker {what}, {len(seconds)} times: its task runs again after "
                        f"p50 {quantile(seconds, 0.5):.2f} s, p99 {quantile(seconds, 0.99):.2f} s, "
                        f"most {max(seconds):.2f} s",
                        flush=True,
                    )
            for point, took in storm.points().items():
                print(f"worker died {point}: the task is finished {took:.2f} s later", flush=True)
            storm.rage(wanted.seconds)
            began = time.monotonic()
            broken = storm.broken_promises()
            states = Counter(studio.task(task).status for task in storm.tasks)
            print(f"storm of {wanted.seconds:.0f} s: {dict(storm.done)}")
            print(f"{len(storm.tasks)} tasks: {dict(states)}; calm after {time.monotonic() - began:.1f} s")
            print("every promise was kept" if not broken else "\n".join(["BROKEN:", *broken]))
            print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            return 1 if broken else 0
        finally:
            server.kill()
            studio.close()
            valkey.stop()


if __name__ == "__main__":
    raise SystemExit(main())
