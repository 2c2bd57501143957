"""What a shot uses: characters in its cast, one location, styles and music."""

from __future__ import annotations

from app.domain.asset import Asset, Category, find_asset
from app.domain.events import ShotChanged
from app.domain.project import Assets, ShotPlace
from app.domain.shot import CastMember, Shot
from app.errors import AuteurError, Invalid
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace

MAX_CAST = 24
MAX_OTHERS = 48


class Casting:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def put(self, project_id: str, shot_id: str, asset_id: str) -> tuple[ShotPlace, Shot]:
        """Let a shot use an asset. A character of that name who is in the shot already becomes that character."""
        with self._workspace.edit(project_id) as edit:
            place = edit.project.shot(shot_id)
            category, asset = find_asset(edit.project.assets, asset_id)
            shot = edit.shot(place)
            before = shot.to_json()
            if category == "characters":
                _cast(shot, asset)
            elif asset_id not in shot.assets:
                _use(edit.project.assets, shot, category, asset)
            _save(edit, place, shot, before, f"Put “{asset.name}” into shot {edit.project.slate(place)}")
        return place, shot

    def remove(self, project_id: str, shot_id: str, asset_id: str) -> tuple[ShotPlace, Shot]:
        """Take an asset out of a shot; one that is not in it changes nothing."""
        with self._workspace.edit(project_id) as edit:
            place = edit.project.shot(shot_id)
            shot = edit.shot(place)
            before = shot.to_json()
            names = {member.name for member in shot.cast if member.asset_id == asset_id}
            shot.cast = [member for member in shot.cast if member.asset_id != asset_id]
            shot.assets = [one for one in shot.assets if one != asset_id]
            location = _named(edit.project.assets, asset_id)
            if location is not None and before["assets"] != shot.assets and shot.location == location:
                shot.location = None
            told = location or (", ".join(sorted(names)) if names else "an asset")
            _save(edit, place, shot, before, f"Take “{told}” out of shot {edit.project.slate(place)}")
        return place, shot


def _cast(shot: Shot, asset: Asset) -> None:
    if any(member.asset_id == asset.asset_id for member in shot.cast):
        return
    for member in shot.cast:
        if member.asset_id is None and member.name.casefold() == asset.name.casefold():
            member.asset_id, member.name = asset.asset_id, asset.name
            return
    if len(shot.cast) >= MAX_CAST:
        raise Invalid(f"A shot may have {MAX_CAST} people in its cast.")
    shot.cast.append(CastMember(name=asset.name, asset_id=asset.asset_id))


def _use(assets: Assets, shot: Shot, category: Category, asset: Asset) -> None:
    """A shot is in one place, so another location gives way; its name becomes what the shot says."""
    if category == "locations":
        others = {one for one in shot.assets if _is_location(assets, one)}
        names = {_named(assets, one) for one in others}
        shot.assets = [one for one in shot.assets if one not in others]
        if not shot.location or shot.location in names:
            shot.location = asset.name
    if len(shot.assets) >= MAX_OTHERS:
        raise Invalid(f"A shot may use {MAX_OTHERS} locations, styles and pieces of music.")
    shot.assets.append(asset.asset_id)


def _is_location(assets: Assets, asset_id: str) -> bool:
    try:
        return find_asset(assets, asset_id)[0] == "locations"
    except AuteurError:
        return False


def _named(assets: Assets, asset_id: str) -> str | None:
    try:
        return find_asset(assets, asset_id)[1].name
    except AuteurError:
        return None


def _save(edit: FilmEdit, place: ShotPlace, shot: Shot, before: dict[str, object], sentence: str) -> None:
    changes = {key: value for key, value in shot.to_json().items() if before.get(key) != value}
    if not changes:
        return
    edit.save_shot(place, shot)
    edit.say(sentence)
    edit.emit(ShotChanged(shot_id=shot.id, changes={**changes, "modified": shot.to_json()["modified"]}))
