"""The film's shot list: its shots as they are now, as a table."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.api.bytes import to_be_saved
from app.api.deps import Cursor, Limit, ProjectIdPath, ServicesDep
from app.api.pages import Page, page_of
from app.services.documents.shot_list import ChangedShots, ShotListChange, ShotRow

router = APIRouter(prefix="/projects/{project_id}", tags=["narrative"])


@router.get("/shot-list")
def get_shot_list(
    services: ServicesDep, project_id: ProjectIdPath, limit: Limit = 100, cursor: Cursor = None
) -> Page[ShotRow]:
    """In the order of the film."""
    return page_of(services.shot_list.rows(project_id), limit, cursor, lambda row: row)


@router.patch("/shot-list")
def fill_in_shot_list(services: ServicesDep, project_id: ProjectIdPath, change: ShotListChange) -> ChangedShots:
    """Change fields of several shots in one step, all of them or none."""
    return ChangedShots(shots=services.shot_list.fill_in(project_id, change.changes))


@router.get(
    "/shot-list.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def download_shot_list(services: ServicesDep, project_id: ProjectIdPath) -> Response:
    """RFC 4180 in UTF-8; what would be a formula in an office program is words there."""
    name, content = services.shot_list.as_csv(project_id)
    return to_be_saved(name, content.encode(), "text/csv; charset=utf-8")
