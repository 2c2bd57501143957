"""Takes: adopt what a runner made, list, choose, rate, delete and bring back. A number is never used twice."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.events import ActiveTakeChanged, TakeChanged, TakeCreated
from app.domain.paths import ProjectPath
from app.domain.project import ShotPlace
from app.domain.records import now
from app.domain.shot import Shot
from app.domain.take import SIDECAR, ReusedFrom, Take, TakeOutput, TakePatch, TakeView, take_stem
from app.domain.task import Task
from app.errors import AuteurError, FileMissing, Invalid, NameTaken, TakeNotFound, WrongState
from app.services.films.film import Film, FilmEdit, parse_record
from app.services.films.workspace import Workspace
from app.services.media.thumbnails import Thumbnails, is_png, png_size, png_with_text
from app.services.tasks.pipelines import PipelineCatalogue

EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "audio/wav": ".wav",
}
PNG_KEYWORD = "auteur"


@dataclass(frozen=True)
class RunnerOutput:
    """A file that a runner wrote: `role` is `primary` for the take itself, else what it is (`depth`, `masks`…)."""

    path: Path
    role: str = "primary"
    media_type: str = "image/png"
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    sha256: str | None = None
    """For bytes that are in the film already: they are kept as they are, and must still be these."""


class TakeService:
    def __init__(self, workspace: Workspace, pipelines: PipelineCatalogue, thumbnails: Thumbnails) -> None:
        self._workspace, self._pipelines, self._thumbnails = workspace, pipelines, thumbnails

    # Reading

    def list(self, project_id: str, shot_id: str, *, deleted: bool = False) -> list[TakeView]:
        """The shot's takes, newest first; soft-deleted ones only when asked for."""
        film = self._workspace.film(project_id)
        place = film.place(shot_id)
        active = film.shot(place).active_take
        takes = [take for take in sidecars(film, place) if deleted or take.deleted is None]
        takes.sort(key=lambda take: take.take_number, reverse=True)
        return [view(project_id, take, active) for take in takes]

    def get(self, project_id: str, shot_id: str, number: int) -> TakeView:
        film = self._workspace.film(project_id)
        place = film.place(shot_id)
        return view(project_id, _find(film, place, number), film.shot(place).active_take)

    def open(self, project_id: str, shot_id: str, number: int) -> tuple[Take, BinaryIO]:
        """The take and its media, open for reading. Raises `FileMissing` when somebody took the file away."""
        film = self._workspace.film(project_id)
        place = film.place(shot_id)
        take = _find(film, place, number)
        return take, film.fs.open(ProjectPath(take.output.path))

    def thumbnail(
        self, project_id: str, shot_id: str, number: int, size: int, *, make: bool
    ) -> tuple[Take, Path] | None:
        """A small picture of a take; None when there is none yet and it should not be made."""
        take, media = self.open(project_id, shot_id, number)
        with media:
            path = self._thumbnails.known(take.output.sha256, size)
            if path is None and make:
                path = self._thumbnails.get(take.output.sha256, size, media)
        return None if path is None else (take, path)

    # Changing

    def patch(self, project_id: str, shot_id: str, number: int, patch: TakePatch) -> TakeView:
        with self._workspace.edit(project_id) as edit:
            place, take = _for_change(edit, shot_id, number)
            changed = take.model_copy(update=patch.model_dump(exclude_unset=True))
            edit.files.write(_sidecar_path(place, number), changed)
            said = {
                "rating": f"rate {changed.rating or 0}/5",
                "label": f"label “{changed.label or ''}”",
                "note": "note",
            }
            edit.say(
                f"Take {number} of {edit.slate(place)}: {', '.join(said[f] for f in said if f in patch.model_fields_set)}"
            )
            edit.emit(_changed(shot_id, take, changed))
            active = edit.shot(place).active_take
        return view(project_id, changed, active)

    def select(self, project_id: str, shot_id: str, number: int) -> TakeView:
        """Make a take the shot's active one."""
        with self._workspace.edit(project_id) as edit:
            place, take = _for_change(edit, shot_id, number)
            if take.deleted is not None:
                raise WrongState(f"Take {number} is deleted; restore it first.")
            shot = edit.shot(place)
            if shot.active_take != number:
                shot.active_take = number
                edit.save_shot(place, shot)
                edit.say(f"Select take {number} of shot {edit.slate(place)}")
                edit.emit(_active_changed(shot))
        return view(project_id, take, number)

    def delete(self, project_id: str, shot_id: str, number: int) -> TakeView:
        """Hide a take. Its files stay and its number is never given again."""
        return self._set_deleted(project_id, shot_id, number, deleted=True)

    def restore(self, project_id: str, shot_id: str, number: int) -> TakeView:
        return self._set_deleted(project_id, shot_id, number, deleted=False)

    def _set_deleted(self, project_id: str, shot_id: str, number: int, *, deleted: bool) -> TakeView:
        with self._workspace.edit(project_id) as edit:
            place, take = _for_change(edit, shot_id, number)
            shot = edit.shot(place)
            if (take.deleted is not None) != deleted:
                changed = take.model_copy(update={"deleted": now() if deleted else None})
                edit.files.write(_sidecar_path(place, number), changed)
                edit.say(f"{'Delete' if deleted else 'Restore'} take {number} of shot {edit.slate(place)}")
                edit.emit(_changed(shot_id, take, changed))
                take = changed
                if deleted and shot.active_take == number:
                    shot.active_take = None
                    edit.save_shot(place, shot)
                    edit.emit(_active_changed(shot))
            active = shot.active_take
        return view(project_id, take, active)

    # Adopting

    def outputs(self, project_id: str, source: ReusedFrom, shot_id: str) -> Sequence[RunnerOutput]:
        """The files of a take, to be adopted once more. Raises `TakeNotFound` when they are not all there."""
        root, take = self._workspace.root(project_id), self.get(project_id, shot_id, source.take_number)
        path = root / take.output.path
        if take.task_id != source.task_id or not path.is_file():
            raise TakeNotFound()
        output = take.output
        primary = RunnerOutput(
            path, "primary", output.media_type, output.width, output.height, output.duration_seconds, output.sha256
        )
        kinds = {ending: kind for kind, ending in EXTENSIONS.items()}
        extras = [
            RunnerOutput(extra, extra.stem.removeprefix(f"{path.stem}_"), kinds[extra.suffix])
            for extra in sorted(path.parent.glob(f"{path.stem}_*"))
            if extra.suffix in kinds
        ]
        return [primary, *extras]

    def made_by(self, task: Task) -> Take | None:
        """The take that this task has made already, when it was run before and its end was not noted."""
        if task.shot_id is None:
            return None
        try:
            film = self._workspace.film(task.project_id)
            return next((t for t in sidecars(film, film.place(task.shot_id)) if t.task_id == task.task_id), None)
        except AuteurError:
            return None

    def adopt(
        self, task: Task, outputs: Sequence[RunnerOutput], metadata: dict[str, Any], seconds: float, worker: str
    ) -> Take:
        """Move what a runner made into the film under the next free number: one edit, one commit.

        Asking again for the same task gives the take it has made already. The first take of a shot becomes its active one.
        """
        if task.shot_id is None:
            raise Invalid("Only a shot has takes; this task names none.")
        primary = next((output for output in outputs if output.role == "primary"), None)
        if primary is None:
            raise Invalid("The runner made nothing that could become a take.")
        try:
            digest: str | None = self._pipelines.get(task.pipeline_id).digest
        except AuteurError:
            digest = None
        with self._workspace.edit(task.project_id) as edit:
            place = edit.place(task.shot_id)
            known = _staged_sidecars(edit, place)
            made = next((take for take in known if take.task_id == task.task_id), None)
            if made is not None:
                return made
            shot = edit.shot(place)
            number = max([shot.takes_issued, *(take.take_number for take in known)]) + 1
            stem = take_stem(place.scene.number, place.shot.number, number)
            path = place.folder / f"{stem}{EXTENSIONS.get(primary.media_type, '.bin')}"
            take = Take(
                take_number=number,
                shot_id=task.shot_id,
                chapter=place.chapter.number,
                scene=place.scene.number,
                shot=place.shot.number,
                created=now(),
                task_id=task.task_id,
                function=task.function,
                pipeline_id=task.pipeline_id,
                pipeline_digest=digest,
                requested_quality=task.requested_quality,
                fallback_from=task.requested_pipeline_id if task.requested_pipeline_id != task.pipeline_id else None,
                seed=task.seed,
                prompt=task.prompt,
                parameters=task.parameters,
                worker=worker,
                seconds=round(seconds, 3),
                metadata=metadata,
                reused_from=task.reused_from,
                output=TakeOutput(path=path, sha256="", bytes=0, media_type=primary.media_type),
            )
            take.output = _adopt_media(edit, primary, path, take)
            for extra in outputs:
                if extra is not primary:
                    ending = EXTENSIONS.get(extra.media_type, ".bin")
                    role = re.sub(r"[^a-z0-9]+", "_", extra.role.lower()) or "extra"
                    edit.files.adopt(place.folder / f"{stem}_{role}{ending}", extra.path)
            shot.takes_issued = number
            first = shot.active_take is None
            if first:
                shot.active_take = number
            edit.files.write(_sidecar_path(place, number), take)
            edit.save_shot(place, shot)
            edit.say(f"Add take {number} of shot {edit.slate(place)}")
            edit.files.trailers["Auteur-Task"] = task.task_id
            shown = view(task.project_id, take, shot.active_take)
            edit.emit(
                TakeCreated(
                    node_id=task.node_id,
                    shot_id=task.shot_id,
                    take_path=path,
                    take_number=number,
                    take=shown.to_json(),
                    shot_changes=shot.model_dump(mode="json", by_alias=True, include={"takes_issued", "modified"}),
                )
            )
            if first:
                edit.emit(_active_changed(shot))
        return take


def _active_changed(shot: Shot) -> ActiveTakeChanged:
    changes = shot.model_dump(mode="json", by_alias=True, include={"active_take", "modified"})
    return ActiveTakeChanged(shot_id=shot.id, take_number=shot.active_take, changes=changes)


def sidecars(film: Film, place: ShotPlace) -> list[Take]:
    """Every readable sidecar in the shot's folder; one that is broken is left out."""
    takes = []
    for entry in film.fs.list(place.folder):
        if not entry.is_dir and SIDECAR.fullmatch(entry.name):
            try:
                takes.append(film.read(Take, place.folder / entry.name))
            except AuteurError:
                continue
    return takes


def _staged_sidecars(edit: FilmEdit, place: ShotPlace) -> list[Take]:
    takes = []
    for entry in edit.files.list(place.folder):
        if not entry.is_dir and SIDECAR.fullmatch(entry.name):
            path = place.folder / entry.name
            try:
                takes.append(parse_record(Take, edit.files.read_bytes(path), path))
            except AuteurError:
                continue
    return takes


def _find(film: Film, place: ShotPlace, number: int) -> Take:
    try:
        return film.read(Take, _sidecar_path(place, number))
    except FileMissing:
        raise TakeNotFound() from None


def _for_change(edit: FilmEdit, shot_id: str, number: int) -> tuple[ShotPlace, Take]:
    place = edit.place(shot_id)
    path = _sidecar_path(place, number)
    if not edit.files.exists(path):
        raise TakeNotFound()
    return place, parse_record(Take, edit.files.read_bytes(path), path)


def _sidecar_path(place: ShotPlace, number: int) -> ProjectPath:
    return place.folder / f"{take_stem(place.scene.number, place.shot.number, number)}.json"


def _adopt_media(edit: FilmEdit, primary: RunnerOutput, path: ProjectPath, take: Take) -> TakeOutput:
    """Store the media with its own recipe inside, where the format has room for it."""
    width, height = primary.width, primary.height
    with primary.path.open("rb") as media:
        head = media.read(24)
    if primary.sha256 is not None:
        stored = edit.files.adopt(path, primary.path)
        if stored.sha256 != primary.sha256:
            raise Invalid("The take that should be used again was changed since it was made.")
    elif primary.media_type == "image/png":
        if not is_png(head):
            raise Invalid("The runner's picture is not a PNG.")
        width, height = png_size(head)
        facts = take.model_dump(mode="json", by_alias=True, exclude={"output", "metadata"}, exclude_none=True)
        if edit.files.exists(path):
            raise NameTaken(f"{path} exists already.")
        recipe = json.dumps(facts, ensure_ascii=False)
        stored = edit.files.write(path, png_with_text(primary.path.read_bytes(), PNG_KEYWORD, recipe))
    else:
        stored = edit.files.adopt(path, primary.path)
    return TakeOutput(
        path=path,
        sha256=stored.sha256,
        bytes=stored.bytes,
        media_type=primary.media_type,
        width=width,
        height=height,
        duration_seconds=primary.duration_seconds,
    )


def view(project_id: str, take: Take, active: int | None) -> TakeView:
    base = f"/api/projects/{project_id}/shots/{take.shot_id}/takes/{take.take_number}"
    version = take.output.sha256[:12]
    return TakeView.model_validate(
        {
            **take.to_json(),
            "active": take.take_number == active,
            "mediaUrl": f"{base}/media?v={version}",
            "thumbnailUrl": f"{base}/thumbnail?size=320&v={version}",
        }
    )


def _changed(shot_id: str, before: Take, after: Take) -> TakeChanged:
    old, new = before.to_json(), after.to_json()
    changes = {key: value for key, value in new.items() if old.get(key) != value}
    return TakeChanged(shot_id=shot_id, take_number=after.take_number, changes=changes)
