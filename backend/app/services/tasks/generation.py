"""From what a person asks for to tasks: tier, pipeline, prompt, parameters and seed are decided here, once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Protocol

from app.domain.asset_prompt import Material
from app.domain.ids import id_from_key, new_id
from app.domain.pipeline import Pipeline
from app.domain.project import Project, ShotPlace
from app.domain.prompt import Prompt, compose
from app.domain.records import now
from app.domain.shot import Quality, Shot
from app.domain.task import TakesRequest, Task, TaskRequest
from app.errors import IdempotencyMismatch, Invalid, TaskNotFound
from app.services.films.workspace import Workspace
from app.services.queue.reuse import Reuse, recipe_of
from app.services.settings_store import SettingsStore
from app.services.tasks.pipelines import Choice, PipelineCatalogue

SEED_LIMIT = 2**31


class Submitter(Protocol):
    def submit(self, tasks: list[Task]) -> list[Task]: ...


class TaskReader(Protocol):
    def get(self, task_id: str) -> Task: ...


class GenerationService:
    def __init__(
        self,
        *,
        workspace: Workspace,
        pipelines: PipelineCatalogue,
        dispatcher: Submitter,
        ledger: TaskReader,
        reuse: Reuse,
        settings: SettingsStore,
        max_attempts: int,
    ) -> None:
        self._workspace, self._pipelines, self._dispatcher = workspace, pipelines, dispatcher
        self._ledger, self._reuse, self._settings = ledger, reuse, settings
        self._max_attempts = max_attempts

    def prompt(self, project_id: str, shot_id: str) -> Prompt:
        """The composite prompt exactly as a task would send it now."""
        film = self._workspace.film(project_id)
        place = film.place(shot_id)
        return compose(film.project, place, film.shot(place))

    def takes(
        self,
        project_id: str,
        shot_id: str,
        request: TakesRequest,
        key: str | None = None,
        requested_by: str | None = None,
    ) -> list[Task]:
        """Ask for `count` new takes of a shot: one task each."""
        asked = TaskRequest(
            project_id=project_id,
            node_id=shot_id,
            shot_id=shot_id,
            quality=request.quality,
            parameters=request.parameters,
            priority=request.priority,
            reuse=request.reuse,
            request_id=request.request_id,
        )
        return self.submit(asked, key, request.count, requested_by)

    def submit(
        self, request: TaskRequest, key: str | None = None, count: int = 1, requested_by: str | None = None
    ) -> list[Task]:
        """Put tasks on record and in line. The same `key` gives the tasks it gave before.

        Raises `IdempotencyMismatch` when the key was used for something else, `Invalid` for parameters that the
        pipeline does not take, `NoCapableWorker` when nothing can run.
        """
        shot_id = request.shot_id or (request.node_id if request.node_type == "shot" else None)
        if shot_id is None:
            raise Invalid("Say which shot this is for (shotId).", errors=[{"loc": ["shotId"], "msg": "missing"}])
        film = self._workspace.film(request.project_id)
        project = film.project
        place = film.place(shot_id)
        shot = film.shot(place)
        fingerprint = {**request.model_dump(mode="json", by_alias=True, exclude={"request_id"}), "count": count}
        ids = [id_from_key("task", key, request.project_id, str(n)) if key else new_id("task") for n in range(count)]
        if key and (kept := self._kept(ids, fingerprint)):
            return kept
        quality = self._quality(request.quality, shot, project)
        choice = self._pipelines.choose(request.function, quality, request.parameters)
        prompt = compose(project, place, shot).to_json()
        seed = _first_seed(request.parameters, shot)
        base = _parameters(choice.pipeline, project, place, shot, request.parameters, prompt["text"])
        created = now()
        tasks = []
        for n, task_id in enumerate(ids):
            own_seed = (seed + n) % SEED_LIMIT if seed is not None else secrets.randbelow(SEED_LIMIT)
            task = Task(
                task_id=task_id,
                project_id=request.project_id,
                node_id=request.node_id,
                node_type=request.node_type,
                shot_id=shot_id,
                function=request.function,
                pipeline_id=choice.pipeline.id,
                requested_pipeline_id=choice.requested.id,
                requested_quality=quality,
                fallback_reason=choice.fallback_reason,
                lane="gpu" if choice.pipeline.needs.gpu else "cpu",
                status="pending",
                reason=_accepted(choice),
                max_attempts=self._max_attempts,
                priority=request.priority,
                order=created.timestamp() + n * 1e-6,
                created_at=created,
                seed=own_seed,
                parameters={**base, "seed": own_seed},
                prompt=prompt,
                request_id=request.request_id,
                requested_by=requested_by,
                request=fingerprint,
            )
            task.recipe = recipe_of(task, choice.pipeline)
            # A seed that was drawn just now has made nothing yet, so there is no need to look.
            tasks.append(self._reuse.offer(task) if seed is not None and request.reuse else task)
        return self._dispatcher.submit(tasks)

    def _kept(self, ids: Sequence[str], fingerprint: dict[str, Any]) -> list[Task]:
        """The tasks that this key has made before, when all of them are there.

        Some may be missing, when the same request is being taken in just now or was cut off by a crash: then they are
        made, and those that are there stay what they are.
        """
        kept: list[Task] = []
        for task_id in ids:
            try:
                task = self._ledger.get(task_id)
            except TaskNotFound:
                continue
            if task.request != fingerprint:
                raise IdempotencyMismatch()
            kept.append(task)
        return kept if len(kept) == len(ids) else []

    def _quality(self, asked: Quality | None, shot: Shot, project: Project) -> Quality:
        return asked or shot.quality or project.quality or self._settings.read().default_quality


def _accepted(choice: Choice) -> str:
    if choice.fallback_reason is None:
        return f"Accepted; {choice.pipeline.name} will make it."
    return f"Accepted; {choice.pipeline.name} stands in for {choice.requested.name}: {choice.fallback_reason}"


def _first_seed(parameters: dict[str, Any], shot: Shot) -> int | None:
    seed = parameters.get("seed", shot.seed)
    return int(seed) if seed is not None else None


def _parameters(
    pipeline: Pipeline, project: Project, place: ShotPlace, shot: Shot, asked: dict[str, Any], text: str
) -> dict[str, Any]:
    """What the runner gets: the schema's defaults, the shot's fields, what was asked for, and last the pipeline's own."""
    known = pipeline.parameters.get("properties", {})
    defaults = {name: spec["default"] for name, spec in known.items() if "default" in spec}
    wanted = {name: value for name, value in asked.items() if name in known}
    fields = {k: v for k, v in shot.fields().items() if k not in ("quality", "notes", "seed", "durationSeconds")}
    material = Material(project, shot)
    for person, member in zip(fields.get("cast", ()), shot.cast, strict=True):
        if appearance := material.appearance(member):
            person["appearance"] = appearance
    film = {"aspectRatio": project.settings.aspect_ratio, "prompt": text, "slateText": place.slate}
    return {**defaults, **film, **fields, **wanted, **pipeline.settings}
