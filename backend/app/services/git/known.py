"""What Git knows of a film's files: which a commit holds, which are in LFS, which are passed over."""

from __future__ import annotations

from pathlib import Path

import pygit2

from app.domain.file_rules import is_made_by_the_studio
from app.domain.film_file import InHistory
from app.services.git import lfs
from app.services.git import repository as git
from app.services.git.safety import check_config


class Known:
    def __init__(self, root: Path) -> None:
        check_config(root)
        self._repo = git.open_repository(root)
        self._folders = git.Folders(self._repo)

    def tell(self, path: str) -> tuple[InHistory, bool]:
        """Whether the last commit holds a file or folder of that name, and whether it keeps it in LFS."""
        if not _is_unicode(path):
            return "new", False
        found = self._folders.at(path)
        if found is not None:
            return "saved", isinstance(found, pygit2.Blob) and _is_pointer(found)
        if is_made_by_the_studio(path) or self._repo.path_is_ignored(path):
            return "ignored", False
        return "new", False


def _is_pointer(blob: pygit2.Blob) -> bool:
    return blob.size < lfs.POINTER_LIMIT and lfs.parse_pointer(blob.data) is not None


def _is_unicode(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
