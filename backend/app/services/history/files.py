"""Bringing files back from an older version of the film, within one edit. Nothing that no commit holds is replaced."""

from __future__ import annotations

from typing import Any

from app.domain.paths import ProjectPath
from app.domain.take import Take
from app.errors import BadPath, MediaMissing, WrongState
from app.services.films.film import FilmEdit, parse_record
from app.services.git import repository as git
from app.services.git.history import Version, head_of, is_unsaved, stored_media
from app.services.narrative.folders import Relocation, is_sidecar

JUDGEMENTS = ("rating", "label", "note", "deleted")
"""What people say about a take; all else in a sidecar is how it was made, which never changes."""


class UnsavedByHand(WrongState):
    """A file was changed outside the studio and no commit holds it."""

    code = "unsaved_changes"


class Putting:
    """One edit, and the version from which it takes."""

    def __init__(self, edit: FilmEdit, commit: str) -> None:
        self.edit = edit
        self.repo: Any = git.open_repository(edit.files.fs.root)
        self.then = Version(self.repo, commit)
        self.head = Version(self.repo, head_of(self.repo))
        self.brought = 0
        """Files that came back, went or were replaced."""

    def guard(self, path: str) -> None:
        """Raises `UnsavedByHand` when replacing or removing the file would lose it."""
        if is_unsaved(self.repo, path):
            raise UnsavedByHand(
                f"{path} was changed outside the studio and no commit holds it. Commit it or move it away first."
            )

    def put(self, path: str, source: Version | None = None, target: ProjectPath | None = None) -> None:
        """Let a file be as it was. Raises `BadPath` for a name that the studio would not give, `MediaMissing`."""
        source = source or self.then
        target = target or ProjectPath(path, studio=True)
        files = self.edit.files
        if files.exists(target) and self.head.oid(target) == source.oid(path):
            return
        self.guard(target)
        media = source.pointer(path)
        if media is None:
            files.write(target, source.read(path) or b"")
        else:
            stored = stored_media(files.fs.root, media[0], path)
            if files.exists(target):
                files.remove(target)
            if files.adopt(target, stored).sha256 != media[0]:
                raise MediaMissing(f"{target.name} is damaged in the film's store of media.")
        self.brought += 1

    def drop(self, path: str) -> None:
        """Take a file away; history keeps it."""
        if self.edit.files.exists(ProjectPath(path, studio=True)):
            self.guard(path)
            self.edit.files.remove(ProjectPath(path, studio=True))
            self.brought += 1

    def let_be(self, path: str) -> None:
        """All files at or below a path as they were, and no others."""
        before = self.then.below(path)
        for gone in self.head.below(path).keys() - before.keys():
            if _is_ours(gone):
                self.drop(gone)
        for kept in before:
            if _is_ours(kept):
                self.put(kept)

    def takes(self, source: Version, relocation: Relocation, *, judge: bool) -> list[tuple[Take | None, Take]]:
        """Takes that are no longer there come back with all their files; those that are there stay.

        With `judge` they get the rating, label and note that they had, and are deleted or not, as then. Returns each take
        that changed, before and after; None before for one that came back.
        """
        files = self.edit.files
        changed: list[tuple[Take | None, Take]] = []
        for old in source.below(relocation.old):
            try:
                target = relocation.path(old)
            except BadPath:
                continue
            if target.name == "shot.json":
                continue
            if not is_sidecar(target):
                if not files.exists(target):
                    self.put(old, source, target)
                continue
            then = relocation.content(target, source.read(old) or b"")
            if not files.exists(target):
                files.write(target, then)
                self.brought += 1
                if isinstance(then, Take):
                    changed.append((None, then))
            elif judge and isinstance(then, Take):
                now = parse_record(Take, files.read_bytes(target), target)
                judged = now.model_copy(update={field: getattr(then, field) for field in JUDGEMENTS})
                if judged != now:
                    self.guard(target)
                    files.write(target, judged)
                    self.brought += 1
                    changed.append((now, judged))
        return changed


def _is_ours(path: str) -> bool:
    """Whether the studio may write a file of this name; any other one stays as it is."""
    try:
        return bool(ProjectPath(path))
    except BadPath:
        return False
