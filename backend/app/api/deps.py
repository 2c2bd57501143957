"""What the routes ask for: the services, and the headers they share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from app.container import Services
from app.domain.ids import ID_PATTERN, UUID_PATTERN


async def _services(request: Request) -> Services:
    """Async, so that it costs no hop to a thread."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(_services)]
ProjectIdPath = Annotated[str, Path(alias="project_id", pattern=UUID_PATTERN)]
ItemIdPath = Annotated[str, Path(pattern=ID_PATTERN, max_length=64)]
TakeNumberPath = Annotated[int, Path(ge=1, le=1_000_000)]
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=500)]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
ClientName = Annotated[
    str | None, Header(alias="X-Auteur-Client", min_length=1, max_length=100, pattern=r"^[\w.:@-]+$")
]
"""Who asks, as the client names itself; it is a label, not a right."""
Limit = Annotated[int, Query(ge=1, le=1000)]
Cursor = Annotated[str | None, Query(max_length=200)]
Confirm = Annotated[bool, Query()]
