"""Git's own lock files: take them as Git does, wait for a living program, clear away what a dead one has left.

Age alone says nothing: a lock of an editor that is open for an hour is alive. A lock is stale when no process on this
machine has it open and no Git program works in the film's folder. It is moved aside, never deleted. The studio's own
locks bear a mark: whoever holds the film's lock and finds one knows that its holder is gone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from app.errors import Busy

log = structlog.get_logger()

GRACE_SECONDS = 2.0
"""A lock younger than this is never stale: its program may be too young to be seen."""
_OURS = b"auteur\n"
_LOCKS = ("*.lock", "refs/heads/**/*.lock")


@contextmanager
def git_locked(lock: Path, wait: float) -> Iterator[None]:
    """Hold one of Git's locks, which is there already with its mark or not at all. Call it with the film's lock held.

    Raises `Busy` when another Git program holds it for longer than `wait` seconds.
    """
    deadline = time.monotonic() + wait
    lock.parent.mkdir(parents=True, exist_ok=True)
    while True:
        try:
            handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            break
        except FileExistsError:
            if _release_own(lock) or clear_if_stale(lock):
                continue
            if time.monotonic() > deadline:
                raise Busy("Another Git program is at work in the film; let it finish and try again.") from None
            time.sleep(0.01)
    try:
        os.write(handle, _OURS)
        os.close(handle)
        yield
    finally:
        lock.unlink(missing_ok=True)


def _release_own(lock: Path) -> bool:
    try:
        if lock.is_symlink() or lock.read_bytes() != _OURS:
            return False
        lock.unlink()
    except OSError:
        return False
    return True


def clear_stale_locks(root: Path) -> list[str]:
    """Clear away every stale lock in the film at `root`. Returns their names. Call it with the film's own lock held."""
    git = root / ".git"
    found = {path for pattern in _LOCKS for path in git.glob(pattern)}
    return [str(path.relative_to(git)) for path in sorted(found) if _release_own(path) or clear_if_stale(path)]


def clear_if_stale(lock: Path) -> bool:
    """Move one lock aside when nobody can be holding it."""
    try:
        age = time.time() - lock.lstat().st_mtime
    except FileNotFoundError:
        return True
    root = next(parent.parent for parent in lock.parents if parent.name == ".git")
    if 0 <= age < GRACE_SECONDS or not Path("/proc/self/fd").is_dir() or any(_who_may_hold(lock, root)):
        return False
    aside = root / ".git" / "auteur" / "stale" / f"{lock.name}.{time.time_ns():x}"
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(lock, aside)
    except FileNotFoundError:
        return True
    log.warning(
        "a lock left by a Git program that is gone was moved aside", action="heal", lock=lock.name, film=root.name
    )
    return True


def _who_may_hold(lock: Path, root: Path) -> Iterator[int]:
    """Processes that have the lock open, and Git programs that work in the film or name it. One that hides counts too."""
    place = os.path.realpath(root)
    file = os.path.realpath(lock)
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        process = Path("/proc") / name
        try:
            command = (process / "cmdline").read_bytes()
            is_git = os.path.basename(command.split(b"\0", 1)[0]).startswith(b"git")
            at_work = is_git and (_inside(os.readlink(process / "cwd"), place) or os.fsencode(place) in command)
            if at_work or any(os.readlink(handle.path) == file for handle in os.scandir(process / "fd")):
                yield int(name)
        except PermissionError:
            if _is_git(process):
                yield int(name)
        except OSError:
            continue


def _is_git(process: Path) -> bool:
    try:
        return (process / "comm").read_text().startswith("git")
    except OSError:
        return False


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}{os.sep}")
