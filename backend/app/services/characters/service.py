"""Characters: the base face and the variations in their slots, and the trained model. Each change is one edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.asset import MAX_FILES, AssetFile, AssetPatch
from app.domain.character import MODEL, PICTURES, Character, CharacterView, find_character, is_made_for
from app.domain.paths import ProjectPath
from app.domain.variations import MAX_VARIATIONS, label_of
from app.errors import FileMissing, Invalid, TooLarge, WrongType
from app.services.assets.facts import facts_of
from app.services.assets.service import AssetService, save_asset
from app.services.assets.views import view
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.uploads.incoming import Upload
from app.services.uploads.partial import PartialUploads, Resume

MAX_PICTURE_BYTES = 256 * 2**20
_ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


class CharacterService:
    def __init__(self, workspace: Workspace, assets: AssetService, partials: PartialUploads) -> None:
        self._workspace, self._assets, self._partials = workspace, assets, partials

    def get(self, project_id: str, asset_id: str) -> tuple[CharacterView, str]:
        """The character and its version."""
        find_character(self._workspace.film(project_id).project.assets, asset_id)
        asset, version = self._assets.get(project_id, asset_id)
        return CharacterView.model_validate(asset.to_json()), version

    def update(
        self, project_id: str, asset_id: str, patch: AssetPatch, if_match: str | None = None
    ) -> tuple[CharacterView, str]:
        find_character(self._workspace.film(project_id).project.assets, asset_id)
        asset, version = self._assets.update(project_id, asset_id, patch, if_match)
        return CharacterView.model_validate(asset.to_json()), version

    def expect(
        self, project_id: str, asset_id: str, slot: str, announced: int | None, resume: Resume | None = None
    ) -> Upload:
        """Get ready for a picture, or for the rest of one. Refuses at once what would be refused in the end."""
        film = self._workspace.film(project_id)
        character = find_character(film.project.assets, asset_id)
        _check_room(character, slot)
        path = character.folder / f"{slot}.png"
        if resume is None:
            return Upload(film.fs.root, path, announced)
        if resume.length > MAX_PICTURE_BYTES:
            raise TooLarge(f"A picture may have at most {MAX_PICTURE_BYTES // 2**20} MiB.")
        return self._partials.begin(film.fs.root, path, f"{asset_id}/{slot}", resume)

    def receive(self, project_id: str, asset_id: str, slot: str, upload: Upload) -> CharacterView:
        """Put the picture that came into a slot; the one that was made for the slot before gives way.

        Raises `WrongType` for what is no picture that can be shown.
        """
        return self.receive_all(project_id, asset_id, [(slot, upload)])

    def receive_all(self, project_id: str, asset_id: str, come: Sequence[tuple[str, Upload]]) -> CharacterView:
        """The same for several slots: one change, of all of them or none."""
        pictures = [(slot, upload, upload.stored(), _picture_facts(slot, upload)) for slot, upload in come]
        with self._workspace.edit(project_id) as edit:
            before = after = find_character(edit.project.assets, asset_id)
            for slot, upload, stored, facts in pictures:
                _check_room(after, slot)
                files = _without_own(edit, after, slot)
                path = _free_name(edit, after, slot, _ENDINGS[facts["media_type"]])
                edit.files.take_over(path, upload.file, stored)
                files.append(AssetFile(path=path, sha256=stored.sha256, bytes=stored.bytes, **facts))
                after = after.with_picture(slot, path).model_copy(update={"files": files})
            if len(after.files) > MAX_FILES:
                raise Invalid(f"An asset may have {MAX_FILES} files.", errors=[])
            return self._save(edit, project_id, before, after, _received_sentence(before, [slot for slot, _ in come]))

    def choose(self, project_id: str, asset_id: str, slot: str, name: str) -> CharacterView:
        """Show one of the character's own pictures in a slot."""
        with self._workspace.edit(project_id) as edit:
            before = find_character(edit.project.assets, asset_id)
            _check_room(before, slot)
            file = _file(before, name)
            if file.media_type not in PICTURES:
                raise WrongType(f"{name} is no PNG, JPEG or WebP picture.")
            after = before.with_picture(slot, file.path)
            return self._save(edit, project_id, before, after, f"Choose {_titled(slot, before)}")

    def clear(self, project_id: str, asset_id: str, slot: str) -> None:
        """Empty a slot. A picture that was made for it goes too; history keeps it."""
        with self._workspace.edit(project_id) as edit:
            before = find_character(edit.project.assets, asset_id)
            files = _without_own(edit, before, slot)
            after = before.with_picture(slot, None).model_copy(update={"files": files})
            self._save(edit, project_id, before, after, f"Remove {_titled(slot, before)}")

    def choose_lora(self, project_id: str, asset_id: str, name: str) -> CharacterView:
        """Let one of the character's own model files be its LoRA."""
        with self._workspace.edit(project_id) as edit:
            before = find_character(edit.project.assets, asset_id)
            file = _file(before, name)
            if file.media_type != MODEL:
                raise WrongType(f"{name} is no safetensors model.")
            after = before.model_copy(update={"lora_model_path": file.path})
            return self._save(edit, project_id, before, after, f"Choose the LoRA of character “{before.name}”")

    def drop_lora(self, project_id: str, asset_id: str) -> None:
        """Use no LoRA; its file stays."""
        with self._workspace.edit(project_id) as edit:
            before = find_character(edit.project.assets, asset_id)
            after = before.model_copy(update={"lora_model_path": None})
            self._save(edit, project_id, before, after, f"Use no LoRA for character “{before.name}”")

    def _save(
        self, edit: FilmEdit, project_id: str, before: Character, after: Character, sentence: str
    ) -> CharacterView:
        kept = save_asset(edit, project_id, "characters", before, after, sentence)
        return CharacterView.model_validate(view(project_id, "characters", kept).to_json())


def _check_room(character: Character, slot: str) -> None:
    if slot not in character.pictures and len(character.pictures) >= MAX_VARIATIONS:
        raise Invalid(f"A character may have {MAX_VARIATIONS} variations.", errors=[])


def _without_own(edit: FilmEdit, character: Character, slot: str) -> list[AssetFile]:
    """The character's files without the picture that came in for a slot, unless another slot shows that too."""
    old = character.picture(slot)
    if old is None or not is_made_for(slot, old.path) or character.slots_of(old.path) != [slot]:
        return list(character.files)
    if edit.files.exists(old.path):
        edit.files.remove(old.path)
    return [file for file in character.files if file is not old]


def _free_name(edit: FilmEdit, character: Character, slot: str, ending: str) -> ProjectPath:
    path, number = character.folder / f"{slot}{ending}", 1
    while edit.files.exists(path):
        number += 1
        path = character.folder / f"{slot}_{number}{ending}"
    return path


def _picture_facts(slot: str, upload: Upload) -> dict[str, Any]:
    facts = facts_of(upload.file, upload.head, slot)
    if facts["media_type"] not in _ENDINGS or "width" not in facts:
        raise WrongType(f"What came for {label_of(slot)} is no PNG, JPEG or WebP picture.")
    return facts


def _received_sentence(character: Character, slots: Sequence[str]) -> str:
    if len(slots) == 1:
        return f"{'Replace' if character.picture(slots[0]) else 'Add'} {_titled(slots[0], character)}"
    replaced = sum(character.picture(slot) is not None for slot in slots)
    told = f", {replaced} of them replaced" if replaced else ""
    return f"Put {len(slots)} pictures of character “{character.name}” in their places{told}"


def _file(character: Character, name: str) -> AssetFile:
    for file in character.files:
        if file.path.name == name:
            return file
    raise FileMissing(f"“{character.name}” has no file of that name.")


def _titled(slot: str, character: Character) -> str:
    return f"{label_of(slot)} of character “{character.name}”"
