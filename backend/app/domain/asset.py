"""Assets: characters, locations, styles and music that a film is made with. Each is an entry in the manifest, and its
files lie in a folder of its own below `01_Assets/`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from app.domain.ids import ItemId
from app.domain.paths import ProjectPath, check_name
from app.domain.project import Assets
from app.domain.records import Message, Record, Timestamp, now
from app.domain.shot import Line, Name, Text
from app.errors import BadPath, ConfirmationNeeded, NotFound

Category = Literal["characters", "locations", "styles", "music"]
CATEGORIES: tuple[Category, ...] = ("characters", "locations", "styles", "music")
_KINDS: dict[Category, str] = {
    "characters": "character",
    "locations": "location",
    "styles": "style",
    "music": "music",
}
_ID_KINDS: dict[Category, str] = {"characters": "char", "locations": "loc", "styles": "style", "music": "music"}
ROOT = ProjectPath("01_Assets")
MAX_FILES = 500
MAX_DEPTH = 6


class AssetNotFound(NotFound):
    """This film has no asset with that id."""

    code = "asset_not_found"


class AssetInUse(ConfirmationNeeded):
    """That asset is used in shots; send confirm=true to go on."""

    code = "asset_in_use"


def _among_assets(path: ProjectPath) -> ProjectPath:
    if not path.startswith(f"{ROOT}/"):
        raise ValueError(f"it is not below {ROOT}")
    return path


AssetPath = Annotated[ProjectPath, AfterValidator(_among_assets)]
Words = Annotated[list[Line], Field(max_length=64)]


def _checked(path: str) -> str:
    parts = [check_name(part.strip()) for part in path.split("/")] if path else []
    if len(parts) > MAX_DEPTH:
        raise BadPath(f"Folders of assets may be {MAX_DEPTH} deep.")
    return "/".join(parts)


FolderPath = Annotated[str, Field(max_length=600), AfterValidator(_checked)]
"""Inside a category: `Harbour/Old pier`; the empty path is the category itself."""


class ModelFacts(Record):
    """What the header of a safetensors file says."""

    tensors: int
    types: list[str] = []
    """Number formats of its tensors, such as `F16`, the most frequent first."""
    kind: str | None = None
    """What its maker says that it is, such as `lora`."""
    trigger_words: list[str] = []
    """Words that it may have been taught to answer to, the likeliest first."""


class AssetFile(Record):
    """A file of an asset, with what was read from it when it came in."""

    path: AssetPath
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]
    media_type: str = "application/octet-stream"
    added: Timestamp = Field(default_factory=now)
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    fps: float | None = None
    codec: str | None = None
    color_space: str | None = None
    """Of a film, as ffmpeg names it: `bt709`."""
    model: ModelFacts | None = None


class Asset(Record):
    """An entry in the manifest. A deleted one stays there, with its files, until it is restored."""

    asset_id: ItemId
    asset_type: str = ""
    name: Name
    description: Text = ""
    tags: Words = []
    keywords: Words = []
    """Words that join the prompt of every shot that uses this."""
    negative_keywords: Words = []
    trigger_word: Line | None = None
    """The word by which a trained model knows a character or a style."""
    cover: str | None = None
    """The name of the file that stands for this; the first that has a picture where none is chosen."""
    folder: AssetPath
    files: Annotated[list[AssetFile], Field(max_length=MAX_FILES)] = []
    created: Timestamp = Field(default_factory=now)
    modified: Timestamp = Field(default_factory=now)
    deleted: Timestamp | None = None

    def file(self, name: str) -> AssetFile | None:
        return next((file for file in self.files if file.path == f"{self.folder}/{name}"), None)


class NewAsset(Message):
    category: Category
    in_folder: FolderPath = ""
    name: Name
    description: Text = ""
    tags: Words = []
    keywords: Words = []
    negative_keywords: Words = []
    trigger_word: Line | None = None


class AssetPatch(Message):
    """Only the fields that are sent change; null empties one."""

    name: Name | None = None
    description: Text | None = None
    trigger_word: Line | None = None
    keywords: Words | None = None
    negative_keywords: Words | None = None
    tags: Words | None = None
    cover: Annotated[str, Field(max_length=255)] | None = None


FileState = Literal["kept", "changed", "missing"]
"""Whether a file lies there as the film's record says, as another program left it, or not at all."""


class AssetFileView(AssetFile):
    """A file as it lies there: what is `changed` has the hash and the facts of what another program made of it."""

    name: str
    state: FileState
    url: str
    thumbnail_url: str | None
    """For a film it needs ffmpeg, and answers with a sentence where there is none."""
    waveform_url: str | None
    strip_url: str | None
    """Of a film: sixteen moments of it in a row."""


class AssetView(Asset):
    """An asset as the API shows it."""

    category: Category
    files: list[AssetFileView]  # type: ignore[assignment]


class AssetUsage(Record):
    """A shot that uses an asset."""

    shot_id: ItemId
    slate: str
    name: str
    chapter_id: ItemId
    chapter_name: str
    scene_id: ItemId
    scene_name: str


class Duplicate(Record):
    """Where the same content lies already."""

    asset_id: ItemId
    name: str
    path: ProjectPath


class ReceivedFile(Record):
    """A file that came in. `duplicate_of` names an older file with the same content."""

    file: AssetFileView
    duplicate_of: Duplicate | None


class FileMoveTo(Message):
    """Another asset for a file, another name, or both."""

    to: ItemId | None = None
    name: Annotated[str, Field(min_length=1, max_length=255)] | None = None


class PartialFile(Record):
    """A file on its way in, of which some is here."""

    name: str
    length: int
    received: int
    """Bytes that are here; the next to be sent is the one with this number."""
    file: AssetFileView | None
    """The file itself, once it is kept."""


def true_cover(before: Asset, after: Asset) -> str | None:
    """The file that stands for the asset, true to its files: it follows a renamed one and goes with one that goes."""
    if after.cover is None or after.file(after.cover) is not None:
        return after.cover
    old, known = before.file(after.cover), {file.path for file in before.files}
    came = (file for file in after.files if old is not None and file.sha256 == old.sha256)
    return next((file.path.name for file in came if file.path not in known), None)


def entries(assets: Assets, category: Category) -> list[dict[str, Any]]:
    """The manifest's own list, to be changed in place."""
    listed: list[dict[str, Any]] = getattr(assets, category)
    return listed


def assets_in(assets: Assets, *, deleted: bool = False) -> list[tuple[Category, Asset]]:
    """Every asset, or every deleted one, in the manifest's order. An entry that is no asset is left out."""
    found = []
    for category in CATEGORIES:
        for entry in entries(assets, category):
            asset = _parsed(entry)
            if asset is not None and (asset.deleted is not None) == deleted:
                found.append((category, asset))
    return found


def find_asset(assets: Assets, asset_id: str, *, deleted: bool = False) -> tuple[Category, Asset]:
    """Raises `AssetNotFound`."""
    for category in CATEGORIES:
        for entry in entries(assets, category):
            if entry.get("assetId") == asset_id:
                asset = _parsed(entry)
                if asset is not None and (asset.deleted is not None) == deleted:
                    return category, asset
    raise AssetNotFound()


def put_asset(assets: Assets, category: Category, asset: Asset) -> None:
    """Put an asset in the place of its entry, or at the end."""
    listed = entries(assets, category)
    for index, entry in enumerate(listed):
        if entry.get("assetId") == asset.asset_id:
            listed[index] = asset.to_json()
            return
    listed.append(asset.to_json())


def make_asset(new: NewAsset, asset_id: str, folder: ProjectPath) -> Asset:
    """A new asset with the folder where its files will lie."""
    fields = new.model_dump(exclude={"category", "in_folder"})
    return Asset(asset_id=asset_id, asset_type=_KINDS[new.category], folder=folder, **fields)


def id_kind(category: Category) -> str:
    return _ID_KINDS[category]


def is_asset(entry: dict[str, Any]) -> bool:
    """Whether an entry of the manifest is one that the studio can work with."""
    return _parsed(entry) is not None


def _parsed(entry: dict[str, Any]) -> Asset | None:
    try:
        return Asset.model_validate(entry)
    except ValidationError:
        return None
