"""An archive in two steps: what can be refused is refused at once, and a plain link then gives the zip to whoever asks first.

A browser can save what a link gives while it comes, however large it is.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.records import now
from app.errors import Busy, NotFound
from app.services.travel.archive import Archive, Archiver

GOOD_FOR = timedelta(seconds=60)
MOST = 8
"""So many archives may wait at once: each holds a copy of its film's small files."""


class TicketGone(NotFound):
    """That link was used already, or nobody came for a minute; ask for the archive again."""

    code = "ticket_gone"


@dataclass(frozen=True)
class Ticket:
    """Good once, until `expires`. The archive is the film as it was when the ticket was given out."""

    secret: str
    expires: datetime


class ArchiveTickets:
    def __init__(self, archiver: Archiver, good_for: timedelta = GOOD_FOR) -> None:
        self._archiver, self._good_for = archiver, good_for
        self._waiting: dict[tuple[str, str], tuple[Archive, threading.Timer]] = {}
        self._guard = threading.Lock()

    def give(self, project_id: str, *, history: bool) -> Ticket:
        """Raises `Busy` when too many wait, and whatever speaks against an archive of this film."""
        if len(self._waiting) >= MOST:
            raise Busy("Several archives wait for their download already; try again in a minute.")
        archive = self._archiver.archive(project_id, history=history)
        ticket = Ticket(secrets.token_urlsafe(24), now() + self._good_for)
        key = (project_id, ticket.secret)
        timer = threading.Timer(self._good_for.total_seconds(), self._forget, [key])
        timer.daemon = True
        with self._guard:
            self._waiting[key] = archive, timer
        timer.start()
        return ticket

    def take(self, project_id: str, secret: str) -> Archive:
        """Raises `TicketGone`."""
        with self._guard:
            held = self._waiting.pop((project_id, secret), None)
        if held is None:
            raise TicketGone()
        archive, timer = held
        timer.cancel()
        return archive

    def _forget(self, key: tuple[str, str]) -> None:
        with self._guard:
            held = self._waiting.pop(key, None)
        if held is not None:
            held[0].close()
