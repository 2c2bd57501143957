"""Finding the commit that deleted an element of the film: it says so in a trailer, so that history alone knows."""

from __future__ import annotations

from pathlib import Path

from pygit2.enums import SortMode

from app.services.git.repository import open_repository

TRAILER = "Auteur-Deleted"


def last_before_deletion(root: Path, element_id: str) -> str | None:
    """The newest commit that still held the element; None when no commit says that it deleted it."""
    repo = open_repository(root)
    if repo.head_is_unborn:
        return None
    told = f"{TRAILER}: {element_id}".encode()
    for commit in repo.walk(repo.head.target, SortMode.TIME):
        if commit.parent_ids and told in commit.raw_message.splitlines():
            return str(commit.parent_ids[0])
    return None
