"""A process and everything it has started, however deep, also what has left its group or session."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True)
class Member:
    pid: int
    parent: int


def family(pid: int) -> list[Member]:
    """The process first, then its descendants. Empty when it is gone."""
    children: dict[int, list[Member]] = {}
    head: Member | None = None
    for name in os.listdir("/proc"):
        if name.isdigit() and (member := _look(int(name))) is not None:
            children.setdefault(member.parent, []).append(member)
            if member.pid == pid:
                head = member
    found = [head] if head is not None else []
    for member in found:
        found.extend(children.get(member.pid, ()))
    return found


def memory_mb(members: list[Member]) -> float:
    """What the first holds in memory, and what the others hold for themselves: shared pages count once."""
    used = 0.0
    for place, member in enumerate(members):
        try:
            resident, shared = map(int, Path(f"/proc/{member.pid}/statm").read_text().split()[1:3])
        except (OSError, ValueError):
            continue
        used += (resident if place == 0 else resident - shared) * PAGE_MB
    return used


def kill_family(pid: int, *, itself: bool = True) -> None:
    """End the descendants, and then the process with its group."""
    for _ in range(3):  # what starts another process while it is being ended is met in the next round
        others = [member.pid for member in family(pid) if member.pid != pid]
        for other in others:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(other, signal.SIGKILL)
        if not others:
            break
    if itself:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _look(pid: int) -> Member | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    if len(fields) < 2 or fields[0] == "Z":
        return None
    return Member(pid, int(fields[1]))
