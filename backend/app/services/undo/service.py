"""Undo: a new commit that takes one commit back out of the film, as long as nobody changed since what it had set.

Redo is the undo of the undo. Takes are never undone, and no number is given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.domain.documents import DocumentChange, type_of
from app.domain.events import (
    ActiveTakeChanged,
    CreativeDocumentUpdated,
    Event,
    NarrativeChange,
    ShotChanged,
    TakeChanged,
)
from app.domain.history import UNDONE_TRAILER, HistoryEntry, UndoRequest
from app.domain.node_state import node_state
from app.domain.paths import ProjectPath
from app.domain.project import Chapter, Project, Scene
from app.domain.shot import Shot
from app.domain.task import Task
from app.services.documents.service import summary_of
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.git.history import changed_files, facts
from app.services.history.difference import asset_events, film_events, places_changed, tree_changes
from app.services.history.files import Putting
from app.services.history.restore import AsItWas
from app.services.history.service import HistoryService
from app.services.narrative.events import added, shot_added, tell
from app.services.narrative.places import Standing, standings
from app.services.takes import view
from app.services.undo.reasons import NotUndoable, changed_since
from app.services.undo.together import (
    DifferentThings,
    Run,
    refuse_different_things,
    refuse_what_stays,
    runs_of,
    sentence,
    versions_of,
)
from app.services.undo.work import UndoWork

MOST_FILES = 200_000


class Undoing:
    def __init__(
        self, workspace: Workspace, history: HistoryService, tasks_of: Callable[[str], Sequence[Task]]
    ) -> None:
        self._workspace, self._history, self._tasks_of = workspace, history, tasks_of

    def undo(self, project_id: str, wanted: UndoRequest) -> HistoryEntry:
        """Take commits back, all of them or none; several only when they write the same documents or fields.

        Raises `CommitNotFound`, `ChangedSince`, `NotUndoable`, `AsItWas`, `UnsavedByHand`, `MediaMissing`.
        """
        with self._workspace.edit(project_id) as edit:
            root, before = edit.files.fs.root, edit.project.model_copy(deep=True)
            putting = Putting(edit, wanted.commits[0])
            commits = self._history.index.newest_first(root, putting.repo, wanted.commits)
            told = [facts(putting.repo, commit) for commit in commits]
            refuse_what_stays(told)
            work = UndoWork(putting)
            if len(told) > 1:
                refuse_different_things(putting.repo, told)
            places = {key: one.folder for key, one in standings(edit.project).items()}
            runs = list(runs_of(told))
            for run in runs:
                _take_back(putting, work, run)
                if work.clashes:
                    raise changed_since(self._history.index, root, putting, run[0].commit, work.clashes, commits)
            if len(told) > 1 and places != {key: one.folder for key, one in standings(edit.project).items()}:
                raise DifferentThings()
            self._refuse_stopping_work(project_id, before, work)
            if not work.changed:
                raise AsItWas("Nothing of that is left to undo.")
            edit.say(sentence(putting.repo, told, runs))
            edit.files.trailers[UNDONE_TRAILER] = commits[0]
            self._tell(project_id, edit, before, work)
        return self._history.entry(project_id, edit.files.commit or putting.head.commit or "")

    def _refuse_stopping_work(self, project_id: str, before: Project, work: UndoWork) -> None:
        going = {place.shot.id: before.slate(place) for one in work.gone for place in one.shots()}
        for task in self._tasks_of(project_id) if going else ():
            shot_id = task.shot_id or task.node_id
            if not task.ended and shot_id in going:
                raise NotUndoable(f"Takes of shot {going[shot_id]} are being made. Cancel them first.")

    # Telling

    def _tell(self, project_id: str, edit: FilmEdit, before: Project, work: UndoWork) -> None:
        film, undone = edit.project, work.undone
        tasks = self._tasks_of(project_id)

        def told_anew(there: Standing, index: int) -> NarrativeChange:
            if isinstance(there.item, Chapter | Scene):
                element: Any = there.element
                return added(element, there.item, there.parent_id, index)
            (place,) = there.shots()
            shot = edit.shot(place)
            takes = [view(project_id, take, shot.active_take) for take in undone.brought if take.shot_id == shot.id]
            own = [task for task in tasks if shot.id in (task.node_id, task.shot_id)]
            return shot_added(place, shot, index, takes, node_state(own))

        others = [*places_changed(before, film), *asset_events(project_id, before, film)]
        for old, new in _first_to_last(undone.shots):
            others += _shot_events(old, new)
        for was, take in undone.takes:
            then, now = was.to_json(), take.to_json()
            changes = {key: value for key, value in now.items() if then.get(key) != value}
            others.append(TakeChanged(shot_id=take.shot_id, take_number=take.take_number, changes=changes))
        edit.emit(*film_events(before, film))
        steps = tree_changes(before, film, told_anew)
        if steps or others:
            tell(edit, steps, others)
        edit.emit(*_document_events(edit, undone.files))


def _first_to_last(steps: Sequence[tuple[Shot, Shot]]) -> list[tuple[Shot, Shot]]:
    """Each shot once, as it was before the first step and as it is after the last."""
    found: dict[str, tuple[Shot, Shot]] = {}
    for old, new in steps:
        found[new.id] = (found[new.id][0] if new.id in found else old, new)
    return list(found.values())


def _shot_events(old: Shot, new: Shot) -> list[Event]:
    was, now = old.to_json(), new.to_json()
    changes = {key: value for key, value in now.items() if was.get(key) != value}
    events: list[Event] = [ShotChanged(shot_id=new.id, changes=changes)]
    if old.active_take != new.active_take:
        told = new.model_dump(mode="json", by_alias=True, include={"active_take", "modified"})
        events.append(ActiveTakeChanged(shot_id=new.id, take_number=new.active_take, changes=told))
    return events


def _document_events(edit: FilmEdit, files: Mapping[ProjectPath, DocumentChange]) -> Iterator[Event]:
    for path, change in files.items():
        kind = type_of(path)
        if kind is not None:
            content = edit.files.read_bytes(path) if change != "deleted" else None
            shown = None if content is None else summary_of(path, kind, content, len(content)).to_json()
            yield CreativeDocumentUpdated(document_type=kind, path=path, change=change, document=shown)


def _take_back(putting: Putting, work: UndoWork, run: Run) -> None:
    before, after = versions_of(putting.repo, run)
    files, count = changed_files(putting.repo, before, after, MOST_FILES)
    if not files and len(run) == 1:
        raise NotUndoable("Nothing changed with that.")
    if count > len(files):
        raise NotUndoable("That changed too many files. Restore the film to the moment before it.")
    work.take_back(before, after, files)
