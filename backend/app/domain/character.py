"""A character: an asset with a face, a trained model, variations, and the shots that it is cast in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, ValidationError

from app.domain.asset import Asset, AssetFile, AssetNotFound, AssetPath, AssetView, find_asset
from app.domain.events import CharacterLoraStatus, CharacterVariationGenerated, Event
from app.domain.ids import ItemId
from app.domain.paths import ProjectPath
from app.domain.project import Assets
from app.domain.records import Message, Record
from app.domain.variations import BASE_FACE, STANDARD_SET, VariationType, group_of

LoraStatus = Literal["untrained", "training", "completed", "failed"]
Stage = Literal["concept", "visual-identity", "production-ready"]
PICTURES = ("image/png", "image/jpeg", "image/webp")
MODEL = "application/x-safetensors"


class CharacterNotFound(AssetNotFound):
    """This film has no character with that id."""

    code = "character_not_found"


class CharacterUse(Record):
    """A shot that a character is cast in, and where it stands."""

    shot_id: ItemId
    scene_id: ItemId
    chapter_id: ItemId


class Lifecycle(Record):
    """How far a character is. It follows from what is there and is kept nowhere."""

    stage: Stage
    missing: list[str] = []
    """What the next stage wants, in a few words each."""


class Character(Asset):
    """The manifest's entry of a character."""

    base_face_image_path: AssetPath | None = None
    lora_model_path: AssetPath | None = None
    lora_training_status: LoraStatus = "untrained"
    variations: dict[VariationType, AssetPath] = {}
    usage: list[CharacterUse] = []
    """In the order of the film; kept by the studio with every change of it."""

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """An asset as a character. What somebody wrote by hand into a character's own fields and makes no sense is left
        out."""
        entry = asset.to_json()
        try:
            return cls.model_validate(entry)
        except ValidationError as error:
            wrong = {str(one["loc"][0]) for one in error.errors(include_url=False)}
            return cls.model_validate({key: value for key, value in entry.items() if key not in wrong})

    @property
    def pictures(self) -> dict[str, AssetPath]:
        """Slot → picture: the base face, and the variations."""
        face = self.base_face_image_path
        return ({BASE_FACE: face} if face else {}) | self.variations

    def picture(self, slot: str) -> AssetFile | None:
        path = self.pictures.get(slot)
        return next((file for file in self.files if file.path == path), None)

    def with_picture(self, slot: str, path: AssetPath | None) -> Self:
        """The same with another picture in a slot, or none."""
        if slot == BASE_FACE:
            return self.model_copy(update={"base_face_image_path": path})
        others = {kind: kept for kind, kept in self.variations.items() if kind != slot or path is not None}
        return self.model_copy(update={"variations": others | ({slot: path} if path else {})})

    def slots_of(self, path: str) -> list[str]:
        """Every slot that shows a file."""
        return [slot for slot, shown in self.pictures.items() if shown == path]


class CharacterView(AssetView, Character):
    """A character as the API shows it."""

    lifecycle: Lifecycle


class FileChoice(Message):
    """One of the asset's own files."""

    name: str = Field(min_length=1, max_length=255)


def lifecycle_of(character: Character) -> Lifecycle:
    """A concept until a base face is chosen; ready for production with that, a trained model and at least one picture of
    every standard group."""
    if character.base_face_image_path is None:
        return Lifecycle(stage="concept", missing=["a base face"])
    missing = [] if character.lora_training_status == "completed" else ["a trained LoRA"]
    shown = {group_of(kind) for kind in character.variations}
    missing += [f"one of the {group.name.lower()}" for group in STANDARD_SET if group.id not in shown]
    return Lifecycle(stage="visual-identity" if missing else "production-ready", missing=missing)


def find_character(assets: Assets, asset_id: str) -> Character:
    """Raises `CharacterNotFound`."""
    try:
        category, asset = find_asset(assets, asset_id)
    except AssetNotFound:
        raise CharacterNotFound() from None
    if category != "characters":
        raise CharacterNotFound()
    return Character.of(asset)


def news_of(before: Character, after: Character) -> Iterator[Event]:
    """What a character's own events tell of a change."""
    if (status := after.lora_training_status) != before.lora_training_status:
        yield CharacterLoraStatus(asset_id=after.asset_id, status=status)
    for slot, path in after.pictures.items():
        if path != before.pictures.get(slot) or after.picture(slot) != before.picture(slot):
            yield CharacterVariationGenerated(asset_id=after.asset_id, variation_type=slot, variation_path=path)


def settled(before: Asset, after: Character) -> Character:
    """The same, true to its files: what points to a file follows it to its new name and goes with it; the first model
    that comes in is the character's LoRA, and who has one is trained."""
    known = {file.path: file for file in before.files}
    came = [file for file in after.files if file.path not in known]
    there = {file.path for file in after.files}

    def followed(path: AssetPath | None) -> AssetPath | None:
        if path is None or path in there:
            return path
        old = known.get(path)
        return next((file.path for file in came if old is not None and file.sha256 == old.sha256), None)

    model = followed(after.lora_model_path) or next((file.path for file in came if file.media_type == MODEL), None)
    status = after.lora_training_status
    variations = {kind: path for kind, kept in after.variations.items() if (path := followed(kept)) is not None}
    return after.model_copy(
        update={
            "base_face_image_path": followed(after.base_face_image_path),
            "lora_model_path": model,
            "lora_training_status": "completed" if model else "untrained" if status == "completed" else status,
            "variations": variations,
        }
    )


def is_made_for(slot: str, path: ProjectPath) -> bool:
    """Whether the file has the name of a picture that came in for a slot."""
    stem = path.name.rpartition(".")[0]
    return stem == slot or (stem.startswith(f"{slot}_") and stem[len(slot) + 1 :].isdigit())
