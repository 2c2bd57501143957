"""A film's repository: make it, commit to it, read its diary. libgit2 for the hot path, the `git` program for the rest.

Opening a foreign project must run nothing: only known keys of its `.git/config` are accepted, hooks are never called by
libgit2, and the program is started with the dangerous settings overridden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import git as gitpython
import pygit2
from pygit2.enums import FileMode

from app.domain.paths import ProjectPath
from app.errors import BrokenProject, UnsafeRepository
from app.services import lfs
from app.services.durable import flush
from app.services.index import StatCache, stamp_of

BRANCH = "main"
STUDIO_GITATTRIBUTES = lfs.attributes()
STUDIO_GITIGNORE = b"05_Cache/\n06_Exports/\n*.tmp\n.DS_Store\nThumbs.db\n"
_LFS_CONFIG = {
    "filter.lfs.clean": "git-lfs clean -- %f",
    "filter.lfs.smudge": "git-lfs smudge -- %f",
    "filter.lfs.process": "git-lfs filter-process",
    "filter.lfs.required": "true",
}
_SAFE_KEYS = re.compile(
    r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol"
    r"|untrackedcache|quotepath|fsync|fsyncmethod|compression|bigfilethreshold)"
    r"|user\.(name|email)|init\.defaultbranch|gc\..+|pack\..+|index\.version|feature\.manyfiles|maintenance\..+"
    r"|lfs\.(repositoryformatversion|locksverify|fetchrecent\w*|prune\w*)|lfs\..+\.(locksverify|access)"
    r"|branch\..+\.(remote|merge|rebase)|remote\..+\.fetch|push\.(default|autosetupremote)|pull\.(rebase|ff)|color\..+"
)
_SAFE_URL = re.compile(r"(https://|ssh://|git@|/|\.\.?/)[^\s\x00-\x1f]*")


@dataclass(frozen=True)
class Author:
    name: str
    email: str


@dataclass(frozen=True)
class Commit:
    """One entry of the diary."""

    hash: str
    message: str
    author: str
    time: datetime


@dataclass(frozen=True)
class GitStatus:
    branch: str | None
    head: str | None
    clean: bool
    changed: list[str]


Changes = Mapping[str, tuple[str, int] | None]
"""Path → (blob id, file mode), or None for a path that goes."""


def create_repository(root: Path, files: Mapping[ProjectPath, bytes], message: str, author: Author) -> str:
    """A repository at `root` with the studio's settings and one first commit of `files`. Returns the commit's id."""
    repo = pygit2.init_repository(str(root), initial_head=BRANCH)
    for key, value in {**_LFS_CONFIG, "lfs.repositoryformatversion": "0", "gc.auto": "0"}.items():
        repo.config[key] = value
    changes: dict[str, tuple[str, int] | None] = {}
    content: dict[str, bytes] = {".gitattributes": STUDIO_GITATTRIBUTES, ".gitignore": STUDIO_GITIGNORE}
    content.update({str(path): data for path, data in files.items()})
    for path, data in content.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        changes[str(path)] = (str(repo.create_blob(data)), FileMode.BLOB)
    commit, objects = make_commit(repo, changes, message, author)
    move_head(repo, commit)
    update_index(repo, changes)
    blobs = [change[0] for change in changes.values() if change]
    parts = [
        *object_files(root, [*objects, *blobs]),
        *ref_files(root),
        root / ".git" / "config",
        root / ".git" / "index",
    ]
    flush([*parts, *(root / path for path in content), root / ".git", root])
    return commit


def make_commit(
    repo: pygit2.Repository, changes: Changes, message: str, author: Author, trailers: Mapping[str, str] | None = None
) -> tuple[str, list[str]]:
    """A commit object on top of HEAD with `changes`; nothing points to it yet. Only the trees on the way are made anew.

    Returns its id, and the ids of all objects that were written and are not yet flushed.
    """
    base = None if repo.head_is_unborn else repo.head.peel(pygit2.Commit)
    written: list[str] = []
    tree = _changed_tree(repo, base.tree if base else None, _nested(changes), written)
    told = "".join(f"{key}: {value}\n" for key, value in (trailers or {}).items())
    who = pygit2.Signature(author.name, author.email)
    text = f"{message}\n\n{told}" if told else f"{message}\n"
    commit = str(repo.create_commit(None, who, who, text, tree, [base.id] if base else []))
    return commit, [*written, commit]


def object_files(root: Path, objects: Iterable[str]) -> list[Path]:
    """Where loose objects are, with their folders: what must be flushed before anything points to them."""
    top = root / ".git" / "objects"
    files = [top / oid[:2] / oid[2:] for oid in objects]
    return [*files, *{file.parent for file in files}, top]


def ref_files(root: Path) -> list[Path]:
    """The branches and HEAD, with their folders."""
    heads = root / ".git" / "refs" / "heads"
    return [*heads.glob("*"), heads, root / ".git" / "HEAD"]


_Nest = dict[str, "tuple[str, int] | _Nest | None"]


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


def _changed_tree(repo: pygit2.Repository, base: pygit2.Tree | None, nest: _Nest, written: list[str]) -> pygit2.Oid:
    builder = repo.TreeBuilder(base) if base is not None else repo.TreeBuilder()
    for name, change in nest.items():
        if isinstance(change, dict):
            below = base[name] if base is not None and name in base else None
            tree = _changed_tree(repo, below if isinstance(below, pygit2.Tree) else None, change, written)
            if len(repo[tree]) == 0:  # type: ignore[arg-type]
                if builder.get(name) is not None:
                    builder.remove(name)
            else:
                builder.insert(name, tree, FileMode.TREE)
        elif change is None:
            if builder.get(name) is not None:
                builder.remove(name)
        else:
            builder.insert(name, pygit2.Oid(hex=change[0]), change[1])
    tree = builder.write()
    written.append(str(tree))
    return tree


def move_head(repo: pygit2.Repository, commit: str) -> None:
    """Let the current branch (or a detached HEAD) point to `commit`."""
    oid = pygit2.Oid(hex=commit)
    if repo.head_is_unborn:
        target = repo.references["HEAD"].target
        repo.references.create(str(target), oid)
    else:
        repo.head.set_target(oid)


def update_index(repo: pygit2.Repository, changes: Changes) -> None:
    """Let the index agree with HEAD for these paths; what somebody else has staged stays staged."""
    index = repo.index
    index.read()
    for path, change in changes.items():
        if change is not None:
            index.add(pygit2.IndexEntry(path, pygit2.Oid(hex=change[0]), FileMode(change[1])))
        elif path in index:
            index.remove(path)
    index.write()


def tracked_below(repo: pygit2.Repository, path: str) -> list[str]:
    """The committed files at or below a path."""
    if repo.head_is_unborn:
        return []
    tree = repo.head.peel(pygit2.Tree)
    if path not in tree:
        return []
    found = tree[path]
    if not isinstance(found, pygit2.Tree):
        return [path]
    return [below for item in found for below in tracked_below(repo, f"{path}/{item.name}")]


def open_repository(root: Path) -> pygit2.Repository:
    """Raises `BrokenProject` when the folder is not a repository of its own."""
    folder = root / ".git"
    if folder.is_symlink() or not folder.is_dir():
        raise BrokenProject("The film's folder is not a Git repository of its own.")
    try:
        return pygit2.Repository(str(root))
    except pygit2.GitError as error:
        raise BrokenProject(f"The film's Git repository cannot be opened: {_plain(error, root)}.") from None


def log(root: Path, limit: int = 50, skip: int = 0) -> list[Commit]:
    """The film's diary, newest first."""
    repo = open_repository(root)
    if repo.head_is_unborn:
        return []
    commits = []
    for n, commit in enumerate(repo.walk(repo.head.target)):
        if n >= skip + limit:
            break
        if n >= skip:
            at = datetime.fromtimestamp(commit.commit_time, UTC)
            commits.append(Commit(str(commit.id), commit.message.split("\n", 1)[0], commit.author.name, at))
    return commits


def status(root: Path) -> GitStatus:
    """What `git status` says. It starts the program, so it is not for hot paths."""
    check_config(root)
    repo = open_repository(root)
    safe = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "diff.external="]
    with gitpython.Repo(root) as command:
        lines = command.git.execute(["git", *safe, "-C", str(root), "status", "--porcelain", "-z"])
    changed = [line[3:] for line in str(lines).split("\0") if len(line) > 3]
    head = None if repo.head_is_unborn else str(repo.head.target)
    branch = None if repo.head_is_detached else str(repo.references["HEAD"].target).removeprefix("refs/heads/")
    return GitStatus(branch, head, not changed, changed)


_checked: StatCache[str | None] = StatCache()


def check_config(root: Path) -> None:
    """Raise `UnsafeRepository` when the film's own Git settings hold anything that could run a program."""
    path = root / ".git" / "config"
    reason = _checked.get(path, stamp_of(path), lambda: _unsafe_because(path))
    if reason is not None:
        raise UnsafeRepository(reason)


def _unsafe_because(path: Path) -> str | None:
    if not path.is_file() or path.is_symlink():
        return None if not path.exists() else "Its .git/config is not a regular file."
    try:
        entries = [(entry.name.lower(), entry.value or "") for entry in pygit2.Config(str(path))]
    except pygit2.GitError:
        return "Its .git/config cannot be read."
    for name, value in entries:
        if name in _LFS_CONFIG:
            if value not in (_LFS_CONFIG[name], "git-lfs smudge --skip -- %f", "git-lfs filter-process --skip"):
                return f"Its .git/config sets {name} to a program of its own."
        elif re.fullmatch(r"remote\..+\.(url|pushurl)|lfs\.url", name):
            if not _SAFE_URL.fullmatch(value):
                return f"Its .git/config has an address that could run a program ({name})."
        elif not _SAFE_KEYS.fullmatch(name):
            return f"Its .git/config holds the key {name}, which the studio does not accept."
    return None


def _plain(error: Exception, root: Path) -> str:
    return str(error).replace(str(root), root.name).rstrip(".")
