"""What a film keeps where: its LFS patterns, what lies in which store, and what may be cleaned away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.api.deps import Confirm, ProjectIdPath, ServicesDep
from app.domain.history import HistoryEntry
from app.domain.lfs import LfsPlan, LfsState, WantedPattern
from app.domain.paths import ProjectPath
from app.domain.records import Message
from app.services.health.housekeeping import Upkeep
from app.services.health.packing import Packed
from app.services.health.storage import Cleaned, CleanUp, StorageState

router = APIRouter(prefix="/projects/{project_id}", tags=["storage"])


class Keep(Message):
    """What becomes part of the film's history: these files and folders, or all that changed."""

    paths: Annotated[list[ProjectPath], Field(min_length=1, max_length=500)] | None = None


Pattern = Annotated[str, Query(min_length=1, max_length=200)]


@router.get("/lfs")
def get_lfs(services: ServicesDep, project_id: ProjectIdPath) -> LfsState:
    """The patterns with what each of them keeps in LFS, objects that are missing, and large files that are kept outside."""
    return services.lfs_patterns.state(project_id)


@router.get("/lfs/plan")
def plan_lfs_pattern(services: ServicesDep, project_id: ProjectIdPath, pattern: Pattern) -> LfsPlan:
    """Which files would change their place if this pattern came, or went where the film has it."""
    return services.lfs_patterns.plan(project_id, pattern)


@router.post("/lfs/patterns", status_code=201, responses={200: {"model": LfsState}})
def track_lfs_pattern(
    services: ServicesDep, project_id: ProjectIdPath, wanted: WantedPattern, response: Response
) -> LfsState:
    """Keep files of a pattern in LFS, those that the film has already too: one commit. 200 when the film has it."""
    if not services.lfs_patterns.track(project_id, wanted.pattern):
        response.status_code = 200
    return services.lfs_patterns.state(project_id)


@router.delete("/lfs/patterns")
def untrack_lfs_pattern(services: ServicesDep, project_id: ProjectIdPath, pattern: Pattern) -> LfsState:
    """Keep files of a pattern in Git itself, those that the film has already too: one commit."""
    services.lfs_patterns.untrack(project_id, pattern)
    return services.lfs_patterns.state(project_id)


@router.get("/storage")
def get_storage(services: ServicesDep, project_id: ProjectIdPath) -> StorageState:
    """What the film takes up on the disk, by kind."""
    return services.storage.state(project_id)


@router.post("/storage/clean")
def clean_storage(
    services: ServicesDep, project_id: ProjectIdPath, wanted: CleanUp, confirm: Confirm = False
) -> Cleaned:
    """Empty the film's cache or its trash, for good. Answers with what is gone."""
    return services.storage.clean(project_id, wanted, confirm=confirm)


@router.get("/storage/upkeep")
def get_storage_upkeep(services: ServicesDep, project_id: ProjectIdPath) -> Upkeep:
    """What could be packed, and which stored large files no version of the film needs. Changes nothing."""
    return services.housekeeping.state(project_id)


@router.post("/storage/pack")
def pack_storage(services: ServicesDep, project_id: ProjectIdPath) -> Packed:
    """Bring the many small files of the film's history together. Nothing of it is lost, and work goes on meanwhile."""
    return services.housekeeping.pack(project_id)


@router.post("/storage/drop-spare")
def drop_spare_media(services: ServicesDep, project_id: ProjectIdPath, confirm: Confirm = False) -> Cleaned:
    """Remove stored large files that no branch, tag, stash, log or index of the film needs, for good."""
    return services.housekeeping.drop_spare(project_id, confirm=confirm)


@router.post("/git/keep", status_code=201)
def keep_outside_changes(
    services: ServicesDep, project_id: ProjectIdPath, wanted: Keep, response: Response
) -> HistoryEntry:
    """Make what other programs changed in the folder part of the film's history: one commit."""
    made = services.history.entry(project_id, services.outside_changes.keep(project_id, wanted.paths))
    response.headers["Location"] = f"/api/projects/{project_id}/history/{made.commit}"
    return made
