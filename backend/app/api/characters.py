"""Characters: the record, its pictures in their slots, and the trained model."""

from __future__ import annotations

from typing import Any

import anyio
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from app.api.deps import IfMatch, ItemIdPath, ProjectIdPath, ServicesDep
from app.api.door.other_bodies import FORM, RAW
from app.api.files_form import MAX_FORM_BYTES
from app.api.pictures_form import PicturesForm
from app.api.raw_body import announced_length, closing, take_in
from app.api.resuming import ResumeDep
from app.container import Services
from app.domain.asset import AssetPatch
from app.domain.character import CharacterView, FileChoice
from app.domain.variations import BASE_FACE, VariationType
from app.errors import Invalid, WrongType
from app.services.characters.service import MAX_PICTURE_BYTES
from app.services.uploads.partial import Resume

_PICTURES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {"schema": {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}},
        },
    }
}
router = APIRouter(prefix="/projects/{project_id}/characters/{asset_id}", tags=["characters"])

_PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            RAW: {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": FileChoice.model_json_schema()},
        },
    }
}


@router.get("")
def get_character(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, response: Response
) -> CharacterView:
    character, response.headers["ETag"] = services.characters.get(project_id, asset_id)
    return character


@router.patch("")
def change_character(
    services: ServicesDep,
    project_id: ProjectIdPath,
    asset_id: ItemIdPath,
    patch: AssetPatch,
    response: Response,
    if_match: IfMatch = None,
) -> CharacterView:
    character, response.headers["ETag"] = services.characters.update(project_id, asset_id, patch, if_match)
    return character


@router.put("/base-face", openapi_extra=_PICTURE, max_body_size=MAX_PICTURE_BYTES)
async def put_base_face(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath, resume: ResumeDep
) -> CharacterView:
    """The picture's bytes, or `{name}` of one of the character's own files. It goes on like a file of an asset."""
    return await _put(services, request, project_id, asset_id, BASE_FACE, resume)


@router.delete("/base-face", status_code=204)
def remove_base_face(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath) -> None:
    services.characters.clear(project_id, asset_id, BASE_FACE)


@router.put("/variations/{variation}", openapi_extra=_PICTURE, max_body_size=MAX_PICTURE_BYTES)
async def put_variation(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    asset_id: ItemIdPath,
    variation: VariationType,
    resume: ResumeDep,
) -> CharacterView:
    """The picture's bytes, or `{name}` of one of the character's own files. It replaces the one that was there."""
    return await _put(services, request, project_id, asset_id, variation, resume)


@router.delete("/variations/{variation}", status_code=204)
def remove_variation(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, variation: VariationType
) -> None:
    services.characters.clear(project_id, asset_id, variation)


@router.post("/pictures", openapi_extra=_PICTURES, max_body_size=MAX_FORM_BYTES)
async def put_pictures(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath
) -> CharacterView:
    """Pictures for several slots as one change, all of them or none: each part's field is its slot, `base_face` too."""
    run, characters = anyio.to_thread.run_sync, services.characters
    form = PicturesForm(lambda slot: characters.expect(project_id, asset_id, slot, None))
    try:
        await form.read(request)
        return await run(lambda: characters.receive_all(project_id, asset_id, form.come()))
    finally:
        with anyio.CancelScope(shield=True):
            await run(form.close)


@router.put("/lora")
def choose_lora(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, choice: FileChoice
) -> CharacterView:
    """Let one of the character's model files be its LoRA; the file itself comes with the asset's files."""
    return services.characters.choose_lora(project_id, asset_id, choice.name)


@router.delete("/lora", status_code=204)
def drop_lora(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath) -> None:
    """Use no LoRA; its file stays with the character."""
    services.characters.drop_lora(project_id, asset_id)


async def _put(
    services: Services, request: Request, project_id: str, asset_id: str, slot: str, resume: Resume | None
) -> CharacterView:
    run, characters = anyio.to_thread.run_sync, services.characters
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        name = _choice(await request.body()).name
        return await run(lambda: characters.choose(project_id, asset_id, slot, name))
    if kind != RAW:
        raise WrongType(f"A picture is sent as {RAW}; one of the character's own is named in JSON.")
    announced = announced_length(request)
    upload = await run(lambda: characters.expect(project_id, asset_id, slot, announced, resume))
    async with closing(upload):
        await take_in(request, upload)
        return await run(lambda: characters.receive(project_id, asset_id, slot, upload))


def _choice(body: bytes) -> FileChoice:
    try:
        return FileChoice.model_validate_json(body)
    except ValidationError as error:
        errors = [{"loc": list(one["loc"]), "msg": one["msg"]} for one in error.errors(include_url=False)]
        raise Invalid("Say the name of one of the character's files.", errors=errors) from None
