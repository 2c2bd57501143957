"""Moving, numbering, copying and bringing back chapters, scenes and shots."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.deps import Confirm, IdempotencyKey, ItemIdPath, ProjectIdPath, ServicesDep
from app.api.narrative import SceneView, ShotView, get_scene, get_shot
from app.container import Services
from app.domain.ids import ItemId, ProjectId, id_from_key
from app.domain.project import Chapter
from app.domain.records import Message
from app.domain.renumbering import RenumberPlan
from app.services.narrative.events import Element
from app.services.narrative.places import Placed, standing_of

router = APIRouter(prefix="/projects/{project_id}", tags=["narrative"])


class Move(Message):
    """`parentId` is null for a chapter. `index` is the place below the parent, the moved element itself not counted."""

    id: ItemId
    parent_id: ItemId | ProjectId | None = None
    index: Annotated[int, Field(ge=0, le=1_000_000)]


@router.post("/narrative/reorder")
def reorder(services: ServicesDep, project_id: ProjectIdPath, move: Move) -> Placed:
    """Move a chapter, a scene or a shot. In another parent it gets the next free number, and its folder goes along."""
    return services.narrative_moves.move(project_id, move.id, move.parent_id, move.index)


class BringBack(Message):
    """The id of what was deleted."""

    id: ItemId


@router.post("/narrative/restore")
def restore(services: ServicesDep, project_id: ProjectIdPath, wanted: BringBack) -> Placed:
    """Undo a deletion: the element is back at its old place with everything in it, as a new commit."""
    return services.narrative_restoring.restore(project_id, wanted.id)


@router.get("/narrative/renumber")
def plan_numbers(
    services: ServicesDep, project_id: ProjectIdPath, within: Annotated[ItemId | None, Query()] = None
) -> RenumberPlan:
    """What renumbering would do: which chapters, scenes and shots would be called another way, and how many takes
    would get other file names. `within` is a chapter or a scene; without it the whole film is meant."""
    return services.narrative_renumbering.plan(project_id, within)


class Renumber(Message):
    """A chapter or a scene, or null for the whole film."""

    within: ItemId | None = None


@router.post("/narrative/renumber")
def renumber(
    services: ServicesDep, project_id: ProjectIdPath, wanted: Renumber, confirm: Confirm = False
) -> RenumberPlan:
    """Number chapters, scenes and shots 1, 2, 3 … in the order of the film, with the files of their takes, as one
    change. Where takes have to be renamed it needs `confirm=true`."""
    return services.narrative_renumbering.renumber(project_id, wanted.within, confirm=confirm)


@router.post("/chapters/{chapter_id}/duplicate", status_code=201)
def duplicate_chapter(
    services: ServicesDep,
    project_id: ProjectIdPath,
    chapter_id: ItemIdPath,
    response: Response,
    key: IdempotencyKey = None,
) -> Chapter:
    """Copy a chapter with its scenes and shots, without takes, behind the original."""
    copy = _duplicate(services, project_id, "chapter", chapter_id, response, key)
    return services.workspace.film(project_id).project.chapter(copy)


@router.post("/scenes/{scene_id}/duplicate", status_code=201)
def duplicate_scene(
    services: ServicesDep,
    project_id: ProjectIdPath,
    scene_id: ItemIdPath,
    response: Response,
    key: IdempotencyKey = None,
) -> SceneView:
    """Copy a scene with its shots, without takes, behind the original."""
    return get_scene(services, project_id, _duplicate(services, project_id, "scene", scene_id, response, key), response)


@router.post("/shots/{shot_id}/duplicate", status_code=201)
def duplicate_shot(
    services: ServicesDep,
    project_id: ProjectIdPath,
    shot_id: ItemIdPath,
    response: Response,
    key: IdempotencyKey = None,
) -> ShotView:
    """Copy a shot, without its takes, behind the original."""
    return get_shot(services, project_id, _duplicate(services, project_id, "shot", shot_id, response, key), response)


def _duplicate(
    services: Services, project_id: str, element: Element, element_id: str, response: Response, key: str | None
) -> str:
    copy = id_from_key(element, key, project_id, element_id) if key else None
    if copy is None or standing_of(services.workspace.film(project_id).project, copy) is None:
        copy = services.narrative_copies.duplicate(project_id, element, element_id, copy)
    response.headers["Location"] = f"/api/projects/{project_id}/{element}s/{copy}"
    return copy
