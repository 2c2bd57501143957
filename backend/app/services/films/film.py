"""Reading a film and changing it: the manifest and shot records on top of `ProjectFS` and `ProjectEdit`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from pydantic import ValidationError

from app.domain.events import Event, ProjectUpdate
from app.domain.paths import ProjectPath
from app.domain.places import Places
from app.domain.project import Project, ShotPlace
from app.domain.records import CANONICAL, Record, now
from app.domain.shot import Shot
from app.errors import BrokenProject, FileMissing, NewerRecord, StaleVersion
from app.services.edits import ProjectEdit
from app.services.index import StatCache
from app.services.project_fs import ProjectFS

if TYPE_CHECKING:
    from app.services.films.manifests import Manifest, Manifests

MANIFEST = ProjectPath("project.json")
SHOT_FILE = "shot.json"
MAX_MANIFEST_BYTES = 64 * 2**20
MAX_RECORD_BYTES = 2**20

R = TypeVar("R", bound=Record)
_MERGE_MARK = re.compile(rb"^(<{7} |>{7} )", re.MULTILINE)


def parse_record(model: type[R], content: bytes, name: str) -> R:
    """A record from JSON text, or `BrokenProject` with the first thing that is wrong. Strict about what JSON is:
    no NaN, no key twice, no lone surrogates."""
    try:
        data = _canonical(content)
        if data is None:
            data = json.loads(content, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys)
            content.decode()
        _refuse_newer(data, model, name)
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BrokenProject(f"{name}: {where or 'the file'}: {first['msg']}.") from None
    except RecursionError:
        raise BrokenProject(f"{name} is nested too deeply.") from None
    except UnicodeDecodeError:
        raise BrokenProject(f"{name} is not text in UTF-8.") from None
    except ValueError as error:
        if _MERGE_MARK.search(content):
            raise BrokenProject(f"{name} holds the marks of a merge that was not finished (<<<<<<<).") from None
        raise BrokenProject(f"{name} is not valid JSON: {error}.") from None


def _refuse_newer(data: Any, model: type[Record], name: str) -> None:
    """What a newer studio wrote may mean something else; writing it back as if it were known could spoil it."""
    version = data.get("schemaVersion") if isinstance(data, dict) else None
    known = model.model_fields["schema_version"].default if "schema_version" in model.model_fields else version
    if isinstance(version, int) and isinstance(known, int) and version > known:
        raise NewerRecord(f"{name} was written by a newer Auteur (schema {version}, here {known}); update the studio.")


def _canonical(content: bytes) -> Any:
    """What the studio's own JSON says, read several times as fast; None for what it would not have written so.

    Written out again it gives the same bytes, so no key stood twice and no number lost anything.
    """
    try:
        data = orjson.loads(content)
        return data if orjson.dumps(data, option=CANONICAL) == content else None
    except (ValueError, TypeError):
        return None


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not a JSON value")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice!r} stands twice")
    return keys


def require_version(if_match: str, current: str | None) -> None:
    """Raise `StaleVersion` when `If-Match` does not name the current version; `*` names any."""
    if if_match.strip() == "*":
        return
    if current not in [tag.strip().removeprefix("W/") for tag in if_match.split(",")]:
        raise StaleVersion(current=current)


def etag(content: bytes) -> str:
    """A strong validator: the bytes on disk, hashed."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


class Film:
    """One project as it is on disk now. Reads are cached by stat; what comes out is shared, so do not change it."""

    def __init__(self, fs: ProjectFS, cache: StatCache[Record], manifests: Manifests) -> None:
        self.fs, self._cache, self._manifests = fs, cache, manifests

    def read(self, model: type[R], path: ProjectPath, limit: int = MAX_RECORD_BYTES) -> R:
        stat = self.fs.stat(path)
        if stat is None or stat.is_dir:
            raise FileMissing(f"{path} is not there.")
        stamp = (stat.mtime_ns, stat.size, stat.inode)
        make = _reader(model, self.fs, path, limit)
        record = self._cache.get((self.fs.root, path), stamp, make)
        assert isinstance(record, model)
        return record

    @property
    def project(self) -> Project:
        return self._manifests.of(self.fs).project

    @property
    def places(self) -> Places:
        """Where the film's shots stand, put in order once for each manifest."""
        return self._manifests.of(self.fs).places

    def place(self, shot_id: str) -> ShotPlace:
        """Where a shot stands. Raises `ShotNotFound`."""
        return self.places.shot(shot_id)

    def etag(self, path: ProjectPath) -> str:
        return etag(self.fs.read_bytes(path))

    def shot(self, place: ShotPlace) -> Shot:
        """The shot's record; one that only the manifest knows of is a shot with a name and nothing else."""
        try:
            return self.read(Shot, place.folder / SHOT_FILE)
        except FileMissing:
            return Shot(id=place.shot.id, name=place.shot.name)


def _reader(model: type[R], fs: ProjectFS, path: ProjectPath, limit: int) -> Callable[[], R]:
    return lambda: parse_record(model, fs.read_bytes(path, limit), path)


class FilmEdit:
    """One change of a film: the manifest and shot records, read under the lock and written when the block is left.

    Without `manifests`, it is one of a film that nobody looks at.
    """

    def __init__(self, files: ProjectEdit, manifests: Manifests | None = None) -> None:
        self.files, self._manifests = files, manifests
        self._project: Project | None = None
        self._read: Manifest | None = None
        self._saved: str | None = None
        """The hash of the manifest that this edit has written."""
        self.usage_before: dict[str, Any] = {}
        """What the manifest said of where each character is used, when it was read."""

    @property
    def project(self) -> Project:
        """The manifest, to be changed in place and then given to `save_project`."""
        if self._project is None:
            self._project = parse_record(Project, self.files.read_bytes(MANIFEST), MANIFEST)
            entries = self._project.assets.characters
            self.usage_before = {str(entry.get("assetId")): entry.get("usage") for entry in entries}
        return self._project

    def place(self, shot_id: str) -> ShotPlace:
        """Where a shot stands, to be looked at and not to be changed: that takes no manifest of the edit's own.

        Raises `ShotNotFound`."""
        return self._shown.place(shot_id) if self._shown else self.project.shot(shot_id)

    def slate(self, place: ShotPlace) -> str:
        """What a sentence calls the shot."""
        return (self._shown.project if self._shown else self.project).slate(place)

    @property
    def _shown(self) -> Manifest | None:
        """The manifest as others see it; None once the edit has its own."""
        if self._project is None and self._read is None and self._manifests is not None:
            self._read = self._manifests.saying(self.files.fs.root, self.files.read_bytes(MANIFEST))
        return self._read if self._project is None else None

    def put_project(self, project: Project) -> None:
        """Another manifest in the place of the one that was read."""
        self._project = project
        self.save_project()

    def save_project(self) -> None:
        self.project.modified = now()
        self._saved = self.files.write(MANIFEST, self.project).sha256

    def shot(self, place: ShotPlace) -> Shot:
        path = place.folder / SHOT_FILE
        if not self.files.exists(path):
            return Shot(id=place.shot.id, name=place.shot.name)
        return parse_record(Shot, self.files.read_bytes(path), path)

    def save_shot(self, place: ShotPlace, shot: Shot) -> None:
        shot.modified = now()
        self.files.write(place.folder / SHOT_FILE, shot)

    def require(self, path: ProjectPath, if_match: str | None) -> None:
        """Raise `StaleVersion` when the client's version is not the one on disk. `None` and `*` match anything."""
        if if_match is not None:
            require_version(if_match, etag(self.files.read_bytes(path)) if self.files.exists(path) else None)

    def say(self, message: str) -> None:
        """The sentence for the diary, once it is known."""
        self.files.message = message

    def emit(self, *events: Event) -> None:
        self.files.emit(*events)

    def tell_of_manifest(self) -> None:
        """Any change of the manifest is a change of the film's own `modified`."""
        told = any(isinstance(event, ProjectUpdate) for event in self.files.events)
        if self._saved and not told:
            self.emit(ProjectUpdate(changes=self.project.model_dump(mode="json", include={"modified"})))

    def hand_over(self) -> None:
        """Once the change is done: whoever reads the film next need not parse what was written here."""
        if self._manifests is not None and self._saved and self._project is not None:
            self._manifests.written(self.files.fs.root, self._saved, self._project)
