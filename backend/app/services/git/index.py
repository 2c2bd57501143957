"""Git's index, changed the way Git itself does it: in a new file that is renamed into place under `index.lock`.

Entries carry the file's stat data, so that the next `git status` need not read and hash every take again. Format:
gitformat-index, versions 2 and 3.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import struct
from array import array
from bisect import bisect_left, bisect_right
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from app.services.durable import flush, write_all
from app.services.git.objects import Changes
from app.services.index import Recent, Stamp

_EMPTY = b"DIRC" + struct.pack(">II", 2, 0)
_EMPTY += hashlib.sha1(_EMPTY, usedforsecurity=False).digest()
_EXTENDED = 0x40
"""In the first byte of an entry's flags; version 3 only."""
_known_starts: Recent[array[int]] = Recent(8)
"""Where the entries of an index begin that was written here, by its checksum: walking through all of them is what an
edit of a large film would wait for."""
_known_whole: Recent[bytes] = Recent(8)
"""The checksum of an index that was written here, by the times and the size of the file."""


def prepare_index(root: Path, changes: Changes, beside: Path) -> None:
    """A new index at `beside`: the present one with `changes`. What somebody else has staged stays staged."""
    content, is_whole = _present(root / ".git" / "index")
    spliced = _spliced(content, changes) if is_whole else None
    if spliced is not None:
        with beside.open("wb", buffering=0) as out:
            for part in spliced:
                write_all(out, part)
        return
    beside.write_bytes(content)
    index = pygit2.Index(str(beside))
    for path, change in changes.items():
        if change is not None:
            index.add(pygit2.IndexEntry(path, pygit2.Oid(hex=change[0]), FileMode(change[1])))
        elif path in index:
            index.remove(path)
    index.write()


def _present(index: Path) -> tuple[bytes, bool]:
    """What is in the index, and whether its checksum is right: of one that was written here that is known."""
    try:
        with index.open("rb", buffering=0) as file:
            stamp = _stamp(os.fstat(file.fileno()))
            content = file.read()
    except FileNotFoundError:
        return _EMPTY, True
    checksum = content[-20:]
    if len(content) >= 32 and _known_whole.get(stamp) == checksum:
        return content, True
    return content, checksum in (hashlib.sha1(memoryview(content)[:-20], usedforsecurity=False).digest(), bytes(20))


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_size, found.st_ino


def _spliced(content: bytes, changes: Changes) -> list[bytes | memoryview] | None:
    """`content` with other entries, all else as it is: several times faster than parsing and writing all of it anew.

    At its end stands a mark in the place of the checksum, which `note_files` finds and replaces. None for an index of a
    kind that only libgit2 knows: compressed names, one split over files.
    """
    if len(content) < 32 or content[:4] != b"DIRC" or int.from_bytes(content[4:8]) not in (2, 3):
        return None
    starts = _starts(content)
    if starts is None:
        return None
    kept = _extensions(content[starts[-1] : -20])
    if kept is None:
        return None

    def name_at(start: int) -> bytes:
        begin = start + _name_offset(content, start)
        return content[begin : content.index(b"\0", begin)]

    view = memoryview(content)
    parts: list[bytes | memoryview] = []
    done = 0
    moved, shift = array("Q"), 0
    count = len(starts) - 1
    for name, change in sorted((os.fsencode(path), change) for path, change in changes.items()):
        first = bisect_left(starts, name, done, len(starts) - 1, key=name_at)
        last = bisect_right(starts, name, first, len(starts) - 1, key=name_at)
        parts.append(view[starts[done] : starts[first]])
        moved.extend(_shifted(starts[done:first], shift))
        shift -= starts[last] - starts[first]
        count -= last - first
        done = last
        if change is not None:
            count += 1
            entry = bytes(24) + struct.pack(">I", change[1]) + bytes(12) + bytes.fromhex(change[0])
            entry += struct.pack(">H", min(len(name), 0xFFF)) + name
            entry += bytes(8 - len(entry) % 8)
            parts.append(entry)
            moved.append(starts[last] + shift)
            shift += len(entry)
    parts.append(view[starts[done] : starts[-1]])
    moved.extend(_shifted(starts[done:], shift))
    mark = b"unfinished" + secrets.token_bytes(10)
    _known_starts.put(mark, moved)
    return [content[:8] + struct.pack(">I", count), *parts, *kept, mark]


def _shifted(starts: array[int], by: int) -> array[int]:
    return array("Q", [start + by for start in starts]) if by else starts


def _starts(content: bytes) -> array[int] | None:
    """Where the entries begin, and where the last one ends. None when that is not where it should be."""
    known = _known_starts.get(content[-20:])
    if known is not None:
        return known
    at, find = 12, content.find
    starts = array("Q", [at])
    extended = int.from_bytes(content[4:8]) == 3
    for _ in range(int.from_bytes(content[8:12])):
        end = find(b"\0", at + (_name_offset(content, at) if extended else 62))
        if end < 0:
            return None
        at += (end - at) // 8 * 8 + 8
        starts.append(at)
    return starts if at <= len(content) - 20 else None


def _name_offset(content: bytes, start: int) -> int:
    return 64 if content[start + 60] & _EXTENDED else 62


def _extensions(content: bytes) -> list[bytes] | None:
    """Those that still hold when entries have changed. None when one may not be left out (its name is in small letters)."""
    kept, at = [], 0
    while at < len(content):
        name, end = content[at : at + 4], at + 8 + int.from_bytes(content[at + 4 : at + 8])
        if end > len(content) or not name.isupper():
            return None
        if name == b"REUC":  # what `git checkout --merge` brings back; all others are shortcuts that Git makes again
            kept.append(content[at:end])
        at = end
    return kept


def note_files(root: Path, changes: Changes, beside: Path) -> None:
    """Write into the prepared index how the files lie on disk now, and its checksum. It is still to be flushed and renamed
    into place."""
    with beside.open("r+b", buffering=0) as file:  # in place: a full disk has room for what is there already
        content = bytearray(os.fstat(file.fileno()).st_size)
        file.readinto(content)
        at = 0
        for path, change in _in_order(changes):
            found = _find(content, path, *change, at)
            if found is None:
                continue
            at = found
            try:
                numbers = _numbers(os.lstat(root / path), change[1])
            except OSError:
                continue
            content[at : at + 40] = numbers
            os.pwrite(file.fileno(), numbers, at)
        starts = _known_starts.get(bytes(content[-20:]))
        checksum = hashlib.sha1(memoryview(content)[:-20], usedforsecurity=False).digest()
        os.pwrite(file.fileno(), checksum, len(content) - 20)
        if starts is not None:
            _known_starts.put(checksum, starts)
        _known_whole.put(_stamp(os.fstat(file.fileno())), checksum)


def untouched(root: Path, entries: Changes) -> set[str]:
    """Those files of which the index knows by size and times, without reading them, that they hold the blobs given."""
    index = root / ".git" / "index"
    try:
        content, written = index.read_bytes(), index.stat().st_mtime_ns
    except OSError:
        return set()
    known, at = set(), 0
    for path, entry in _in_order(entries):
        found = _find(content, path, *entry, at)
        if found is None:
            continue
        at = found
        with contextlib.suppress(OSError):
            now = os.lstat(root / path)
            # A file as young as the index may have been written once more without a trace in its times.
            if now.st_mtime_ns < written and content[at : at + 40] == _numbers(now, entry[1]):
                known.add(path)
    return known


def bring_index_up(root: Path, changes: Changes) -> None:
    """The whole of it, for a film that nobody else knows yet."""
    beside = root / ".git" / "index.auteur"
    prepare_index(root, changes, beside)
    note_files(root, changes, beside)
    flush([beside])
    os.replace(beside, root / ".git" / "index")


def _in_order(changes: Changes) -> list[tuple[str, tuple[str, int]]]:
    """What there is, in the order of the index, so that one pass finds all of it."""
    present = [(path, change) for path, change in changes.items() if change is not None]
    return sorted(present, key=lambda item: os.fsencode(item[0]))


def _find(content: bytes | bytearray, path: str, blob: str, mode: int, start: int) -> int | None:
    """Where the entry of a path begins, if it holds that blob. None for one with compressed names (version 4) too:
    Git will fill that in itself."""
    name = os.fsencode(path)
    entry = bytes.fromhex(blob) + struct.pack(">H", min(len(name), 0xFFF)) + name + b"\0"
    at = content.find(entry, start)
    return at - 40 if at >= 52 and content[at - 16 : at - 12] == struct.pack(">I", mode) else None


def _numbers(stat: os.stat_result, mode: int) -> bytes:
    """The ten numbers that stand before an entry's id (index format, versions 2 and 3)."""
    numbers = (
        stat.st_ctime_ns // 10**9, stat.st_ctime_ns % 10**9, stat.st_mtime_ns // 10**9, stat.st_mtime_ns % 10**9,
        stat.st_dev, stat.st_ino, mode, stat.st_uid, stat.st_gid, stat.st_size,
    )  # fmt: skip
    return struct.pack(">10I", *(number & 0xFFFFFFFF for number in numbers))
