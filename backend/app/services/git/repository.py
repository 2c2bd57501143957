"""A film's repository: make it, commit to it, read its diary. libgit2 for the hot path, the `git` program for the rest.

Opening a foreign project must run nothing: only known keys of its `.git/config` are accepted, hooks are never called by
libgit2, and the program is started with the dangerous settings overridden.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pygit2
from pygit2.enums import FileMode

from app.domain.lines import one_line
from app.domain.paths import ProjectPath
from app.errors import BrokenProject, DiskFull
from app.services.durable import flush
from app.services.git import lfs
from app.services.git.index import bring_index_up
from app.services.git.objects import Changes, NewObjects, changed_tree, commit_object
from app.services.git.safety import LFS_CONFIG, check_config

BRANCH = "main"
STUDIO_GITATTRIBUTES = lfs.attributes()
STUDIO_GITIGNORE = b"05_Cache/\n06_Exports/\n*.tmp\n.DS_Store\nThumbs.db\n"


@dataclass(frozen=True)
class Author:
    name: str
    email: str

    def signature(self) -> pygit2.Signature:
        """With the time of now."""
        return pygit2.Signature(self.name, self.email)


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


def says_full(error: Exception) -> bool:
    """Whether an error of the system or of libgit2 means that there is no room on the disk."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, pygit2.GitError) and "No space left" in str(error)


def new_repository(root: Path) -> pygit2.Repository:
    """An empty one at `root` with the studio's settings."""
    repo = pygit2.init_repository(str(root), initial_head=BRANCH)
    for key, value in {**LFS_CONFIG, "lfs.repositoryformatversion": "0", "gc.auto": "0"}.items():
        repo.config[key] = value
    return repo


def create_repository(
    root: Path,
    files: Mapping[ProjectPath, bytes],
    message: str,
    author: Author,
    trailers: Mapping[str, str] | None = None,
) -> str:
    """A repository at `root` with the studio's settings and one first commit of `files`. Returns the commit's id.

    Raises `DiskFull`; what is at `root` then is for the caller to remove.
    """
    try:
        return _create_repository(root, files, message, author, trailers)
    except (OSError, pygit2.GitError) as error:
        if says_full(error):
            raise DiskFull() from error
        raise


def _create_repository(
    root: Path,
    files: Mapping[ProjectPath, bytes],
    message: str,
    author: Author,
    trailers: Mapping[str, str] | None,
) -> str:
    repo = new_repository(root)
    content: dict[str, bytes] = {".gitattributes": STUDIO_GITATTRIBUTES, ".gitignore": STUDIO_GITIGNORE}
    content.update({str(path): data for path, data in files.items()})
    objects = NewObjects()
    changes = {path: (objects.add("blob", data), int(FileMode.BLOB)) for path, data in content.items()}
    for path, data in content.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    commit = make_commit(objects, repo, changes, message, author, trailers)
    folder = root / ".git" / "objects"
    flush(objects.write(root, folder))
    folders = objects.publish(root, folder)
    repo.references.create(str(repo.references["HEAD"].target), pygit2.Oid(hex=commit))
    bring_index_up(root, changes)
    heads = root / ".git" / "refs" / "heads"
    own = [root / ".git" / name for name in ("config", "index", "HEAD")]
    flush([*folders, heads / BRANCH, heads, *own, *(root / path for path in content), root / ".git", root])
    return commit


def make_commit(
    objects: NewObjects,
    repo: pygit2.Repository,
    changes: Changes,
    message: str,
    author: Author,
    trailers: Mapping[str, str] | None = None,
) -> str:
    """Put a commit on top of HEAD with `changes` among the new objects; nothing points to it yet.

    Returns its id, or HEAD's when the changes change nothing. Without any changes it is a mark: a commit of its own.
    """
    base = None if repo.head_is_unborn else repo.head.peel(pygit2.Commit)
    before = str(base.tree_id) if base else None
    tree = changed_tree(objects, repo, before, changes)
    if base is not None and tree == before and changes:
        return str(base.id)
    told = "".join(f"{key}: {one_line(value)}\n" for key, value in (trailers or {}).items())
    subject = one_line(message)
    text = f"{subject}\n\n{told}" if told else f"{subject}\n"
    return commit_object(objects, tree, str(base.id) if base else None, author.signature(), text)


def tracked(repo: pygit2.Repository, *paths: str) -> dict[str, tuple[str, int]]:
    """Path → (blob id, mode) of the committed files at or below the paths."""
    folders = Folders(repo)
    found: dict[str, tuple[str, int]] = {}
    for path in paths:
        one = folders.at(path)
        if one is not None:
            found.update(_files_in(one, path))
    return found


class Folders:
    """The last commit's folders, each read once however many paths are looked for in it."""

    def __init__(self, repo: pygit2.Repository) -> None:
        self._known: dict[str, pygit2.Tree | None] = {"": None if repo.head_is_unborn else repo.head.peel(pygit2.Tree)}

    def at(self, path: str) -> pygit2.Object | None:
        """The file or folder of that name."""
        above, _, name = path.rpartition("/")
        folder = self._folder(above)
        return folder[name] if folder is not None and name and name in folder else None

    def _folder(self, path: str) -> pygit2.Tree | None:
        if path not in self._known:
            found = self.at(path)
            self._known[path] = found if isinstance(found, pygit2.Tree) else None
        return self._known[path]


def _files_in(found: pygit2.Object, path: str) -> Iterator[tuple[str, tuple[str, int]]]:
    if isinstance(found, pygit2.Tree):
        for item in found:
            yield from _files_in(item, f"{path}/{item.name}")
    else:
        yield path, (str(found.id), int(found.filemode))


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


def status(root: Path, *, each_file: bool = False) -> GitStatus:
    """What `git status` says. It starts the program, so it is not for hot paths.

    A folder of which nothing is committed is one line, unless `each_file`.
    """
    import git as gitpython  # loading it takes a tenth of a second, which the start of the studio need not wait for

    check_config(root)
    repo = open_repository(root)
    safe = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "diff.external="]
    options = ["--no-renames", "--untracked-files=all" if each_file else "--untracked-files=normal"]
    with gitpython.Repo(root) as command:
        lines = command.git.execute(["git", *safe, "-C", str(root), "status", "--porcelain", "-z", *options])
    changed = [line[3:] for line in str(lines).split("\0") if len(line) > 3]
    head = None if repo.head_is_unborn else str(repo.head.target)
    branch = None if repo.head_is_detached else str(repo.references["HEAD"].target).removeprefix("refs/heads/")
    return GitStatus(branch, head, not changed, changed)


def _plain(error: Exception, root: Path) -> str:
    return str(error).replace(str(root), root.name).rstrip(".")
