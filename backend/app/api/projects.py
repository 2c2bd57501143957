"""Films: the gallery, one film, its tree."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.api.deps import Confirm, Cursor, IdempotencyKey, IfMatch, Limit, ProjectIdPath, ServicesDep
from app.api.pages import Page, page_of
from app.api.versions import versioned
from app.container import Services
from app.domain.project import NarrativeStructure, NewProject, Project, ProjectPatch
from app.domain.shot import Quality
from app.domain.structure import StructurePlan
from app.services.films.film import MANIFEST
from app.services.films.workspace import ProjectSummary
from app.services.narrative.tree import FilmTree

router = APIRouter(prefix="/projects", tags=["projects"])


class ProjectView(ProjectSummary):
    """A film in the gallery."""

    thumbnail_url: str | None
    running: int
    """Tasks that wait or run."""


class ProjectDetails(ProjectView):
    manifest: Project


def project_view(services: Services, summary: ProjectSummary) -> ProjectView:
    thumbnail = None
    if summary.cover:
        shot, number = summary.cover.split("/")
        thumbnail = f"/api/projects/{summary.id}/shots/{shot}/takes/{number}/thumbnail?size=640"
    running = len(services.ledger.list(project_id=summary.id, ended=False))
    return ProjectView.model_validate({**dict(summary), "thumbnail_url": thumbnail, "running": running})


def details(services: Services, project_id: str, response: Response) -> ProjectDetails:
    film = services.workspace.film(project_id)
    response.headers["ETag"] = film.etag(MANIFEST)
    view = project_view(services, services.workspace.summary(project_id))
    return ProjectDetails.model_validate({**view.to_json(), "manifest": film.project.to_json()})


@router.get("")
def list_projects(
    services: ServicesDep,
    q: Annotated[str | None, Query(max_length=200)] = None,
    sort: Literal["name", "created", "modified"] = "modified",
    quality: Quality | None = None,
    structure: NarrativeStructure | None = None,
    deleted: bool = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[ProjectView]:
    """Films by name, or newest first; `deleted`: those in the trash. Broken ones are listed with reason and remedy."""
    found = [
        s
        for s in (services.film_trash.list() if deleted else services.workspace.list())
        if (not q or q.casefold() in s.name.casefold() or q.casefold() in s.description.casefold())
        and (quality is None or s.quality == quality)
        and (structure is None or s.structure == structure)
    ]
    found.sort(key=lambda s: s.name.casefold())
    if sort != "name":
        found.sort(key=lambda s: at.timestamp() if (at := getattr(s, sort)) else 0.0, reverse=True)
    return page_of(found, limit, cursor, lambda s: project_view(services, s))


@router.post("", status_code=201)
def create_project(
    services: ServicesDep, new: NewProject, response: Response, key: IdempotencyKey = None
) -> ProjectDetails:
    """A new film: a folder, a Git repository, the chapters of its structure."""
    project_id = services.workspace.create(new, key).id
    response.headers["Location"] = f"/api/projects/{project_id}"
    return details(services, project_id, response)


@router.get("/{project_id}")
def get_project(services: ServicesDep, project_id: ProjectIdPath, response: Response) -> ProjectDetails:
    return details(services, project_id, response)


@router.patch("/{project_id}")
def change_project(
    services: ServicesDep, project_id: ProjectIdPath, patch: ProjectPatch, response: Response, if_match: IfMatch = None
) -> ProjectDetails:
    services.workspace.update(project_id, patch, if_match)
    return details(services, project_id, response)


@router.get("/{project_id}/structure")
def plan_structure(services: ServicesDep, project_id: ProjectIdPath, to: NarrativeStructure) -> StructurePlan:
    """What changing the film's `structure` would do to its chapters. No scene goes; nothing is changed here."""
    return services.workspace.structure_plan(services.workspace.film(project_id).project.narrative, to)


@router.delete("/{project_id}", status_code=204)
def delete_project(
    services: ServicesDep, project_id: ProjectIdPath, confirm: Confirm = False, forever: bool = False
) -> None:
    """Move the film to the trash; with `forever`, delete it for good when it is there."""
    if forever:
        services.film_trash.remove(project_id, confirm=confirm)
    else:
        services.film_trash.put(project_id, confirm=confirm)


@router.post("/{project_id}/repair")
def repair_project(services: ServicesDep, project_id: ProjectIdPath, response: Response) -> ProjectDetails:
    """Do what a broken film's `remedy` names, as a new commit. What was in the place of the manifest is kept."""
    return details(services, services.repairs.repair(project_id).id, response)


@router.post("/{project_id}/restore")
def restore_project(services: ServicesDep, project_id: ProjectIdPath, response: Response) -> ProjectDetails:
    """Bring a film back from the trash."""
    services.film_trash.restore(project_id)
    return details(services, project_id, response)


@router.get("/{project_id}/tree", response_model=FilmTree)
def get_tree(services: ServicesDep, request: Request, project_id: ProjectIdPath) -> Response:
    """Chapters, scenes and shots with take counts, state and chosen take."""
    shown = services.tree.shown(project_id)
    return versioned(request, shown.json, shown.tag)
