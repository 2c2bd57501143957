"""A film's loose objects brought together in packs, while the film is worked on.

Every commit leaves some small files; after thousands of commits they are most of what lies in the folder. Packing adds
a pack beside them, which is flushed and checked before the first of them goes, and they go in steps that hold the film
for a moment each. Nothing is lost by it, not even an object that no commit reaches.
"""

from __future__ import annotations

import contextlib
import os
import re
import struct
import time
from pathlib import Path

from app.domain.records import Record
from app.errors import BrokenProject
from app.services.durable import flush
from app.services.edits.lock import film_locked
from app.services.git.program import run

_FOLDER = re.compile(r"[0-9a-f]{2}")
_REST = re.compile(r"[0-9a-f]{38}")
_LEFT_OVER = re.compile(r"tmp_(obj|pack|idx|rev)_\w+")
OLD_SECONDS = 24 * 3600.0


class Loose(Record):
    """Objects of a film that lie in files of their own."""

    objects: int = 0
    bytes: int = 0


class Packed(Record):
    """What packing did."""

    objects: int
    bytes_before: int
    """All that Git's store took up, packs too."""
    bytes_after: int


def loose(root: Path) -> Loose:
    found = Loose()
    for folder in _folders(root):
        for entry in _objects_in(folder):
            found.objects += 1
            found.bytes += entry.stat(follow_symlinks=False).st_size
    return found


def seems_scattered(root: Path, limit: int) -> bool:
    """Whether there are about `limit` loose objects; hashes are even, so one folder of 256 says enough."""
    folder = root / ".git" / "objects" / "17"
    return folder.is_dir() and len(_objects_in(folder)) * 256 >= limit


def pack(root: Path, wait: float = 10.0) -> Packed:
    """Bring the loose objects together. Raises `BrokenProject` when one is damaged, `Busy`; then nothing is removed."""
    store, packs = root / ".git" / "objects", root / ".git" / "objects" / "pack"
    before, size = _packs(packs), _size(store)
    run(root, "repack", "--geometric=2", "--quiet")
    made = sorted(_packs(packs) - before)
    held: set[bytes] = set()
    try:
        for name in made:
            run(root, "verify-pack", str(packs / f"{name}.idx"))
            held |= packed_ids(packs / f"{name}.idx")
    except BaseException:  # what is not known to be whole must not stand for what is
        for name in made:
            _remove_pack(packs, name)
        raise
    flush([*(packs / f"{name}{end}" for name in made for end in (".pack", ".idx", ".rev")), packs])
    count = 0
    for folder in _folders(root):
        here = [entry for entry in _objects_in(folder) if bytes.fromhex(folder.name + entry.name) in held]
        if here:
            with film_locked(root, wait):
                for entry in here:
                    _remove(Path(entry.path))
            count += len(here)
    if not (packs / "multi-pack-index").exists():
        _drop_contained(root, before, held, wait)
    _drop_left_over(store)
    return Packed(objects=count, bytes_before=size, bytes_after=_size(store))


def packed_ids(index: Path) -> set[bytes]:
    """The ids of a pack's objects, from its index of version 2 (gitformat-pack). Raises `BrokenProject`."""
    with index.open("rb") as data:
        head = data.read(8 + 256 * 4)
        if head[:8] != b"\xfftOc\0\0\0\x02":
            raise BrokenProject("The film's history has an index of a kind that the studio does not know.")
        (count,) = struct.unpack(">I", head[-4:])
        ids = data.read(count * 20)
    return {ids[at : at + 20] for at in range(0, len(ids), 20)}


def _drop_contained(root: Path, names: set[str], held: set[bytes], wait: float) -> None:
    """Remove packs all of whose objects are in newer ones, unless somebody wants them kept."""
    packs = root / ".git" / "objects" / "pack"
    for name in names:
        kept = any((packs / f"{name}{end}").exists() for end in (".keep", ".promisor", ".mtimes"))
        if not kept and packed_ids(packs / f"{name}.idx") <= held:
            with film_locked(root, wait):
                _remove_pack(packs, name)


def _drop_left_over(store: Path) -> None:
    """What Git programs that were cut off have left, a day ago or more."""
    for folder in (store, store / "pack", *store.glob("??")):
        for entry in os.scandir(folder) if folder.is_dir() else ():
            if _LEFT_OVER.fullmatch(entry.name) and time.time() - entry.stat().st_mtime > OLD_SECONDS:
                _remove(Path(entry.path))


def _remove_pack(packs: Path, name: str) -> None:
    for end in (".idx", ".rev", ".bitmap", ".pack"):
        _remove(packs / f"{name}{end}")


def _packs(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("pack-*.idx")}


def _folders(root: Path) -> list[Path]:
    store = root / ".git" / "objects"
    return sorted(path for path in store.iterdir() if _FOLDER.fullmatch(path.name)) if store.is_dir() else []


def _objects_in(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if _REST.fullmatch(entry.name)]


def _size(folder: Path) -> int:
    size = 0
    for above, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                size += os.lstat(os.path.join(above, name)).st_size
    return size


def _remove(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
