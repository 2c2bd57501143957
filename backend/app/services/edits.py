"""`ProjectEdit`: the one way a film changes.

Lock the film, stage the new files, and on leaving the block make one commit and move everything into place, then tell
about it. Raising inside the block leaves no trace. A crash between any two steps leaves the whole edit or none:

1. stage: new contents are written and flushed under `.git/auteur/edits/<id>/`; LFS objects, blobs, trees and the commit
   object are written too. Nothing points to any of it.
2. decide: `journal.json` is written and flushed. Before it, a crash means none of the edit; after it, all.
3. apply: staged files are renamed into place (`project.json` last), removed ones go, the branch moves, the index follows.
4. forget: the journal goes. Whoever locks the film next finishes step 3 if it was interrupted.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from pygit2 import GitError, Repository

from app.domain.events import Event, HistoryChanged
from app.domain.paths import ProjectPath, name_key
from app.domain.records import Record, canonical_json
from app.errors import Busy, DiskFull, FileMissing, Invalid, NameTaken
from app.services import git, lfs
from app.services.durable import flush, replace_file
from app.services.files import Entry, ProjectFS, copy_regular

log = structlog.get_logger()

FILE_MODE = 0o100644
MANIFEST = "project.json"
JOURNAL = "journal.json"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class PointerText(Invalid):
    """That file is the text of a Git LFS pointer, not the media itself."""

    code = "lfs_pointer"


@dataclass(frozen=True)
class StoredFile:
    """What was adopted: the hash and the size of its content."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class _Staged:
    file: Path
    sha256: str
    size: int


@dataclass
class ProjectEdit:
    """One change of one film, while its lock is held. Reads see what has been staged."""

    fs: ProjectFS
    message: str
    _staging: Path
    trailers: dict[str, str] = field(default_factory=dict)
    commit: str | None = None
    """The commit that was made, once the block has been left; None when nothing changed."""
    _staged: dict[ProjectPath, _Staged] = field(default_factory=dict)
    _removed: set[ProjectPath] = field(default_factory=set)
    _events: list[Event] = field(default_factory=list)

    def read_bytes(self, path: ProjectPath) -> bytes:
        if path in self._staged:
            return self._staged[path].file.read_bytes()
        if self._is_removed(path):
            raise FileMissing(f"{path} is not there.")
        return self.fs.read_bytes(path)

    def exists(self, path: ProjectPath) -> bool:
        if path in self._staged:
            return True
        return not self._is_removed(path) and self.fs.stat(path) is not None

    def list(self, path: ProjectPath) -> list[Entry]:
        """The folder as it will be."""
        entries = {e.name: e for e in self.fs.list(path) if not self._is_removed(_below(path, e.name))}
        for staged, kept in self._staged.items():
            if staged.parent == path:
                entries[staged.name] = Entry(staged.name, False, kept.size, 0, 0)
        return sorted(entries.values(), key=lambda entry: entry.name)

    def write(self, path: ProjectPath, content: bytes | Record | dict[str, Any]) -> StoredFile:
        """Put `content` at `path`. What is there already is not written again."""
        data = content if isinstance(content, bytes) else canonical_json(content)
        stored = StoredFile(hashlib.sha256(data).hexdigest(), len(data))
        if self.exists(path):
            if self.read_bytes(path) == data:
                return stored
        else:
            self._refuse_twin(path)
        file = self._new_file()
        file.write_bytes(data)
        self._stage(path, _Staged(file, stored.sha256, stored.bytes))
        return stored

    def adopt(self, path: ProjectPath, source: Path) -> StoredFile:
        """Take in the bytes of a regular file, hashing them on the way. Raises `NameTaken` when the path is in use."""
        if self.exists(path):
            raise NameTaken(f"{path} exists already.")
        self._refuse_twin(path)
        file = self._new_file()
        with file.open("x+b") as out:
            copy_regular(source, out)
            size = out.tell()
            out.seek(0)
            if lfs.looks_like_pointer(out.read(64)):
                raise PointerText()
            out.seek(0)
            sha256 = hashlib.file_digest(out, "sha256").hexdigest()
        self._stage(path, _Staged(file, sha256, size))
        return StoredFile(sha256, size)

    def remove(self, path: ProjectPath) -> None:
        """Take a file or a folder out of the film. Files in it that were never committed stay where they are."""
        for staged in [p for p in self._staged if p == path or p.startswith(f"{path}/")]:
            del self._staged[staged]
        self._removed.add(path)

    def emit(self, *events: Event) -> None:
        """Announce these once the change is safe."""
        self._events.extend(events)

    def _new_file(self) -> Path:
        self._staging.mkdir(parents=True, exist_ok=True)
        return self._staging / f"{len(self._staged)}-{secrets.token_hex(4)}"

    def _stage(self, path: ProjectPath, staged: _Staged) -> None:
        self._removed.discard(path)
        self._staged[path] = staged

    def _is_removed(self, path: ProjectPath) -> bool:
        return any(path == gone or path.startswith(f"{gone}/") for gone in self._removed)

    def _refuse_twin(self, path: ProjectPath) -> None:
        """Two names that some system takes for one file must not both exist."""
        key = name_key(path.name)
        for entry in self.list(path.parent):
            if entry.name != path.name and name_key(entry.name) == key:
                raise NameTaken(f"{path.name} differs from {entry.name} only in ways that some systems do not see.")


def _below(path: ProjectPath, name: str) -> ProjectPath:
    return str.__new__(ProjectPath, f"{path}/{name}" if path else name)


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
    nothing has changed), `BrokenProject` when the folder is no repository.
    """
    repo = git.open_repository(root)
    staging = root / ".git" / "auteur" / "edits" / f"{time.time_ns():x}-{secrets.token_hex(4)}"
    edit = ProjectEdit(ProjectFS(root), message, staging)
    with _locked(root, wait):
        _recover(root, repo, author)
        decided = False
        try:
            yield edit
            changes, unflushed = _record(edit, repo, root)
            if changes:
                _wait_for_index(root, wait)
                edit.commit, objects = git.make_commit(repo, changes, edit.message, author, edit.trailers)
                journal = _journal(edit, repo, changes)
                _made(staging)
                flush([*unflushed, *git.object_files(root, objects), staging.parent])
                replace_file(staging / JOURNAL, json.dumps(journal).encode())
                decided = True
                _apply(root, repo, staging, journal, author)
        except OSError as error:
            if error.errno in _FULL:
                raise DiskFull() from error
            raise
        except GitError as error:
            if "No space left" in str(error):
                raise DiskFull() from error
            raise
        finally:
            if not decided:
                shutil.rmtree(staging, ignore_errors=True)
    events: list[Event] = list(edit._events)
    if edit.commit:
        events.append(HistoryChanged(commit=edit.commit, message=edit.message))
    publish(project_id, events)


def recover(root: Path, author: git.Author | None = None, wait: float = 10.0) -> bool:
    """Finish or discard what a crash left in the film at `root`. True when there was something."""
    if not (root / ".git" / "auteur" / "edits").is_dir():
        return False
    repo = git.open_repository(root)
    with _locked(root, wait):
        return _recover(root, repo, author or git.Author("Auteur", "studio@auteur.local"))


@contextmanager
def _locked(root: Path, wait: float) -> Iterator[None]:
    """The film's lock, across threads and processes; it goes with the process that holds it."""
    folder = root / ".git" / "auteur"
    folder.mkdir(exist_ok=True)
    deadline = time.monotonic() + wait
    pause = 0.0005
    with (folder / "lock").open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy() from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.02)
        yield


def _record(edit: ProjectEdit, repo: Repository, root: Path) -> tuple[dict[str, tuple[str, int] | None], list[Path]]:
    """Write blobs and LFS objects for what is staged. Returns what the commit changes, and what is still to be flushed."""
    changes: dict[str, tuple[str, int] | None] = {}
    unflushed: list[Path] = []
    for gone in edit._removed:
        changes.update(dict.fromkeys(git.tracked_below(repo, gone)))
    for path, staged in edit._staged.items():
        if lfs.is_tracked(repo, path):
            unflushed += lfs.store_object(root, staged.sha256, staged.file)
            blob = repo.create_blob(lfs.pointer(staged.sha256, staged.size))
        else:
            blob = repo.create_blob(staged.file.read_bytes())
        changes[str(path)] = (str(blob), FILE_MODE)
        unflushed += [staged.file, *git.object_files(root, [str(blob)])]
    return changes, unflushed


def _journal(edit: ProjectEdit, repo: Repository, changes: git.Changes) -> dict[str, Any]:
    order = sorted(edit._staged.items(), key=lambda item: item[0] == MANIFEST)
    return {
        "commit": edit.commit,
        "parent": None if repo.head_is_unborn else str(repo.head.target),
        "message": edit.message,
        "trailers": edit.trailers,
        "files": [[staged.file.name, path] for path, staged in order],
        "removed": [path for path, change in changes.items() if change is None],
        "changes": {path: list(change) if change else None for path, change in changes.items()},
    }


def _apply(root: Path, repo: Repository, staging: Path, journal: dict[str, Any], author: git.Author) -> None:
    """Step 3 and 4. Every part of it may have been done already."""
    fs = ProjectFS(root)
    for name, path in journal["files"]:
        staged = staging / name
        if staged.exists():
            fs.put(staged, ProjectPath(path, studio=True))
    for path in journal["removed"]:
        fs.drop(ProjectPath(path, studio=True))
    changes = {path: (change[0], change[1]) if change else None for path, change in journal["changes"].items()}
    head = None if repo.head_is_unborn else str(repo.head.target)
    if head == journal["parent"]:
        git.move_head(repo, journal["commit"])
    elif head != journal["commit"] and not _contains(repo, head, journal["commit"]):
        # Somebody committed between a crash and now: the same change again, on top of theirs.
        commit, objects = git.make_commit(repo, changes, journal["message"], author, journal["trailers"])
        flush(git.object_files(root, objects))
        git.move_head(repo, commit)
    git.update_index(repo, changes)
    flush([*git.ref_files(root), *_folders(root, journal)])
    (staging / JOURNAL).unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _folders(root: Path, journal: dict[str, Any]) -> set[Path]:
    """Every folder in which a name came or went, up to the film's own."""
    paths = [ProjectPath(path, studio=True) for path in [*(path for _, path in journal["files"]), *journal["removed"]]]
    return {root / parent for path in paths for parent in _parents(path)}


def _parents(path: ProjectPath) -> Iterator[ProjectPath]:
    while path:
        path = path.parent
        yield path


def _contains(repo: Repository, head: str | None, commit: str) -> bool:
    return head is not None and repo.descendant_of(head, commit)


def _recover(root: Path, repo: Repository, author: git.Author) -> bool:
    edits = root / ".git" / "auteur" / "edits"
    try:
        left = sorted(edits.iterdir())
    except FileNotFoundError:
        return False
    for staging in left:
        try:
            journal = json.loads((staging / JOURNAL).read_bytes())
        except (OSError, ValueError):
            shutil.rmtree(staging, ignore_errors=True)
            continue
        log.info("finishing an interrupted change", action="recover", message=journal["message"])
        _apply(root, repo, staging, journal, author)
    return bool(left)


def _wait_for_index(root: Path, wait: float) -> None:
    """Let a `git` that somebody runs by hand finish. A lock that no living process holds is left by a crash."""
    lock = root / ".git" / "index.lock"
    deadline = time.monotonic() + wait
    while lock.exists():
        if time.monotonic() > deadline:
            raise Busy("Another Git program holds the film's index; let it finish, or remove .git/index.lock.")
        time.sleep(0.02)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
