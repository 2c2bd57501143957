"""The first thing a runner's process does: tie its life to the worker's, limit itself, then become the runner.

    python -m app.worker.runner.launch <lifeline> <memory in MB> <module>

`lifeline` is the read end of a pipe whose write end only the worker holds. When the worker is gone, however it went,
the pipe ends and the whole process group is killed, with what the runner itself has started. (The kernel's parent-death
signal would kill the runner alone, and would do so already when the worker's *thread* that started it ends.)
"""

from __future__ import annotations

import contextlib
import os
import resource
import runpy
import signal
import sys
import threading


def _die_with_the_worker(lifeline: int) -> None:
    with contextlib.suppress(OSError):
        os.read(lifeline, 1)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    lifeline, memory_mb, module = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.set_inheritable(lifeline, False)
    # Memory in use is watched from outside; this stops one huge allocation, and leaves room for what is only mapped.
    limit = 2 * memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_the_worker, args=[lifeline], daemon=True).start()
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
