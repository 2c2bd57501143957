"""Chapters, scenes and shots."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.api.deps import Confirm, IdempotencyKey, IfMatch, ItemIdPath, ProjectIdPath, ServicesDep
from app.container import Services
from app.domain.beats import keywords_of
from app.domain.ids import id_from_key
from app.domain.project import Chapter, ChapterPatch, NewChapter, NewScene, Scene, ScenePatch, ShotPlace
from app.domain.prompt import Prompt
from app.domain.shot import NewShot, Shot, ShotPatch
from app.domain.take import TakeView
from app.errors import NotFound
from app.services.films.film import MANIFEST, SHOT_FILE

router = APIRouter(prefix="/projects/{project_id}", tags=["narrative"])


class SceneView(Scene):
    chapter_id: str
    keywords: list[str]
    """Those of its emotional beat."""


class ShotView(Shot):
    """A shot with its place in the film and its chosen take."""

    number: int
    slate: str
    chapter_id: str
    scene_id: str
    folder: str
    active_take_view: TakeView | None


def shot_view(services: Services, project_id: str, place: ShotPlace, shot: Shot) -> ShotView:
    active = None
    if shot.active_take:
        try:
            active = services.takes.get(project_id, shot.id, shot.active_take).to_json()
        except NotFound:
            active = None  # somebody took the sidecar away by hand
    return ShotView.model_validate(
        {
            **shot.to_json(),
            "number": place.shot.number,
            "slate": place.slate,
            "chapterId": place.chapter.id,
            "sceneId": place.scene.id,
            "folder": place.folder,
            "activeTakeView": active,
        }
    )


def _key(kind: str, key: str | None, project_id: str, parent: str = "") -> str | None:
    return id_from_key(kind, key, project_id, parent) if key else None


# Chapters


@router.post("/chapters", status_code=201)
def add_chapter(
    services: ServicesDep, project_id: ProjectIdPath, new: NewChapter, response: Response, key: IdempotencyKey = None
) -> Chapter:
    chapter_id = _key("chapter", key, project_id)
    project = services.workspace.film(project_id).project
    chapter = next((c for c in project.narrative.chapters if c.id == chapter_id), None)
    chapter = chapter or services.narrative.add_chapter(project_id, new, chapter_id)
    response.headers["Location"] = f"/api/projects/{project_id}/chapters/{chapter.id}"
    return chapter


@router.get("/chapters/{chapter_id}")
def get_chapter(
    services: ServicesDep, project_id: ProjectIdPath, chapter_id: ItemIdPath, response: Response
) -> Chapter:
    film = services.workspace.film(project_id)
    response.headers["ETag"] = film.etag(MANIFEST)
    return film.project.chapter(chapter_id)


@router.patch("/chapters/{chapter_id}")
def change_chapter(
    services: ServicesDep,
    project_id: ProjectIdPath,
    chapter_id: ItemIdPath,
    patch: ChapterPatch,
    if_match: IfMatch = None,
) -> Chapter:
    return services.narrative.update_chapter(project_id, chapter_id, patch, if_match)


@router.delete("/chapters/{chapter_id}", status_code=204)
def delete_chapter(
    services: ServicesDep, project_id: ProjectIdPath, chapter_id: ItemIdPath, confirm: Confirm = False
) -> None:
    services.narrative.delete_chapter(project_id, chapter_id, confirm=confirm)


# Scenes


@router.post("/chapters/{chapter_id}/scenes", status_code=201)
def add_scene(
    services: ServicesDep,
    project_id: ProjectIdPath,
    chapter_id: ItemIdPath,
    new: NewScene,
    response: Response,
    key: IdempotencyKey = None,
) -> SceneView:
    scene_id = _key("scene", key, project_id, chapter_id)
    chapter = services.workspace.film(project_id).project.chapter(chapter_id)
    scene = next((s for s in chapter.scenes if s.id == scene_id), None)
    scene = scene or services.narrative.add_scene(project_id, chapter_id, new, scene_id)
    response.headers["Location"] = f"/api/projects/{project_id}/scenes/{scene.id}"
    return _scene_view(services, project_id, scene, chapter)


@router.get("/scenes/{scene_id}")
def get_scene(services: ServicesDep, project_id: ProjectIdPath, scene_id: ItemIdPath, response: Response) -> SceneView:
    film = services.workspace.film(project_id)
    response.headers["ETag"] = film.etag(MANIFEST)
    chapter, scene = film.project.scene(scene_id)
    return _scene_view(services, project_id, scene, chapter)


def _scene_view(services: Services, project_id: str, scene: Scene, chapter: Chapter) -> SceneView:
    words = keywords_of(services.workspace.film(project_id).project.narrative, scene.id)
    return SceneView.model_validate({**scene.to_json(), "chapterId": chapter.id, "keywords": words})


@router.patch("/scenes/{scene_id}")
def change_scene(
    services: ServicesDep,
    project_id: ProjectIdPath,
    scene_id: ItemIdPath,
    patch: ScenePatch,
    response: Response,
    if_match: IfMatch = None,
) -> SceneView:
    services.narrative.update_scene(project_id, scene_id, patch, if_match)
    return get_scene(services, project_id, scene_id, response)


@router.delete("/scenes/{scene_id}", status_code=204)
def delete_scene(
    services: ServicesDep, project_id: ProjectIdPath, scene_id: ItemIdPath, confirm: Confirm = False
) -> None:
    services.narrative.delete_scene(project_id, scene_id, confirm=confirm)


# Shots


@router.post("/scenes/{scene_id}/shots", status_code=201)
def add_shot(
    services: ServicesDep,
    project_id: ProjectIdPath,
    scene_id: ItemIdPath,
    new: NewShot,
    response: Response,
    key: IdempotencyKey = None,
) -> ShotView:
    shot_id = _key("shot", key, project_id, scene_id)
    film = services.workspace.film(project_id)
    place = next((p for p in film.project.shots() if p.shot.id == shot_id), None)
    if place is None:
        place, shot = services.narrative.add_shot(project_id, scene_id, new, shot_id)
    else:
        shot = film.shot(place)
    response.headers["Location"] = f"/api/projects/{project_id}/shots/{shot.id}"
    response.headers["ETag"] = services.workspace.film(project_id).etag(place.folder / SHOT_FILE)
    return shot_view(services, project_id, place, shot)


@router.get("/shots/{shot_id}")
def get_shot(services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, response: Response) -> ShotView:
    film = services.workspace.film(project_id)
    place = film.place(shot_id)
    response.headers["ETag"] = film.etag(place.folder / SHOT_FILE)
    return shot_view(services, project_id, place, film.shot(place))


@router.patch("/shots/{shot_id}")
def change_shot(
    services: ServicesDep,
    project_id: ProjectIdPath,
    shot_id: ItemIdPath,
    patch: ShotPatch,
    response: Response,
    if_match: IfMatch = None,
) -> ShotView:
    place, shot = services.narrative.update_shot(project_id, shot_id, patch, if_match)
    response.headers["ETag"] = services.workspace.film(project_id).etag(place.folder / SHOT_FILE)
    return shot_view(services, project_id, place, shot)


@router.delete("/shots/{shot_id}", status_code=204)
def delete_shot(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, confirm: Confirm = False
) -> None:
    """Delete a shot; one with takes needs `confirm=true`. History keeps it."""
    services.narrative.delete_shot(project_id, shot_id, confirm=confirm)


@router.post("/shots/{shot_id}/prompt/preview")
def preview_prompt(services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath) -> Prompt:
    """The composite prompt exactly as a task would send it."""
    return services.generation.prompt(project_id, shot_id)
