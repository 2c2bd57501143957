"""Characters, locations, styles and music, and which shots use them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.deps import Confirm, Cursor, IdempotencyKey, IfMatch, ItemIdPath, Limit, ProjectIdPath, ServicesDep
from app.api.narrative import ShotView, shot_view
from app.api.pages import Page, page_of
from app.domain.asset import AssetPatch, AssetUsage, AssetView, Category, NewAsset, id_kind
from app.domain.ids import id_from_key
from app.domain.naming import NamedIn
from app.services.films.film import SHOT_FILE

router = APIRouter(prefix="/projects/{project_id}", tags=["assets"])


@router.get("/assets")
def list_assets(
    services: ServicesDep,
    project_id: ProjectIdPath,
    category: Category | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
    tag: Annotated[str | None, Query(max_length=200)] = None,
    deleted: bool = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[AssetView]:
    """By category and name; `q` searches in names, descriptions, tags and keywords; `deleted=true` shows the deleted."""
    found = services.assets.list(project_id, category, q, tag, deleted=deleted)
    return page_of(found, limit, cursor, lambda asset: asset)


@router.post("/assets", status_code=201)
def add_asset(
    services: ServicesDep, project_id: ProjectIdPath, new: NewAsset, response: Response, key: IdempotencyKey = None
) -> AssetView:
    asset_id = id_from_key(id_kind(new.category), key, project_id, "asset") if key else None
    asset = services.assets.add(project_id, new, asset_id)
    response.headers["Location"] = f"/api/projects/{project_id}/assets/{asset.asset_id}"
    return asset


@router.get("/assets/{asset_id}")
def get_asset(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, response: Response) -> AssetView:
    asset, response.headers["ETag"] = services.assets.get(project_id, asset_id)
    return asset


@router.patch("/assets/{asset_id}")
def change_asset(
    services: ServicesDep,
    project_id: ProjectIdPath,
    asset_id: ItemIdPath,
    patch: AssetPatch,
    response: Response,
    if_match: IfMatch = None,
) -> AssetView:
    asset, response.headers["ETag"] = services.assets.update(project_id, asset_id, patch, if_match)
    return asset


@router.delete("/assets/{asset_id}", status_code=204)
def delete_asset(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, confirm: Confirm = False
) -> None:
    """Take an asset out of sight; one that shots use needs `confirm=true`. It can be restored."""
    services.assets.delete(project_id, asset_id, confirm=confirm)


@router.post("/assets/{asset_id}/restore")
def restore_asset(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath) -> AssetView:
    return services.assets.restore(project_id, asset_id)


@router.get("/assets/{asset_id}/usages")
def asset_usages(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, limit: Limit = 100, cursor: Cursor = None
) -> Page[AssetUsage]:
    """The shots that use an asset, in the order of the film."""
    return page_of(services.assets.usages(project_id, asset_id), limit, cursor, lambda usage: usage)


@router.get("/assets/{asset_id}/named")
def shots_that_name(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath) -> NamedIn:
    """The shots that say the name of a character or location without using it, as those of a screenplay do."""
    return services.casting.named(project_id, asset_id)


@router.post("/assets/{asset_id}/named")
def put_where_named(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath) -> NamedIn:
    """Let each of those shots use it, as one change of the film; says which they were."""
    return services.casting.put_where_named(project_id, asset_id)


@router.put("/shots/{shot_id}/cast/{asset_id}")
def put_into_shot(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, asset_id: ItemIdPath, response: Response
) -> ShotView:
    """Cast a character in a shot, or let the shot use a location, a style or a piece of music."""
    place, shot = services.casting.put(project_id, shot_id, asset_id)
    response.headers["ETag"] = services.workspace.film(project_id).etag(place.folder / SHOT_FILE)
    return shot_view(services, project_id, place, shot)


@router.delete("/shots/{shot_id}/cast/{asset_id}", status_code=204)
def take_out_of_shot(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, asset_id: ItemIdPath
) -> None:
    services.casting.remove(project_id, shot_id, asset_id)
