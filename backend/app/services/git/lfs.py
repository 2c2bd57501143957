"""Git LFS without its program: patterns, pointers and objects (git-lfs specification v1), written durably by us.

`git lfs clean` flushes nothing to disk, so a committed picture could vanish in a power cut while history says it is
there. Here the object is flushed before the pointer is committed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG

import pygit2
from pygit2.enums import ConfigLevel

from app.services.durable import flush
from app.services.index import StatCache, stamp_of

POINTER_HEAD = b"version https://git-lfs"
POINTER_LIMIT = 1024
"""A longer file is never taken for a pointer."""
_attributes: StatCache[bool] = StatCache()
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (\d+)\n")

MEDIA = (
    "png jpg jpeg gif bmp tif tiff webp avif ico psd ai eps exr hdr dpx "
    "mp4 mov avi mkv webm wmv flv m4v mpg mpeg 3gp ogv "
    "wav mp3 flac aac ogg wma m4a opus aiff "
    "obj fbx dae 3ds blend stl ply gltf glb usd usda usdc usdz abc "
    "safetensors ckpt pt pth onnx pb h5 tflite bin pkl gguf "
    "zip rar 7z tar gz bz2 xz pdf"
).split()


def _any_case(ending: str) -> str:
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in ending)


def attributes() -> bytes:
    """`.gitattributes` of a film: every kind of media and model is kept in LFS, in capitals too."""
    lines = ["* text=auto eol=lf", ""]
    lines += [f"*.{_any_case(ending)} filter=lfs diff=lfs merge=lfs -text" for ending in MEDIA]
    return ("\n".join(lines) + "\n").encode()


class Tracking:
    """Which paths the film's own `.gitattributes` send to LFS, asked while one change is made."""

    def __init__(self, repo: pygit2.Repository) -> None:
        self._repo, self._root = repo, Path(repo.workdir)
        self._plain: dict[str, bool] = {}
        """Folder → whether no attributes but the studio's matter in it."""

    def __call__(self, path: str) -> bool:
        folder = os.path.dirname(path)
        if folder not in self._plain:
            self._plain[folder] = _only_the_studios(self._root, folder)
        if self._plain[folder]:
            return _has_media_ending(path)
        return bool(self._repo.get_attr(path, "filter") == "lfs")


def is_tracked(repo: pygit2.Repository, path: str) -> bool:
    """Whether one path goes to LFS."""
    return Tracking(repo)(path)


def _has_media_ending(path: str) -> bool:
    _, dot, ending = path.rpartition("/")[2].rpartition(".")
    return bool(dot) and ending.isascii() and ending.lower() in MEDIA


def _only_the_studios(root: Path, above: str) -> bool:
    """Whether no attributes but `attributes()` matter in a folder. libgit2 would read the whole index to tell."""
    own = os.path.join(root, ".gitattributes")
    while above:
        if os.path.lexists(os.path.join(root, above, ".gitattributes")):
            return False
        above = os.path.dirname(above)
    return (
        _attributes.get(own, stamp_of(own), lambda: _is_studios_own(own))
        and not os.path.lexists(os.path.join(root, ".git", "info", "attributes"))
        and not _attributes_for_all_films()
    )


def _is_studios_own(file: str) -> bool:
    try:
        return Path(file).read_bytes() == attributes()
    except OSError:
        return False


@lru_cache(maxsize=1)
def _attributes_for_all_films() -> bool:
    """Whether this user or this machine has attributes for every repository."""
    for config in (pygit2.Config.get_global_config, pygit2.Config.get_system_config, pygit2.Config.get_xdg_config):
        with contextlib.suppress(OSError, pygit2.GitError, KeyError):
            if "core.attributesfile" in config():
                return True
    ours, everybodys = (
        pygit2.settings.search_path[level].split(os.pathsep) for level in (ConfigLevel.XDG, ConfigLevel.SYSTEM)
    )
    files = [Path(place, "attributes") for place in ours] + [Path(place, "gitattributes") for place in everybodys]
    return any(file.exists() for file in files)


def looks_like_pointer(head: bytes) -> bool:
    return head.startswith(POINTER_HEAD)


def pointer(sha256: str, size: int) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def parse_pointer(content: bytes) -> tuple[str, int] | None:
    match = _POINTER.fullmatch(content)
    return (match.group(1).decode(), int(match.group(2))) if match else None


def object_path(root: Path, sha256: str) -> Path:
    return root / ".git" / "lfs" / "objects" / sha256[:2] / sha256[2:4] / sha256


def copy_object(source: Path, beside: Path) -> None:
    """Copy what is to become an object.

    It is a copy, not a link: a tool that overwrites the picture in place must not change history.
    """
    with source.open("rb") as data, beside.open("xb") as out:
        copy_bytes(data.fileno(), out.fileno(), os.fstat(data.fileno()).st_size)


def publish_object(root: Path, sha256: str, beside: Path) -> list[Path]:
    """Move a flushed copy into the film's store. Returns the folders that must be flushed for it to last."""
    target = object_path(root, sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside, target)
    return _folders_of(target)


def _folders_of(target: Path) -> list[Path]:
    return [target.parent, target.parent.parent, target.parent.parent.parent]


def copy_bytes(source: int, target: int, count: int) -> None:
    """The next `count` bytes: let the file system share the blocks where it can, else copy inside the kernel."""
    left = count
    while left > 0:
        copied = os.copy_file_range(source, target, left) if hasattr(os, "copy_file_range") else 0
        if not copied:
            chunk = os.read(source, min(left, 1 << 20))
            if not chunk:
                return
            copied = os.write(target, chunk)
        left -= copied


def is_as_committed(repo: pygit2.Repository, path: str) -> bool:
    """Whether the file at `path` holds what HEAD says, so that removing it loses nothing. True when it is not there."""
    file = Path(repo.workdir) / path
    if not os.path.lexists(file):
        return True
    if not S_ISREG(file.lstat().st_mode):
        return False
    blob = repo.head.peel(pygit2.Tree)[path]
    found = parse_pointer(blob.data) if isinstance(blob, pygit2.Blob) and blob.size < POINTER_LIMIT else None
    if found is not None:
        oid, size = found
        return file.stat().st_size == size and _sha256(file) == oid
    return str(pygit2.hashfile(str(file))) == str(blob.id)


def replace_object(root: Path, sha256: str, source: Path, beside: Path) -> None:
    """Put a flushed copy of `source`, whose hash is known, in the object's place, whatever lies there."""
    copy_object(source, beside)
    target = object_path(root, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    flush([beside])
    os.replace(beside, target)
    flush(_folders_of(target))


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def pointers(repo: pygit2.Repository) -> list[tuple[str, str, int]]:
    """(path, hash, size) of everything that HEAD keeps in LFS."""
    found = []
    for path, blob in committed(repo):
        pointer_in = parse_pointer(blob.data) if blob.size < POINTER_LIMIT else None
        if pointer_in is not None:
            found.append((path, *pointer_in))
    return found


def committed(repo: pygit2.Repository) -> list[tuple[str, pygit2.Blob]]:
    """Every file that HEAD holds."""
    return [] if repo.head_is_unborn else _blobs(repo.head.peel(pygit2.Tree), "")


def _blobs(tree: pygit2.Tree, prefix: str) -> list[tuple[str, pygit2.Blob]]:
    found: list[tuple[str, pygit2.Blob]] = []
    for item in tree:
        if isinstance(item, pygit2.Tree):
            found += _blobs(item, f"{prefix}{item.name}/")
        elif isinstance(item, pygit2.Blob):
            found.append((f"{prefix}{item.name}", item))
    return found
