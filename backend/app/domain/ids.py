"""Identifiers: `<kind>-<time><random>` in lower-case base 36, so that ids of one kind sort by age; projects have UUIDs."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import uuid
from typing import Annotated

from pydantic import StringConstraints

ID_PATTERN = r"^[a-z]+-[0-9a-z]{8,26}$"
UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

ItemId = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
ProjectId = Annotated[str, StringConstraints(pattern=UUID_PATTERN)]

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _base36(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, digit = divmod(value, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def new_id(kind: str) -> str:
    """A fresh id such as `shot-mb3k9x2a7fq0c4tz`: nine digits of milliseconds, seven random ones."""
    return f"{kind}-{_base36(time.time_ns() // 1_000_000, 9)}{_base36(secrets.randbelow(36**7), 7)}"


def new_project_id() -> str:
    return str(uuid.uuid4())


def is_id(text: str) -> bool:
    return re.fullmatch(ID_PATTERN[1:-1], text) is not None


def id_from_key(kind: str, key: str, *scope: str) -> str:
    """The id that an `Idempotency-Key` stands for within its scope: the same request makes the same thing."""
    digest = hashlib.sha256("\0".join((key, *scope)).encode()).digest()
    return f"{kind}-{_base36(int.from_bytes(digest[:12], 'big'), 16)}"


def project_id_from_key(key: str) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256(f"project\0{key}".encode()).digest()[:16], version=4))


def project_id_from_folder(name: str) -> str:
    """What a film is called by whose own id cannot be read or used."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"auteur:folder:{name}"))
