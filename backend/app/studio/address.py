"""The address the studio listens on, and who has it when it is taken."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import Conflict
from app.studio.kept import Say

PORTS_TO_TRY = 20
LISTENING = "0A"


class StudioRefused(Conflict):
    """The studio cannot be started like this."""

    code = "studio_refused"


@contextmanager
def listening(host: str, port: int, *, insist: bool, say: Say) -> Iterator[socket.socket]:
    """A listening socket. A busy port gives the next free one, unless we `insist`.

    Raises:
        StudioRefused: the port cannot be had.
    """
    found = _listen(host, port, 1 if insist or port == 0 else PORTS_TO_TRY)
    with found:
        chosen = found.getsockname()[1]
        if port not in (0, chosen):
            say(f"Port {port} is in use{held_by(port)}; using {chosen}.")
        yield found


def _listen(host: str, first: int, tries: int) -> socket.socket:
    for port in range(first, min(first + tries, 65_536)):
        candidate = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((host, port))
            candidate.listen(2048)
        except OSError as error:
            candidate.close()
            if error.errno != errno.EADDRINUSE:
                raise StudioRefused(f"Port {port} on {host} cannot be used: {error.strerror}.") from None
        else:
            return candidate
    raise StudioRefused(f"Port {first} is in use{held_by(first)}. Choose another with PORT=.")


def held_by(port: int) -> str:
    """` by process 123 (name)`, where the system tells; else nothing."""
    wanted = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*") if wanted else ():
        with contextlib.suppress(OSError):
            for handle in (process / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(handle) in wanted:
                        return f" by process {process.name} ({(process / 'comm').read_text().strip()})"
    return ""


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(f"socket:[{fields[9]}]")
    return inodes
