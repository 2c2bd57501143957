"""What one edit has put aside so far. Nothing of it is in the film until the edit is decided."""

from __future__ import annotations

import hashlib
import os
import secrets
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.events import Event
from app.domain.paths import ProjectPath
from app.domain.records import Record, canonical_json
from app.errors import BadPath, FileMissing, Invalid, NameTaken
from app.services.durable import flush_soon, meanwhile
from app.services.edits.names import NewNames, joined
from app.services.git import lfs
from app.services.git.repository import Author
from app.services.project_fs import Entry, FileStat, ProjectFS, open_regular

LARGE = 64 * 1024


class PointerText(Invalid):
    """That file is the text of a Git LFS pointer, not the media itself."""

    code = "lfs_pointer"


@dataclass(frozen=True)
class StoredFile:
    """What was adopted: the hash and the size of its content."""

    sha256: str
    bytes: int
    twin: Path | None = None
    """The same once more, flushed, for Git LFS to keep; whoever made it removes it."""


@dataclass(frozen=True)
class Staged:
    file: Path
    sha256: str
    size: int
    twin: Path | None = None
    """A flushed copy for Git LFS; without one it is made."""


@dataclass
class ProjectEdit:
    """One change of one film, while its lock is held. Reads see what has been staged."""

    fs: ProjectFS
    message: str
    author: Author
    _staging: Path
    trailers: dict[str, str] = field(default_factory=dict)
    commit: str | None = None
    """The commit that was made, once the block has been left; None when nothing changed."""
    is_mark: bool = False
    """Make a commit although nothing changes."""
    decided: bool = False
    """From here on it will be finished, whatever happens."""
    staged: dict[ProjectPath, Staged] = field(default_factory=dict)
    moved: dict[ProjectPath, ProjectPath] = field(default_factory=dict)
    """New place → the place where the file lies until the edit is decided."""
    safe: dict[ProjectPath, FileStat] = field(default_factory=dict)
    """Files that lie elsewhere too as they are here, so that removing them loses nothing."""
    removed: set[ProjectPath] = field(default_factory=set)
    """Files and folders. What is staged or moved to there comes all the same."""
    in_lfs: dict[ProjectPath, bool] = field(default_factory=dict)
    """Where a file goes whatever the film's rules say, because this edit changes them."""
    events: list[Event] = field(default_factory=list)
    flushing: list[Future[None]] = field(default_factory=list)
    """Large files that are on their way to the disk already."""

    def __post_init__(self) -> None:
        self._names = NewNames(self.fs)
        self._left: set[ProjectPath] = set()
        """Where the moved files lie."""
        self._open_folders: set[ProjectPath] = set()
        """Folders of which is known that files can be put into them."""

    def read_bytes(self, path: ProjectPath) -> bytes:
        if path in self.staged:
            return self.staged[path].file.read_bytes()
        if path in self.moved:
            return self.fs.read_bytes(self.moved[path])
        if self._is_gone(path):
            raise FileMissing(f"{path} is not there.")
        return self.fs.read_bytes(path)

    def exists(self, path: ProjectPath) -> bool:
        if path in self.staged or path in self.moved:
            return True
        return not self._is_gone(path) and self.fs.stat(path) is not None

    def list(self, path: ProjectPath) -> list[Entry]:
        """The folder as it will be."""
        entries = {e.name: e for e in self.fs.list(path) if not self._is_gone(joined(path, e.name))}
        for name in self._names.in_folder(path):
            new = joined(path, name)
            if new in self.staged:
                entries[name] = Entry(name, False, self.staged[new].size, 0, 0)
            elif new in self.moved:
                found = self.fs.stat(self.moved[new])
                entries[name] = Entry(name, False, found.size if found else 0, 0, 0)
            else:
                entries.setdefault(name, Entry(name, True, 0, 0, 0))
        return sorted(entries.values(), key=lambda entry: entry.name)

    def write(self, path: ProjectPath, content: bytes | Record | dict[str, Any]) -> StoredFile:
        """Put `content` at `path`. What is there already is not written again."""
        data = content if isinstance(content, bytes) else canonical_json(content)
        if self.exists(path):
            if self.read_bytes(path) == data:
                return StoredFile(hashlib.sha256(data).hexdigest(), len(data))
        else:
            self._check_room(path)
        file = self._new_file()
        hashed = meanwhile(hashlib.sha256, data) if len(data) > LARGE else None
        file.write_bytes(data)
        self._flush_if_large(file, len(data))
        digest = hashed.result() if hashed else hashlib.sha256(data)
        stored = StoredFile(digest.hexdigest(), len(data))
        self._stage(path, Staged(file, stored.sha256, stored.bytes))
        return stored

    def adopt(self, path: ProjectPath, source: Path) -> StoredFile:
        """Take in the bytes of a regular file, hashing them on the way. Raises `NameTaken` when the path is in use."""
        self.require_free(path)
        with open_regular(source) as data:
            staged = self._copied(data)
        self._stage(path, staged)
        return StoredFile(staged.sha256, staged.size)

    def take_over(self, path: ProjectPath, source: Path, stored: StoredFile) -> None:
        """Move in a file of the studio's own, on the film's disk, that was hashed while it was written.

        Raises `NameTaken` when the path is in use.
        """
        self.require_free(path)
        file = self._new_file()
        os.replace(source, file)
        self._flush_if_large(file, stored.bytes)
        self._stage(path, Staged(file, stored.sha256, stored.bytes, stored.twin))

    def link_in(self, path: ProjectPath, source: Path, stored: StoredFile) -> None:
        """Take in a file of the studio's own that was hashed before and stays where it is too: a second name for it, not
        its bytes once more. Raises `NameTaken` when the path is in use."""
        self.require_free(path)
        file = self._new_file()
        try:
            os.link(source, file, follow_symlinks=False)
        except OSError:  # another disk, or one that knows no second names
            with open_regular(source) as data:
                self._stage(path, self._copied(data))
            return
        self._flush_if_large(file, stored.bytes)
        self._stage(path, Staged(file, stored.sha256, stored.bytes))

    def remove(self, path: ProjectPath) -> None:
        """Take a file or a folder out of the film. Files in it that are not as they were committed stay where
        they are."""
        for new in list(self._names.at_or_below(path)):
            self._withdraw(new)
            self._open_folders.clear()
        self.removed.add(path)

    def move(self, source: ProjectPath, target: ProjectPath) -> None:
        """Give a file another place; it is renamed, not copied. Changes that no commit holds go along and are committed.

        Raises `FileMissing`, and `NameTaken` also for a place that another file leaves in this very edit.
        """
        self.require_free(target)
        if os.path.lexists(self.fs.root / target):
            raise NameTaken(f"{target} is in use until this change is done.")
        if source in self.staged:
            staged = self.staged[source]
            self.remove(source)
            self._stage(target, staged)
            return
        lies_at = self.moved.get(source, source)
        if lies_at is source:
            found = None if self._is_gone(source) else self.fs.stat(source)
            if found is None or found.is_dir:
                raise FileMissing(f"{source} is not there.")
        else:
            del self.moved[source]
            self._names.withdraw(source)
        self._left.add(lies_at)
        self._names.add(target)
        self.moved[target] = lies_at

    def is_safe(self, path: ProjectPath) -> bool:
        """Whether the file at `path` is still the one that lies elsewhere too."""
        known = self.safe.get(path)
        return known is not None and self.fs.stat(path) == known

    def in_own_copy(self, path: ProjectPath) -> Staged:
        """A copy of a file of the film, for the edit's own use."""
        with self.fs.open(path) as data:
            return self._copied(data)

    def stage_again(self, path: ProjectPath, *, in_lfs: bool | None = None) -> None:
        """Commit a file as it lies there now, also when nothing of it has changed but where it is kept."""
        self._stage(path, self.in_own_copy(path))
        if in_lfs is not None:
            self.in_lfs[path] = in_lfs

    def emit(self, *events: Event) -> None:
        """Announce these once the change is safe."""
        self.events.extend(events)

    def _new_file(self) -> Path:
        self._staging.mkdir(parents=True, exist_ok=True)
        return self._staging / f"{len(self.staged)}-{secrets.token_hex(4)}"

    def _stage(self, path: ProjectPath, staged: Staged) -> None:
        if path in self.staged:
            self.staged[path] = staged
            return
        self._withdraw(path)
        self.removed.discard(path)
        self._names.add(path)
        self.staged[path] = staged

    def _withdraw(self, path: ProjectPath) -> None:
        """Forget what was to come to a place. A file that was to move to there goes."""
        if self.staged.pop(path, None):
            self._names.withdraw(path)
        elif path in self.moved:
            lies_at = self.moved.pop(path)
            self._left.discard(lies_at)
            self._names.withdraw(path)
            self.removed.add(lies_at)

    def _flush_if_large(self, file: Path, size: int) -> None:
        if size > LARGE:
            self.flushing.append(flush_soon(file))

    def _is_gone(self, path: ProjectPath) -> bool:
        if path in self._left:
            return True
        while path and self.removed:
            if path in self.removed:
                return True
            path = path.parent
        return False

    def require_free(self, path: ProjectPath) -> None:
        """Raises `NameTaken`, `BadPath` where nothing new can be put."""
        if self.exists(path):
            raise NameTaken(f"{path} exists already.")
        self._check_room(path)

    def _copied(self, source: BinaryIO) -> Staged:
        file = self._new_file()
        digest, size = hashlib.sha256(), 0
        hashed: Future[None] | None = None
        with file.open("xb") as out:
            while chunk := source.read(1 << 20):
                if size == 0 and lfs.looks_like_pointer(chunk[:64]):
                    raise PointerText()
                if hashed is not None:
                    hashed.result()
                hashed = meanwhile(digest.update, chunk) if len(chunk) > LARGE else None
                if hashed is None:
                    digest.update(chunk)
                out.write(chunk)
                size += len(chunk)
        if hashed is not None:
            hashed.result()
        self._flush_if_large(file, size)
        return Staged(file, digest.hexdigest(), size)

    def _check_room(self, path: ProjectPath) -> None:
        """Whether a new file can go there: no file on the way, nothing odd at the place, no twin of any name on it.

        Two names that some system takes for one file must not both exist.
        """
        if path.parent not in self._open_folders:
            self._check_folders(path.parent)
            self._open_folders.add(path.parent)
        self._check_name(path)
        if os.path.lexists(self.fs.root / path) and not self._is_file(path):
            raise BadPath(f"{path} is in use by a folder, a link or another kind of file.")
        if path in self._names and path not in self.staged and path not in self.moved:
            raise BadPath(f"{path} is a folder.")

    def _check_folders(self, folder: ProjectPath) -> None:
        above = ProjectPath("")
        for name in folder.parts:
            above = joined(above, name)
            if above in self.staged or above in self.moved or self._is_file(above):
                raise BadPath(f"{above} is a file, so nothing can be put into it.")
            if not self.exists(above):
                self._check_name(above)

    def _check_name(self, path: ProjectPath) -> None:
        for twin in self._names.twins(path.parent, path.name):
            other = joined(path.parent, twin)
            if other in self._names or self.exists(other):
                raise NameTaken(f"{path.name} differs from {twin} only in ways that some systems do not see.")

    def _is_file(self, path: ProjectPath) -> bool:
        found = self.fs.stat(path)
        return found is not None and not found.is_dir
