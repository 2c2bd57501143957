"""What a screenplay suggests as scenes and shots, and making those of it that somebody chose. The script stays as it is."""

from __future__ import annotations

from app.domain.breakdown import break_down
from app.domain.documents import AcceptedBreakdown, Breakdown, BreakdownChoice, Document, ProposedScene, ProposedShot
from app.domain.paths import name_key
from app.domain.project import NewScene
from app.domain.shot import CastMemberInput, NewShot
from app.errors import Invalid, StaleVersion
from app.services.documents import DocumentService
from app.services.narrative import NarrativeService
from app.services.workspace import Workspace

MOST_LINES = 50_000


class NoScreenplay(Invalid):
    """Only a screenplay can be broken down."""

    code = "no_screenplay"


class DocumentBreakdown:
    def __init__(self, workspace: Workspace, documents: DocumentService, narrative: NarrativeService) -> None:
        self._workspace, self._documents, self._narrative = workspace, documents, narrative

    def propose(self, project_id: str, path: str) -> Breakdown:
        """Raises `DocumentNotFound`, `NoScreenplay`."""
        document = self._documents.get(project_id, path)
        chapters = self._workspace.film(project_id).project.narrative.chapters
        known = {name_key(scene.name): scene.id for chapter in chapters for scene in chapter.scenes}
        scenes = _scenes(document)
        for scene in scenes:
            scene.scene_id = known.get(name_key(scene.heading))
        return Breakdown(path=document.path, version=document.version, scenes=scenes)

    def accept(
        self, project_id: str, path: str, choice: BreakdownChoice, if_match: str | None = None
    ) -> AcceptedBreakdown:
        """Make the chosen scenes and shots, in the order of the script, as one change of the film.

        Raises `StaleVersion` when the script is not the one that was read, `Invalid` for a line that nothing was
        proposed for, `ChapterNotFound`.
        """
        document = self._documents.get(project_id, path)
        if if_match is not None and if_match.strip() not in ("*", document.version, f"W/{document.version}"):
            raise StaleVersion(current=document.version)
        wanted = {chosen.line: set(chosen.shots) for chosen in choice.scenes}
        scenes = [scene for scene in _scenes(document) if scene.line in wanted]
        unknown = wanted.keys() - {scene.line for scene in scenes}
        for scene in scenes:
            unknown |= wanted[scene.line] - {shot.line for shot in scene.shots}
        if unknown:
            raise Invalid(f"The script proposes nothing in line {min(unknown)}.")
        several = [
            (
                NewScene(name=scene.heading),
                [_new_shot(document, scene, shot) for shot in scene.shots if shot.line in wanted[scene.line]],
            )
            for scene in scenes
        ]
        count = f"{len(scenes)} scene{'s' if len(scenes) != 1 else ''}"
        sentence = f"Break down screenplay “{document.name}”: {count}"
        made = self._narrative.add_scenes(project_id, choice.chapter_id, several, sentence)
        return AcceptedBreakdown(
            scenes=[scene.id for scene, _ in made], shots=[shot.id for _, shots in made for shot in shots]
        )


def _scenes(document: Document) -> list[ProposedScene]:
    if document.document_type != "screenplay":
        raise NoScreenplay()
    if document.content.count("\n") + document.content.count("\r") > MOST_LINES:
        raise Invalid(f"A script of more than {MOST_LINES:,} lines cannot be broken down.")
    return break_down(document.content)


def _new_shot(document: Document, scene: ProposedScene, shot: ProposedShot) -> NewShot:
    lines = f"line {shot.line}" if shot.line == shot.last_line else f"lines {shot.line}–{shot.last_line}"
    return NewShot(
        name=shot.name,
        description=shot.description,
        size=shot.size,
        interior=scene.interior,
        location=scene.location,
        time_of_day=scene.time_of_day,
        cast=[CastMemberInput(name=member.name) for member in shot.cast],
        dialogue=shot.dialogue,
        notes=f"{document.path}, {lines}",
    )
