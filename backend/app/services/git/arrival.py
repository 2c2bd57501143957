"""The repository of a film that has just arrived: its own history checked and taken over, or a first commit made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from app.errors import BadArchive
from app.services.durable import flush
from app.services.git import lfs
from app.services.git.index import bring_index_up, note_files
from app.services.git.objects import Changes, NewObjects
from app.services.git.repository import (
    STUDIO_GITATTRIBUTES,
    STUDIO_GITIGNORE,
    Author,
    make_commit,
    open_repository,
)

_HEAD = re.compile(r"ref: refs/heads/[^\s~^:?*\[\\]{1,200}\n?|[0-9a-f]{40}\n?")
_PLAIN = (FileMode.BLOB, FileMode.BLOB_EXECUTABLE, FileMode.TREE)
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.alternateRefsCommand=")


def take_over_history(root: Path, hashes: Mapping[str, str], *, trusted: bool) -> None:
    """Make what lies in `.git` the film's history. `hashes` holds the SHA-256 of each file of the film.

    Whatever is not as it was committed stays as it is and shows as changed. What is not `trusted` is checked: every
    object, every connection. Raises `BadArchive`.
    """
    head = (root / ".git" / "HEAD").read_bytes()[:1000].decode(errors="replace")
    if _HEAD.fullmatch(head) is None or ".." in head:
        raise BadArchive("Its history points to no branch.")
    if not trusted:
        _check_objects(root)
    try:
        repo = open_repository(root)
        if repo.head_is_unborn:
            raise BadArchive("Its history has no commit.")
        tree = repo.head.peel(pygit2.Tree)
        repo.index.read_tree(tree)
        repo.index.write()
        clean: dict[str, tuple[str, int] | None] = {}
        for path, blob, mode in _files(tree, ""):
            if _is_as_committed(root / path, blob, hashes.get(path)):
                clean[path] = (str(blob.id), mode)
    except (pygit2.GitError, KeyError, ValueError):
        raise BadArchive("Its history is damaged.") from None
    note_files(root, clean, root / ".git" / "index")


def begin_history(root: Path, hashes: Mapping[str, str], message: str, author: Author) -> None:
    """One first commit of all files of a film that came without a history. Raises `BadArchive` for a stray LFS pointer."""
    for name, content in ((".gitattributes", STUDIO_GITATTRIBUTES), (".gitignore", STUDIO_GITIGNORE)):
        if not (root / name).exists():
            (root / name).write_bytes(content)
    repo = open_repository(root)
    objects = NewObjects()
    changes: dict[str, tuple[str, int] | None] = {}
    flushed: list[Path] = []
    for path in sorted({*hashes, ".gitattributes", ".gitignore"}):
        file = root / path
        size = file.stat().st_size
        if repo.path_is_ignored(path):
            continue
        if lfs.is_tracked(repo, path):
            _refuse_pointer(file, size)
            beside = root / ".git" / "auteur-arriving"
            lfs.copy_object(file, beside)
            flush([beside])
            flushed += lfs.publish_object(root, hashes[path], beside)
            beside.unlink(missing_ok=True)
            content = lfs.pointer(hashes[path], size)
        else:
            content = file.read_bytes()
        changes[path] = (objects.add("blob", content), int(FileMode.BLOB))
    _commit(root, repo, objects, changes, message, author)
    flush(flushed)


def _commit(
    root: Path, repo: pygit2.Repository, objects: NewObjects, changes: Changes, message: str, author: Author
) -> None:
    commit = make_commit(objects, repo, changes, message, author)
    store = root / ".git" / "objects"
    flush(objects.write(root, store))
    flush(objects.publish(root, store))
    repo.references.create(str(repo.references["HEAD"].target), pygit2.Oid(hex=commit))
    bring_index_up(root, changes)


def _refuse_pointer(file: Path, size: int) -> None:
    if size < lfs.POINTER_LIMIT and lfs.looks_like_pointer(file.read_bytes()):
        raise BadArchive(f"{file.name} is the text of a Git LFS pointer; the media itself is missing.")


def _check_objects(root: Path) -> None:
    """Make the tables of packs anew and let Git check everything: hashes, forms, names in trees, connections."""
    import git as gitpython  # takes a tenth of a second to load

    command = gitpython.Git(str(root))
    packs = root / ".git" / "objects" / "pack"
    try:
        for pack in sorted(packs.glob("*.pack")):
            pack.with_suffix(".idx").unlink(missing_ok=True)
            command.execute(["git", *_SAFE, "index-pack", str(pack)])
        command.execute(["git", *_SAFE, "fsck", "--full", "--no-dangling", "--no-reflogs", "--no-progress"])
    except gitpython.GitCommandError:
        raise BadArchive("Its history is damaged: Git finds objects missing or not as they were.") from None


def _files(tree: pygit2.Tree, prefix: str) -> list[tuple[str, pygit2.Blob, int]]:
    found: list[tuple[str, pygit2.Blob, int]] = []
    for item in tree:
        if item.filemode not in _PLAIN or item.name is None:
            raise BadArchive(f"Its history holds a link or another repository: {prefix}{item.name}.")
        if isinstance(item, pygit2.Tree):
            found += _files(item, f"{prefix}{item.name}/")
        elif isinstance(item, pygit2.Blob):
            found.append((f"{prefix}{item.name}", item, int(item.filemode)))
    return found


def _is_as_committed(file: Path, blob: pygit2.Blob, sha256: str | None) -> bool:
    if sha256 is None:
        return False
    pointer = lfs.parse_pointer(blob.data) if blob.size < lfs.POINTER_LIMIT else None
    if pointer is not None:
        return pointer[0] == sha256
    return str(pygit2.hashfile(str(file))) == str(blob.id)
