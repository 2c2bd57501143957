"""The whole film as it was. Takes made since keep their files and their numbers, also those of shots that are no
longer part of the film."""

from __future__ import annotations

from app.domain.paths import ProjectPath
from app.domain.project import RENDERS, Project
from app.services.film import MANIFEST, FilmEdit
from app.services.history_files import Putting
from app.services.history_shots import ElementRestoring, LastSeen
from app.services.narrative_folders import Relocation, is_sidecar, move_files
from app.services.narrative_places import find_element, standing_of


def restore_film(putting: Putting, before: Project, last_seen: LastSeen) -> bool:
    """Whether anything had to be changed."""
    edit, present = putting.edit, putting.edit.project
    film = _manifest(present, before)
    _other_files(putting)
    work = ElementRestoring(putting, before, last_seen)
    for place in film.shots():
        here = standing_of(present, place.shot.id)
        if here is None:
            work.bring(place.shot.id, place.folder)
        elif here.folder != place.folder:
            move_files(edit, Relocation(here.folder, place.folder))
            putting.brought += 1
        work.shot(find_element(before, place.shot.id), find_element(film, place.shot.id))
    kept = {place.shot.id for place in film.shots()}
    for place in list(present.shots()):
        if place.shot.id not in kept and not _has_takes(edit, place.folder):
            for path, _ in edit.files.fs.walk(place.folder):
                putting.drop(path)
    unchanged = _compared(film) == _compared(present)
    if not unchanged:
        putting.guard(MANIFEST)
        edit.put_project(film)
    return putting.brought > 0 or not unchanged


def _manifest(present: Project, before: Project) -> Project:
    """The manifest of then, with every number that was given since."""
    film = before.model_copy(update={"id": present.id, "created": present.created}, deep=True)
    narrative = film.narrative
    narrative.chapters_issued = max(narrative.chapters_issued, present.narrative.chapters_issued)
    for chapter in narrative.chapters:
        if (here := standing_of(present, chapter.id)) is not None:
            chapter.scenes_issued = max(chapter.scenes_issued, here.item.scenes_issued)  # type: ignore[union-attr]
        for scene in chapter.scenes:
            if (here := standing_of(present, scene.id)) is not None:
                scene.shots_issued = max(scene.shots_issued, here.item.shots_issued)  # type: ignore[union-attr]
    return film


def _other_files(putting: Putting) -> None:
    """Everything but the renders, the manifest and Git's own settings."""
    tops = {path.split("/", 1)[0] for version in (putting.then, putting.head) for path in version.below("")}
    for top in sorted(tops - {RENDERS, MANIFEST}):
        putting.let_be(top)


def _has_takes(edit: FilmEdit, folder: ProjectPath) -> bool:
    return any(is_sidecar(path) for path, _ in edit.files.fs.walk(folder))


def _compared(film: Project) -> object:
    return film.model_dump(mode="json", by_alias=True, exclude={"modified"})
