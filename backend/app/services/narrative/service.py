"""Chapters, scenes and shots: the verbs that change the film's tree. Each is one edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from app.domain.beats import follow_scene, forget_scenes
from app.domain.events import NarrativeChange
from app.domain.ids import ItemId, new_id
from app.domain.project import (
    Chapter,
    ChapterPatch,
    NewChapter,
    NewScene,
    Scene,
    ScenePatch,
    ShotPlace,
    ShotRef,
    chapter_folder,
    scene_folder,
)
from app.domain.shot import NewShot, ScriptPassage, Shot, ShotPatch
from app.errors import ConfirmationNeeded, Invalid
from app.services.films.film import MANIFEST, SHOT_FILE, FilmEdit
from app.services.films.workspace import Workspace
from app.services.git.deletions import TRAILER as DELETED
from app.services.narrative.events import added, changed, shot_added, tell
from app.services.narrative.fields import change_shot, set_fields

E = TypeVar("E", Chapter, Scene, ShotRef)


class NarrativeService:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    # Chapters

    def add_chapter(self, project_id: str, new: NewChapter, chapter_id: str | None = None) -> Chapter:
        with self._workspace.edit(project_id, f"Add chapter “{new.name}”") as edit:
            narrative = edit.project.narrative
            narrative.chapters_issued = _next_number(narrative.chapters_issued, narrative.chapters)
            chapter = Chapter(
                id=chapter_id or new_id("chapter"),
                number=narrative.chapters_issued,
                name=new.name,
                stage=new.stage,
                act=new.act,
            )
            index = _insert(narrative.chapters, chapter, new.after)
            edit.save_project()
            edit.emit(changed("added", "chapter", chapter, None, index))
        return chapter

    def update_chapter(
        self, project_id: str, chapter_id: str, patch: ChapterPatch, if_match: str | None = None
    ) -> Chapter:
        with self._workspace.edit(project_id) as edit:
            edit.require(MANIFEST, if_match)
            chapter = edit.project.chapter(chapter_id)
            edit.say(_rename_sentence("chapter", chapter.name, patch))
            set_fields(chapter, patch)
            edit.save_project()
            edit.emit(changed("changed", "chapter", chapter, None))
        return chapter

    def delete_chapter(self, project_id: str, chapter_id: str, *, confirm: bool) -> None:
        with self._workspace.edit(project_id) as edit:
            chapter = edit.project.chapter(chapter_id)
            _refuse_losing_takes(edit, [ShotPlace(chapter, s, r) for s in chapter.scenes for r in s.shots], confirm)
            edit.say(f"Delete chapter “{chapter.name}”")
            edit.files.trailers[DELETED] = chapter.id
            edit.project.narrative.chapters.remove(chapter)
            forget_scenes(edit.project.narrative, {scene.id for scene in chapter.scenes})
            edit.files.remove(chapter_folder(chapter.number))
            edit.save_project()
            edit.emit(changed("removed", "chapter", chapter, None))

    # Scenes

    def add_scene(self, project_id: str, chapter_id: str, new: NewScene, scene_id: str | None = None) -> Scene:
        with self._workspace.edit(project_id, f"Add scene “{new.name}”") as edit:
            chapter = edit.project.chapter(chapter_id)
            scene, index = _grow_scene(edit, chapter, new, scene_id)
            edit.save_project()
            tell(edit, [added("scene", scene, chapter.id, index)])
        return scene

    def add_scenes(
        self,
        project_id: str,
        chapter_id: str,
        several: Sequence[tuple[NewScene | ItemId, Sequence[tuple[NewShot, ScriptPassage | None]]]],
        sentence: str,
    ) -> list[tuple[Scene, list[Shot]]]:
        """New scenes at the end of a chapter and new shots in them, or in scenes that are there, as one change."""
        made: list[tuple[Scene, list[Shot]]] = []
        with self._workspace.edit(project_id, sentence) as edit:
            chapter = edit.project.chapter(chapter_id)
            changes: list[NarrativeChange] = []
            for new, shots in several:
                within = chapter
                if isinstance(new, NewScene):
                    scene, index = _grow_scene(edit, chapter, new, None)
                    changes.append(added("scene", scene, chapter.id, index))
                else:
                    within, scene = edit.project.scene(new)
                grown = [_grow_shot(edit, within, scene, shot, None, passage) for shot, passage in shots]
                changes.extend(shot_added(place, shot, at) for place, shot, at in grown)
                made.append((scene, [shot for _, shot, _ in grown]))
            edit.save_project()
            tell(edit, changes)
        return made

    def update_scene(self, project_id: str, scene_id: str, patch: ScenePatch, if_match: str | None = None) -> Scene:
        with self._workspace.edit(project_id) as edit:
            edit.require(MANIFEST, if_match)
            chapter, scene = edit.project.scene(scene_id)
            edit.say(_rename_sentence("scene", scene.name, patch))
            beat = scene.beat
            set_fields(scene, patch, leave_out={"keywords"})
            words = patch.keywords or [] if "keywords" in patch.model_fields_set else None
            follow_scene(edit.project.narrative, scene, beat, words)
            edit.save_project()
            tell(edit, changed("changed", "scene", scene, chapter.id).changes)
        return scene

    def delete_scene(self, project_id: str, scene_id: str, *, confirm: bool) -> None:
        with self._workspace.edit(project_id) as edit:
            chapter, scene = edit.project.scene(scene_id)
            _refuse_losing_takes(edit, [ShotPlace(chapter, scene, r) for r in scene.shots], confirm)
            edit.say(f"Delete scene “{scene.name}”")
            edit.files.trailers[DELETED] = scene.id
            chapter.scenes.remove(scene)
            forget_scenes(edit.project.narrative, {scene.id})
            edit.files.remove(scene_folder(chapter.number, scene.number))
            edit.save_project()
            edit.emit(changed("removed", "scene", scene, chapter.id))

    # Shots

    def add_shot(
        self, project_id: str, scene_id: str, new: NewShot, shot_id: str | None = None
    ) -> tuple[ShotPlace, Shot]:
        with self._workspace.edit(project_id) as edit:
            chapter, scene = edit.project.scene(scene_id)
            place, shot, index = _grow_shot(edit, chapter, scene, new, shot_id)
            edit.save_project()
            edit.say(f"Add shot {edit.project.slate(place)} “{shot.name}”")
            tell(edit, [shot_added(place, shot, index)])
        return place, shot

    def update_shot(
        self, project_id: str, shot_id: str, patch: ShotPatch, if_match: str | None = None
    ) -> tuple[ShotPlace, Shot]:
        with self._workspace.edit(project_id) as edit:
            place = edit.place(shot_id)
            edit.require(place.folder / SHOT_FILE, if_match)
            shot, sentence = change_shot(edit, place, patch)
            if sentence:
                edit.say(sentence)
        return edit.place(shot_id), shot

    def delete_shot(self, project_id: str, shot_id: str, *, confirm: bool) -> None:
        with self._workspace.edit(project_id) as edit:
            place = edit.project.shot(shot_id)
            _refuse_losing_takes(edit, [place], confirm)
            edit.say(f"Delete shot {edit.project.slate(place)} “{place.shot.name}”")
            edit.files.trailers[DELETED] = place.shot.id
            place.scene.shots.remove(place.shot)
            edit.files.remove(place.folder)
            edit.save_project()
            edit.emit(changed("removed", "shot", place.shot, place.scene.id))


def _grow_scene(edit: FilmEdit, chapter: Chapter, new: NewScene, scene_id: str | None) -> tuple[Scene, int]:
    """A new scene in the chapter, and where it stands."""
    chapter.scenes_issued = _next_number(chapter.scenes_issued, chapter.scenes)
    scene = Scene(
        id=scene_id or new_id("scene"),
        number=chapter.scenes_issued,
        name=new.name,
        beat=new.beat,
        emotion=new.emotion,
    )
    index = _insert(chapter.scenes, scene, new.after)
    follow_scene(edit.project.narrative, scene)
    return scene, index


def _grow_shot(
    edit: FilmEdit,
    chapter: Chapter,
    scene: Scene,
    new: NewShot,
    shot_id: str | None,
    passage: ScriptPassage | None = None,
) -> tuple[ShotPlace, Shot, int]:
    """A new shot in the scene, its record saved, and where it stands."""
    scene.shots_issued = _next_number(scene.shots_issued, scene.shots)
    name = new.name or f"Shot {scene.shots_issued}"
    ref = ShotRef(id=shot_id or new_id("shot"), number=scene.shots_issued, name=name)
    index = _insert(scene.shots, ref, new.after)
    place = ShotPlace(chapter, scene, ref)
    shot = Shot(id=ref.id, name=name, script=passage)
    set_fields(shot, new, leave_out={"after", "name"})
    edit.save_shot(place, shot)
    return place, shot, index


def _next_number(issued: int, siblings: Sequence[Chapter | Scene | ShotRef]) -> int:
    """Numbers are labels given once: one more than ever given."""
    return max([issued, *(element.number for element in siblings)]) + 1


def _insert(siblings: list[E], element: E, after: str | None) -> int:
    if after is None:
        siblings.append(element)
        return len(siblings) - 1
    for index, sibling in enumerate(siblings):
        if sibling.id == after:
            siblings.insert(index + 1, element)
            return index + 1
    raise Invalid(
        f"There is no element {after} here to put it behind.", errors=[{"loc": ["after"], "msg": "not found here"}]
    )


def _refuse_losing_takes(edit: FilmEdit, places: Sequence[ShotPlace], confirm: bool) -> None:
    takes = sum(edit.shot(place).takes_issued for place in places)
    if takes and not confirm:
        raise ConfirmationNeeded(
            f"This deletes {takes} take{'s' if takes != 1 else ''} too; send confirm=true to go on. History keeps them."
        )


def _rename_sentence(element: str, old: str, patch: ChapterPatch | ScenePatch) -> str:
    if patch.name and patch.name != old:
        return f"Rename {element} “{old}” to “{patch.name}”"
    return f"Change {element} “{old}”"
