"""Git's loose objects, written so that none can be torn by a power cut: beside, flushed, renamed into the store.

libgit2 renames an object before its content is on the disk; after a power cut an empty object can lie at a name that
every later write takes for done. Formats: gitformat-loose, and the tree and commit objects of the Git book, ch. 10.2.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pygit2

TREE_MODE = 0o40000
Changes = Mapping[str, tuple[str, int] | None]
"""Path → (blob id, file mode), or None for a path that goes."""
_Nest = dict[str, "tuple[str, int] | _Nest | None"]


@dataclass
class NewObjects:
    """Objects of one commit that is being made. Nothing is in the store before `publish`."""

    _content: dict[str, bytes] = field(default_factory=dict)

    def add(self, kind: str, content: bytes) -> str:
        """Returns the object's id."""
        whole = b"%s %d\0" % (kind.encode(), len(content)) + content
        oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        self._content[oid] = whole
        return oid

    def write(self, root: Path, folder: Path) -> list[Path]:
        """Write what the film's store lacks into `folder`, one file each named by its id.

        Returns the files that must be flushed before `publish`; among them what is stored, since another program may
        have left that unflushed.
        """
        files = []
        for oid, whole in self._content.items():
            file = _stored(root, oid)
            if not file.exists():
                file = folder / oid
                file.write_bytes(zlib.compress(whole, 1))
            files.append(file)
        return files

    def publish(self, root: Path, folder: Path) -> set[Path]:
        """Move the objects into the film's store. Returns the folders that must be flushed for it to last."""
        store = root / ".git" / "objects"
        above = {store}
        for oid in self._content:
            target = _stored(root, oid)
            above.add(target.parent)
            if not target.exists():
                os.chmod(folder / oid, 0o444)
                target.parent.mkdir(exist_ok=True)
                os.replace(folder / oid, target)
        return above


def blob_id(content: bytes) -> str:
    """What Git knows a file with this content by."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _stored(root: Path, oid: str) -> Path:
    return Path(f"{root}/.git/objects/{oid[:2]}/{oid[2:]}")


def commit_object(new: NewObjects, tree: str, parent: str | None, who: pygit2.Signature, text: str) -> str:
    """A commit by `who`, who is its author and its committer. Returns its id."""
    sign, minutes = "-" if who.offset < 0 else "+", abs(who.offset)
    stamp = f"{who.name} <{who.email}> {who.time} {sign}{minutes // 60:02d}{minutes % 60:02d}"
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {stamp}", f"committer {stamp}"]
    return new.add("commit", "\n".join([*lines, "", text]).encode())


def changed_tree(new: NewObjects, repo: pygit2.Repository, base: str | None, changes: Changes) -> str:
    """The tree `base` with `changes`; only the trees on the way are made anew. Returns its id."""
    return _tree(new, repo, base, _nested(changes)) or new.add("tree", b"")


def _nested(changes: Changes) -> _Nest:
    nest: _Nest = {}
    for path, change in changes.items():
        *folders, name = path.split("/")
        level = nest
        for folder in folders:
            deeper = level.setdefault(folder, {})
            assert isinstance(deeper, dict)
            level = deeper
        level[name] = change
    return nest


def _tree(new: NewObjects, repo: pygit2.Repository, base: str | None, nest: _Nest) -> str | None:
    """None for a tree that is left without entries."""
    entries = _entries(repo, base) if base else {}
    for name, change in nest.items():
        key = os.fsencode(name)
        if isinstance(change, dict):
            mode, below = entries.get(key, (0, None))
            tree = _tree(new, repo, below if mode == TREE_MODE else None, change)
            entry = (TREE_MODE, tree) if tree else None
        else:
            entry = (change[1], change[0]) if change else None
        if entry:
            entries[key] = entry
        else:
            entries.pop(key, None)
    # Git sorts a folder as if its name ended with a slash.
    ordered = sorted(entries.items(), key=lambda item: item[0] + (b"/" if item[1][0] == TREE_MODE else b""))
    content = b"".join(b"%o %s\0%s" % (mode, name, bytes.fromhex(oid)) for name, (mode, oid) in ordered)
    return new.add("tree", content) if entries else None


def _entries(repo: pygit2.Repository, tree: str) -> dict[bytes, tuple[int, str]]:
    """Name → (mode, id) of a tree in the store."""
    _, content = repo.read(pygit2.Oid(hex=tree))
    entries: dict[bytes, tuple[int, str]] = {}
    at = 0
    while at < len(content):
        space, end = content.index(b" ", at), content.index(b"\0", at)
        entries[content[space + 1 : end]] = (int(content[at:space], 8), content[end + 1 : end + 21].hex())
        at = end + 21
    return entries
