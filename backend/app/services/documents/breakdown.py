"""What a screenplay suggests as scenes and shots, and making those of it that somebody chose. The script stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain.asset import assets_in
from app.domain.breakdown import break_down
from app.domain.documents import AcceptedBreakdown, Breakdown, BreakdownChoice, Document, ProposedScene, ProposedShot
from app.domain.paths import name_key
from app.domain.project import NewScene, Project, ShotPlace
from app.domain.script_links import Found, ScriptPlaces
from app.domain.shot import CastMemberInput, NewShot, ScriptPassage
from app.errors import Conflict, Invalid, StaleVersion
from app.services.documents.script_links import ScriptLinks
from app.services.documents.service import DocumentService, NoScreenplay, refuse_endless
from app.services.films.workspace import Workspace
from app.services.narrative.service import NarrativeService

MOST_HEADING = 200
Located = Sequence[tuple[ShotPlace, ScriptPassage, Found]]


class ShownAlready(Conflict):
    """The film has that already."""

    code = "shown_already"


class DocumentBreakdown:
    def __init__(
        self, workspace: Workspace, documents: DocumentService, narrative: NarrativeService, links: ScriptLinks
    ) -> None:
        self._workspace, self._documents, self._narrative, self._links = workspace, documents, narrative, links

    def propose(self, project_id: str, path: str) -> Breakdown:
        """What is in the film already is marked as such. Raises `DocumentNotFound`, `NoScreenplay`."""
        document = self._documents.get(project_id, path)
        return Breakdown(path=document.path, version=document.version, scenes=self._scenes(project_id, document))

    def accept(
        self, project_id: str, path: str, choice: BreakdownChoice, if_match: str | None = None
    ) -> AcceptedBreakdown:
        """Make the chosen scenes and shots, in the order of the script, as one change of the film.

        Shots of a scene that the film has join it. Each shot is tied to its lines of the script.

        Raises `StaleVersion` when the script is not the one that was read, `Invalid` for a line that nothing was
        proposed for, `ShownAlready`, `ChapterNotFound`.
        """
        document = self._documents.get(project_id, path)
        if if_match is not None and if_match.strip() not in ("*", document.version, f"W/{document.version}"):
            raise StaleVersion(current=document.version)
        wanted = {chosen.line: set(chosen.shots) for chosen in choice.scenes}
        scenes = [scene for scene in self._scenes(project_id, document) if scene.line in wanted]
        unknown = wanted.keys() - {scene.line for scene in scenes}
        for scene in scenes:
            unknown |= wanted[scene.line] - {shot.line for shot in scene.shots}
        if unknown:
            raise Invalid(f"The script proposes nothing in line {min(unknown)}.")
        chosen = [(scene, [shot for shot in scene.shots if shot.line in wanted[scene.line]]) for scene in scenes]
        for scene, shots in chosen:
            if shown := next((shot for shot in shots if shot.shot_id), None):
                raise ShownAlready(f"The film has a shot of line {shown.line} already.")
            if scene.scene_id and not shots:
                raise ShownAlready(f"The film has the scene of line {scene.line} already.")
        places = ScriptPlaces(document.content)
        characters = _characters(self._workspace.film(project_id).project)
        several = [
            (
                scene.scene_id or NewScene(name=scene.heading),
                [
                    (_new_shot(scene, shot, characters), places.passage(document.path, shot.line, shot.last_line))
                    for shot in shots
                ],
            )
            for scene, shots in chosen
        ]
        sentence = f"Break down screenplay “{document.name}”: {_told(chosen)}"
        made = self._narrative.add_scenes(project_id, choice.chapter_id, several, sentence)
        there = {scene.scene_id for scene in scenes}
        return AcceptedBreakdown(
            scenes=[scene.id for scene, _ in made if scene.id not in there],
            shots=[shot.id for _, shots in made for shot in shots],
        )

    def _scenes(self, project_id: str, document: Document) -> list[ProposedScene]:
        if document.document_type != "screenplay":
            raise NoScreenplay()
        refuse_endless(document.content)
        scenes = break_down(document.content)
        located = self._links.located(project_id, document)
        _mark_known(scenes, located, self._workspace.film(project_id).project)
        return scenes


def _mark_known(scenes: Sequence[ProposedScene], located: Located, project: Project) -> None:
    """Say of each proposal what the film has of it."""
    shown: dict[int, tuple[ShotPlace, Found]] = {}
    for place, _, found in located:
        for line in range(found.line, found.last_line + 1) if found.state != "lost" else ():
            shown.setdefault(line, (place, found))
    lost = {_heading(passage.heading): place.scene.id for place, passage, found in located if found.state == "lost"}
    taken: set[str] = set()
    for scene in scenes:
        homes = Counter[str]()
        for shot in scene.shots:
            there = next((shown[line] for line in range(shot.line, shot.last_line + 1) if line in shown), None)
            if there is not None:
                shot.shot_id, shot.changed = there[0].shot.id, there[1].state == "changed"
                homes[there[0].scene.id] += 1
        was = lost.get(_heading(scene.heading))
        scene.scene_id = homes.most_common(1)[0][0] if homes else was if was not in taken else None
        if scene.scene_id:
            taken.add(scene.scene_id)
            scene.changed = scene.scene_id == was or any(shot.changed for shot in scene.shots)
    # Headings come back; the second of a name in the script is the second in the film.
    named: dict[str, list[str]] = {}
    for chapter in project.narrative.chapters:
        for known in chapter.scenes:
            if known.id not in taken:
                named.setdefault(name_key(known.name), []).append(known.id)
    for scene in scenes:
        same = named.get(name_key(scene.heading))
        if scene.scene_id is None and same:
            scene.scene_id = same.pop(0)


def _heading(text: str | None) -> str:
    return " ".join((text or "").split())[:MOST_HEADING]


def _told(chosen: Sequence[tuple[ProposedScene, Sequence[ProposedShot]]]) -> str:
    new = sum(1 for scene, _ in chosen if scene.scene_id is None)
    shots = sum(len(shots) for _, shots in chosen)
    counts = [(new, "scene"), (shots if not new else 0, "shot")]
    return (
        " and ".join(f"{count} {what}{'s' if count != 1 else ''}" for count, what in counts if count) or "nothing new"
    )


def _characters(project: Project) -> dict[str, str]:
    """The characters of the film by their names, as far as a name is one character's alone."""
    found = [(one.name.casefold(), one.asset_id) for kind, one in assets_in(project.assets) if kind == "characters"]
    several = {name for name, count in Counter(name for name, _ in found).items() if count > 1}
    return {name: asset_id for name, asset_id in found if name not in several}


def _new_shot(scene: ProposedScene, shot: ProposedShot, characters: Mapping[str, str]) -> NewShot:
    return NewShot(
        name=shot.name,
        description=shot.description,
        size=shot.size,
        interior=scene.interior,
        location=scene.location,
        time_of_day=scene.time_of_day,
        cast=[CastMemberInput(name=one.name, asset_id=characters.get(one.name.casefold())) for one in shot.cast],
        dialogue=shot.dialogue,
    )
