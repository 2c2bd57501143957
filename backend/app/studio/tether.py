"""Start a program that cannot outlive its parent: `python tether.py PARENT_PID PROGRAM ARGUMENTS…`.

It runs in the child, after the fork, as a program of its own: nothing is executed between fork and exec in the studio's
threaded process. Linux keeps the death signal across exec. Elsewhere the next start ends what was left behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The parent ended before the child began.")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
