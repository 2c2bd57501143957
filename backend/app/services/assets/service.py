"""The film's assets: look, add, change, delete, restore, and where each is used. Each change is one edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.asset import (
    Asset,
    AssetInUse,
    AssetPatch,
    AssetUsage,
    AssetView,
    Category,
    NewAsset,
    assets_in,
    find_asset,
    id_kind,
    make_asset,
    put_asset,
    true_cover,
)
from app.domain.asset_folders import free_place, require_folder
from app.domain.character import Character, news_of, settled
from app.domain.events import (
    AssetAdded,
    AssetChanged,
    AssetRemoved,
    CharacterCreated,
    ShotChanged,
)
from app.domain.ids import new_id
from app.domain.project import ShotPlace
from app.domain.records import canonical_json, now
from app.domain.shot import Shot
from app.errors import AuteurError, Invalid
from app.services.assets.views import view
from app.services.assets.watch import AssetWatch
from app.services.films.film import Film, FilmEdit, etag, require_version
from app.services.films.workspace import Workspace
from app.services.media.previews import has_picture


class AssetService:
    def __init__(self, workspace: Workspace, watch: AssetWatch) -> None:
        self._workspace, self._watch = workspace, watch

    # Reading

    def list(
        self,
        project_id: str,
        category: Category | None = None,
        words: str = "",
        tag: str | None = None,
        *,
        deleted: bool = False,
    ) -> list[AssetView]:
        """Assets by category and name. `words` must all occur in name, description, tags or keywords."""
        wanted = words.casefold().split()
        every = assets_in(self._workspace.film(project_id).project.assets, deleted=deleted)
        self._watch.look(project_id, [file for _, asset in every for file in asset.files])
        found = [
            (kind, asset)
            for kind, asset in every
            if category in (None, kind)
            and (tag is None or tag.casefold() in [one.casefold() for one in asset.tags])
            and _mentions(asset, wanted)
        ]
        found.sort(key=lambda one: (one[1].name.casefold(), one[1].asset_id))
        found.sort(key=lambda one: one[0])
        return [view(project_id, kind, asset) for kind, asset in found]

    def get(self, project_id: str, asset_id: str) -> tuple[AssetView, str]:
        """The asset and its version."""
        category, asset = find_asset(self._workspace.film(project_id).project.assets, asset_id)
        self._watch.look(project_id, asset.files)
        return view(project_id, category, asset), _version(asset)

    def usages(self, project_id: str, asset_id: str) -> Sequence[AssetUsage]:
        """Every shot that uses the asset, in the order of the film."""
        film = self._workspace.film(project_id)
        find_asset(film.project.assets, asset_id)
        return [_usage(place, shot) for place, shot in shots_with(film, asset_id)]

    # Changing

    def add(self, project_id: str, new: NewAsset, asset_id: str | None = None) -> AssetView:
        """Add an asset. One that `asset_id` has made already is given again."""
        with self._workspace.edit(project_id) as edit:
            if asset_id is not None:
                for category, known in assets_in(edit.project.assets):
                    if known.asset_id == asset_id:
                        return view(project_id, category, known)
            asset_id = asset_id or new_id(id_kind(new.category))
            require_folder(edit.project, new.category, new.in_folder)
            place = free_place(edit.project, new.category, new.in_folder, new.name, asset_id)
            asset = make_asset(new, asset_id, place)
            if new.category == "characters":
                asset = Character.of(asset)
            put_asset(edit.project.assets, new.category, asset)
            edit.save_project()
            edit.say(f"Add {_titled(asset)}")
            shown = view(project_id, new.category, asset)
            edit.emit(AssetAdded(category=new.category, asset=shown.to_json()))
            if new.category == "characters":
                concept = bool(new.description.strip())
                edit.emit(CharacterCreated(asset_id=asset.asset_id, name=asset.name, from_concept=concept))
        return shown

    def update(
        self, project_id: str, asset_id: str, patch: AssetPatch, if_match: str | None = None
    ) -> tuple[AssetView, str]:
        """Change fields. A character's new name is taken over by the shots that had the old one."""
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            if if_match is not None:
                require_version(if_match, _version(asset))
            changed = asset.model_copy(deep=True)
            for field in patch.model_fields_set:
                value: Any = getattr(patch, field)
                if value is None:
                    if field == "name":
                        continue
                    value = Asset.model_fields[field].get_default(call_default_factory=True)
                setattr(changed, field, value)
            _require_cover(changed)
            told = _rename_sentence(asset, changed) if changed.name != asset.name else f"Change {_titled(asset)}"
            changed = save_asset(edit, project_id, category, asset, changed, told)
            if category == "characters" and changed.name != asset.name:
                self._rename_in_shots(project_id, edit, asset, changed.name)
        return view(project_id, category, changed), _version(changed)

    def delete(self, project_id: str, asset_id: str, *, confirm: bool) -> None:
        """Take an asset out of sight. Its files stay, and the shots that use it keep saying so.

        Raises `AssetInUse` when shots use it and nobody confirmed.
        """
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            if not confirm and (used := sum(1 for _ in shots_with(self._workspace.film(project_id), asset_id))):
                shots = "a shot" if used == 1 else f"{used} shots"
                raise AssetInUse(f"“{asset.name}” is used in {shots}; send confirm=true to go on.", usages=used)
            put_asset(edit.project.assets, category, asset.model_copy(update={"deleted": now()}))
            edit.save_project()
            edit.say(f"Delete {_titled(asset)}")
            edit.emit(AssetRemoved(category=category, asset_id=asset_id))

    def restore(self, project_id: str, asset_id: str) -> AssetView:
        """Bring a deleted asset back, as it was. One that is not deleted is given as it is."""
        with self._workspace.edit(project_id) as edit:
            for category, asset in assets_in(edit.project.assets):
                if asset.asset_id == asset_id:
                    return view(project_id, category, asset)
            category, asset = find_asset(edit.project.assets, asset_id, deleted=True)
            asset = asset.model_copy(update={"deleted": None})
            put_asset(edit.project.assets, category, asset)
            edit.save_project()
            edit.say(f"Restore {_titled(asset)}")
            shown = view(project_id, category, asset)
            edit.emit(AssetAdded(category=category, asset=shown.to_json()))
        return shown

    def _rename_in_shots(self, project_id: str, edit: FilmEdit, asset: Asset, name: str) -> None:
        for place, _ in list(shots_with(self._workspace.film(project_id), asset.asset_id)):
            shot = edit.shot(place)
            renamed = [m for m in shot.cast if m.asset_id == asset.asset_id and m.name == asset.name]
            for member in renamed:
                member.name = name
            if renamed:
                edit.save_shot(place, shot)
                changes = shot.model_dump(mode="json", by_alias=True, include={"cast", "modified"})
                edit.emit(ShotChanged(shot_id=shot.id, changes=changes))


def shots_with(film: Film, asset_id: str) -> Iterator[tuple[ShotPlace, Shot]]:
    """The shots that use an asset; one whose record cannot be read is passed over."""
    for place in film.project.shots():
        try:
            shot = film.shot(place)
        except AuteurError:
            continue
        if asset_id in shot.assets or any(member.asset_id == asset_id for member in shot.cast):
            yield place, shot


def save_asset(
    edit: FilmEdit, project_id: str, category: Category, before: Asset, after: Asset, sentence: str
) -> Asset:
    """Keep a changed asset and tell of what changed. What is as it was is not saved again."""
    if after.to_json() == before.to_json():
        return before
    after = after.model_copy(update={"modified": now(), "cover": true_cover(before, after)})
    if category == "characters":
        after = settled(before, Character.of(after))
    put_asset(edit.project.assets, category, after)
    edit.save_project()
    edit.say(sentence)
    old, new = (view(project_id, category, one).to_json() for one in (before, after))
    changes = {key: value for key, value in new.items() if old.get(key) != value}
    edit.emit(AssetChanged(category=category, asset_id=after.asset_id, changes=changes))
    if isinstance(after, Character):
        edit.emit(*news_of(Character.of(before), after))
    return after


def _require_cover(asset: Asset) -> None:
    file = asset.file(asset.cover) if asset.cover is not None else None
    if asset.cover is not None and (file is None or not has_picture(file.media_type)):
        raise Invalid(f"“{asset.name}” has no picture of that name.", errors=[])


def _version(asset: Asset) -> str:
    """What a shot does with a character does not make the character another version."""
    return etag(canonical_json({key: value for key, value in asset.to_json().items() if key != "usage"}))


def _usage(place: ShotPlace, shot: Shot) -> AssetUsage:
    return AssetUsage(
        shot_id=shot.id,
        slate=place.slate,
        name=place.shot.name,
        chapter_id=place.chapter.id,
        chapter_name=place.chapter.name,
        scene_id=place.scene.id,
        scene_name=place.scene.name,
    )


def _mentions(asset: Asset, words: Sequence[str]) -> bool:
    text = " ".join((asset.name, asset.description, *asset.tags, *asset.keywords)).casefold()
    return all(word in text for word in words)


def _titled(asset: Asset) -> str:
    return f"{asset.asset_type or 'asset'} “{asset.name}”"


def _rename_sentence(before: Asset, after: Asset) -> str:
    return f"Rename {_titled(before)} to “{after.name}”"
