"""Taking out what no log and no error may hold: secrets, and where on this machine things are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "[hidden]"
SECRET_KEYS = frozenset(
    ("authorization", "proxy-authorization", "cookie", "set-cookie", "token", "secret", "password", "api_key", "apikey")
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"auteur_[A-Za-z0-9_-]{20,}"), HIDDEN),
    (re.compile(r"\b(bearer|basic)(\s+)[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE), rf"\1\2{HIDDEN}"),
    (re.compile(r"\b((?:set-)?cookie\W{1,4})[^\"'\r\n]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"\b((?:[a-z_-]*token|secret|password|passwd|api[_-]?key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;}]+",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/@\s\"']+@", re.IGNORECASE), rf"\1{HIDDEN}@"),
)


class Scrubber:
    """`secrets` are hidden wherever they stand; `places` maps folders to what is written instead of them.

    The workspace maps to nothing: what lies in it is written relative to it.
    """

    def __init__(self, secrets: Iterable[str] = (), places: Mapping[str, str] | None = None) -> None:
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)
        self._places = sorted((places or {}).items(), key=lambda place: len(place[0]), reverse=True)

    def text(self, text: str) -> str:
        text = text.encode("utf-8", "replace").decode()  # a file's name may be no Unicode, and could not be sent
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern, instead in _RULES:
            text = pattern.sub(instead, text)
        for folder, name in self._places:
            if folder in text:
                text = re.sub(re.escape(folder) + r"(?:/|(?![\w-]|\.\w))", _named(name), text)
        return text

    def value(self, value: Any, key: str = "") -> Any:
        """The same for what a log line holds: text, lists and mappings, at any depth."""
        if key.lower() in SECRET_KEYS:
            return HIDDEN
        match value:
            case str():
                return self.text(value)
            case bytes():
                return self.text(value.decode("utf-8", "replace"))
            case Mapping():
                return {name: self.value(inner, str(name)) for name, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(inner) for inner in value]
            case bool() | int() | float() | None:
                return value
            case _:
                return self.text(str(value))


def _named(name: str) -> Any:
    def instead(match: re.Match[str]) -> str:
        inside = match.group(0).endswith("/")
        return f"{name}/" if name and inside else name or ("" if inside else "the workspace")

    return instead
