"""Which scope a route wants: one rule, from method and path."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.api.door.paths import ENTRY, api_path
from app.domain.access import Scope

READING = frozenset({"GET", "HEAD"})
PUBLIC = frozenset({ENTRY, "/api/health/live"})
BUILT_FILES = "/_app/"

_RULES: tuple[tuple[str, re.Pattern[str], Scope], ...] = (
    ("PATCH", re.compile(r"/workspace/config"), "admin"),
    ("POST", re.compile(r"/projects/[^/]+/prompt/preview"), "read"),
    ("POST", re.compile(r"/tasks(/.*)?"), "generate"),
    ("POST", re.compile(r"/projects/[^/]+/shots/[^/]+/takes"), "generate"),
)


def is_public(method: str, path: str, app_files: Iterable[str]) -> bool:
    """The short list of what anybody may have: that the process answers, the way in, and the built app's own files."""
    if path == ENTRY:
        return True
    return method in READING and (path in PUBLIC or path.startswith(BUILT_FILES) or path in app_files)


def wanted_scope(method: str, path: str) -> Scope:
    """The least scope that may do this. What no rule names is `read` or `write` by its method."""
    below = api_path(path)
    if below is not None:
        for verb, pattern, scope in _RULES:
            if method == verb and pattern.fullmatch(below):
                return scope
    return "read" if method in READING else "write"
