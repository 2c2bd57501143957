"""What a commit changed, in film terms: `Shot S02_S04: lens 35 → 50 mm, active take 3 → 7`, with pictures."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import orjson

from app.domain.history import FilmChange, Picture
from app.domain.paths import padded
from app.errors import AuteurError
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, MAX_RECORD_BYTES
from app.services.git.history import FileChange, Version
from app.services.history.manifest import Elements, changes_of_manifest, compared, told

_SHOT_RECORD = re.compile(r"(03_Renders/Chapter_(\d+)/Scene_(\d+)/Shot_(\d+))/shot\.json")
_IN_SHOT = re.compile(r"(03_Renders/Chapter_\d+/Scene_(\d+)/Shot_(\d+))/([^/]+)")
_TAKE = re.compile(r"S\d+_S\d+_take(\d+)(?:[._].*)?")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_TAKE_FIELDS = ("rating", "label", "note", "deleted")
Json = dict[str, Any]


class Telling:
    """One commit's changes, told."""

    def __init__(self, project_id: str, before: Version, after: Version) -> None:
        self._project_id, self._before, self._after = project_id, before, after
        self._old, self._new = _json(before, MANIFEST), _json(after, MANIFEST)
        self._then, self._now = Elements(self._old), Elements(self._new)
        self._new_takes: set[str] = set()
        """Paths of what came with this commit, without their endings."""

    def tell(self, files: list[FileChange]) -> list[FilmChange]:
        """`files`: what differs between the two versions."""
        told: list[FilmChange] = []
        if any(file.path == MANIFEST for file in files):
            told += changes_of_manifest(self._old, self._new, self._then, self._now)
        takes: dict[tuple[str, int], FileChange] = {}
        self._new_takes = {file.path.rpartition(".")[0] for file in files if file.before is None}
        for file in files:
            if file.path == MANIFEST:
                continue
            inside = _IN_SHOT.fullmatch(file.path)
            take = _TAKE.fullmatch(inside.group(4)) if inside else None
            if inside and take:
                key = (inside.group(1), int(take.group(1)))
                if key not in takes or file.path.endswith(f"take{take.group(1)}.json"):
                    takes[key] = file
            elif record := _SHOT_RECORD.fullmatch(file.path):
                told += self._shot(file, record)
            elif not file.path.endswith((".gitattributes", ".gitignore")) or len(files) == 1:
                told.append(self._file(file))
        told += [self._take(folder, number, file) for (folder, number), file in takes.items()]
        return [change for change in told if change.kind != "take" or not self._moved(change.element_id)]

    def _moved(self, shot_id: str | None) -> bool:
        """Whether a shot has another folder now, so that all its files have other names."""
        then, now = self._then.found.get(shot_id or ""), self._now.found.get(shot_id or "")
        return then is not None and now is not None and then[-1] != now[-1]

    def _shot(self, file: FileChange, record: re.Match[str]) -> list[FilmChange]:
        folder, slate = record.group(1), f"S{padded(int(record.group(3)))}_S{padded(int(record.group(4)))}"
        old, new = _json(self._before, file.path), _json(self._after, file.path)
        shot_id = new.get("id") or old.get("id")
        if old and new and old.get("id") != new.get("id"):  # another shot has the number now
            then = self._then.found.get(str(shot_id))
            old = _json(self._before, f"{then[-1]}/shot.json") if then else {}
        if not old or not new:  # the manifest told that it came, went or moved
            return []
        fields = compared(old, new, leave_out={"modified", "created", "schemaVersion", "id", "takesIssued"})
        if not fields:
            return []
        active = [old.get("activeTake"), new.get("activeTake")]
        pictures: list[Picture | None] = [None, None]
        is_told_below = f"{folder}/{slate}_take{padded(active[1] or 0)}" in self._new_takes
        if active[0] != active[1] and not is_told_below:
            pictures = [self._picture_of(v, folder, slate, n) for v, n in zip((self._before, self._after), active)]
        return [
            FilmChange(
                kind="shot",
                change="changed",
                element_id=shot_id,
                path=folder,
                sentence=f"{self._name(shot_id, slate)}: {told(fields)}",
                fields=fields,
                before=pictures[0],
                after=pictures[1],
            )
        ]

    def _name(self, shot_id: str | None, slate: str) -> str:
        """`Shot S02_S04`, with its chapter where another chapter has the same slate."""
        known = self._now.found.get(shot_id or "") or self._then.found.get(shot_id or "")
        return known[1] if known is not None else f"Shot {slate}"

    def _take(self, folder: str, number: int, file: FileChange) -> FilmChange:
        inside = _IN_SHOT.fullmatch(file.path)
        assert inside is not None
        slate = f"S{padded(int(inside.group(2)))}_S{padded(int(inside.group(3)))}"
        old, new = _json(self._before, file.path), _json(self._after, file.path)
        element = new.get("shotId") or old.get("shotId")
        name = f"Take {number} of s{self._name(element, slate)[1:]}"
        made = FilmChange(kind="take", change="changed", sentence=name, element_id=element, path=folder)
        if file.before is None:
            made.change, made.sentence = "added", f"{name} was added"
            made.after = self._picture_of(self._after, folder, slate, number)
        elif file.after is None:
            made.change, made.sentence = "removed", f"{name} was removed"
            made.before = self._picture_of(self._before, folder, slate, number)
        else:
            made.fields = [field for field in compared(old, new) if field.field in _TAKE_FIELDS]
            deleted = next((field for field in made.fields if field.field == "deleted"), None)
            if deleted is not None:
                made.sentence = f"{name} was {'deleted' if deleted.after else 'brought back'}"
            else:
                made.sentence = f"{name}: {told(made.fields) or 'its files'}"
            made.after = self._picture_of(self._after, folder, slate, number)
        return made

    def _file(self, file: FileChange) -> FilmChange:
        change = "added" if file.before is None else "removed" if file.after is None else "changed"
        is_document = file.path.startswith("02_Source_Creative/")
        pictured = file.path.lower().endswith(_PICTURES)
        sentence = f"{'Document' if is_document else 'File'} {file.path.split('/', 1)[-1]} {change}"
        lines = None if pictured or change != "changed" else self._lines(file.path)
        return FilmChange(
            kind="document" if is_document else "file",
            change=change,
            path=file.path,
            sentence=f"{sentence} ({lines})" if lines else sentence,
            before=self._picture(self._before, file.path) if pictured and file.before else None,
            after=self._picture(self._after, file.path) if pictured and file.after else None,
        )

    def _lines(self, path: str) -> str | None:
        """How many lines came and went, where the file is a text of a size that is quickly compared."""
        texts = []
        for version in (self._before, self._after):
            try:
                content = version.read(path, 2**20) or b""
                texts.append(content.decode().splitlines())
            except (AuteurError, UnicodeDecodeError):
                return None
        old, new = (frozenset(text) for text in texts)
        came = sum(line not in old for line in texts[1])
        went = sum(line not in new for line in texts[0])
        return f"{came} new, {went} gone" if came or went else None

    def _picture_of(self, version: Version, folder: str, slate: str, number: int | None) -> Picture | None:
        if number is None:
            return None
        sidecar = _json(version, f"{folder}/{slate}_take{padded(number)}.json")
        path = (sidecar.get("output") or {}).get("path")
        if not isinstance(path, str) or version.oid(path) is None:
            return None
        return self._picture(version, path, number)

    def _picture(self, version: Version, path: str, number: int | None = None) -> Picture:
        base = f"/api/projects/{self._project_id}/history/{version.commit}"
        query = f"path={quote(path, safe='/')}"
        return Picture(
            path=path,
            media_url=f"{base}/media?{query}",
            thumbnail_url=f"{base}/thumbnail?{query}&size=640",
            take_number=number,
        )


def _json(version: Version, path: str) -> Json:
    """The record at a path; an empty one where there is none that can be read."""
    try:
        content = version.read(path, MAX_MANIFEST_BYTES if path == MANIFEST else MAX_RECORD_BYTES)
        found = orjson.loads(content) if content else {}
    except (AuteurError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
