"""The film's diary: its entries, what each of them changed, the files of the time, and marks in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from app.domain.history import (
    CHECKPOINT_TRAILER,
    CLIENT_TRAILER,
    DOCUMENT_TRAILER,
    RESTORE_TRAILER,
    TASK_TRAILER,
    UNDONE_TRAILER,
    EntryKind,
    FilmChange,
    GitState,
    HistoryDetails,
    HistoryEntry,
    HistoryPage,
)
from app.domain.paths import ProjectPath
from app.errors import CommitNotFound, Invalid
from app.services.films.workspace import Workspace
from app.services.git import repository as git
from app.services.git.history import Version, changed_files, facts, status
from app.services.git.safety import check_config
from app.services.history.changes import Telling
from app.services.history.index import AtPath, DiaryIndex, Element, Subject
from app.services.media.thumbnails import Thumbnails

MOST_FILES = 3000
"""Of a commit that changes more files than this, the first ones are told and the others counted."""
MOST_CHANGES = 300
MOST_PATHS = 200


class HistoryService:
    def __init__(self, workspace: Workspace, thumbnails: Thumbnails) -> None:
        self._workspace, self._thumbnails = workspace, thumbnails
        self.index = DiaryIndex()

    # Reading

    def page(
        self,
        project_id: str,
        limit: int,
        cursor: str | None = None,
        path: str | None = None,
        element_id: str | None = None,
    ) -> HistoryPage:
        """Newest first: all of it, or what concerns one path or one element. Raises `BadPath`, `BadRequest`."""
        if path and element_id:
            raise Invalid("Ask for the history of a path or of an element, not of both.")
        subject: Subject | None = Element(element_id) if element_id else AtPath(ProjectPath(path)) if path else None
        root, repo = self._open(project_id)
        commits, total, following = self.index.page(root, repo, subject, limit, cursor)
        return HistoryPage(items=[entry(repo, commit) for commit in commits], total=total, next_cursor=following)

    def get(self, project_id: str, commit: str, since: str | None = None) -> HistoryDetails:
        """What a commit changed; with `since`, what became of its document from that earlier save on.

        Raises `CommitNotFound`.
        """
        _, repo, after = self._version(project_id, commit)
        first = self._version(project_id, since)[2] if since else after
        before = first.parent()
        files, count = changed_files(repo, before, after, MOST_FILES)
        if since:
            document = facts(repo, commit).trailers.get(DOCUMENT_TRAILER)
            files = [file for file in files if file.path == document]
            count = len(files)
        changes: list[FilmChange] = Telling(project_id, before, after).tell(files)
        return HistoryDetails.model_validate(
            {
                **entry(repo, commit).to_json(),
                "parent": before.commit,
                "changes": changes[:MOST_CHANGES],
                "more": max(0, len(changes) - MOST_CHANGES) + max(0, count - MOST_FILES),
            }
        )

    def open(self, project_id: str, commit: str, path: str) -> tuple[BinaryIO, str, str]:
        """A file as a commit kept it, with a name for its content and its own name. Raises `MediaMissing`."""
        root, _, version = self._version(project_id, commit)
        wanted = ProjectPath(path, studio=True)
        source, tag = version.open(root, wanted)
        return source, tag, wanted.name

    def thumbnail(self, project_id: str, commit: str, path: str, size: int, *, make: bool) -> tuple[Path, str] | None:
        """A small picture of a file as a commit kept it; None when there is none yet and it should not be made."""
        source, tag, _ = self.open(project_id, commit, path)
        with source:
            small = self._thumbnails.known(tag, size)
            if small is None and make:
                small = self._thumbnails.get(tag, size, source)
        return None if small is None else (small, f"{tag}-{size}")

    def status(self, project_id: str) -> GitState:
        """What Git says of the film's folder."""
        found = status(self._workspace.root(project_id))
        shown = [path.encode("utf-8", "replace").decode() for path in found.changed[:MOST_PATHS]]
        return GitState(
            branch=found.branch,
            head=found.head,
            clean=found.clean,
            changed=shown,
            changed_count=len(found.changed),
        )

    # Changing

    def checkpoint(self, project_id: str, name: str) -> HistoryEntry:
        """Give this moment a name: a commit without changes."""
        with self._workspace.edit(project_id, f"Checkpoint “{name}”") as edit:
            edit.files.trailers[CHECKPOINT_TRAILER] = name
            edit.files.is_mark = True
        return self.entry(project_id, edit.files.commit or "")

    def entry(self, project_id: str, commit: str) -> HistoryEntry:
        _, repo, _ = self._version(project_id, commit)
        return entry(repo, commit)

    def _version(self, project_id: str, commit: str) -> tuple[Path, Any, Version]:
        root, repo = self._open(project_id)
        if not self.index.holds(root, repo, commit):
            raise CommitNotFound()
        return root, repo, Version(repo, commit)

    def _open(self, project_id: str) -> tuple[Path, Any]:
        root = self._workspace.root(project_id)
        check_config(root)
        return root, git.open_repository(root)


def entry(repo: Any, commit: str) -> HistoryEntry:
    told = facts(repo, commit)
    name, restored = told.trailers.get(CHECKPOINT_TRAILER), told.trailers.get(RESTORE_TRAILER)
    undone = told.trailers.get(UNDONE_TRAILER)
    kind: EntryKind = "checkpoint" if name else "restore" if restored else "undo" if undone else "change"
    return HistoryEntry(
        commit=told.commit,
        message=told.subject,
        author=told.author,
        time=told.time,
        kind=kind,
        checkpoint=name,
        restored=restored,
        task_id=told.trailers.get(TASK_TRAILER),
        undone=undone,
        client=told.trailers.get(CLIENT_TRAILER),
        document=told.trailers.get(DOCUMENT_TRAILER),
    )
