"""Folders inside the categories of assets: `01_Assets/Locations/Harbour` holds assets, each in a folder of its own.

Where an asset lies tells its folder; a folder that is empty as yet is in the film's list. No asset lies in another's folder.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.domain.asset import CATEGORIES, ROOT, Asset, Category, FolderPath, entries
from app.domain.paths import ProjectPath, folder_name, name_key
from app.domain.project import Project
from app.domain.records import Message, Record
from app.errors import BadPath, Conflict, NameTaken, NotFound

MAX_FOLDERS = 2000
SomeFolder = Annotated[FolderPath, Field(min_length=1)]


class FolderNotFound(NotFound):
    """There is no such folder of assets."""

    code = "folder_not_found"


class FolderNotEmpty(Conflict):
    """There are assets in that folder; move or delete them first."""

    code = "folder_not_empty"


class AssetFolder(Message):
    category: Category
    path: SomeFolder


class AssetFolderMove(Message):
    category: Category
    from_: SomeFolder = Field(alias="from")
    to: SomeFolder


class AssetMove(Message):
    """The folder that an asset goes to."""

    folder: FolderPath = ""


class AssetFolders(Record):
    items: list[AssetFolder]


def place_of(category: Category, path: str) -> ProjectPath:
    """Where a folder lies on disk."""
    above = ROOT / category.capitalize()
    return ProjectPath(f"{above}/{path}") if path else above


def folder_of(category: Category, asset: Asset) -> str:
    """The folder that an asset lies in, inside its category."""
    above = f"{place_of(category, '')}/"
    return asset.folder.parent.removeprefix(above) if asset.folder.parent.startswith(above) else ""


def folders_in(project: Project) -> list[AssetFolder]:
    """Every folder by category and name: those in the film's list, and those that assets lie in."""
    found: dict[str, AssetFolder] = {}
    for category in CATEGORIES:
        above = f"{place_of(category, '')}/"
        known = [path.removeprefix(above) for path in project.asset_folders if path.startswith(above)]
        for entry in entries(project.assets, category):
            place = str(entry.get("folder", ""))
            if place.startswith(above) and entry.get("deleted") is None:
                known.append(place.removeprefix(above).rpartition("/")[0])
        for path in sorted(known, key=str.casefold):
            parts = path.split("/") if path else []
            for depth in range(1, len(parts) + 1):
                one = "/".join(parts[:depth])
                found.setdefault(f"{above}{one}", AssetFolder(category=category, path=one))
    return sorted(found.values(), key=lambda one: (CATEGORIES.index(one.category), one.path.casefold()))


def require_folder(project: Project, category: Category, path: str) -> None:
    """Raises `FolderNotFound`."""
    if path and not any((one.category, one.path) == (category, path) for one in folders_in(project)):
        raise FolderNotFound()


def require_free_place(project: Project, category: Category, path: str) -> None:
    """Raises `NameTaken` where a folder or an asset lies already, or inside of an asset's own folder."""
    taken = {name_key(one.path): one.path for one in folders_in(project) if one.category == category}
    if (known := taken.get(name_key(path))) is not None:
        raise NameTaken(f"There is a folder {known} already.")
    keys = [name_key(place_of(category, path))]
    while (above := keys[-1].rpartition("/")[0]) and above != name_key(place_of(category, "")):
        keys.append(above)
    for entry in entries(project.assets, category):
        if name_key(str(entry.get("folder", ""))) in keys:
            raise NameTaken(f"The files of “{entry.get('name', '')}” lie there already.")


def list_folder(project: Project, category: Category, path: str) -> None:
    """Put a folder in the film's list, with those that it lies in."""
    parts = path.split("/") if path else []
    for depth in range(1, len(parts) + 1):
        place = str(place_of(category, "/".join(parts[:depth])))
        if place not in project.asset_folders:
            project.asset_folders.append(place)


def free_place(project: Project, category: Category, path: str, name: str, asset_id: str) -> ProjectPath:
    """A folder for an asset of that name, which neither another asset nor a folder has."""
    try:
        plain = folder_name(name)
    except BadPath:
        plain = asset_id
    above = place_of(category, path)
    taken = {
        name_key(str(entry.get("folder", "")))
        for entry in entries(project.assets, category)
        if entry.get("assetId") != asset_id
    }
    taken |= {name_key(place_of(category, one.path)) for one in folders_in(project) if one.category == category}
    place, number = above / plain, 1
    while name_key(place) in taken:
        number += 1
        place = above / f"{plain}_{number}"
    return place
