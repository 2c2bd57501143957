"""Assets as the API shows them: the record, with every file as it lies there."""

from __future__ import annotations

from urllib.parse import quote

from app.domain.asset import Asset, AssetFile, AssetFileView, AssetView, Category
from app.domain.character import Character, lifecycle_of
from app.services.assets import looks
from app.services.media.previews import has_picture, has_strip, has_waveform


def view(project_id: str, category: Category, asset: Asset) -> AssetView:
    files = [file_view(project_id, asset, file).to_json() for file in asset.files]
    fields = asset.to_json()
    if category == "characters":
        character = Character.of(asset)
        fields |= {**character.to_json(), "lifecycle": lifecycle_of(character).to_json()}
    return AssetView.model_validate({**fields, "category": category, "files": files})


def file_view(project_id: str, asset: Asset, recorded: AssetFile) -> AssetFileView:
    file, state = looks.shown(project_id, recorded)
    name, version = file.path.name, file.sha256[:12]
    base = f"/api/projects/{project_id}/assets/{asset.asset_id}/files/{quote(name, safe='')}"
    small = f"{base}/thumbnail?size=320&v={version}" if has_picture(file.media_type) else None
    sound = f"{base}/waveform?v={version}" if has_waveform(file.media_type) else None
    return AssetFileView.model_validate(
        {
            **file.to_json(),
            "name": name,
            "state": state,
            "url": f"{base}?v={version}",
            "thumbnailUrl": small,
            "waveformUrl": sound,
            "stripUrl": f"{base}/strip?v={version}" if has_strip(file) else None,
        }
    )
