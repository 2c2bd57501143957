"""What a shot's assets add to its prompt."""

from __future__ import annotations

from app.domain.asset import Asset, Category, assets_in
from app.domain.project import Project
from app.domain.shot import CastMember, Shot


class Material:
    """The assets that a shot uses and that are there."""

    def __init__(self, project: Project, shot: Shot) -> None:
        wanted = {*shot.assets, *(member.asset_id for member in shot.cast)}
        self._found: dict[str, tuple[Category, Asset]] = {}
        if wanted - {None}:
            self._found = {asset.asset_id: (kind, asset) for kind, asset in assets_in(project.assets)}
        self._found = {one: self._found[one] for one in self._found if one in wanted}

    def of_person(self, member: CastMember) -> list[str]:
        """The trigger word, the description and the keywords of the character whom a person is."""
        kind, asset = self._found.get(member.asset_id or "", (None, None))
        if asset is None or kind != "characters":
            return []
        return [asset.trigger_word or "", asset.description, *asset.keywords]

    def appearance(self, member: CastMember) -> str:
        """How the character looks in every shot, for runners that draw people one by one; empty for a mere name."""
        return ", ".join(piece.strip(" .,") for piece in self.of_person(member)[1:] if piece.strip(" .,"))

    def of_place(self) -> list[str]:
        return [piece for asset in self._all("locations") for piece in (asset.description, *asset.keywords)]

    def of_look(self) -> list[str]:
        return [
            piece
            for asset in self._all("styles")
            for piece in (asset.trigger_word or "", asset.description, *asset.keywords)
        ]

    def unwanted(self) -> list[str]:
        return [word for _, asset in self._found.values() for word in asset.negative_keywords]

    def _all(self, category: Category) -> list[Asset]:
        return [asset for kind, asset in self._found.values() if kind == category]
