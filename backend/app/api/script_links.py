"""The lines of the screenplay that a shot shows."""

from __future__ import annotations

from fastapi import APIRouter

from app.api.deps import ItemIdPath, ProjectIdPath, ServicesDep
from app.domain.script_links import PassageChoice, ShotPassage

router = APIRouter(prefix="/projects/{project_id}/shots/{shot_id}/script", tags=["documents"])


@router.get("")
def get_passage(services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath) -> ShotPassage:
    """Its lines as they are now, or that they are lost."""
    return services.script_links.of_shot(project_id, shot_id)


@router.put("")
def link_passage(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, choice: PassageChoice
) -> ShotPassage:
    """Give it lines of a script, in the version that was read. The script stays as it is."""
    return services.script_links.link(project_id, shot_id, choice)


@router.delete("", status_code=204)
def unlink_passage(services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath) -> None:
    services.script_links.unlink(project_id, shot_id)
