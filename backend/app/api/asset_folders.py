"""Folders inside the categories of assets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.deps import ItemIdPath, ProjectIdPath, ServicesDep
from app.domain.asset import AssetView
from app.domain.asset_folders import AssetFolder, AssetFolderMove, AssetFolders, AssetMove

router = APIRouter(prefix="/projects/{project_id}", tags=["assets"])


@router.get("/asset-folders")
def list_asset_folders(services: ServicesDep, project_id: ProjectIdPath) -> AssetFolders:
    """Every folder, by category and name."""
    return services.asset_folders.list(project_id)


@router.post("/asset-folders", status_code=201)
def add_asset_folder(services: ServicesDep, project_id: ProjectIdPath, new: AssetFolder) -> AssetFolder:
    return services.asset_folders.add(project_id, new)


@router.delete("/asset-folders", status_code=204)
def remove_asset_folder(
    services: ServicesDep, project_id: ProjectIdPath, gone: Annotated[AssetFolder, Query()]
) -> None:
    """Remove a folder that no asset is in; empty folders in it go too."""
    services.asset_folders.remove(project_id, gone)


@router.post("/asset-folders/move")
def move_asset_folder(services: ServicesDep, project_id: ProjectIdPath, move: AssetFolderMove) -> AssetFolder:
    """Give a folder another name or place; what is in it goes along, on disk too."""
    return services.asset_folders.move(project_id, move)


@router.post("/assets/{asset_id}/move")
def move_asset(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, move: AssetMove) -> AssetView:
    """Put an asset into a folder of its category; its files go along."""
    return services.asset_folders.put(project_id, asset_id, move.folder)
