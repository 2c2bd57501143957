"""The newest manifest in a film's history that can be read: what is put back when the one in the folder cannot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pygit2

from app.domain.project import Project
from app.errors import AuteurError
from app.services.film import MANIFEST, MAX_MANIFEST_BYTES, parse_record
from app.services.git import open_repository

FAR_ENOUGH = 500
"""Commits that are looked through."""


@dataclass(frozen=True)
class GoodManifest:
    commit: str
    content: bytes
    project: Project


def last_good_manifest(root: Path) -> GoodManifest | None:
    """None when there is no history, or none of its newest commits has a manifest that can be read."""
    try:
        repo = open_repository(root)
        if repo.head_is_unborn:
            return None
        looked_at: set[pygit2.Oid] = set()
        for n, commit in enumerate(repo.walk(repo.head.target)):
            if n >= FAR_ENOUGH:
                return None
            blob = commit.tree[MANIFEST] if MANIFEST in commit.tree else None  # noqa: SIM401 - a tree has no `get`
            if not isinstance(blob, pygit2.Blob) or blob.id in looked_at or blob.size > MAX_MANIFEST_BYTES:
                continue
            looked_at.add(blob.id)
            try:
                return GoodManifest(str(commit.id), blob.data, parse_record(Project, blob.data, MANIFEST))
            except AuteurError:
                continue
    except (AuteurError, pygit2.GitError, KeyError, OSError):
        return None
    return None
