"""What an address stands for: a route, a file of the built app, or a page of it.

The path is compared exactly as the router gets it, decoded once by the server, so both always mean the same.
"""

from __future__ import annotations

import re

ENTRY = "/enter"
_NO_PAGE = re.compile(r"/(?:api|ws|_app)(?:/|$)|/openapi\.json$|/favicon\.")
_API = re.compile(r"/api(/.*)")


def is_page(path: str) -> bool:
    """Whether a person may come here by a link: everything that is neither API, socket nor file."""
    return _NO_PAGE.match(path) is None


def api_path(path: str) -> str | None:
    """The path below `/api`; None when it is not there."""
    match = _API.fullmatch(path)
    return match.group(1) if match else None
