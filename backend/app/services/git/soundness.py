"""Whether a film's repository can be worked with at all, and what puts it right where it cannot."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pygit2

from app.errors import UnreadableHistory, UnreadableIndex
from app.services.durable import flush
from app.services.git.index import note_files, prepare_index
from app.services.git.locks import git_locked
from app.services.git.repository import open_repository, tracked


def check_repository(root: Path) -> None:
    """Quick enough for every look at a film; what lies deeper is found by whoever reads it.

    Raises `UnreadableHistory` or `UnreadableIndex` with a sentence.
    """
    folder = root / ".git"
    if folder.is_symlink() or not folder.is_dir():
        raise UnreadableHistory("Its folder has no Git repository, so its history is not there.")
    try:
        repo = pygit2.Repository(str(root))
        if not repo.head_is_unborn:
            repo.head.peel(pygit2.Tree)
    except (pygit2.GitError, KeyError, ValueError):
        raise UnreadableHistory(
            "Its newest version cannot be read: part of its Git repository is damaged or gone."
        ) from None
    try:
        with (folder / "index").open("rb") as data:
            if data.read(4) != b"DIRC":
                raise UnreadableIndex("Git’s list of its files (.git/index) is damaged.")
    except FileNotFoundError:
        return  # Git makes a new one


def make_index_anew(root: Path, wait: float = 10.0) -> None:
    """Let the list of files say what the newest version holds; the damaged one is kept. Call it with the film held.

    It knows nothing of how the files lie on the disk, so Git and the studio compare them once more.
    """
    repo = open_repository(root)
    folder = root / ".git"
    held = {} if repo.head_is_unborn else tracked(repo, *(item.name or "" for item in repo.head.peel(pygit2.Tree)))
    with git_locked(folder / "index.lock", wait):
        aside = folder / "auteur" / "stale" / f"index.{time.time_ns():x}"
        aside.parent.mkdir(parents=True, exist_ok=True)
        if (folder / "index").exists():
            os.replace(folder / "index", aside)
        prepare_index(root, held, folder / "index.auteur")
        note_files(root, {}, folder / "index.auteur")
        flush([folder / "index.auteur"])
        os.replace(folder / "index.auteur", folder / "index")
        flush([folder])
