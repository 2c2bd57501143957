"""What other programs made of the files of assets becomes what the film's record says, within one edit."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.domain.asset import Asset, AssetFile, AssetFileView, assets_in, find_asset
from app.domain.events import AssetChanged
from app.domain.paths import ProjectPath
from app.errors import FileMissing, MediaMissing
from app.services.assets import looks
from app.services.assets.files import find_file
from app.services.assets.service import save_asset
from app.services.assets.views import file_view
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.git.history import contents, stored_media
from app.services.uploads.incoming import MAX_PLAIN_BYTES
from app.services.watcher.settling import is_held_for_writing

_COMMITS = 2000
"""So far back is looked for a small file that is gone."""


class AssetKeeping:
    """The ways out for a file of an asset that another program changed or took away."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def keep(self, project_id: str, asset_id: str, name: str) -> AssetFileView:
        """Make what another program made of a file part of the film: one entry of its history. One that is as recorded is
        given as it is. Raises `FileMissing` when it is gone, `StillWritten`."""
        with self._workspace.edit(project_id) as edit:
            _, asset = find_asset(edit.project.assets, asset_id)
            path = find_file(asset, name).path
            if not edit.files.exists(path):
                raise FileMissing(f"{name} is not there; bring it back, or remove it from “{asset.name}”.")
            if is_held_for_writing(edit.files.fs.root / path):
                raise looks.StillWritten(f"Another program is writing {name}; save it there first.")
            edit.files.stage_again(path)
            renew_records(edit, project_id)
            edit.say(f"Take in {name} of {asset.asset_type} “{asset.name}” as another program left it")
            _, kept = find_asset(edit.project.assets, asset_id)
        return file_view(project_id, kept, find_file(kept, name))

    def bring_back(self, project_id: str, asset_id: str, name: str) -> AssetFileView:
        """Put a file that another program took away there again, as the film keeps it. One that is there stays as it is.

        Raises `MediaMissing` when the film keeps it no more.
        """
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            file = find_file(asset, name)
            if not edit.files.exists(file.path):
                self._put(edit, file)
                looks.note(project_id, file, None, file)
                edit.say(f"Bring back {name} of {asset.asset_type} “{asset.name}”")
                files = [file_view(project_id, asset, one).to_json() for one in asset.files]
                edit.emit(AssetChanged(category=category, asset_id=asset_id, changes={"files": files}))
        return file_view(project_id, asset, file)

    def _put(self, edit: FilmEdit, file: AssetFile) -> None:
        root = edit.files.fs.root
        if file.bytes <= MAX_PLAIN_BYTES:
            for _, content in contents(root, file.path, _COMMITS, MAX_PLAIN_BYTES):
                if hashlib.sha256(content).hexdigest() == file.sha256:
                    edit.files.write(file.path, content)
                    return
        if edit.files.adopt(file.path, stored_media(root, file.sha256, file.path)).sha256 != file.sha256:
            raise MediaMissing(f"{file.path.name} is damaged in the film's store of media.")


def renew_records(edit: FilmEdit, project_id: str) -> None:
    """Let the records of assets tell of what the edit has staged and removed.

    What is gone is no longer the asset's, unless its content comes again beside it: then it has another name.
    """
    came = {path: staged.sha256 for path, staged in edit.files.staged.items()}
    gone = {path for path in edit.files.removed if not edit.files.exists(path)}
    assets = edit.project.assets
    for category, asset in [*assets_in(assets), *assets_in(assets, deleted=True)]:
        if not any(file.path in came or file.path in gone for file in asset.files):
            continue
        known = {file.path for file in asset.files}
        files = []
        for file in asset.files:
            path = _new_name(asset, file, came, known) if file.path in gone else file.path
            if path is None:
                continue
            known.add(path)
            renamed = file.model_copy(update={"path": path})
            files.append(described(edit, renamed) if came.get(path, file.sha256) != file.sha256 else renamed)
        save_asset(edit, project_id, category, asset, asset.model_copy(update={"files": files}), "")


def described(edit: FilmEdit, file: AssetFile) -> AssetFile:
    """The record of a file with the hash and the facts of what the edit has staged of it."""
    with Path(edit.files.staged[file.path].file).open("rb") as content:
        return looks.described(file, content)


def _new_name(
    asset: Asset, file: AssetFile, came: dict[ProjectPath, str], known: set[ProjectPath]
) -> ProjectPath | None:
    return next(
        (
            path
            for path, sha256 in came.items()
            if sha256 == file.sha256 and path.parent == asset.folder and path not in known
        ),
        None,
    )
