"""Every error the studio tells a person about: a stable code for programs, a status for HTTP, a sentence for people.

The class's docstring is the sentence when none is given, so that explanation and message cannot drift apart.
"""

from __future__ import annotations

from typing import Any


class AuteurError(Exception):
    """Something went wrong."""

    code: str = "error"
    status: int = 500
    title: str = "Error"

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip().splitlines()[0]
        self.extra = extra
        super().__init__(self.detail)


class BadRequest(AuteurError):
    """The request is malformed."""

    code, status, title = "bad_request", 400, "Bad request"


class BadPath(BadRequest):
    """That path or name is not allowed in a project."""

    code = "bad_path"


class NotFound(AuteurError):
    """There is nothing with that name."""

    code, status, title = "not_found", 404, "Not found"


class ProjectNotFound(NotFound):
    """There is no project with that id."""

    code = "project_not_found"


class ChapterNotFound(NotFound):
    """This film has no chapter with that id."""

    code = "chapter_not_found"


class SceneNotFound(NotFound):
    """This film has no scene with that id."""

    code = "scene_not_found"


class ShotNotFound(NotFound):
    """This film has no shot with that id."""

    code = "shot_not_found"


class TakeNotFound(NotFound):
    """This shot has no take with that number."""

    code = "take_not_found"


class TaskNotFound(NotFound):
    """There is no task with that id."""

    code = "task_not_found"


class PipelineNotFound(NotFound):
    """There is no pipeline with that id."""

    code = "pipeline_not_found"


class FileMissing(NotFound):
    """The project has no such file."""

    code = "file_not_found"


class CommitNotFound(NotFound):
    """This film's history has no such moment."""

    code = "commit_not_found"


class MediaMissing(NotFound):
    """That file is no longer in the film's store of media."""

    code = "media_missing"


class Conflict(AuteurError):
    """That does not fit the present state."""

    code, status, title = "conflict", 409, "Conflict"


class NameTaken(Conflict):
    """Something with that name exists already."""

    code = "name_taken"


class WrongState(Conflict):
    """That cannot be done in the present state."""

    code = "wrong_state"


class ConfirmationNeeded(Conflict):
    """This removes work; send confirm=true to go on."""

    code = "confirmation_needed"


class BrokenProject(Conflict):
    """This project's manifest cannot be read."""

    code = "broken_project"


class UnreadableHistory(BrokenProject):
    """Git cannot read the film's history."""


class UnreadableIndex(BrokenProject):
    """Git's list of the film's files is damaged."""


class NewerRecord(BrokenProject):
    """A newer Auteur has written this."""


class IdempotencyMismatch(Conflict):
    """That Idempotency-Key was used for a different request."""

    code = "idempotency_mismatch"


class StaleVersion(AuteurError):
    """Somebody else changed this since you read it."""

    code, status, title = "stale_version", 412, "Precondition failed"


class TooLarge(AuteurError):
    """That is larger than the studio accepts."""

    code, status, title = "too_large", 413, "Too large"


class WrongType(AuteurError):
    """That kind of content is not accepted here."""

    code, status, title = "wrong_type", 415, "Unsupported media type"


class Invalid(AuteurError):
    """The request is well formed but not valid."""

    code, status, title = "invalid", 422, "Not valid"


class BadArchive(Invalid):
    """That is no film that the studio can bring in."""

    code = "bad_archive"


class InvalidManifest(Invalid):
    """A manifest in the library is not valid."""

    code = "invalid_manifest"


class UnsafeRepository(Invalid):
    """The project's Git configuration holds settings that could run programs."""

    code = "unsafe_repository"


class UnsafeConfig(UnsafeRepository):
    """The project's `.git/config` holds settings that the studio does not accept."""


class Busy(AuteurError):
    """Another program holds the project; try again in a moment."""

    code, status, title = "project_busy", 423, "Locked"


class TaskBusy(Busy):
    """Another program is just changing the task; try again in a moment."""

    code = "task_busy"


class PartDown(AuteurError):
    """A part of the studio that this needs is not running."""

    code, status, title = "part_down", 503, "Not available"


class NoCapableWorker(PartDown):
    """No worker can run that pipeline and falling back is switched off."""

    code = "no_capable_worker"


class NotWritable(PartDown):
    """The studio may only read there: the disk or the folder is write-protected. Nothing was changed."""

    code = "not_writable"


class DiskFull(AuteurError):
    """The disk is full; nothing was changed."""

    code, status, title = "disk_full", 507, "Disk full"
