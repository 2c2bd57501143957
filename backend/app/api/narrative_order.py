"""The order of the film's chapters, scenes and shots."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.api.deps import ProjectIdPath, ServicesDep
from app.domain.ids import ItemId, ProjectId
from app.domain.records import Message
from app.services.narrative_places import Placed

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
