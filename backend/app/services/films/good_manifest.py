"""The newest manifest in a film's history that can be read: what is put back when the one in the folder cannot."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from app.domain.project import Project
from app.errors import AuteurError
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, parse_record
from app.services.git.history import contents

FAR_ENOUGH = 500
"""Commits that are looked through."""


@dataclass(frozen=True)
class GoodManifest:
    commit: str
    content: bytes
    project: Project


def last_good_manifest(root: Path) -> GoodManifest | None:
    """None when there is no history, or none of its newest commits has a manifest that can be read."""
    for commit, content in contents(root, MANIFEST, FAR_ENOUGH, MAX_MANIFEST_BYTES):
        with contextlib.suppress(AuteurError):
            return GoodManifest(commit, content, parse_record(Project, content, MANIFEST))
    return None
