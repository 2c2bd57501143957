"""Reading what a film's commits kept: their order, their files, and what each of them changed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pygit2

from app.domain.paths import ProjectPath
from app.errors import AuteurError, BrokenProject, CommitNotFound, FileMissing, MediaMissing, PartDown, TooLarge
from app.services.git import lfs
from app.services.git import repository as git
from app.services.project_fs import open_regular

MAX_TEXT_BYTES = 64 * 2**20
"""The largest file outside LFS that is read from history."""


@dataclass(frozen=True)
class FileChange:
    """Blob ids; None where the file is not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Facts:
    """What a commit says about itself."""

    commit: str
    parent: str | None
    subject: str
    author: str
    time: datetime
    trailers: dict[str, str] = field(default_factory=dict)


class Version:
    """The film as one commit kept it; without a commit, the nothing before the first one."""

    def __init__(self, repo: pygit2.Repository, commit: str | None) -> None:
        self._repo, self.commit = repo, commit
        self._tree = _commit(repo, commit).tree if commit else None

    def parent(self) -> Version:
        """The version before this one; of a merge, the one that was merged into."""
        parents = _commit(self._repo, self.commit).parent_ids if self.commit else []
        return Version(self._repo, str(parents[0]) if parents else None)

    def oid(self, path: str) -> str | None:
        """The id of the file or folder at a path."""
        if self._tree is None:
            return None
        if not path:
            return str(self._tree.id)
        try:
            return str(self._tree[path].id)
        except KeyError:
            return None

    def read(self, path: str, limit: int = MAX_TEXT_BYTES) -> bytes | None:
        """The file's content; for one in LFS that is its pointer. None when there is no such file. Raises `TooLarge`."""
        try:
            found = self._tree[path] if self._tree is not None and path else None
        except KeyError:
            return None
        if not isinstance(found, pygit2.Blob) or found.filemode == pygit2.enums.FileMode.LINK:
            return None
        if found.size > limit:
            raise TooLarge(f"{path} is larger than {limit:,} bytes.")
        return bytes(found.data)

    def below(self, path: str) -> dict[str, str]:
        """Path → blob id of every regular file at or below a path."""
        try:
            found = self._tree[path] if self._tree is not None and path else self._tree
        except KeyError:
            return {}
        if isinstance(found, pygit2.Blob):
            return {path: str(found.id)} if found.filemode != pygit2.enums.FileMode.LINK else {}
        return dict(_files(found, f"{path}/" if path else "")) if isinstance(found, pygit2.Tree) else {}

    def pointer(self, path: str) -> tuple[str, int] | None:
        """Hash and size of a file that was kept in LFS."""
        try:
            content = self.read(path, lfs.POINTER_LIMIT)
        except TooLarge:
            return None
        return lfs.parse_pointer(content) if content is not None else None

    def open(self, root: Path, path: str) -> tuple[BinaryIO, str]:
        """The file as it was then, with a name for its content. Raises `FileMissing`, `MediaMissing`, `TooLarge`."""
        kept = self.pointer(path)
        if kept is not None:
            return open_regular(stored_media(root, kept[0], path)), kept[0]
        content = self.read(path)
        if content is None:
            raise FileMissing(f"{path[:200]} was not there at that time.")
        plain = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
        plain.write(content)
        plain.seek(0)
        plain.flush()
        return plain, self.oid(path) or ""


def stored_media(root: Path, sha256: str, path: str) -> Path:
    """Where the film's LFS keeps a file. Raises `MediaMissing`."""
    stored = lfs.object_path(root, sha256)
    if not os.path.isfile(stored):
        raise MediaMissing(f"{path.rpartition('/')[2]} as it was then is no longer in the film's store of media.")
    return stored


def _files(tree: pygit2.Tree, prefix: str) -> Iterator[tuple[str, str]]:
    for item in tree:
        if isinstance(item, pygit2.Tree):
            yield from _files(item, f"{prefix}{item.name}/")
        elif isinstance(item, pygit2.Blob) and item.filemode != pygit2.enums.FileMode.LINK:
            yield f"{prefix}{item.name}", str(item.id)


def head_of(repo: pygit2.Repository) -> str | None:
    return None if repo.head_is_unborn else str(repo.head.target)


def contents(root: Path, path: str, commits: int, limit: int) -> Iterator[tuple[str, bytes]]:
    """What a file held, newest first, each with the newest of the last `commits` that has it so.

    Nothing more once the history cannot be read on; contents of more than `limit` bytes are left out.
    """
    with contextlib.suppress(AuteurError, pygit2.GitError, KeyError, OSError):
        repo = git.open_repository(root)
        if repo.head_is_unborn:
            return
        looked_at: set[pygit2.Oid] = set()
        for commit in islice(repo.walk(repo.head.target), commits):
            blob = commit.tree[path] if path in commit.tree else None  # noqa: SIM401 - a tree has no `get`
            if not isinstance(blob, pygit2.Blob) or blob.id in looked_at or blob.size > limit:
                continue
            looked_at.add(blob.id)
            yield str(commit.id), blob.data


def since(repo: pygit2.Repository, head: str, known: str | None) -> list[str] | None:
    """The commits up to `head`, oldest first, that `known` does not hold. None when `known` is no part of its history."""
    try:
        if known is not None and known != head and not repo.descendant_of(head, known):
            return None
        walker = repo.walk(head)
        if known is not None:
            walker.hide(known)
        return [str(commit.id) for commit in walker][::-1]
    except (KeyError, ValueError, pygit2.GitError) as error:
        if known is not None:
            return None
        raise BrokenProject(f"The film's history cannot be read: {error}.") from None


def facts(repo: pygit2.Repository, commit_id: str) -> Facts:
    commit = _commit(repo, commit_id)
    subject, _, body = commit.raw_message.decode("utf-8", "replace").lstrip("\n").partition("\n")
    trailers = dict(line.split(": ", 1) for line in body.split("\n") if line.startswith("Auteur-") and ": " in line)
    try:
        at = datetime.fromtimestamp(commit.commit_time, UTC)
    except (ValueError, OverflowError, OSError):  # a commit that some program dated to nowhere
        at = datetime.fromtimestamp(0, UTC)
    return Facts(
        commit=str(commit.id),
        parent=str(commit.parent_ids[0]) if commit.parent_ids else None,
        subject=subject[:500],
        author=commit.author.raw_name.decode("utf-8", "replace")[:200],
        time=at,
        trailers={key: value.strip()[:200] for key, value in trailers.items()},
    )


def changed_files(repo: pygit2.Repository, before: Version, after: Version, limit: int) -> tuple[list[FileChange], int]:
    """The files that differ, in the order of their paths: the first `limit` of them, and how many there are."""
    new = _commit(repo, after.commit or "").tree
    if before.commit is None:
        diff = new.diff_to_tree(swap=True)
    else:
        diff = _commit(repo, before.commit).tree.diff_to_tree(new)
    changes: list[FileChange] = []
    count = 0
    for delta in diff.deltas:
        count += 1
        if count <= limit:
            name = (delta.new_file.raw_path or delta.old_file.raw_path).decode("utf-8", "replace")
            ids = [None if set(str(side.id)) == {"0"} else str(side.id) for side in (delta.old_file, delta.new_file)]
            changes.append(FileChange(name, *ids))
    return changes, count


def is_unsaved(repo: pygit2.Repository, path: str) -> bool:
    """Whether there is a file at `path` that no commit holds as it is, so that replacing it would lose it."""
    if not os.path.lexists(Path(repo.workdir) / path):
        return False
    if Version(repo, head_of(repo)).oid(path) is None:
        return True
    return not lfs.is_as_committed(repo, path)


def status(root: Path, *, each_file: bool = False) -> git.GitStatus:
    """What `git status` says. Raises `PartDown` when the program is not there, `BrokenProject` when it gives up."""
    import git as gitpython

    try:
        return git.status(root, each_file=each_file)
    except gitpython.exc.GitCommandNotFound:
        raise PartDown("The program git is not installed.") from None
    except (gitpython.exc.GitError, pygit2.GitError):
        raise BrokenProject("Git cannot tell the state of the film's folder.") from None


def _commit(repo: pygit2.Repository, commit_id: str) -> pygit2.Commit:
    try:
        found = repo[commit_id]
    except (KeyError, ValueError, pygit2.GitError):
        raise CommitNotFound() from None
    if not isinstance(found, pygit2.Commit):
        raise CommitNotFound()
    return found


def as_path(text: str) -> ProjectPath:
    """A path that history may have held, also with a name that the studio itself would not give to a person's file."""
    return ProjectPath(text, studio=True)
