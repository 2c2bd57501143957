"""Uploads that outlive their connection: what came stays beside the film's history, and the sender goes on from there.

A sender names its upload by an id of its own, so that it can ask after it whatever became of the answer. See
docs/decisions/uploads-go-on-where-they-stopped.md.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

from pydantic import ValidationError

from app.domain.records import Record, canonical_json
from app.errors import BadRequest, Busy, Conflict, Invalid, NotFound
from app.services.edits import StoredFile
from app.services.media.thumbnails import write_whole
from app.services.uploads.incoming import KEPT, Upload, uploads_folder

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PIECE = 2**20


class UploadNotFound(NotFound):
    """Nothing of that upload is here; begin it anew."""

    code = "upload_not_found"


class WrongOffset(Conflict):
    """The upload does not go on there; `received` says how many bytes are here."""

    code = "wrong_offset"


class UploadBusy(Busy):
    """That upload is being kept just now; ask after it in a moment."""

    code = "upload_busy"


@dataclass(frozen=True)
class Resume:
    """An upload that may go on later: its id, the first byte that this request brings, how many there are altogether."""

    upload_id: str
    offset: int
    length: int


class _Note(Record):
    """What is known of a partial upload beside its bytes."""

    target: str
    length: int
    boot: str | None
    sha256: str | None = None
    """Known once all bytes were there: the film then tells whether the file was kept."""


@dataclass(frozen=True)
class PartialState:
    name: str
    length: int
    received: int
    sha256: str | None
    kept: bool = False
    """Whether the film has the file."""


class PartialUpload(Upload):
    """An upload whose bytes stay when it is closed, until it is kept or given up. One writer at a time: the newest."""

    def __init__(self, root: Path, path: str, resume: Resume, note: _Note, received: int) -> None:
        self._guard = threading.RLock()
        self._note, self._left, self._finishing, self._given_up = note, False, False, False
        super().__init__(root, path, resume.length - received // 2, kept=resume.upload_id)
        write_whole(_note_of(self.file), canonical_json(note))

    def catch_up(self) -> None:
        """Hash what is here already."""
        with self.file.open("rb") as here:
            while piece := here.read(_PIECE):
                with self._guard:
                    self._require_mine()
                    self._count(piece)

    def write(self, chunk: bytes | bytearray) -> None:
        with self._guard:
            self._require_mine()
            if self.size + len(chunk) > self._note.length:
                raise Invalid(f"More came than the {self._note.length:,} bytes that were announced.", errors=[])
            super().write(chunk)

    def stored(self) -> StoredFile:
        """What came in. From here on it is being kept, and nobody takes over. Raises `BadRequest` when not all is here."""
        with self._guard:
            if self._left or self.size < self._note.length:
                raise BadRequest("The file was cut off; it can go on where it stopped.", received=self.size)
            self._finishing = True
        stored = super().stored()
        with self._guard:
            self._note.sha256 = stored.sha256
            write_whole(_note_of(self.file), canonical_json(self._note))
        return stored

    def leave(self) -> None:
        """Let somebody else go on with it. Raises `UploadBusy` when it is being kept."""
        with self._guard:
            if self._finishing:
                raise UploadBusy()
            self._left = True
            self._close()

    def give_up(self) -> None:
        self._given_up = True

    def close(self) -> None:
        with self._guard:
            self._close()
            if self._given_up and not self._left:
                _forget(self.file)

    def _require_mine(self) -> None:
        if self._left:
            raise BadRequest("This upload goes on over another connection.")


class PartialUploads:
    """The partial uploads of all films; those that are being written are known to this process."""

    def __init__(self) -> None:
        self._writers: WeakValueDictionary[Path, PartialUpload] = WeakValueDictionary()
        self._guard = threading.Lock()

    def begin(self, root: Path, path: str, target: str, resume: Resume) -> PartialUpload:
        """Go on with an upload, or begin it. `target`: what it is for, the same every time.

        Raises `WrongOffset` when it does not go on there, `UploadBusy` while it is being kept, `Conflict` when its id
        is that of another, `TooLarge`, `DiskFull`.
        """
        file = uploads_folder(root) / f"{KEPT}{resume.upload_id}"
        with self._guard:
            if (before := self._writers.get(file)) is not None:
                before.leave()
            note = _read_note(file)
            if note is None:
                _forget(file)
            elif (note.target, note.length) != (target, resume.length):
                raise Conflict("That Upload-Id belongs to another upload.")
            if (received := _size(file)) != resume.offset:
                raise WrongOffset(received=received)
            note = _Note(target=target, length=resume.length, boot=_boot())
            self._writers[file] = upload = PartialUpload(root, path, resume, note, received)
        try:
            upload.catch_up()
        except BaseException:
            upload.close()
            raise
        return upload

    def state(self, root: Path, upload_id: str, target: str) -> PartialState:
        """How much of an upload is here. `target`: what it is for, up to a slash. Raises `UploadNotFound`."""
        file = uploads_folder(root) / f"{KEPT}{upload_id}"
        note = _read_note(file)
        if note is None or not note.target.startswith(target):
            raise UploadNotFound()
        return PartialState(note.target.removeprefix(target), note.length, _size(file), note.sha256)

    def drop(self, root: Path, upload_id: str, target: str) -> None:
        """Remove what is here of an upload. Raises `UploadNotFound`, `UploadBusy`."""
        file = uploads_folder(root) / f"{KEPT}{upload_id}"
        with self._guard:
            self.state(root, upload_id, target)
            if (writer := self._writers.get(file)) is not None:
                writer.leave()
            _forget(file)


def _note_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _read_note(file: Path) -> _Note | None:
    """None too for what came before the machine was started anew: nobody can tell what of it reached the disk."""
    try:
        note = _Note.model_validate_json(_note_of(file).read_bytes())
    except (OSError, ValidationError):
        return None
    return note if note.boot == _boot() else None


def _forget(file: Path) -> None:
    for left in (file, _note_of(file)):
        with contextlib.suppress(FileNotFoundError):
            left.unlink()


def _boot() -> str | None:
    return _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else None
