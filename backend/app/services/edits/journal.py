"""The decision and what follows from it. When a crash is made good, any part of it may have been done already."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pygit2 import Repository

from app.domain.paths import ProjectPath
from app.errors import BrokenProject
from app.services.durable import flush, meanwhile
from app.services.edits.staging import LARGE, PointerText, ProjectEdit, Staged
from app.services.git import lfs
from app.services.git import repository as git
from app.services.git.index import note_files, prepare_index, untouched
from app.services.git.objects import Changes, NewObjects
from app.services.git.refs import HeldBranch, branch_held
from app.services.project_fs import ProjectFS

FILE_MODE = 0o100644
FILE_MODES = (FILE_MODE, 0o100755)
MANIFEST = "project.json"
JOURNAL = "journal.json"
INDEX = "index"
BRANCH = "branch"


def _nothing(step: str) -> None:
    return None


reached: Callable[[str], None] = _nothing
"""Called before every step with its name, so that a test can stop the machine there."""


@dataclass
class Prepared:
    """What the commit of an edit will hold: written into the staging folder, not yet in the film's stores."""

    root: Path
    staging: Path
    changes: dict[str, tuple[str, int] | None] = field(default_factory=dict)
    objects: NewObjects = field(default_factory=NewObjects)
    _media: dict[str, Path] = field(default_factory=dict)
    """Hash of an LFS object → its copy."""

    flushing: list[Future[None]] = field(default_factory=list)
    leaving: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Files that are to be removed, as they were committed: path → (blob id, mode)."""

    def take(self, path: ProjectPath, staged: Staged, in_lfs: bool) -> None:
        # Git LFS takes a pointer for one wherever it lies, also in a document.
        if staged.size < lfs.POINTER_LIMIT and lfs.looks_like_pointer(staged.file.read_bytes()):
            raise PointerText()
        if in_lfs:
            reached("object")
            stored = lfs.object_path(self.root, staged.sha256)
            if staged.sha256 not in self._media and staged.twin is not None and not stored.exists():
                self._media[staged.sha256] = staged.twin
            elif staged.sha256 not in self._media:
                copy = self._media[staged.sha256] = staged.file.with_suffix(".lfs")
                self.flushing.append(meanwhile(_copy_and_flush, staged.file, copy, stored))
            content = lfs.pointer(staged.sha256, staged.size)
        else:
            content = staged.file.read_bytes()
        self.changes[str(path)] = (self.objects.add("blob", content), FILE_MODE)

    def write(self) -> list[Path]:
        """Returns the files whose content must be flushed before `publish`, besides those that are being flushed."""
        return self.objects.write(self.root, self.staging)

    def publish(self) -> list[Path]:
        """Move everything into the stores. Returns the folders that must be flushed."""
        media = self._media.items()
        folders = [folder for sha256, copy in media for folder in lfs.publish_object(self.root, sha256, copy)]
        return [*folders, *self.objects.publish(self.root, self.staging)]


def _copy_and_flush(source: Path, copy: Path, stored: Path) -> None:
    """One that is stored already is not copied; but another program may have left it unflushed."""
    if stored.is_file() and stored.stat().st_size == source.stat().st_size:
        flush([stored])
        return
    lfs.copy_object(source, copy)
    flush([copy])


def prepare(edit: ProjectEdit, repo: Repository, staging: Path) -> Prepared:
    """Everything that the commit needs, but for its trees and itself."""
    prepared = Prepared(edit.fs.root, staging, flushing=edit.flushing)
    prepared.leaving |= git.tracked(repo, *edit.removed)
    prepared.changes.update(dict.fromkeys(prepared.leaving))
    is_tracked = lfs.Tracking(repo)
    _take_moved(edit, repo, prepared, is_tracked)
    for path, staged in edit.staged.items():
        in_lfs = edit.in_lfs.get(path)
        prepared.take(path, staged, is_tracked(path) if in_lfs is None else in_lfs)
    prepared.leaving = {path: entry for path, entry in prepared.leaving.items() if prepared.changes[path] is None}
    return prepared


def _take_moved(edit: ProjectEdit, repo: Repository, prepared: Prepared, is_tracked: lfs.Tracking) -> None:
    """What is as it was committed keeps its blob, so nothing of it is read."""
    committed = git.tracked(repo, *edit.moved.values())
    same = untouched(edit.fs.root, committed)
    for target, source in edit.moved.items():
        in_lfs = is_tracked(target)
        if source in same and in_lfs == is_tracked(source):
            prepared.changes[target] = committed[source]
        else:
            prepared.take(target, edit.in_own_copy(source), in_lfs)
        prepared.leaving.pop(source, None)
        if source in committed:
            prepared.changes[source] = None


def decide(edit: ProjectEdit, repo: Repository, prepared: Prepared, wait: float) -> None:
    """From the journal on, the edit is done: whatever happens, it will be finished.

    Everything that needs room on the disk is written before. The caller holds the index.
    """
    root, staging, changes = edit.fs.root, prepared.staging, prepared.changes
    with branch_held(root, repo, wait) as branch:
        before = branch.before.commit
        reached("commit")
        commit = git.make_commit(prepared.objects, repo, changes, edit.message, edit.author, edit.trailers)
        prepare_index(root, changes, staging / INDEX)
        order = sorted(edit.staged.items(), key=lambda item: item[0] == MANIFEST)
        for folder in dict.fromkeys(path.parent for path in (*edit.moved, *edit.staged)):
            with edit.fs.folder(folder, create=True):
                pass
        journal = {
            "commit": commit,
            "parent": before,
            "ref": branch.before.ref,
            "message": edit.message,
            "trailers": edit.trailers,
            "files": [[staged.file.name, path] for path, staged in order],
            "moves": [[source, target] for target, source in edit.moved.items()],
            "changes": {path: list(change) if change else None for path, change in changes.items()},
            "kept": _kept(
                root, repo, {p: entry for p, entry in prepared.leaving.items() if not edit.is_safe(as_committed(p))}
            ),
        }
        small = [staged.file for staged in edit.staged.values() if staged.size <= LARGE]
        reached("flush")
        flush([*prepared.write(), *small, written(staging / BRANCH, f"{commit}\n")])
        for large in prepared.flushing:
            large.result()
        reached("publish")
        folders = prepared.publish()
        reached("decide")
        # Half of the journal is no JSON, so it may lie there before it is flushed.
        above = [staging, staging.parent, staging.parent.parent, staging.parent.parent.parent]
        flush([written(staging / JOURNAL, json.dumps(journal)), *folders, *above])
        edit.decided = True
        edit.commit = None if commit == before else commit
        apply(edit.fs, staging, journal, branch, edit.author)


def apply(fs: ProjectFS, staging: Path, journal: dict[str, Any], branch: HeldBranch, author: git.Author) -> None:
    """Put the files in place, then the index and the branch; then forget the journal. The folder `staging` stays."""
    root, changes = fs.root, changes_of(journal)
    moves = journal.get("moves", [])
    for source, target in moves:
        reached("move")
        fs.move(as_committed(source), ProjectPath(target, studio=True))
    for name, path in journal["files"]:
        reached("put")
        if (staging / name).exists():
            fs.put(staging / name, ProjectPath(path, studio=True))
    gone = [path for path, change in changes.items() if change is None]
    stay = {*journal["kept"], *(source for source, _ in moves)}
    for path in gone:
        if path not in stay:
            reached("drop")
            fs.drop(as_committed(path))
    reached("prune")
    fs.prune(as_committed(path).parent for path in (*gone, *(source for source, _ in moves)))
    note_files(root, changes, staging / INDEX)
    reached("flush folders")
    flush([staging / INDEX, *_folders(root, changes)])  # before the branch: where it has moved, all is in place
    reached("index")
    os.replace(staging / INDEX, root / ".git" / "index")
    reached("branch")
    moved = branch.move(staging / BRANCH, journal["message"], author.signature())
    flush([root / ".git", *moved])
    reached("forget")
    (staging / JOURNAL).unlink()


def _kept(root: Path, repo: Repository, leaving: Changes) -> list[str]:
    """Files that are not as they were committed: removing them would lose something."""
    same = untouched(root, leaving)
    return [path for path in leaving if path not in same and not lfs.is_as_committed(repo, path)]


def written(file: Path, content: str) -> Path:
    file.write_text(content)
    return file


def changes_of(journal: dict[str, Any]) -> dict[str, tuple[str, int] | None]:
    """What the commit changes: path → (blob id, mode), or None for a path that goes."""
    return {path: (change[0], change[1]) if change else None for path, change in journal["changes"].items()}


def as_committed(path: str) -> ProjectPath:
    """A path as Git has it, also with a name that the studio would not give, such as `what?.txt`."""
    if any(part.casefold() in ("", ".", "..", ".git") for part in path.split("/")):
        raise BrokenProject(f"The film has a file with the impossible name {path!r}.")
    return str.__new__(ProjectPath, path)


def _folders(root: Path, changes: Changes) -> list[Path]:
    """Every folder in which a name came or went, up to the film's own."""
    found: set[str] = set()
    for path in changes:
        while path and (path := path.rpartition("/")[0]) not in found:
            found.add(path)
    return [root / folder for folder in found]
