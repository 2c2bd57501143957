"""Whether what was stored is still what it was."""

from __future__ import annotations

from fastapi import APIRouter

from app.api.deps import ProjectIdPath, ServicesDep
from app.domain.records import Record
from app.services.health.integrity import VerifyReport

router = APIRouter(tags=["verify"])


class VerifyState(Record):
    """The newest report of a film's stored files; None until the first check is done."""

    report: VerifyReport | None


@router.get("/projects/{project_id}/verify")
def verify_report(services: ServicesDep, project_id: ProjectIdPath) -> VerifyState:
    services.workspace.root(project_id)
    return VerifyState(report=services.verifier.report(project_id))


@router.post("/projects/{project_id}/verify", status_code=202)
def verify_now(services: ServicesDep, project_id: ProjectIdPath) -> VerifyState:
    """Check this film next; answers with the report that there is until then."""
    services.verifier.ask(project_id)
    return VerifyState(report=services.verifier.report(project_id))
