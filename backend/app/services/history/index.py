"""The order of a film's commits, and which of them concern one thing. Kept in memory, made longer as the film grows."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from app.domain.project import shot_folder
from app.errors import BadRequest, CommitNotFound
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES
from app.services.git.history import Version, head_of, since

Memo = dict[Hashable, Any]


@dataclass(frozen=True)
class AtPath:
    """Whatever lies at a path."""

    path: str

    def state(self, version: Version, memo: Memo) -> Hashable:
        return version.oid(self.path)


@dataclass(frozen=True)
class Element:
    """A chapter, scene, shot or asset: its entry in the manifest and its folder, wherever that was at the time."""

    id: str

    def state(self, version: Version, memo: Memo) -> Hashable:
        manifest = version.oid(MANIFEST)
        if manifest is None:
            return None
        if manifest not in memo:
            memo[manifest] = _entry(version.read(MANIFEST, MAX_MANIFEST_BYTES) or b"", self.id)
        entry, paths = memo[manifest]
        return None if entry is None else (entry, tuple(version.oid(path) for path in paths))


Subject = AtPath | Element


@dataclass
class _Listing:
    head: str | None = None
    ids: list[str] = field(default_factory=list)
    """Oldest first."""
    at: dict[str, int] = field(default_factory=dict)


class DiaryIndex:
    """At most `limit` lists: one of each film, and one of each thing in it that somebody asked about."""

    def __init__(self, limit: int = 100) -> None:
        self._limit = limit
        self._lists: OrderedDict[tuple[Path, Subject | None], _Listing] = OrderedDict()
        self._lock = threading.Lock()

    def page(
        self, root: Path, repo: Any, subject: Subject | None, limit: int, cursor: str | None
    ) -> tuple[list[str], int, str | None]:
        """Commits newest first behind `cursor`, how many there are in all, and the next cursor."""
        with self._lock:
            listing = self._listing(root, repo, subject)
            end = len(listing.ids)
            if cursor:
                if cursor not in listing.at:
                    raise BadRequest("That cursor is not one that the studio gave.")
                end = listing.at[cursor]
            start = max(0, end - limit)
            ids = listing.ids[start:end][::-1]
            return ids, len(listing.ids), ids[-1] if start else None

    def holds(self, root: Path, repo: Any, commit: str) -> bool:
        """Whether a commit is a moment of this film."""
        with self._lock:
            return commit in self._listing(root, repo, None).at

    def newest_first(self, root: Path, repo: Any, commits: Sequence[str]) -> list[str]:
        """Moments of this film in the diary's order, each once. Raises `CommitNotFound`."""
        with self._lock:
            at = self._listing(root, repo, None).at
            if any(commit not in at for commit in commits):
                raise CommitNotFound()
            return sorted(set(commits), key=lambda commit: -at[commit])

    def newest(self, root: Path, repo: Any, subject: Subject) -> str | None:
        """The last commit that concerns something."""
        ids, _, _ = self.page(root, repo, subject, 1, None)
        return ids[0] if ids else None

    def _listing(self, root: Path, repo: Any, subject: Subject | None) -> _Listing:
        key = (root, subject)
        listing = self._lists.setdefault(key, _Listing())
        self._lists.move_to_end(key)
        while len(self._lists) > self._limit:
            self._lists.popitem(last=False)
        head = head_of(repo)
        if head != listing.head:
            new = since(repo, head, listing.head) if head else []
            if new is None or head is None:  # history is another one than it was
                listing.ids, listing.at = [], {}
                new = (since(repo, head, None) if head else None) or []
            for commit in new if subject is None else _concerning(repo, new, subject):
                listing.at[commit] = len(listing.ids)
                listing.ids.append(commit)
            listing.head = head
        return listing


def _concerning(repo: Any, commits: list[str], subject: Subject) -> list[str]:
    """Those whose state of the subject is not the one of their first parent."""
    memo: Memo = {}
    states: dict[str | None, Hashable] = {None: subject.state(Version(repo, None), memo)}

    def state(version: Version) -> Hashable:
        if version.commit not in states:
            states[version.commit] = subject.state(version, memo)
        return states[version.commit]

    found = []
    for commit in commits:
        version = Version(repo, commit)
        if state(version) != state(version.parent()):
            found.append(commit)
    return found


def _entry(manifest: bytes, element_id: str) -> tuple[Hashable, tuple[str, ...]]:
    """What the manifest says of an element, as something to compare, and the places of its files."""
    if element_id.encode() not in manifest:
        return None, ()
    try:
        film = orjson.loads(manifest)
        for chapter in film["narrative"]["chapters"]:
            for scene in chapter["scenes"]:
                for shot in scene["shots"]:
                    if shot["id"] == element_id:
                        folder = shot_folder(chapter["number"], scene["number"], shot["number"])
                        return _text([scene["id"], shot]), (folder,)
                if scene["id"] == element_id:
                    beats = film["narrative"].get("emotionalBeats", [])
                    return _text([chapter["id"], scene, [one for one in beats if one.get("sceneId") == element_id]]), ()
            if chapter["id"] == element_id:
                return _text([{**chapter, "scenes": [scene["id"] for scene in chapter["scenes"]]}]), ()
        for assets in film["assets"].values():
            for asset in assets:
                if asset.get("assetId") == element_id:
                    return _text(asset), tuple(_paths(asset))
    except (ValueError, KeyError, TypeError, AttributeError):
        return hash(manifest), ()  # a manifest of another shape: every change of it may concern the element
    return None, ()


def _paths(value: Any) -> list[str]:
    """Every file of the film that an asset's entry names."""
    if isinstance(value, str):
        return [value] if value.startswith("01_Assets/") else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [path for item in inner for path in _paths(item)]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
