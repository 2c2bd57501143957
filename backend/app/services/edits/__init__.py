"""`ProjectEdit`: the one way a film changes.

Lock the film, stage the new files, and on leaving the block make one commit and move everything into place, then tell
about it. Raising inside the block leaves no trace. A crash between any two steps leaves the whole edit or none:

1. stage: new contents are written under `.git/auteur/edits/<id>/`; LFS objects, blobs, trees, the commit object and the
   new index are written too, and all of it is flushed. Nothing points to any of it.
2. decide: `journal.json` is written and flushed. Before it, a crash means none of the edit; after it, all.
3. apply: staged files are renamed into place (`project.json` last), removed ones go, the index follows, the branch moves.
4. forget: the journal goes. Whoever locks the film next finishes step 3 if it was interrupted.

From 2 to 4 the film's `.git/index.lock` is held, so a `git` that somebody runs by hand waits its turn as we wait for it.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from pathlib import Path

from pygit2 import GitError

from app.domain.events import Event, HistoryChanged, Reset
from app.errors import DiskFull, UnreadableHistory
from app.services.edits import journal
from app.services.edits.journal import decide, prepare
from app.services.edits.lock import film_locked
from app.services.edits.recovery import recover_locked
from app.services.edits.staging import PointerText, ProjectEdit, StoredFile
from app.services.git import repository as git
from app.services.git.locks import git_locked
from app.services.git.safety import check_config
from app.services.project_fs import ProjectFS

__all__ = ["PointerText", "ProjectEdit", "StoredFile", "cut_off", "film_locked", "open_edit", "recover"]

_STUDIO = git.Author("Auteur", "studio@auteur.local")


@contextmanager
def open_edit(
    root: Path,
    project_id: str,
    message: str,
    *,
    author: git.Author,
    publish: Callable[[str, Sequence[Event]], None],
    wait: float = 10.0,
) -> Iterator[ProjectEdit]:
    """Change the film at `root`: the block is the change.

    Raises `Busy` when somebody else holds the film for longer than `wait` seconds, `DiskFull` when there is no room (then
    nothing has changed), `BrokenProject` when the folder is no repository, `UnsafeRepository` when it cannot be trusted.
    """
    check_config(root)
    repo = git.open_repository(root)
    staging = root / ".git" / "auteur" / "edits" / f"{time.time_ns():x}-{secrets.token_hex(4)}"
    edit = ProjectEdit(ProjectFS(root), message, author, staging)
    with film_locked(root, wait), _full_disk_told(edit):
        if recover_locked(root, repo, author, wait):
            publish(project_id, [cut_off()])
        try:
            yield edit
            staging.mkdir(parents=True, exist_ok=True)
            prepared = prepare(edit, repo, staging)
            if prepared.changes or edit.is_mark:
                with git_locked(root / ".git" / "index.lock", wait):
                    decide(edit, repo, prepared, wait)
        finally:
            if not edit.decided:
                wait_for(edit.flushing)
                shutil.rmtree(staging, ignore_errors=True)
        # Still under the lock, so that the events of two edits come in the order of the edits.
        events: list[Event] = list(edit.events)
        if edit.commit:
            events.append(HistoryChanged(commit=edit.commit, message=edit.message))
        publish(project_id, events)
        # Only now: as long as this is here, whoever comes after a crash knows that something may not have been told.
        journal.reached("sweep")
        shutil.rmtree(staging, ignore_errors=True)


def recover(
    root: Path, tell: Callable[[], None] | None = None, author: git.Author = _STUDIO, wait: float = 10.0
) -> bool:
    """Finish or discard what a crash left in the film at `root`. True when there was something; `tell` is called then."""
    check_config(root)
    edits = root / ".git" / "auteur" / "edits"
    if not edits.is_dir() or not any(edits.iterdir()):
        return False
    repo = git.open_repository(root)
    with film_locked(root, wait):
        found = recover_locked(root, repo, author, wait)
        if found and tell is not None:
            tell()
        return found


def cut_off() -> Event:
    """What a film's windows are told when a crash came between a change and its events."""
    return Reset(epoch="", reason="A change was cut off by a crash and has been made good.")


@contextmanager
def _full_disk_told(edit: ProjectEdit) -> Iterator[None]:
    try:
        yield
    except (OSError, GitError) as error:
        if not git.says_full(error):
            if isinstance(error, GitError) and not edit.decided:
                raise UnreadableHistory(
                    "Git cannot read what the film's next version needs: part of its repository is damaged or gone. "
                    "Nothing was changed."
                ) from error
            raise
        if edit.decided:
            raise DiskFull(
                "The disk is full. The change is on record and will be finished once there is room."
            ) from error
        raise DiskFull() from error
