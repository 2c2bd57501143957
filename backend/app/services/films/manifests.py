"""The manifests that were read last, each parsed once for what it says: by the file's times to look at, by its bytes to change."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.domain.places import Places
from app.domain.project import Project, ShotPlace
from app.errors import FileMissing
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, parse_record
from app.services.index import Recent, Stamp
from app.services.project_fs import ProjectFS

_FILMS = 2_000


@dataclass(frozen=True)
class Manifest:
    """It is shared: do not change what is in it."""

    sha256: str
    project: Project

    @cached_property
    def places(self) -> Places:
        return Places(self.project)

    def place(self, shot_id: str) -> ShotPlace:
        """Where one shot stands: putting all of them in order for it would cost more than to look through them once.

        Raises `ShotNotFound`."""
        return self.places.shot(shot_id) if "places" in self.__dict__ else self.project.shot(shot_id)


class Manifests:
    """Of the films that were looked at last. Threads may share them; they may be forgotten at any time."""

    def __init__(self) -> None:
        self._known: Recent[tuple[Stamp | None, Manifest]] = Recent(_FILMS)

    def of(self, fs: ProjectFS) -> Manifest:
        """As it lies there, going by its times. Raises `FileMissing`, `BrokenProject`."""
        found = fs.stat(MANIFEST)
        if found is None or found.is_dir:
            raise FileMissing(f"{MANIFEST} is not there.")
        stamp = (found.mtime_ns, found.size, found.inode)
        known = self._known.get(fs.root)
        if known is not None and known[0] == stamp:
            return known[1]
        return self._remember(fs.root, stamp, self.saying(fs.root, fs.read_bytes(MANIFEST, MAX_MANIFEST_BYTES)))

    def saying(self, root: Path, content: bytes) -> Manifest:
        """The one with these bytes, whatever the times of the file. Raises `BrokenProject`."""
        sha256 = hashlib.sha256(content).hexdigest()
        known = self._known.get(root)
        if known is not None and known[1].sha256 == sha256:
            return known[1]
        return self._remember(root, None, Manifest(sha256, parse_record(Project, content, MANIFEST)))

    def written(self, root: Path, sha256: str, project: Project) -> None:
        """Take over what an edit has written as the bytes with that hash; nobody changes it any more."""
        self._remember(root, None, Manifest(sha256, project))

    def _remember(self, root: Path, stamp: Stamp | None, manifest: Manifest) -> Manifest:
        self._known.put(root, (stamp, manifest))
        return manifest
