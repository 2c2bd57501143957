"""What a film's own `.git` may hold: opening a foreign project must run nothing and reach nothing outside it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pygit2

from app.errors import UnsafeConfig, UnsafeRepository
from app.services.index import StatCache, stamp_of

LFS_CONFIG = {
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
_MUST_NOT_BE_LINKS = (
    "", "config", "HEAD", "index", "packed-refs", "objects", "info", "refs", "refs/heads", "logs", "logs/HEAD", "logs/refs",
    "lfs", "lfs/objects", "auteur", "auteur/lock", "auteur/edits",
)  # fmt: skip
_LEAD_OUT = ("objects/info/alternates", "objects/info/http-alternates", "commondir", "config.worktree", "info/grafts")

_checked: StatCache[str | None] = StatCache()


def check_config(root: Path) -> None:
    """Raise `UnsafeRepository` when the film's own Git folder could run a program or leads out of the film."""
    path = root / ".git" / "config"
    if (reason := _leads_out(root / ".git")) is not None:
        raise UnsafeRepository(reason)
    if (reason := _checked.get(path, stamp_of(path), lambda: _unsafe_because(path))) is not None:
        raise UnsafeConfig(reason)


def _leads_out(folder: Path) -> str | None:
    for name in _MUST_NOT_BE_LINKS:
        if os.path.islink(folder / name):
            return f"Its .git/{name} is a link."
    for name in _LEAD_OUT:
        if os.path.lexists(folder / name):
            return f"Its .git/{name} leads out of the film or changes its settings."
    return _link_inside(folder / "objects") or _link_inside(folder / "lfs" / "objects")


def _link_inside(store: Path) -> str | None:
    return _checked.get(store, stamp_of(store), lambda: _first_link(store))


def _first_link(store: Path) -> str | None:
    try:
        with os.scandir(store) as entries:
            found = next((entry.name for entry in entries if entry.is_symlink()), None)
    except FileNotFoundError:
        return None
    return f"Its .git/{store.name}/{found} is a link." if found else None


def _unsafe_because(path: Path) -> str | None:
    if not path.is_file() or path.is_symlink():
        return None if not path.exists() else "Its .git/config is not a regular file."
    try:
        entries = [(entry.name.lower(), entry.value or "") for entry in pygit2.Config(str(path))]
    except pygit2.GitError:
        return "Its .git/config cannot be read."
    for name, value in entries:
        if name in LFS_CONFIG:
            if value not in (LFS_CONFIG[name], "git-lfs smudge --skip -- %f", "git-lfs filter-process --skip"):
                return f"Its .git/config sets {name} to a program of its own."
        elif re.fullmatch(r"remote\..+\.(url|pushurl)|lfs\.url", name):
            if not _SAFE_URL.fullmatch(value):
                return f"Its .git/config has an address that could run a program ({name})."
        elif not _SAFE_KEYS.fullmatch(name):
            return f"Its .git/config holds the key {name}, which the studio does not accept."
    return None
