"""Headers of an upload that may go on after its connection dropped."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path

from app.errors import Invalid
from app.services.uploads.incoming import MAX_UPLOAD_BYTES
from app.services.uploads.partial import Resume

UPLOAD_ID = r"^[A-Za-z0-9_-]{16,64}$"


async def _resume(
    upload_id: Annotated[str | None, Header(alias="Upload-Id", pattern=UPLOAD_ID)] = None,
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=MAX_UPLOAD_BYTES)] = 0,
    length: Annotated[int | None, Header(alias="Upload-Length", ge=1, le=MAX_UPLOAD_BYTES)] = None,
) -> Resume | None:
    if upload_id is None:
        return None
    if length is None or offset > length:
        raise Invalid("Upload-Id needs an Upload-Length, and an Upload-Offset that is not beyond it.", errors=[])
    return Resume(upload_id, offset, length)


ResumeDep = Annotated[Resume | None, Depends(_resume)]
UploadIdPath = Annotated[str, Path(pattern=UPLOAD_ID)]
