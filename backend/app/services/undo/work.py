"""Taking one commit back out of the film, within an edit. What it set and nobody has changed since goes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.domain.documents import DocumentChange, type_of
from app.domain.paths import ProjectPath
from app.domain.project import RENDERS, ShotPlace
from app.domain.shot import Shot
from app.domain.take import Take, take_stem
from app.domain.undo import taken_back
from app.domain.undo_tree import Clash
from app.errors import AuteurError, BrokenProject
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, SHOT_FILE, parse_record
from app.services.git.deletions import TRAILER as DELETED
from app.services.git.history import FileChange, Version
from app.services.history.files import JUDGEMENTS, Putting
from app.services.history.shots import film_in
from app.services.narrative.folders import Relocation, is_sidecar, shot_folder_of
from app.services.narrative.places import Standing, Standings, standings
from app.services.narrative.restoring import bring_files
from app.services.undo.folders import can_go, move_folders, outermost
from app.services.undo.moved import move_back
from app.services.undo.reasons import NotWhole
from app.services.undo.records import manifest_taken_back, record_taken_back

Json = dict[str, Any]
_TAKE_FILE = re.compile(r"S\d+_S\d+_take(\d+)(?:[._].*)?")


@dataclass
class Undone:
    """What became another one, for telling it."""

    shots: list[tuple[Shot, Shot]] = field(default_factory=list)
    takes: list[tuple[Take, Take]] = field(default_factory=list)
    brought: list[Take] = field(default_factory=list)
    """Takes of shots that came back."""
    files: dict[ProjectPath, DocumentChange] = field(default_factory=dict)


class UndoWork:
    def __init__(self, putting: Putting) -> None:
        self._putting, self._edit = putting, putting.edit
        self.clashes: list[Clash] = []
        self.gone: list[Standing] = []
        """What leaves the tree, the outermost of it."""
        self.undone = Undone()
        self.changed = False
        self._laid: dict[str, str | None] = {}
        """What a file is by now, as the commits taken back so far leave it."""

    def take_back(self, before: Version, after: Version, files: Sequence[FileChange]) -> None:
        """Collects clashes; when there are any, the edit is of no use."""
        was = standings(self._edit.project)
        if any(file.path == MANIFEST for file in files):
            self._manifest(before, after)
        if self.clashes:
            return
        now = standings(self._edit.project)
        self._folders(before, after, was, now)
        if self.clashes:
            return
        rest = self._records(before, after, files, now)
        back = move_back(self._putting, after, [file for file in rest if file.path not in self._laid])
        for left, place in back.items():
            self.undone.files |= {left: "deleted", place: "created"}
            self.changed = True
        moved = {*back, *back.values()}
        for file in (file for file in rest if file.path not in moved):
            self._file(before, file)

    def _manifest(self, before: Version, after: Version) -> None:
        edit, contents = self._edit, [v.read(MANIFEST, MAX_MANIFEST_BYTES) or b"" for v in (before, after)]
        try:
            merged, self.clashes = manifest_taken_back(contents[0], contents[1], edit.files.read_bytes(MANIFEST))
        except (AttributeError, KeyError, TypeError, ValueError, BrokenProject):
            raise NotWhole() from None  # somebody committed a manifest of another shape
        if merged is not None and merged.changed:
            self.clashes += self._still_used(merged.gone_assets)
            self._putting.guard(MANIFEST)
            edit.put_project(merged.film)
            self.changed = True

    def _still_used(self, asset_ids: set[str]) -> list[Clash]:
        """Assets that would go although a shot has them."""
        found: set[str] = set()
        for place in self._edit.project.shots() if asset_ids else ():
            shot = self._edit.shot(place)
            found |= asset_ids & {*shot.assets, *(member.asset_id for member in shot.cast if member.asset_id)}
        return [Clash(asset_id, "was put into a shot") for asset_id in sorted(found)]

    # The tree's folders

    def _folders(self, before: Version, after: Version, was: Standings, now: Standings) -> None:
        self.gone = outermost(was, now)
        if self.gone:
            made = standings(film_in(after))
            for key in was.keys() - now.keys():
                if was[key].element == "shot" and not self._is_as_made(was[key], made.get(key), after):
                    self.clashes.append(Clash(key, "was changed"))
        if self.clashes:
            return
        for one in self.gone:
            self._edit.files.trailers[DELETED] = one.item.id
            self._edit.files.remove(one.folder)
        self.undone.takes += move_folders(self._edit, was, now)
        back = outermost(now, was)
        if back:
            then = standings(film_in(before))
            for one in back:
                relocation = Relocation(then[one.item.id].folder, one.folder)
                self.undone.brought += bring_files(self._edit, before, relocation, one)

    def _is_as_made(self, here: Standing, made: Standing | None, after: Version) -> bool:
        """Whether a shot holds nothing but what it held after the change."""
        if made is None or made.folder != here.folder:
            return False
        now, then = self._putting.head.below(here.folder), after.below(here.folder)
        record = here.folder / SHOT_FILE
        if {path for path in now.keys() | then.keys() if now.get(path) != then.get(path)} - {record}:
            return False
        old, new = (_json(version.read(record)) for version in (after, self._putting.head))
        return _bare(old) == _bare(new)

    # What is said about shots and takes

    def _records(
        self, before: Version, after: Version, files: Sequence[FileChange], now: Standings
    ) -> list[FileChange]:
        """Returns the files that are no records."""
        then, made = (_by_folder(version, files) for version in (before, after))
        owners = {**made, **then}
        places = {place.shot.id: place for place in self._edit.project.shots()}
        took: dict[str, set[int]] = {}
        records: list[str] = []
        rest: list[FileChange] = []
        for file in files:
            folder = shot_folder_of(file.path)
            shot_id = owners.get(folder or "")
            if shot_id is None:
                if file.path != MANIFEST and not file.path.startswith((".", f"{RENDERS}/.")):
                    rest.append(file)
            elif file.path == f"{folder}/{SHOT_FILE}":
                records.append(shot_id)
            elif found := _TAKE_FILE.fullmatch(file.path.rpartition("/")[2]):
                if is_sidecar(ProjectPath(file.path, studio=True)):
                    took.setdefault(shot_id, set()).add(int(found[1]))
            elif shot_id in places and places[shot_id].folder == folder and then.get(folder) == made.get(folder):
                rest.append(file)
        old, new = ({shot_id: folder for folder, shot_id in which.items()} for which in (then, made))
        for shot_id in dict.fromkeys([*took, *records]):
            if shot_id in old and shot_id in new:
                sides = (before, ProjectPath(old[shot_id])), (after, ProjectPath(new[shot_id]))
                if shot_id not in places:
                    self.clashes.append(Clash(shot_id, "was deleted"))
                    continue
                for number in sorted(took.get(shot_id, ())):
                    self._take(shot_id, places[shot_id], number, *sides)
                self._shot(shot_id, places[shot_id], *sides)
        return rest

    def _shot(
        self, shot_id: str, place: ShotPlace, then: tuple[Version, ProjectPath], made: tuple[Version, ProjectPath]
    ) -> None:
        old, new = (_json(version.read(folder / SHOT_FILE)) for version, folder in (then, made))
        if not new:
            return
        old = old or Shot(id=shot_id, name=new.get("name") or place.shot.name).to_json()
        here = self._edit.shot(place)
        merged, clashes = record_taken_back(shot_id, old, new, here.to_json())
        self.clashes += clashes
        if clashes or merged == here.to_json():
            return
        shot = parse_record(Shot, orjson.dumps(merged), place.folder)
        if shot.active_take not in (None, here.active_take) and not self._can_be_active(place, shot.active_take or 0):
            self.clashes.append(Clash(shot_id, "activeTake"))
            return
        self._putting.guard(place.folder / SHOT_FILE)
        self._edit.save_shot(place, shot)
        self.undone.shots.append((here, shot))
        self.changed = True

    def _take(
        self,
        shot_id: str,
        place: ShotPlace,
        number: int,
        then: tuple[Version, ProjectPath],
        made: tuple[Version, ProjectPath],
    ) -> None:
        """What people said about a take; how it was made never changes."""
        old, new = (_json(v.read(_sidecar_in(folder, number))) for v, folder in (then, made))
        if not old or not new:
            return
        path = place.folder / f"{take_stem(place.scene.number, place.shot.number, number)}.json"
        here = self._sidecar(path)
        if here is None:
            self.clashes.append(Clash(shot_id, f"take {number}"))
            return
        judged = [{key: one.get(key) for key in JUDGEMENTS} for one in (old, new, here.to_json())]
        merged, fields = taken_back(judged[0], judged[1], judged[2])
        self.clashes += [Clash(shot_id, f"take {number}") for _ in fields[:1]]
        take = parse_record(Take, orjson.dumps({**here.to_json(), **merged}), path)
        if not fields and take != here:
            self._putting.guard(path)
            self._edit.files.write(path, take)
            self.undone.takes.append((here, take))
            self.changed = True

    def _can_be_active(self, place: ShotPlace, number: int) -> bool:
        take = self._sidecar(place.folder / f"{take_stem(place.scene.number, place.shot.number, number)}.json")
        return take is not None and take.deleted is None

    def _sidecar(self, path: ProjectPath) -> Take | None:
        try:
            return parse_record(Take, self._edit.files.read_bytes(path), path)
        except AuteurError:
            return None

    # All other files

    def _file(self, before: Version, file: FileChange) -> None:
        if not can_go(file.path):
            return
        path, putting, files = ProjectPath(file.path), self._putting, self._edit.files
        here = self._laid[path] if path in self._laid else putting.head.oid(path)
        if here == file.before:
            return
        if here != file.after:
            self.clashes.append(Clash(path, "was deleted" if here is None else "was changed"))
            return
        self._laid[path] = file.before
        there = files.exists(path)
        if file.before is None:
            putting.drop(path)
        elif before.pointer(path) is None:
            putting.guard(path)
            files.write(path, before.read(path) or b"")
        else:
            putting.put(path, before)
        gone = file.before is None
        self.undone.files[path] = "deleted" if gone else "modified" if there else "created"
        self.changed = True


def is_document(path: str) -> bool:
    return can_go(path) and type_of(ProjectPath(path)) is not None


def _by_folder(version: Version, files: Sequence[FileChange]) -> dict[str, str]:
    """Folder → id of the shots whose files the change touched."""
    if not any(file.path.startswith(f"{RENDERS}/") for file in files):
        return {}
    return {place.folder: place.shot.id for place in film_in(version).shots()}


def _sidecar_in(folder: ProjectPath, number: int) -> str:
    """A take's sidecar by its number, in the names of the folder's time."""
    found = re.search(r"Scene_(\d+)/Shot_(\d+)$", folder)
    return f"{folder}/{take_stem(int(found[1]), int(found[2]), number)}.json" if found else ""


def _json(content: bytes | None) -> Json:
    try:
        found = orjson.loads(content) if content else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _bare(record: Json) -> Json:
    return {key: value for key, value in record.items() if key != "modified"}
