"""Telling a repeated request from a new one: the commit that it made says so in a trailer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pygit2.enums import SortMode

from app.errors import IdempotencyMismatch
from app.services.git.repository import open_repository

REQUEST_TRAILER = "Auteur-Request"


@dataclass(frozen=True)
class Request:
    """Neither the key nor what was asked can be read from it."""

    key: str
    asked: str

    @classmethod
    def of(cls, key: str, *asked: str) -> Request:
        return cls(_hash(key), _hash(*asked))

    @property
    def told(self) -> str:
        return f"{self.key} {self.asked}"


def is_repeated(root: Path, request: Request) -> bool:
    """Whether a commit of the film did this already. Raises `IdempotencyMismatch` when its key stood for another one."""
    repo = open_repository(root)
    if repo.head_is_unborn:
        return False
    told = f"{REQUEST_TRAILER}: {request.key} ".encode()
    for commit in repo.walk(repo.head.target, SortMode.TIME):
        line = next((line for line in commit.raw_message.splitlines() if line.startswith(told)), None)
        if line is not None:
            if line[len(told) :].decode("ascii", "replace").strip() != request.asked:
                raise IdempotencyMismatch()
            return True
    return False


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
