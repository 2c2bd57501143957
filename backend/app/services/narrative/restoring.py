"""Bringing a deleted chapter, scene or shot back, with everything that was in it, from the commit before its deletion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.beats import bring_back
from app.domain.events import NarrativeChange
from app.domain.node_state import node_state
from app.domain.project import Chapter, Project, Scene
from app.domain.take import Take
from app.domain.task import Task
from app.errors import BadPath, MediaMissing, NotFound, WrongState
from app.services.films.film import MANIFEST, FilmEdit, parse_record
from app.services.films.workspace import Workspace
from app.services.git.deletions import last_before_deletion
from app.services.git.history import Version, stored_media
from app.services.git.repository import open_repository
from app.services.narrative.events import added, shot_added, tell
from app.services.narrative.folders import Relocation, is_sidecar, shot_folder_of
from app.services.narrative.places import (
    Item,
    Placed,
    Standing,
    issued_in,
    put_in,
    siblings,
    standing_of,
)
from app.services.takes import view


class NotDeleted(NotFound):
    """The film's history knows of no chapter, scene or shot with that id that was deleted."""

    code = "not_deleted"


class NarrativeRestoring:
    def __init__(self, workspace: Workspace, tasks_of: Callable[[str], Sequence[Task]]) -> None:
        self._workspace, self._tasks_of = workspace, tasks_of

    def restore(self, project_id: str, element_id: str) -> Placed:
        """Bring an element back at its old place, as a new commit. One that is there stays as it is.

        Raises `NotDeleted`, and `WrongState` when what it was in is deleted too. What lies in its folder already is newer
        than the commit and stays.
        """
        film = self._workspace.film(project_id)
        there = standing_of(film.project, element_id)
        if there is not None:
            return there.placed(film.project)
        root = self._workspace.root(project_id)
        commit = last_before_deletion(root, element_id)
        if commit is None:
            raise NotDeleted()
        version = Version(open_repository(root), commit)
        before = parse_record(Project, version.read(MANIFEST) or b"", MANIFEST)
        was = standing_of(before, element_id)
        if was is None:
            raise NotDeleted()
        with self._workspace.edit(project_id) as edit:
            project = edit.project
            there = standing_of(project, element_id)
            if there is not None:
                return there.placed(project)
            there = _put_back(project, before, was)
            bring_back(project.narrative, before.narrative, _scenes(there))
            takes = bring_files(edit, version, Relocation(was.folder, there.folder), there)
            edit.save_project()
            edit.say(f"Bring back {there.label(project)}")
            tell(edit, self._changes(edit, project_id, there, takes))
            return there.placed(project)

    def _changes(
        self, edit: FilmEdit, project_id: str, there: Standing, takes: Sequence[Take]
    ) -> list[NarrativeChange]:
        index = there.placed(edit.project).index
        changes: list[NarrativeChange] = []
        scenes: list[tuple[Scene, int, str | None]] = []
        if isinstance(there.item, Chapter):
            changes.append(added("chapter", there.item, None, index))
            scenes = [(scene, n, there.item.id) for n, scene in enumerate(there.item.scenes)]
        elif isinstance(there.item, Scene):
            scenes = [(there.item, index, there.parent_id)]
        changes += [added("scene", scene, parent, n) for scene, n, parent in scenes]
        tasks = self._tasks_of(project_id)
        for place in there.shots():
            shot = edit.shot(place)
            shown = [view(project_id, take, shot.active_take) for take in takes if take.shot_id == shot.id]
            own = [task for task in tasks if shot.id in (task.node_id, task.shot_id)]
            at = next(n for n, ref in enumerate(place.scene.shots) if ref is place.shot)
            changes.append(shot_added(place, shot, at, shown, node_state(own)))
        return changes


def _put_back(project: Project, before: Project, was: Standing) -> Standing:
    """Into the tree: behind the sibling that stood before it, under its old number unless that was given again."""
    parent = None
    if was.parent_id is not None:
        found = standing_of(project, was.parent_id)
        if found is None:
            outer = "chapter" if was.element == "scene" else "scene"
            raise WrongState(f"The {outer} that it was in is deleted too; bring that back first.")
        assert isinstance(found.item, Chapter | Scene)
        parent = found.item
    present = [item.id for item in siblings(project, parent)]
    index = 0
    for sibling in siblings(before, was.parent):
        if sibling.id == was.item.id:
            break
        if sibling.id in present:
            index = present.index(sibling.id) + 1
    number = was.item.number
    if any(item.number == number for item in siblings(project, parent)):
        number = issued_in(project, parent) + 1
    item = _as_it_was(project, was.item).model_copy(update={"number": number})
    return put_in(project, parent, item, index)


def _scenes(there: Standing) -> set[str]:
    """The scenes that are the element or in it."""
    if isinstance(there.item, Chapter):
        return {scene.id for scene in there.item.scenes}
    return {there.item.id} if isinstance(there.item, Scene) else set()


def _as_it_was(project: Project, item: Item) -> Item:
    """Without what stands elsewhere in the film by now."""
    if isinstance(item, Chapter):
        scenes = [_as_it_was(project, scene) for scene in item.scenes if standing_of(project, scene.id) is None]
        return item.model_copy(update={"scenes": scenes})
    if isinstance(item, Scene):
        shots = [shot for shot in item.shots if standing_of(project, shot.id) is None]
        return item.model_copy(update={"shots": shots})
    return item


def bring_files(edit: FilmEdit, version: Version, relocation: Relocation, there: Standing) -> list[Take]:
    """Returns the takes that came back. Files with names that the studio would not give stay in history."""
    root, shots, takes = edit.files.fs.root, {place.folder for place in there.shots()}, []
    for old in version.below(relocation.old):
        try:
            target = relocation.path(old)
        except BadPath:
            continue
        folder = shot_folder_of(target)
        if folder is not None and folder not in shots:
            continue
        media = version.pointer(old)
        if edit.files.exists(target):
            content = edit.files.read_bytes(target) if is_sidecar(target) else b""
        elif media is not None:
            if edit.files.adopt(target, stored_media(root, media[0], old)).sha256 != media[0]:
                raise MediaMissing(f"{target.name} is damaged in the film's store of media.")
            continue
        else:
            content = version.read(old) or b""
            edit.files.write(target, relocation.content(target, content))
        take = relocation.content(target, content)
        if isinstance(take, Take):
            takes.append(take)
    return takes
