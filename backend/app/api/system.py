"""How the studio is: health, versions, workspace settings, templates, event schema."""

from __future__ import annotations

import platform
import shutil
from typing import Any

from fastapi import APIRouter, Response

from app import __version__
from app.api.deps import ServicesDep
from app.api.pages import Page, page_of
from app.domain.messages import event_schema
from app.domain.records import Record
from app.domain.templates import NarrativeTemplate
from app.domain.variations import STANDARD_SET, VariationGroup
from app.services.health.report import HealthReport
from app.services.settings_store import StudioSettings, StudioSettingsPatch

router = APIRouter(tags=["system"])


class SystemInfo(Record):
    version: str
    python: str
    platform: str
    workspace: str
    library: str
    limits: dict[str, int]


class WorkspaceConfig(Record):
    root: str
    project_count: int
    free_bytes: int
    total_bytes: int
    structures: list[str]
    settings: StudioSettings


class Alive(Record):
    status: str


@router.get("/health")
def health(services: ServicesDep) -> HealthReport:
    """What is on, what is off, why, and what to do about it."""
    return services.health.report()


@router.get("/health/live")
def live() -> Alive:
    """The process answers."""
    return Alive(status="ok")


@router.get("/health/ready", responses={503: {"model": HealthReport}})
def ready(services: ServicesDep, response: Response) -> HealthReport:
    """503 while something that every request needs is broken."""
    report = services.health.report()
    if report.status == "error":
        response.status_code = 503
    return report


@router.get("/system/info")
def system_info(services: ServicesDep) -> SystemInfo:
    return SystemInfo(
        version=__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        workspace=services.settings.workspace_root.name,
        library="Library",
        limits={"takesPerRequest": 16, "pageSize": 1000, "requestBytes": 2**20},
    )


@router.get("/workspace/config")
def workspace_config(services: ServicesDep) -> WorkspaceConfig:
    root = services.settings.workspace_root
    disk = shutil.disk_usage(root)
    return WorkspaceConfig(
        root=root.name,
        project_count=len(services.workspace.list()),
        free_bytes=disk.free,
        total_bytes=disk.total,
        structures=[t.id for t in services.library.narrative_templates()],
        settings=services.studio_settings.read(),
    )


@router.patch("/workspace/config")
def change_workspace_config(services: ServicesDep, patch: StudioSettingsPatch) -> WorkspaceConfig:
    services.studio_settings.change(patch)
    return workspace_config(services)


@router.get("/templates/narrative")
def narrative_templates(services: ServicesDep) -> Page[NarrativeTemplate]:
    return page_of(services.library.narrative_templates(), 100, None, lambda template: template)


@router.get("/templates/variations")
def variation_templates() -> Page[VariationGroup]:
    """The pictures that a character wants, in the order of a character sheet."""
    return page_of(STANDARD_SET, 100, None, lambda group: group)


@router.get("/events/schema.json")
def events_schema() -> dict[str, Any]:
    """JSON Schema of every message of the socket, in both directions."""
    return event_schema()
