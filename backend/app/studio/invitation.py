"""Who may come in, and how: said when the studio starts."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from app.config import Settings
from app.domain.access import is_loopback
from app.errors import AuteurError
from app.services.keyring import KeyRing
from app.studio.address import StudioRefused

FIRST_TOKEN = "studio"
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_NOWHERE = ("192.0.2.1", 9)  # reserved for documentation: choosing the way there sends nothing


@dataclass(frozen=True)
class Invitation:
    """`keys` is None when nobody is asked for a token; `first_token` is there when it was made just now."""

    host: str
    keys: KeyRing | None
    first_token: str | None
    asked_here_too: bool

    @property
    def is_exposed(self) -> bool:
        return not is_loopback(self.host)

    def here(self, port: int) -> str:
        """The studio's address on this machine."""
        return _url(_WILDCARDS.get(self.host, self.host), port)

    def to_browser(self, port: int) -> str:
        """What a browser on this machine has to open."""
        return self._entry(self.here(port)) if self.asked_here_too or not self._open_here else self.here(port)

    def lines(self, port: int) -> list[str]:
        """Sentences for the terminal: who may come in and how."""
        if self.keys is None:
            return ["Open to: this machine alone, to everybody who uses it; no token is wanted."]
        there = _url(_own_address() if self.host in _WILDCARDS else self.host, port)
        told = []
        if self.is_exposed:
            told.append(f"Open to: everybody who reaches {there} and has a token. What is sent is not encrypted.")
            if self._open_here and not self.asked_here_too:
                told.append(f"         This machine may use {self.here(port)} without one.")
        else:
            told.append("Open to: this machine alone, to those who have a token.")
        told.append(f"Come in:  {self._entry(there)}")
        told.append("          (lets one browser in within 30 minutes; `auteur token link` makes another)")
        if self.first_token:
            told.append(f"Token:    {self.first_token}")
            told.append("          (for everything, shown this once; `auteur token new` makes narrower ones)")
        return told

    @property
    def _open_here(self) -> bool:
        """Whether a loopback address leads to the studio."""
        return self.host in _WILDCARDS or is_loopback(self.host)

    def _entry(self, url: str) -> str:
        return f"{url}/enter?token={self.keys.launch()}" if self.keys else url


def invitation_for(settings: Settings) -> Invitation:
    """Make sure that somebody can come in before anything is served.

    Raises:
        StudioRefused: tokens are wanted, and none can be kept or the given one is no secret.
    """
    asked_here = settings.require_token or settings.token is not None
    if is_loopback(settings.host) and not asked_here:
        return Invitation(settings.host, None, None, False)
    first = None
    try:
        keys = KeyRing(settings.state_dir, settings.token.get_secret_value() if settings.token else None)
        if not keys.has_token():
            first = keys.new_token(FIRST_TOKEN, "admin")
        keys.launch()
    except (OSError, AuteurError) as error:
        why = error.detail if isinstance(error, AuteurError) else (error.strerror or "it cannot be written")
        raise StudioRefused(f"Serving {settings.host} wants a token, and none can be kept: {why}") from None
    return Invitation(settings.host, keys, first, asked_here)


def _own_address() -> str:
    """This machine's address in its network, as other machines see it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
