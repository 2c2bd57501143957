"""The keys of the door: API tokens, launch tokens and sessions, kept as hashes in `.auteur/door.json`.

Secrets have 256 random bits, so one SHA-256 of them is enough. The command line and the running studio share the file:
writers lock it, readers notice by its stat that it has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from app.domain.access import Keys, Launch, Scope, Session, Token, TokenName
from app.domain.ids import new_id
from app.domain.records import canonical_json, now
from app.errors import Invalid, NameTaken, NotFound
from app.services.durable import replace_file

PREFIX = "auteur_"
LAUNCH_FOR = timedelta(minutes=30)
SESSION_FOR = timedelta(days=30)
MAX_SESSIONS = 200
SHORTEST_OWN_TOKEN = 16
LAUNCHED = "launch"
FROM_SETTINGS = "settings"
T = TypeVar("T")
_names: TypeAdapter[str] = TypeAdapter(TokenName)


class TokenNotFound(NotFound):
    """There is no token with that name."""

    code = "token_not_found"


class DoorBroken(Invalid):
    """The file with the door's keys cannot be read, so nobody can be let in."""

    code = "door_broken"


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody who has been recognised."""

    name: str
    token_id: str
    scope: Scope


class KeyRing:
    """`own_token` is the one from the settings (AUTEUR_TOKEN); it is never written anywhere.

    Raises:
        Invalid: `own_token` is too short to be a secret.
    """

    def __init__(self, state_dir: Path, own_token: str | None = None, clock: Callable[[], datetime] = now) -> None:
        if own_token is not None and len(own_token) < SHORTEST_OWN_TOKEN:
            raise Invalid(f"AUTEUR_TOKEN must have at least {SHORTEST_OWN_TOKEN} characters.")
        self._path = state_dir / "door.json"
        self._clock = clock
        self._own = _hash(own_token) if own_token is not None else None
        self._lock = threading.Lock()
        self._seen: tuple[tuple[int, int, int] | None, Keys] | None = None

    # Tokens

    def tokens(self) -> list[Token]:
        return list(self._read().tokens)

    def has_token(self) -> bool:
        """Whether anybody could come in with a token of their own."""
        return self._own is not None or bool(self._read().tokens)

    def new_token(self, name: str, scope: Scope) -> str:
        """Make a token and return it; it cannot be shown again. Raises `NameTaken`, `Invalid`."""
        try:
            _names.validate_python(name)
        except ValidationError:
            raise Invalid("A token's name has up to 60 letters, digits, spaces and . @ : + - _") from None
        secret = _new_secret()

        def add(keys: Keys) -> str:
            if any(token.name == name for token in keys.tokens):
                raise NameTaken(f"There is a token “{name}” already.")
            keys.tokens.append(
                Token(token_id=new_id("token"), name=name, scope=scope, sha256=_hash(secret), created=self._clock())
            )
            return secret

        return self._change(add)

    def revoke(self, name: str) -> None:
        """Forget a token and every session that it opened. Raises `TokenNotFound`."""

        def drop(keys: Keys) -> None:
            gone = {token.token_id for token in keys.tokens if token.name == name}
            if not gone:
                raise TokenNotFound(f"There is no token “{name}”.")
            keys.tokens = [token for token in keys.tokens if token.token_id not in gone]
            keys.sessions = [session for session in keys.sessions if session.token_id not in gone]

        self._change(drop)

    def sign_everybody_out(self) -> int:
        """End every session and every unused launch; how many sessions there were."""

        def clear(keys: Keys) -> int:
            count = len(keys.sessions)
            keys.sessions, keys.launches = [], []
            return count

        return self._change(clear)

    # Coming in

    def launch(self) -> str:
        """A token for one browser to come in with, once, within half an hour."""
        secret = _new_secret()

        def add(keys: Keys) -> None:
            keys.launches.append(Launch(sha256=_hash(secret), expires=self._clock() + LAUNCH_FOR))

        self._change(add)
        return secret

    def redeem(self, launch: str) -> str | None:
        """The secret of a new session for an unused launch token; None for any other."""
        hashed = _hash(launch)
        if not any(hmac.compare_digest(hashed, known.sha256) for known in self._read().launches):
            return None

        def take(keys: Keys) -> str | None:
            valid = [known for known in keys.launches if hmac.compare_digest(hashed, known.sha256)]
            if not valid:
                return None
            keys.launches = [known for known in keys.launches if known is not valid[0]]
            return self._open(keys, Grant(LAUNCHED, LAUNCHED, "admin"))

        return self._change(take)

    def open_session(self, grant: Grant) -> str:
        """The secret of a new session with the rights of a token that was shown."""
        return self._change(lambda keys: self._open(keys, grant))

    def token(self, secret: str) -> Grant | None:
        """Whose token that is. Every known one is compared, in constant time."""
        hashed = _hash(secret)
        found = None
        for known in self._read().tokens:
            if hmac.compare_digest(hashed, known.sha256):
                found = Grant(known.name, known.token_id, known.scope)
        if self._own is not None and hmac.compare_digest(hashed, self._own):
            found = Grant("AUTEUR_TOKEN", self._own_id(), "admin")
        return found

    def session(self, secret: str) -> Grant | None:
        """Whose session that is, while it lasts."""
        hashed = _hash(secret)
        keys = self._read()
        for known in keys.sessions:
            if hmac.compare_digest(hashed, known.sha256) and known.expires > self._clock():
                return self._still_good(known, keys)
        return None

    def _still_good(self, session: Session, keys: Keys) -> Grant | None:
        if session.token_id in (LAUNCHED, self._own_id()):
            return Grant(session.token_id, session.token_id, session.scope)
        for token in keys.tokens:
            if token.token_id == session.token_id:
                return Grant(token.name, token.token_id, token.scope)
        return None

    def _open(self, keys: Keys, grant: Grant) -> str:
        secret = _new_secret()
        expires = self._clock() + SESSION_FOR
        opened = Session(sha256=_hash(secret), token_id=grant.token_id, scope=grant.scope, expires=expires)
        keys.sessions = [*keys.sessions[-(MAX_SESSIONS - 1) :], opened]
        return secret

    def _own_id(self) -> str:
        """Changes with the token, so that a new AUTEUR_TOKEN ends the sessions of the old one."""
        return f"{FROM_SETTINGS}-{self._own[:12]}" if self._own else FROM_SETTINGS

    # The file

    def _read(self) -> Keys:
        stamp = self._stamp()
        seen = self._seen
        if seen is None or seen[0] != stamp:
            seen = self._seen = (stamp, self._load())
        return seen[1]

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _load(self) -> Keys:
        try:
            keys = Keys.model_validate(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return Keys()
        except ValueError:
            raise DoorBroken() from None
        moment = self._clock()
        keys.launches = [launch for launch in keys.launches if launch.expires > moment]
        return keys

    def _change(self, change: Callable[[Keys], T]) -> T:
        with self._lock, self._locked():
            keys = self._load()
            keys.sessions = [session for session in keys.sessions if session.expires > self._clock()]
            result = change(keys)
            replace_file(self._path, canonical_json(keys))
            self._path.chmod(0o600)
            self._seen = None
            return result

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
