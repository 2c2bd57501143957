"""Folders of assets: make, rename, move, remove; assets go from one to another. What is on disk follows. Each is one edit."""

from __future__ import annotations

from app.domain.asset import CATEGORIES, Asset, AssetView, Category, assets_in, find_asset
from app.domain.asset_folders import (
    MAX_FOLDERS,
    AssetFolder,
    AssetFolderMove,
    AssetFolders,
    FolderNotEmpty,
    folder_of,
    folders_in,
    free_place,
    list_folder,
    place_of,
    require_folder,
    require_free_place,
)
from app.domain.events import ProjectUpdate
from app.domain.paths import ProjectPath, name_key
from app.errors import Invalid
from app.services.assets.service import save_asset
from app.services.assets.views import view
from app.services.files.taking import files_at
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace


class AssetFoldering:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(self, project_id: str) -> AssetFolders:
        return AssetFolders(items=folders_in(self._workspace.film(project_id).project))

    def add(self, project_id: str, new: AssetFolder) -> AssetFolder:
        """Raises `NameTaken`."""
        with self._workspace.edit(project_id) as edit:
            require_free_place(edit.project, new.category, new.path)
            if len(edit.project.asset_folders) >= MAX_FOLDERS:
                raise Invalid(f"A film may have {MAX_FOLDERS:,} folders of assets.", errors=[])
            list_folder(edit.project, new.category, new.path)
            _save_list(edit, f"Add the folder {new.path} to the {new.category}")
        return new

    def move(self, project_id: str, move: AssetFolderMove) -> AssetFolder:
        """Give a folder another name or another place; all that is in it goes along.

        Raises `FolderNotFound`, `NameTaken`, `Invalid` for a folder that would go into itself.
        """
        category, source, target = move.category, move.from_, move.to
        if name_key(target).startswith(f"{name_key(source)}/"):
            raise Invalid("A folder cannot go into itself.", errors=[])
        with self._workspace.edit(project_id) as edit:
            require_folder(edit.project, category, source)
            require_free_place(edit.project, category, target)
            old, new = (str(place_of(category, path)) for path in (source, target))
            within = [one.path for one in folders_in(edit.project) if (one.category, one.path) == (category, source)]
            within += [
                one.path
                for one in folders_in(edit.project)
                if one.category == category and one.path.startswith(f"{source}/")
            ]
            gone = {str(place_of(category, path)) for path in within}
            edit.project.asset_folders = [place for place in edit.project.asset_folders if place not in gone]
            for path in within:
                list_folder(edit.project, category, target + path.removeprefix(source))
            for deleted in (False, True):
                for kind, asset in assets_in(edit.project.assets, deleted=deleted):
                    if kind == category and asset.folder.startswith(f"{old}/"):
                        _relocate(edit, project_id, kind, asset, ProjectPath(new + asset.folder.removeprefix(old)), "")
            _save_list(edit, f"Move the folder {source} of the {category} to {target}")
        return AssetFolder(category=category, path=target)

    def remove(self, project_id: str, gone: AssetFolder) -> None:
        """Raises `FolderNotFound`, `FolderNotEmpty`."""
        with self._workspace.edit(project_id) as edit:
            require_folder(edit.project, gone.category, gone.path)
            place = str(place_of(gone.category, gone.path))
            for kind, asset in assets_in(edit.project.assets):
                if kind == gone.category and asset.folder.startswith(f"{place}/"):
                    raise FolderNotEmpty(f"“{asset.name}” is in that folder; move or delete what is in it first.")
            listed = edit.project.asset_folders
            edit.project.asset_folders = [one for one in listed if one != place and not one.startswith(f"{place}/")]
            _save_list(edit, f"Remove the folder {gone.path} from the {gone.category}")

    def put(self, project_id: str, asset_id: str, folder: str) -> AssetView:
        """Put an asset into a folder of its category. Raises `AssetNotFound`, `FolderNotFound`."""
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            require_folder(edit.project, category, folder)
            if folder_of(category, asset) != folder:
                list_folder(edit.project, category, folder_of(category, asset))
                list_folder(edit.project, category, folder)
                place = free_place(edit.project, category, folder, asset.folder.name, asset_id)
                where = folder or category
                asset = _relocate(edit, project_id, category, asset, place, f"Move “{asset.name}” to {where}")
                _save_list(edit, "")
        return view(project_id, category, asset)


def _relocate(
    edit: FilmEdit, project_id: str, category: Category, asset: Asset, place: ProjectPath, sentence: str
) -> Asset:
    """Take an asset's folder elsewhere, with all that is in it."""
    old = asset.folder
    stat = edit.files.fs.stat(old)
    for path in sorted(files_at(edit.files.fs, old)) if stat is not None and stat.is_dir else ():
        edit.files.move(path, ProjectPath(place + path.removeprefix(old)))
    files = [file.model_copy(update={"path": ProjectPath(place + file.path.removeprefix(old))}) for file in asset.files]
    return save_asset(
        edit, project_id, category, asset, asset.model_copy(update={"folder": place, "files": files}), sentence
    )


def _save_list(edit: FilmEdit, sentence: str) -> None:
    edit.project.asset_folders.sort(key=lambda place: (_rank(place), place.casefold()))
    edit.save_project()
    if sentence:
        edit.say(sentence)
    told = edit.project.model_dump(mode="json", by_alias=True, include={"asset_folders", "modified"})
    edit.emit(ProjectUpdate(changes=told))


def _rank(place: str) -> int:
    return next((n for n, kind in enumerate(CATEGORIES) if place.startswith(str(place_of(kind, "")))), len(CATEGORIES))
