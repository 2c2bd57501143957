"""Who has a film open. A window is called by a job on the set, so that no name of a person or machine gets out."""

from __future__ import annotations

import asyncio
import secrets

from app.api.sockets import Sockets
from app.api.wires import Message
from app.domain.events import Peer, Presence

SETTLE_SECONDS = 0.05
MAX_TOLD = 50
"""More windows than this on one film are counted, not listed."""

JOBS = (
    "Director", "Gaffer", "Key Grip", "Script Supervisor", "Boom Operator", "Dolly Grip", "Best Boy", "Focus Puller",
    "Clapper Loader", "Sound Mixer", "Prop Master", "Set Dresser", "Colourist", "Editor", "Foley Artist", "Swing",
    "Location Scout", "Stunt Double", "Matte Painter", "Projectionist",
)  # fmt: skip


def new_peer(others: list[Peer]) -> Peer:
    taken = {peer.name for peer in others}
    rounds = (f"{job} {n}" if n > 1 else job for n in range(1, len(others) + 2) for job in JOBS)
    return Peer(session_id=f"window-{secrets.token_hex(6)}", name=next(name for name in rounds if name not in taken))


class Presences:
    """Tells each film who is there; many who come at once, as after a restart, are told about once."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets
        self._due: set[str] = set()

    def changed(self, project_id: str) -> None:
        if project_id not in self._due:
            self._due.add(project_id)
            asyncio.get_running_loop().call_later(SETTLE_SECONDS, self._tell, project_id)

    def listed(self, project_id: str) -> list[Peer]:
        return self._sockets.peers(project_id)[:MAX_TOLD]

    def _tell(self, project_id: str) -> None:
        self._due.discard(project_id)
        if count := len(self._sockets.peers(project_id)):
            event = Presence(project_id=project_id, peers=self.listed(project_id), count=count)
            self._sockets.tell(project_id, Message(event.model_dump_json(by_alias=True), newest="presence"))
