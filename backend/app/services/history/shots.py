"""Chapters, scenes and shots as they were: put back where they are missing, with all takes that they ever had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.domain.beats import follow_scene, keywords_of
from app.domain.events import ActiveTakeChanged, Event, ShotChanged, TakeChanged
from app.domain.paths import ProjectPath
from app.domain.project import Chapter, Project, Scene, ShotPlace, ShotRef
from app.domain.shot import Shot
from app.domain.take import Take, take_stem
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, SHOT_FILE, parse_record
from app.services.git.history import Version
from app.services.history.files import Putting
from app.services.narrative.events import changed
from app.services.narrative.folders import Relocation, is_sidecar
from app.services.narrative.places import Item, Standing, find_element, issued_in, put_in, siblings, standing_of

LastSeen = Callable[[str], Version]
"""The newest version of the film that holds an element."""


def film_in(version: Version) -> Project:
    """The manifest of a version. Raises `BrokenProject`."""
    return parse_record(Project, version.read(MANIFEST, MAX_MANIFEST_BYTES) or b"", MANIFEST)


class ElementRestoring:
    def __init__(self, putting: Putting, before: Project, last_seen: LastSeen) -> None:
        self._putting, self._edit = putting, putting.edit
        self._before, self._last_seen = before, last_seen
        self.events: list[Event] = []
        self.regrown = False
        """Whether the tree or the list of a shot's takes is another one, which no small event tells."""
        self.manifest_changed = False

    def restore(self, was: Standing) -> Standing:
        """The element with all that was in it then. What came into it since stays."""
        there = self.there(was)
        if not isinstance(was.item, ShotRef):
            self._fields(was.item, there.item)
        if isinstance(was.item, Chapter):
            for scene in was.item.scenes:
                self.restore(find_element(self._before, scene.id))
        elif isinstance(was.item, Scene):
            for shot in was.item.shots:
                self.restore(find_element(self._before, shot.id))
        else:
            self.shot(was, there)
        return there

    def there(self, was: Standing) -> Standing:
        """Where the element is; when it is nowhere it is put back, and what it was in as well."""
        project = self._edit.project
        found = standing_of(project, was.item.id)
        if found is not None:
            return found
        parent: Chapter | Scene | None = None
        if was.parent is not None:
            item = self.there(find_element(self._before, was.parent.id)).item
            assert isinstance(item, Chapter | Scene)
            parent = item
        below = siblings(project, parent)
        number = was.item.number
        if any(item.number == number for item in below):
            number = issued_in(project, parent) + 1
        empty: dict[str, Any] = {"scenes": []} if isinstance(was.item, Chapter) else {"shots": []}
        update = {"number": number} if isinstance(was.item, ShotRef) else {"number": number, **empty}
        there = put_in(project, parent, was.item.model_copy(update=update), self._index(was, below))
        self.regrown = self.manifest_changed = True
        if isinstance(was.item, ShotRef):
            self.bring(was.item.id, there.folder)
        return there

    def bring(self, shot_id: str, folder: ProjectPath) -> None:
        """The files of a shot that is not in the film, as they were last, into its folder."""
        last = self._last_seen(shot_id)
        seen = standing_of(film_in(last), shot_id)
        if seen is None:
            return
        relocation = Relocation(seen.folder, folder)
        record = last.read(seen.folder / SHOT_FILE)
        if record is not None and not self._edit.files.exists(folder / SHOT_FILE):
            self._edit.files.write(folder / SHOT_FILE, record)
        self._putting.takes(last, relocation, judge=False)

    def shot(self, was: Standing, there: Standing) -> None:
        """What is said about a shot, its active take, and what is said about the takes that it had then."""
        (place,) = there.shots()
        edit, record = self._edit, place.folder / SHOT_FILE
        now, content = edit.shot(place), self._putting.then.read(was.folder / SHOT_FILE)
        then = (
            parse_record(Shot, content, record)
            if content is not None
            else Shot(id=now.id, name=was.item.name, created=now.created)
        )
        takes = self._putting.takes(self._putting.then, Relocation(was.folder, place.folder), judge=True)
        numbers = self._numbers(place)
        active = then.active_take if then.active_take in numbers else now.active_take
        issued = max([now.takes_issued, then.takes_issued, *numbers])
        shot = then.model_copy(update={"id": now.id, "active_take": active, "takes_issued": issued})
        old, new = (one.model_dump(mode="json", by_alias=True, exclude={"modified"}) for one in (now, shot))
        if old != new:
            self._putting.guard(record)
            edit.save_shot(place, shot)
            self._putting.brought += 1
            changes = {key: new.get(key) for key in {**old, **new} if old.get(key) != new.get(key)}
            self.events.append(
                ShotChanged(shot_id=shot.id, changes={**changes, "modified": shot.to_json()["modified"]})
            )
            if active != now.active_take:
                told = shot.model_dump(mode="json", by_alias=True, include={"active_take", "modified"})
                self.events.append(ActiveTakeChanged(shot_id=shot.id, take_number=active, changes=told))
        self.events += _told(takes)
        self.regrown |= any(before is None for before, _ in takes)
        if place.shot.name != shot.name:
            self._rename(place, shot.name)

    def _rename(self, place: ShotPlace, name: str) -> None:
        place.shot.name = name
        self.manifest_changed = True
        self.events.append(changed("changed", "shot", place.shot, place.scene.id))

    def _fields(self, was: Item, there: Item) -> None:
        """Name, stage and act; beat, emotion and keywords."""
        beat = there.beat if isinstance(there, Scene) else None
        for field in ("name", "stage", "act", "beat", "emotion"):
            if hasattr(was, field) and getattr(there, field) != getattr(was, field):
                setattr(there, field, getattr(was, field))
                self.manifest_changed = self.regrown = True
        if isinstance(there, Scene):
            narrative, words = self._edit.project.narrative, keywords_of(self._before.narrative, there.id)
            then = [entry.to_json() for entry in narrative.emotional_beats]
            follow_scene(narrative, there, beat, words)
            if then != [entry.to_json() for entry in narrative.emotional_beats]:
                self.manifest_changed = self.regrown = True

    def _index(self, was: Standing, below: Sequence[Item]) -> int:
        """Behind the nearest sibling that stood before it."""
        present, index = [item.id for item in below], 0
        for sibling in siblings(self._before, was.parent):
            if sibling.id == was.item.id:
                break
            if sibling.id in present:
                index = present.index(sibling.id) + 1
        return index

    def _numbers(self, place: ShotPlace) -> list[int]:
        """The numbers of the takes that are in the shot's folder."""
        stem = take_stem(place.scene.number, place.shot.number, 0).removesuffix("00")
        names = [entry.name for entry in self._edit.files.list(place.folder) if not entry.is_dir]
        sidecars = [name for name in names if is_sidecar(ProjectPath(name)) and name.startswith(stem)]
        return [int(name.removeprefix(stem).removesuffix(".json")) for name in sidecars]


def _told(takes: Sequence[tuple[Take | None, Take]]) -> list[Event]:
    events: list[Event] = []
    for before, after in takes:
        if before is not None:
            old, new = before.to_json(), after.to_json()
            changes = {key: value for key, value in new.items() if old.get(key) != value}
            events.append(TakeChanged(shot_id=after.shot_id, take_number=after.take_number, changes=changes))
    return events
