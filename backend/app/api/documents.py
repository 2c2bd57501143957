"""The film's treatment, screenplay, beat sheet and shot list."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import anyio.to_thread
from fastapi import APIRouter, Path, Query, Request, Response

from app.api.bytes import to_be_saved
from app.api.deps import Cursor, IdempotencyKey, IfMatch, Limit, ProjectIdPath, ServicesDep
from app.api.pages import Page, page_of
from app.api.raw_body import RAW_BODY, announced_length
from app.domain.documents import (
    AcceptedBreakdown,
    Breakdown,
    BreakdownChoice,
    Document,
    DocumentContent,
    DocumentSummary,
    DocumentType,
    ImportedDocument,
    NewDocument,
    ScriptReading,
)
from app.domain.final_draft import MAX_FINAL_DRAFT_BYTES
from app.domain.paths import MAX_PATH_BYTES
from app.domain.script_links import LinkedShots

router = APIRouter(prefix="/projects/{project_id}/documents", tags=["documents"])

DocumentPath = Annotated[str, Path(min_length=1, max_length=MAX_PATH_BYTES)]
"""Relative to the film: `02_Source_Creative/Scripts/Night Train.fountain`."""


@router.get("")
def list_documents(
    services: ServicesDep,
    project_id: ProjectIdPath,
    document_type: DocumentType | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[DocumentSummary]:
    return page_of(services.documents.list(project_id, document_type), limit, cursor, lambda one: one)


@router.post("", status_code=201)
def add_document(
    services: ServicesDep, project_id: ProjectIdPath, new: NewDocument, response: Response, key: IdempotencyKey = None
) -> Document:
    """Without `content` it begins as its template."""
    document = services.documents.add(project_id, new, key)
    _made(project_id, document, response)
    return document


@router.post("/import", status_code=201, openapi_extra=RAW_BODY, max_body_size=MAX_FINAL_DRAFT_BYTES)
async def import_document(
    request: Request,
    services: ServicesDep,
    project_id: ProjectIdPath,
    name: Annotated[str, Query(min_length=1, max_length=255)],
    response: Response,
    key: IdempotencyKey = None,
) -> ImportedDocument:
    """Bring in a screenplay: the bytes of the file called `name`, in Fountain or of Final Draft (.fdx)."""
    announced_length(request)
    content = await request.body()
    found = await anyio.to_thread.run_sync(services.document_import.bring_in, project_id, name, content, key)
    _made(project_id, found.document, response)
    return found


def _made(project_id: str, document: Document, response: Response) -> None:
    response.headers["Location"] = f"/api/projects/{project_id}/documents/{quote(document.path)}"
    response.headers["ETag"] = document.version


@router.get("/{path:path}/breakdown")
def propose_breakdown(services: ServicesDep, project_id: ProjectIdPath, path: DocumentPath) -> Breakdown:
    """The scenes and shots that a screenplay suggests. Nothing changes."""
    return services.breakdown.propose(project_id, path)


@router.post("/{path:path}/breakdown/accept", status_code=201)
def accept_breakdown(
    services: ServicesDep,
    project_id: ProjectIdPath,
    path: DocumentPath,
    choice: BreakdownChoice,
    response: Response,
    if_match: IfMatch = None,
) -> AcceptedBreakdown:
    """Make the chosen scenes and shots at the end of a chapter. The script stays as it is."""
    made = services.breakdown.accept(project_id, path, choice, if_match)
    response.headers["Location"] = f"/api/projects/{project_id}/chapters/{choice.chapter_id}"
    return made


@router.get("/{path:path}/elements")
def read_screenplay(services: ServicesDep, project_id: ProjectIdPath, path: DocumentPath) -> ScriptReading:
    """A screenplay as its readers see it."""
    return services.documents.read(project_id, path)


@router.get(
    "/{path:path}/final-draft",
    response_class=Response,
    responses={200: {"content": {"application/xml": {"schema": {"type": "string"}}}}},
)
def export_to_final_draft(services: ServicesDep, project_id: ProjectIdPath, path: DocumentPath) -> Response:
    """A screenplay as a file of Final Draft (.fdx)."""
    name, content = services.document_export.final_draft(project_id, path)
    return to_be_saved(name, content.encode(), "application/xml")


@router.get("/{path:path}/shots")
def list_linked_shots(services: ServicesDep, project_id: ProjectIdPath, path: DocumentPath) -> LinkedShots:
    """The shots of a screenplay and the lines that they show, wherever these stand now."""
    return services.script_links.of_document(project_id, path)


@router.get("/{path:path}")
def get_document(services: ServicesDep, project_id: ProjectIdPath, path: DocumentPath, response: Response) -> Document:
    document = services.documents.get(project_id, path)
    response.headers["ETag"] = document.version
    return document


@router.put("/{path:path}", responses={201: {"model": Document}})
def save_document(
    services: ServicesDep,
    project_id: ProjectIdPath,
    path: DocumentPath,
    body: DocumentContent,
    response: Response,
    if_match: IfMatch = None,
) -> Document:
    """Save the whole text. `If-Match` is required where the document exists."""
    document, is_new = services.documents.save(project_id, path, body.content, if_match)
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = document.version
    return document


@router.delete("/{path:path}", status_code=204)
def delete_document(
    services: ServicesDep, project_id: ProjectIdPath, path: DocumentPath, if_match: IfMatch = None
) -> None:
    """History keeps it: restore it from there by its path."""
    services.documents.delete(project_id, path, if_match)
