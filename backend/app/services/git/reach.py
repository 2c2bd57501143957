"""Which LFS objects a film's history needs, told by Git itself: from every branch, tag, stash, log line and index entry."""

from __future__ import annotations

import os
import re
from pathlib import Path

from app.errors import BrokenProject
from app.services.git import lfs
from app.services.git.program import answer_of
from app.services.git.repository import open_repository

_SHORTEST_POINTER = 100
_ID = re.compile(r"\b[0-9a-f]{40}\b")
_STARTS = ("*_HEAD", "rebase-*/*", "sequencer/*", "auteur/edits/*/branch")
"""Where commits are named beside the branches and their logs, while a merge, a rebase or an edit is under way."""


def reached_media(root: Path) -> set[str]:
    """Hashes of the LFS objects that are named by anything that Git would keep.

    Raises `BrokenProject` when history has a gap, since then nobody can say what is needed.
    """
    repo = open_repository(root)
    starts = sorted({oid for oid in _named_beside(root) if oid in repo})
    found: set[str] = set()
    # As arguments: with --stdin Git would take no other options.
    words = ("rev-list", "--objects", "--no-object-names", "--all", "--reflog", "--indexed-objects", "HEAD", *starts)
    form = "--batch-check=%(objecttype) %(objectsize) %(objectname)"
    with answer_of(root, *words) as ids, answer_of(root, "cat-file", "--buffer", form, given=ids) as objects:
        for line in objects:
            kind, size, oid = line.decode().split()
            if size == "missing":
                raise BrokenProject("The film's history has gaps: Git finds an object missing.")
            if kind == "blob" and _SHORTEST_POINTER < int(size) < lfs.POINTER_LIMIT:
                pointer = lfs.parse_pointer(repo[oid].read_raw())
                if pointer is not None:
                    found.add(pointer[0])
    return found


def standing(root: Path) -> dict[str, tuple[int, int]]:
    """Where everything stands that history can be reached from: another answer after every change of it."""
    git = root / ".git"
    files = [*git.glob("*_HEAD"), git / "HEAD", git / "index", git / "packed-refs"]
    files += [
        path
        for name in ("refs", "logs", "worktrees", "rebase-merge", "rebase-apply")
        for path in (git / name).rglob("*")
    ]
    stats = ((path, os.lstat(path)) for path in files if os.path.lexists(path) and not path.is_dir())
    return {str(path): (stat.st_mtime_ns, stat.st_size) for path, stat in stats}


def _named_beside(root: Path) -> list[str]:
    named: list[str] = []
    for pattern in _STARTS:
        for path in (root / ".git").glob(pattern):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 2**20:
                named += _ID.findall(path.read_text(errors="replace"))
    return named
