"""Which shot shows which lines of which script. The shot's record keeps it; the script never hears of it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.documents import Document, name_of, type_of
from app.domain.events import Event, Reset, ShotChanged
from app.domain.paths import ProjectPath
from app.domain.project import ShotPlace
from app.domain.script_links import (
    LOST,
    Found,
    LinkedShot,
    LinkedShots,
    PassageChoice,
    ScriptPlaces,
    ShotPassage,
)
from app.domain.shot import ScriptPassage, Shot
from app.errors import AuteurError, Invalid, NotFound, StaleVersion
from app.services.documents.service import DocumentNotFound, DocumentService, NoScreenplay, NotText
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.narrative.events import AT_ONCE_EVENTS


class PassageNotFound(NotFound):
    """This shot has no lines of a script."""

    code = "passage_not_found"


class ScriptLinks:
    def __init__(self, workspace: Workspace, documents: DocumentService) -> None:
        self._workspace, self._documents = workspace, documents

    def of_document(self, project_id: str, path: str) -> LinkedShots:
        """Raises `DocumentNotFound`, `NoScreenplay`."""
        document = self._documents.get(project_id, path)
        film = self._workspace.film(project_id)
        shots = [
            LinkedShot(
                shot_id=place.shot.id,
                slate=film.project.slate(place),
                name=place.shot.name,
                state=found.state,
                line=found.line,
                last_line=found.last_line,
            )
            for place, _, found in self.located(project_id, document)
        ]
        return LinkedShots(path=document.path, version=document.version, shots=shots)

    def located(self, project_id: str, document: Document) -> list[tuple[ShotPlace, ScriptPassage, Found]]:
        """Every shot of the script with its lines and where they are now."""
        if document.document_type != "screenplay":
            raise NoScreenplay()
        film = self._workspace.film(project_id)
        places = ScriptPlaces(document.content)
        found = []
        for place in film.project.shots():
            try:
                passage = film.shot(place).script
            except AuteurError:
                continue  # a record that cannot be read is told elsewhere
            if passage is not None and passage.path == document.path:
                found.append((place, passage, places.find(passage)))
        return found

    def of_shot(self, project_id: str, shot_id: str) -> ShotPassage:
        """Raises `ShotNotFound`, `PassageNotFound`."""
        film = self._workspace.film(project_id)
        passage = film.shot(film.project.shot(shot_id)).script
        if passage is None:
            raise PassageNotFound()
        try:
            document = self._documents.get(project_id, passage.path)
            places = ScriptPlaces(document.content)
            found, version = places.find(passage), document.version
        except (DocumentNotFound, NotText):
            places, found, version = ScriptPlaces(""), LOST, None
        is_there = found.state != "lost"
        return ShotPassage(
            path=passage.path,
            document=name_of(passage.path),
            version=version,
            state=found.state,
            line=found.line,
            last_line=found.last_line,
            text=places.text(found.line, found.last_line) if is_there else passage.text,
        )

    def link(self, project_id: str, shot_id: str, choice: PassageChoice) -> ShotPassage:
        """Give a shot these lines. Raises `DocumentNotFound`, `NoScreenplay`, `StaleVersion`, `Invalid`."""
        document = self._documents.get(project_id, choice.path)
        if document.document_type != "screenplay":
            raise NoScreenplay()
        if document.version != choice.version:
            raise StaleVersion(current=document.version)
        passage = ScriptPlaces(document.content).passage(document.path, choice.line, choice.last_line)
        if passage is None:
            raise Invalid("There is nothing to show in these lines, or more than a shot can.")
        self._put(project_id, shot_id, passage)
        return self.of_shot(project_id, shot_id)

    def unlink(self, project_id: str, shot_id: str) -> None:
        """Raises `ShotNotFound`, `PassageNotFound`."""
        self._put(project_id, shot_id, None)

    def _put(self, project_id: str, shot_id: str, passage: ScriptPassage | None) -> None:
        with self._workspace.edit(project_id) as edit:
            place = edit.project.shot(shot_id)
            shot = edit.shot(place)
            if passage is None and shot.script is None:
                raise PassageNotFound()
            if passage is not None and shot.script == passage:
                return
            told = passage or shot.script
            assert told is not None
            shot.script = passage
            edit.save_shot(place, shot)
            verb, way = ("Link", "to") if passage else ("Unlink", "from")
            lines = f"line {told.line}" if told.line == told.last_line else f"lines {told.line}–{told.last_line}"
            edit.say(f"{verb} shot {edit.project.slate(place)} {way} {lines} of “{name_of(ProjectPath(told.path))}”")
            edit.emit(_changed(shot))


def follow_scripts(edit: FilmEdit, moved: Mapping[ProjectPath, ProjectPath]) -> None:
    """Let shots go on knowing their lines when the script gets another name or place."""
    scripts = {old: new for old, new in moved.items() if type_of(old) == type_of(new) == "screenplay"}
    told: list[Event] = []
    for place in edit.project.shots() if scripts else ():
        shot = edit.shot(place)
        if shot.script is not None and shot.script.path in scripts:
            shot.script = shot.script.model_copy(update={"path": scripts[shot.script.path]})
            edit.save_shot(place, shot)
            told.append(_changed(shot))
    if len(told) > AT_ONCE_EVENTS:
        told = [Reset(epoch="", reason="A large part of the film has changed.")]
    edit.emit(*told)


def _changed(shot: Shot) -> ShotChanged:
    record = shot.to_json()
    return ShotChanged(shot_id=shot.id, changes={key: record[key] for key in ("script", "modified")})
