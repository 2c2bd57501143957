"""Files of assets: take in what came, replace, remove, open, make small."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from app.domain.asset import (
    MAX_FILES,
    Asset,
    AssetFile,
    AssetFileView,
    Duplicate,
    FileMoveTo,
    PartialFile,
    ReceivedFile,
    assets_in,
    find_asset,
)
from app.domain.character import is_made_for
from app.domain.paths import ProjectPath, check_name, name_key
from app.domain.project import Assets
from app.errors import FileMissing, Invalid, NameTaken
from app.services.assets import looks
from app.services.assets.facts import facts_of
from app.services.assets.service import save_asset
from app.services.assets.views import file_view
from app.services.films.workspace import Workspace
from app.services.git.history import stored_media
from app.services.media.previews import Previews
from app.services.project_fs import open_regular
from app.services.uploads.incoming import Upload
from app.services.uploads.partial import PartialUploads, Resume


class AssetFiles:
    def __init__(self, workspace: Workspace, previews: Previews, partials: PartialUploads) -> None:
        self._workspace, self._previews, self._partials = workspace, previews, partials

    def expect(
        self,
        project_id: str,
        asset_id: str,
        name: str,
        announced: int | None,
        *,
        replace: bool,
        resume: Resume | None = None,
    ) -> Upload:
        """Get ready for a file, or for the rest of one. Refuses before a byte is read what would be refused in the end."""
        film = self._workspace.film(project_id)
        _, asset = find_asset(film.project.assets, asset_id)
        path = asset.folder / check_name(name)
        _refuse_taken(asset, path, replace)
        if resume is None:
            return Upload(film.fs.root, path, announced)
        return self._partials.begin(film.fs.root, path, f"{asset_id}/{name}", resume)

    def partial(self, project_id: str, asset_id: str, upload_id: str) -> PartialFile:
        """How far an upload has come, of a file or of a picture for a slot. Raises `UploadNotFound`."""
        film = self._workspace.film(project_id)
        _, asset = find_asset(film.project.assets, asset_id)
        state = self._partials.state(film.fs.root, upload_id, f"{asset_id}/")
        kept = next(
            (one for one in asset.files if one.sha256 == state.sha256 and _is_meant(state.name, one.path)), None
        )
        return PartialFile(
            name=state.name,
            length=state.length,
            received=state.length if kept else state.received,
            file=file_view(project_id, asset, kept) if kept else None,
        )

    def drop_partial(self, project_id: str, asset_id: str, upload_id: str) -> None:
        """Remove what came of an upload that nobody will go on with. Raises `UploadNotFound`, `UploadBusy`."""
        self._partials.drop(self._workspace.root(project_id), upload_id, f"{asset_id}/")

    def receive(self, project_id: str, asset_id: str, name: str, upload: Upload, *, replace: bool) -> ReceivedFile:
        """Make what came in a file of the asset: one edit, one commit.

        Raises `NameTaken` when the asset has a file of that name and it should not be replaced.
        """
        stored = upload.stored()
        facts = facts_of(upload.file, upload.head, name)
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            path = asset.folder / check_name(name)
            old = _refuse_taken(asset, path, replace)
            file = AssetFile(path=path, sha256=stored.sha256, bytes=stored.bytes, **facts)
            twin = _same_content(project_id, edit.project.assets, file)
            if old is not None and edit.files.exists(path):
                edit.files.remove(path)
            edit.files.take_over(path, upload.file, stored)
            others = [one for one in asset.files if one is not old]
            if len(others) >= MAX_FILES:
                raise Invalid(f"An asset may have {MAX_FILES} files.", errors=[])
            changed = asset.model_copy(update={"files": [*others, file]})
            verb = "Replace" if old is not None else "Add"
            save_asset(
                edit, project_id, category, asset, changed, f"{verb} {path.name} of {asset.asset_type} “{asset.name}”"
            )
        return ReceivedFile(file=file_view(project_id, asset, file), duplicate_of=twin)

    def remove(self, project_id: str, asset_id: str, name: str) -> None:
        """Take a file out of the asset and of the film; history keeps it."""
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            file = find_file(asset, name)
            edit.files.remove(file.path)
            changed = asset.model_copy(update={"files": [one for one in asset.files if one is not file]})
            sentence = f"Remove {file.path.name} from {asset.asset_type} “{asset.name}”"
            save_asset(edit, project_id, category, asset, changed, sentence)

    def move(self, project_id: str, asset_id: str, name: str, move: FileMoveTo) -> AssetFileView:
        """Give a file to another asset, or another name. Its ending stays: it says how history keeps the file.

        Raises `NameTaken`, `FileMissing`, `AssetNotFound`, `Invalid`.
        """
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            file = find_file(asset, name)
            other = move.to if move.to != asset_id else None
            to_category, target = find_asset(edit.project.assets, other) if other else (category, asset)
            path = target.folder / check_name(move.name or name)
            if path == file.path:
                return file_view(project_id, asset, file)
            if path.suffix.lower() != file.path.suffix.lower():
                raise Invalid(f"The ending of the name stays {file.path.suffix or 'empty'}.", errors=[])
            _refuse_taken(target, path, replace=False)
            if len(target.files) >= MAX_FILES:
                raise Invalid(f"An asset may have {MAX_FILES} files.", errors=[])
            edit.files.move(file.path, path)
            # What another program made of it goes along.
            moved = looks.shown(project_id, file)[0].model_copy(update={"path": path})
            if other is None:
                changed = [moved if one is file else one for one in asset.files]
                sentence = f"Rename {name} of {asset.asset_type} “{asset.name}” to {path.name}"
                target = save_asset(
                    edit, project_id, category, asset, asset.model_copy(update={"files": changed}), sentence
                )
            else:
                left = asset.model_copy(update={"files": [one for one in asset.files if one is not file]})
                save_asset(edit, project_id, category, asset, left, "")
                sentence = f"Move {name} from “{asset.name}” to “{target.name}”"
                given = target.model_copy(update={"files": [*target.files, moved]})
                target = save_asset(edit, project_id, to_category, target, given, sentence)
        return file_view(project_id, target, moved)

    def open(self, project_id: str, asset_id: str, name: str) -> tuple[AssetFile, BinaryIO]:
        """The file as it lies there. Raises `FileMissing` when the asset has no such file, or somebody took it away."""
        film = self._workspace.film(project_id)
        _, asset = find_asset(film.project.assets, asset_id)
        file = find_file(asset, name)
        content = film.fs.open(file.path)
        try:
            return looks.as_it_lies(project_id, film.fs.root, file, content), content
        except BaseException:
            content.close()
            raise

    def thumbnail(self, project_id: str, asset_id: str, name: str, size: int, *, make: bool) -> Path | None:
        """A small picture of a picture or of a film, also of one that is gone; None when there is none yet and it should
        not be made.

        Raises `WrongType` for what is neither, `NoFfmpeg` where a film's needs that.
        """
        try:
            file, content = self.open(project_id, asset_id, name)
        except FileMissing:
            file, content = self._open_kept(project_id, asset_id, name)
        with content:
            return self._previews.picture(file, content, size, make=make)

    def _open_kept(self, project_id: str, asset_id: str, name: str) -> tuple[AssetFile, BinaryIO]:
        """A file that is gone, from the film's store of media. Raises `MediaMissing`."""
        film = self._workspace.film(project_id)
        file = find_file(find_asset(film.project.assets, asset_id)[1], name)
        return file, open_regular(stored_media(film.fs.root, file.sha256, file.path))

    def strip(self, project_id: str, asset_id: str, name: str, *, make: bool) -> Path | None:
        """Moments of a film in a row, as a picture; None when there is none yet and it should not be made.

        Raises `WrongType` for what is no film with a length, `NoFfmpeg`.
        """
        file, content = self.open(project_id, asset_id, name)
        with content:
            return self._previews.strip(file, content, make=make)

    def waveform(self, project_id: str, asset_id: str, name: str, *, make: bool) -> Path | None:
        """How loud a sound is, as JSON (`Waveform`); None when there is none yet and it should not be made.

        Raises `WrongType` for what is no sound, `NoFfmpeg` where it needs that.
        """
        file, content = self.open(project_id, asset_id, name)
        with content:
            return self._previews.waveform(file, content, make=make)


def find_file(asset: Asset, name: str) -> AssetFile:
    """Raises `FileMissing`."""
    for file in asset.files:
        if file.path.name == name:
            return file
    raise FileMissing(f"“{asset.name}” has no file of that name.")


def _is_meant(name: str, path: ProjectPath) -> bool:
    """Whether an upload called so would lie there: as a file of that name, or as a picture for the slot."""
    return path.name == name or is_made_for(name, path)


def _refuse_taken(asset: Asset, path: ProjectPath, replace: bool) -> AssetFile | None:
    """The file that would be replaced."""
    for file in asset.files:
        if name_key(file.path) == name_key(path):
            if replace and file.path == path:
                return file
            raise NameTaken(f"“{asset.name}” has a file {file.path.name} already; send replace=true to replace it.")
    return None


def _same_content(project_id: str, assets: Assets, new: AssetFile) -> Duplicate | None:
    for _, asset in assets_in(assets):
        for recorded in asset.files:
            file, state = looks.shown(project_id, recorded)
            if file.sha256 == new.sha256 and file.path != new.path and state != "missing":
                return Duplicate(asset_id=asset.asset_id, name=asset.name, path=file.path)
    return None
