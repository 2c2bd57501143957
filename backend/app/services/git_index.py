"""Git's index, changed the way Git itself does it: in a new file that is renamed into place under `index.lock`.

Entries carry the file's stat data, so that the next `git status` need not read and hash every take again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from app.services.durable import flush
from app.services.git_objects import Changes


def prepare_index(root: Path, changes: Changes, beside: Path) -> None:
    """A new index at `beside`: the present one with `changes`. What somebody else has staged stays staged."""
    present = root / ".git" / "index"
    if present.exists():
        shutil.copyfile(present, beside)
    index = pygit2.Index(str(beside))
    for path, change in changes.items():
        if change is not None:
            index.add(pygit2.IndexEntry(path, pygit2.Oid(hex=change[0]), FileMode(change[1])))
        elif path in index:
            index.remove(path)
    index.write()


def note_files(root: Path, changes: Changes, beside: Path) -> None:
    """Write into the prepared index how the files lie on disk now. It is still to be flushed and renamed into place."""
    content = bytearray(beside.read_bytes())
    for path, change in changes.items():
        if change is not None:
            _note_stat(content, root / path, path, change)
    content[-20:] = hashlib.sha1(content[:-20], usedforsecurity=False).digest()
    with beside.open("r+b") as out:  # in place: a full disk has room for what is there already
        out.write(content)


def bring_index_up(root: Path, changes: Changes) -> None:
    """The whole of it, for a film that nobody else knows yet."""
    beside = root / ".git" / "index.auteur"
    prepare_index(root, changes, beside)
    note_files(root, changes, beside)
    flush([beside])
    os.replace(beside, root / ".git" / "index")


def _note_stat(content: bytearray, file: Path, path: str, change: tuple[str, int]) -> None:
    """Fill the ten numbers that stand before an entry's id (index format, versions 2 and 3)."""
    name = os.fsencode(path)
    at = content.find(bytes.fromhex(change[0]) + struct.pack(">H", min(len(name), 0xFFF)) + name + b"\0")
    if at < 52:  # a compressed entry (version 4): Git will fill it in itself
        return
    try:
        stat = os.lstat(file)
    except OSError:
        return
    numbers = (
        stat.st_ctime_ns // 10**9, stat.st_ctime_ns % 10**9, stat.st_mtime_ns // 10**9, stat.st_mtime_ns % 10**9,
        stat.st_dev, stat.st_ino, change[1], stat.st_uid, stat.st_gid, stat.st_size,
    )  # fmt: skip
    struct.pack_into(">10I", content, at - 40, *(number & 0xFFFFFFFF for number in numbers))
