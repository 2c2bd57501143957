"""What every answer tells the browser: no guessing of types, no framing, no addresses to others, and a strict CSP."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import Message

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


class PagePolicy:
    """The Content-Security-Policy of the app's page: its own files, and the one script inside it by its hash.

    Styles may be inline: the panes and messages of the app make theirs while they run.
    """

    def __init__(self, page: Path | None) -> None:
        self._page = page
        self._made_for: tuple[int, int] | None = None
        self._text = self._policy("")

    def __str__(self) -> str:
        if self._page is not None:
            try:
                found = self._page.stat()
            except OSError:
                return self._text
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp != self._made_for:
                self._text, self._made_for = self._policy(self._page.read_text("utf-8", "replace")), stamp
        return self._text

    @staticmethod
    def _policy(html: str) -> str:
        scripts = "".join(f" '{hash_source(script)}'" for script in _INLINE_SCRIPT.findall(html))
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self'{scripts}",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "media-src 'self' blob:",
                "font-src 'self'",
                "connect-src 'self'",
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            )
        )


def hash_source(text: str) -> str:
    """The CSP source that allows exactly this inline text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def add_headers(message: Message, page_policy: PagePolicy) -> None:
    """Complete the start of an answer. What a route has set itself stays: served files have stricter rules."""
    headers = MutableHeaders(scope=message)
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    # A 304 has no type to tell by, and what it says replaces what the browser kept with the page.
    if "content-security-policy" not in headers and message["status"] != 304:
        is_html = headers.get("content-type", "").startswith("text/html")
        headers["Content-Security-Policy"] = str(page_policy) if is_html else NOTHING
