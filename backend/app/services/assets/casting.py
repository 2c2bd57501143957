"""What a shot uses: characters in its cast, one location, styles and music."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.asset import Asset, Category, assets_in, find_asset
from app.domain.events import Reset, ShotChanged
from app.domain.naming import NamedIn, names, same_name
from app.domain.project import Assets, Project, ShotPlace
from app.domain.shot import CastMember, Shot
from app.errors import AuteurError, Invalid
from app.services.films.film import Film, FilmEdit
from app.services.films.workspace import Workspace

MAX_CAST = 24
MAX_OTHERS = 48
TOLD_AT_ONCE = 200
"""When more shots change, whoever looks at the film loads it again."""


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

    def named(self, project_id: str, asset_id: str) -> NamedIn:
        """The shots that say the name of a character or location without using it."""
        film = self._workspace.film(project_id)
        return NamedIn(shots=[shot.id for _, shot in _naming(film.project, film, asset_id)])

    def put_where_named(self, project_id: str, asset_id: str) -> NamedIn:
        """Let every shot that says the asset's name use it, as one change of the film."""
        with self._workspace.edit(project_id) as edit:
            category, asset = find_asset(edit.project.assets, asset_id)
            news = []
            for place, shot in list(_naming(edit.project, edit, asset_id)):
                before = shot.to_json()
                if category == "characters":
                    _cast(shot, asset)
                else:
                    _use(edit.project.assets, shot, category, asset)
                edit.save_shot(place, shot)
                news.append(_news(shot, before))
            if news:
                shots = "shot" if len(news) == 1 else "shots"
                edit.say(f"Put “{asset.name}” into {len(news)} {shots} that name it")
                edit.emit(*news if len(news) <= TOLD_AT_ONCE else [Reset(epoch="", reason="Many shots have changed.")])
        return NamedIn(shots=[one.shot_id for one in news])

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


def _naming(project: Project, shots: Film | FilmEdit, asset_id: str) -> Iterator[tuple[ShotPlace, Shot]]:
    """A shot whose record cannot be read is passed over."""
    category, asset = find_asset(project.assets, asset_id)
    locations = [one.asset_id for kind, one in assets_in(project.assets) if kind == "locations"]
    for place in project.shots():
        try:
            shot = shots.shot(place)
        except AuteurError:
            continue
        if names(shot, category, asset, locations):
            yield place, shot


def _cast(shot: Shot, asset: Asset) -> None:
    if any(member.asset_id == asset.asset_id for member in shot.cast):
        return
    for member in shot.cast:
        if member.asset_id is None and same_name(member.name, asset.name):
            member.asset_id, member.name = asset.asset_id, asset.name
            return
    if len(shot.cast) >= MAX_CAST:
        raise Invalid(f"A shot may have {MAX_CAST} people in its cast.")
    shot.cast.append(CastMember(name=asset.name, asset_id=asset.asset_id))


def _use(assets: Assets, shot: Shot, category: Category, asset: Asset) -> None:
    """A shot is in one place, so another location gives way; its name becomes what the shot says."""
    if category == "locations":
        others = {one for one in shot.assets if _is_location(assets, one)}
        known = {_named(assets, one) for one in others}
        shot.assets = [one for one in shot.assets if one not in others]
        if not shot.location or shot.location in known or same_name(shot.location, asset.name):
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
    if shot.to_json() == before:
        return
    edit.save_shot(place, shot)
    edit.say(sentence)
    edit.emit(_news(shot, before))


def _news(shot: Shot, before: dict[str, object]) -> ShotChanged:
    """What is another in a shot that has been saved."""
    after = shot.to_json()
    changes = {key: value for key, value in after.items() if before.get(key) != value}
    return ShotChanged(shot_id=shot.id, changes={**changes, "modified": after["modified"]})
