"""The whole film as it was. Takes made since keep their files and their numbers, also those of shots that are no
longer part of the film."""

from __future__ import annotations

from app.domain.paths import ProjectPath
from app.domain.project import RENDERS, Project
from app.services.films.film import MANIFEST, FilmEdit
from app.services.history.files import Putting
from app.services.history.shots import ElementRestoring, LastSeen
from app.services.narrative.folders import is_sidecar
from app.services.narrative.places import find_element, issued_in, standing_of, standings
from app.services.undo.folders import move_folders


def restore_film(putting: Putting, before: Project, last_seen: LastSeen) -> bool:
    """Whether anything had to be changed."""
    edit, present = putting.edit, putting.edit.project
    film = _manifest(present, before)
    _other_files(putting)
    kept = {place.shot.id for place in film.shots()}
    in_use: set[ProjectPath] = set()
    for place in list(present.shots()):
        if place.shot.id not in kept:
            if _has_takes(edit, place.folder):
                in_use.add(place.folder)
                continue
            for path, _ in edit.files.fs.walk(place.folder):
                putting.drop(path)
    _give_way(film, in_use)
    here, there = standings(present), standings(film)
    putting.brought += sum(one.folder != there[key].folder for key, one in here.items() if key in there)
    move_folders(edit, here, there)
    work = ElementRestoring(putting, before, last_seen)
    for place in film.shots():
        if place.shot.id not in here:
            work.bring(place.shot.id, place.folder)
        work.shot(find_element(before, place.shot.id), there[place.shot.id])
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


def _give_way(film: Project, in_use: set[ProjectPath]) -> None:
    """Shots whose number went to another one since, the takes of which stay, get the next number."""
    for place in film.shots():
        while place.folder in in_use:
            place.scene.shots_issued = issued_in(film, place.scene) + 1
            place.shot.number = place.scene.shots_issued


def _other_files(putting: Putting) -> None:
    """Everything but the renders, the manifest and Git's own settings."""
    tops = {path.split("/", 1)[0] for version in (putting.then, putting.head) for path in version.below("")}
    for top in sorted(tops - {RENDERS, MANIFEST}):
        putting.let_be(top)


def _has_takes(edit: FilmEdit, folder: ProjectPath) -> bool:
    return any(is_sidecar(path) for path, _ in edit.files.fs.walk(folder))


def _compared(film: Project) -> object:
    return film.model_dump(mode="json", by_alias=True, exclude={"modified"})
