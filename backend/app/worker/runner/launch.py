"""The first thing a runner's process does: tie its life to the worker's, confine itself, then become the runner.

    python -m app.worker.runner.launch <lifeline> <plan> <module>

`lifeline` is the read end of a pipe whose write end only the worker holds. When the worker is gone, however it went,
the pipe ends and the runner is killed with everything it has started. (The kernel's parent-death signal would kill the
runner alone, and would do so already when the worker's *thread* that started it ends.) `plan` is a `Plan` as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import runpy
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from app.worker.runner.confine import adopt_orphans, keep_to, leave_network
from app.worker.runner.family import kill_family
from app.worker.runner.limits import Limits

MANY_PROCESSES = 4096
"""Of one user altogether; the runner's own are counted from outside."""


@dataclass(frozen=True)
class Plan:
    """How a runner is confined. Paths are absolute."""

    limits: Limits
    workspace: str
    readable: list[str]
    writable: list[str]

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        plan = json.loads(text)
        return cls(**{**plan, "limits": Limits(**plan["limits"])})


def _die_with_the_worker(lifeline: int) -> None:
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    kill_family(os.getpid())


def _limit(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def confine(plan: Plan) -> list[str]:
    """Give up what the runner does not need. Returns what could not be given up, as sentences."""
    limits = plan.limits
    # Memory in use is watched from outside; this stops one huge allocation, and leaves room for what is only mapped.
    _limit(resource.RLIMIT_DATA, 2 * limits.memory_mb * 2**20)
    _limit(resource.RLIMIT_FSIZE, limits.output_mb * 2**20)
    _limit(resource.RLIMIT_NPROC, MANY_PROCESSES)
    _limit(resource.RLIMIT_CORE, 0)
    adopt_orphans()
    open_doors = []
    cut_off = not limits.network and leave_network()
    paths = [Path(path) for path in plan.readable], [Path(path) for path in plan.writable]
    kept = keep_to(Path(plan.workspace), *paths, network=limits.network or cut_off)
    if not kept:
        open_doors.append("This system cannot keep a runner to its own files; it could write elsewhere.")
    if not (limits.network or cut_off):
        open_doors.append("This system cannot take the network from a runner; it could reach out.")
    return open_doors


def main() -> None:
    lifeline, plan, module = int(sys.argv[1]), Plan.from_json(sys.argv[2]), sys.argv[3]
    os.set_inheritable(lifeline, False)
    for sentence in confine(plan):
        print(sentence, file=sys.stderr, flush=True)
    threading.Thread(target=_die_with_the_worker, args=[lifeline], daemon=True).start()
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
