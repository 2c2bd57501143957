"""What the studio itself did in a film's folder, told from what others did there.

Every edit moves the branch and writes a line into Git's log of the branch with its sentence; Git's own lines begin with
the name of a command. So the log says which commits are the studio's, whichever process made them.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pygit2

from app.errors import AuteurError
from app.services.git import lfs
from app.services.git.repository import open_repository
from app.services.index import Stamp, stamp_of

REMEMBERED = 20_000
MOST_LINES = 200
_HASHED_UP_TO = 1 << 20


@dataclass(frozen=True)
class ForeignMove:
    """Somebody else moved the branch: the commit where it stands now, and its sentence."""

    commit: str
    message: str


class OwnCommits:
    """For one film, from now on."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._log = root / ".git" / "logs" / "HEAD"
        self._read_up_to = self._seen = _size(self._log)
        self._made: OrderedDict[str, Stamp | None] = OrderedDict()
        """How the studio left a path: as it lies there, or gone."""

    def under_way(self) -> set[str]:
        """The paths of edits that are decided and being carried out just now. Ask for this before `catch_up`."""
        paths: set[str] = set()
        edits = self._root / ".git" / "auteur" / "edits"
        try:
            names = os.listdir(edits)
        except OSError:
            return paths
        for name in names:
            try:
                paths.update(json.loads((edits / name / "journal.json").read_bytes())["changes"])
            except (OSError, ValueError, KeyError, TypeError):
                continue  # not decided yet, or done
        return paths

    def catch_up(self) -> ForeignMove | None:
        """Read on in the log. Returns the newest move that somebody else made since the last time."""
        moved = None
        for old, new, message in self._lines():
            try:
                repo = open_repository(self._root)
                commit = repo[new]
                if not isinstance(commit, pygit2.Commit):
                    continue
                subject = commit.message.split("\n", 1)[0]
                if message.split("\n", 1)[0] == subject:
                    self._remember(repo, old, commit)
                else:
                    moved = ForeignMove(new, subject)
            except (AuteurError, KeyError, ValueError, pygit2.GitError):
                continue
        return moved

    def has_news(self) -> bool:
        """Whether the log has grown since `catch_up`."""
        return _size(self._log) != self._seen

    def explains(self, path: str) -> bool:
        """Whether a path is just as the studio left it."""
        return path in self._made and self._made[path] == stamp_of(self._root / path)

    def forget(self, path: str) -> None:
        """Somebody else was at it."""
        self._made.pop(path, None)

    def committed(self, paths: Sequence[str]) -> set[str]:
        """Those that the film's newest commit holds."""
        try:
            repo = open_repository(self._root) if paths else None
            if repo is None or repo.head_is_unborn:
                return set()
            tree = repo.head.peel(pygit2.Tree)
            return {path for path in paths if path in tree}
        except (AuteurError, KeyError, ValueError, pygit2.GitError):
            return set()

    def _lines(self) -> Iterator[tuple[str, str, str]]:
        size = self._seen = _size(self._log)
        if size < self._read_up_to:  # somebody made it anew
            self._read_up_to = 0
        if size == self._read_up_to:
            return
        with self._log.open("rb") as data:
            data.seek(self._read_up_to)
            content = data.read(size - self._read_up_to)
        whole = content.rfind(b"\n") + 1
        self._read_up_to += whole
        for line in content[:whole].decode("utf-8", "replace").split("\n")[-MOST_LINES:]:
            facts, _, message = line.partition("\t")
            words = facts.split(" ")
            if len(words) > 2:
                yield words[0], words[1], message

    def _remember(self, repo: Any, old: str, commit: Any) -> None:
        before = repo[old].tree if old.strip("0") else None
        diff = (
            commit.tree.diff_to_tree(before, swap=True) if before is not None else commit.tree.diff_to_tree(swap=True)
        )
        for delta in diff.deltas:
            for file, gone in ((delta.old_file, True), (delta.new_file, False)):
                if not gone or delta.status_char() in "DR":
                    self._note(repo, file.path, None if delta.status_char() == "D" or gone else str(file.id))
        while len(self._made) > REMEMBERED:
            self._made.popitem(last=False)

    def _note(self, repo: Any, path: str, blob: str | None) -> None:
        file = self._root / path
        stamp = stamp_of(file)
        if (blob is None) == (stamp is None) and (blob is None or _holds(repo[blob], file)):
            self._made[path] = stamp
            self._made.move_to_end(path)
        else:
            self._made.pop(path, None)  # somebody else was at it already


def _holds(blob: Any, file: Path) -> bool:
    pointer = lfs.parse_pointer(blob.data) if blob.size < lfs.POINTER_LIMIT else None
    try:
        size = file.stat().st_size
        if pointer is not None:
            return size == pointer[1]
        return size == blob.size and (size > _HASHED_UP_TO or str(pygit2.hashfile(str(file))) == str(blob.id))
    except OSError:
        return False


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
