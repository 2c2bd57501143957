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
from app.domain.paths import ProjectPath, name_key
from app.domain.records import Record, canonical_json
from app.errors import BadPath, FileMissing, Invalid, NameTaken
from app.services import lfs
from app.services.durable import flush_soon
from app.services.files import Entry, ProjectFS, open_regular
from app.services.git import Author

LARGE = 64 * 1024


class PointerText(Invalid):
    """That file is the text of a Git LFS pointer, not the media itself."""

    code = "lfs_pointer"


@dataclass(frozen=True)
class StoredFile:
    """What was adopted: the hash and the size of its content."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Staged:
    file: Path
    sha256: str
    size: int


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
    removed: set[ProjectPath] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    flushing: list[Future[None]] = field(default_factory=list)
    """Large files that are on their way to the disk already."""

    def read_bytes(self, path: ProjectPath) -> bytes:
        if path in self.staged:
            return self.staged[path].file.read_bytes()
        if self._is_removed(path):
            raise FileMissing(f"{path} is not there.")
        return self.fs.read_bytes(path)

    def exists(self, path: ProjectPath) -> bool:
        if path in self.staged:
            return True
        return not self._is_removed(path) and self.fs.stat(path) is not None

    def list(self, path: ProjectPath) -> list[Entry]:
        """The folder as it will be."""
        entries = {e.name: e for e in self.fs.list(path) if not self._is_removed(_below(path, e.name))}
        above = f"{path}/" if path else ""
        for staged, kept in self.staged.items():
            if staged.parent == path:
                entries[staged.name] = Entry(staged.name, False, kept.size, 0, 0)
            elif staged.startswith(above):
                name = staged[len(above) :].split("/", 1)[0]
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
        file.write_bytes(data)
        self._flush_if_large(file, len(data))
        stored = StoredFile(hashlib.sha256(data).hexdigest(), len(data))  # while it is on its way to the disk
        self._stage(path, Staged(file, stored.sha256, stored.bytes))
        return stored

    def adopt(self, path: ProjectPath, source: Path) -> StoredFile:
        """Take in the bytes of a regular file, hashing them on the way. Raises `NameTaken` when the path is in use."""
        with open_regular(source) as data:
            return self._take_in(path, data)

    def take_over(self, path: ProjectPath, source: Path, stored: StoredFile) -> None:
        """Move in a file of the studio's own, on the film's disk, that was hashed while it was written.

        Raises `NameTaken` when the path is in use.
        """
        if self.exists(path):
            raise NameTaken(f"{path} exists already.")
        self._check_room(path)
        file = self._new_file()
        os.replace(source, file)
        self._flush_if_large(file, stored.bytes)
        self._stage(path, Staged(file, stored.sha256, stored.bytes))

    def remove(self, path: ProjectPath) -> None:
        """Take a file or a folder out of the film. Files in it that are not as they were committed stay where
        they are."""
        for staged in [p for p in self.staged if p == path or p.startswith(f"{path}/")]:
            del self.staged[staged]
        self.removed.add(path)

    def move(self, source: ProjectPath, target: ProjectPath) -> None:
        """Give a file, or all files of a folder, another place. Raises `FileMissing`, `NameTaken`."""
        if target == source or target.startswith(f"{source}/"):
            raise BadPath(f"{source} cannot be moved into itself.")
        if self.exists(target):
            raise NameTaken(f"{target} exists already.")
        files = sorted({p for p, _ in self.fs.walk(source)} | self.staged.keys())
        moved = [p for p in files if p.startswith(f"{source}/") and self.exists(p)] or [source]
        for path in moved:
            new = ProjectPath(f"{target}{path[len(source) :]}", studio=True)
            if path in self.staged:
                self._check_room(new)
                self.staged[new] = self.staged.pop(path)
            else:
                with self.fs.open(path) as data:
                    self._take_in(new, data)
        self.removed.add(source)

    def emit(self, *events: Event) -> None:
        """Announce these once the change is safe."""
        self.events.extend(events)

    def _new_file(self) -> Path:
        self._staging.mkdir(parents=True, exist_ok=True)
        return self._staging / f"{len(self.staged)}-{secrets.token_hex(4)}"

    def _stage(self, path: ProjectPath, staged: Staged) -> None:
        self.removed.discard(path)
        self.staged[path] = staged

    def _flush_if_large(self, file: Path, size: int) -> None:
        if size > LARGE:
            self.flushing.append(flush_soon(file))

    def _is_removed(self, path: ProjectPath) -> bool:
        return any(path == gone or path.startswith(f"{gone}/") for gone in self.removed)

    def _take_in(self, path: ProjectPath, source: BinaryIO) -> StoredFile:
        if self.exists(path):
            raise NameTaken(f"{path} exists already.")
        self._check_room(path)
        file = self._new_file()
        digest, size = hashlib.sha256(), 0
        with file.open("xb") as out:
            while chunk := source.read(1 << 20):
                if size == 0 and lfs.looks_like_pointer(chunk[:64]):
                    raise PointerText()
                digest.update(chunk)
                out.write(chunk)
                size += len(chunk)
        self._flush_if_large(file, size)
        self._stage(path, Staged(file, digest.hexdigest(), size))
        return StoredFile(digest.hexdigest(), size)

    def _check_room(self, path: ProjectPath) -> None:
        """Whether a new file can go there: no file on the way, nothing odd at the place, no twin of any name on it.

        Two names that some system takes for one file must not both exist.
        """
        above = ProjectPath("")
        for name in path.parts:
            here = _below(above, name)
            if here != path and (here in self.staged or self._is_file(here)):
                raise BadPath(f"{here} is a file, so nothing can be put into it.")
            if here == path or not self.exists(here):
                key = name_key(name)
                for entry in self.list(above):
                    if entry.name != name and name_key(entry.name) == key:
                        raise NameTaken(f"{name} differs from {entry.name} only in ways that some systems do not see.")
            above = here
        if os.path.lexists(self.fs.root / path) and not self._is_file(path):
            raise BadPath(f"{path} is in use by a folder, a link or another kind of file.")
        if any(staged.startswith(f"{path}/") for staged in self.staged):
            raise BadPath(f"{path} is a folder.")

    def _is_file(self, path: ProjectPath) -> bool:
        found = self.fs.stat(path)
        return found is not None and not found.is_dir


def _below(path: ProjectPath, name: str) -> ProjectPath:
    return str.__new__(ProjectPath, f"{path}/{name}" if path else name)
