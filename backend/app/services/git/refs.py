"""Where a film stands: its branch, moved the way Git itself does it, under the branch's `.lock`.

The new content is written and flushed before the rename, so no power cut leaves a branch that points to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pygit2

from app.services.git.locks import git_locked

_NO_COMMIT = "0" * 40


@dataclass(frozen=True)
class Position:
    """The branch (or `HEAD` itself when detached) and its commit, None before the first."""

    ref: str
    commit: str | None


def position(repo: pygit2.Repository) -> Position:
    if repo.head_is_detached:
        return Position("HEAD", str(repo.head.target))
    if repo.head_is_unborn:
        return Position(str(repo.references["HEAD"].target), None)
    return Position(repo.head.name, str(repo.head.target))


def reaches(repo: pygit2.Repository, ref: str, commit: str) -> bool:
    """Whether a branch's history holds `commit`."""
    found = repo.references.get(ref)
    if found is None:
        return False
    tip = found.resolve().target
    return str(tip) == commit or bool(repo.descendant_of(tip, pygit2.Oid(hex=commit)))


@dataclass
class HeldBranch:
    """A branch that nobody else can move while it is held."""

    root: Path
    before: Position

    def move(self, prepared: Path, message: str, who: pygit2.Signature) -> list[Path]:
        """Let the branch point to the commit whose id is in the flushed file `prepared`.

        Returns what must be flushed for it to last.
        """
        commit = prepared.read_text().strip()
        if commit == self.before.commit:
            return []
        target = self.root / ".git" / self.before.ref
        os.replace(prepared, target)
        told = [self.root / ".git" / "logs" / name for name in dict.fromkeys(("HEAD", self.before.ref))]
        at = datetime.fromtimestamp(who.time).astimezone()
        line = f"{self.before.commit or _NO_COMMIT} {commit} {who.name} <{who.email}> {who.time} {at:%z}\t{message}\n"
        for log in told:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a") as out:
                out.write(line)
        return [target.parent, *told]


@contextmanager
def branch_held(root: Path, repo: pygit2.Repository, wait: float) -> Iterator[HeldBranch]:
    """Keep the film where it stands. Call it with the index held, so that nobody switches branches meanwhile.

    Raises `Busy` when another Git program holds the branch for longer than `wait` seconds.
    """
    with git_locked(root / ".git" / f"{position(repo).ref}.lock", wait):
        yield HeldBranch(root, position(repo))
