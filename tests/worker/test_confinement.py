"""A runner keeps to its own files and has no network, where the kernel can see to that."""

from __future__ import annotations

import ctypes
import socket

import pytest

from worker.studio import Studio

LANDLOCK = ctypes.CDLL(None).syscall(444, None, 0, 1)


@pytest.mark.skipif(LANDLOCK < 3, reason="this kernel has no Landlock")
def test_a_runner_cannot_touch_a_film_or_reach_a_server(worker_at_work: Studio) -> None:
    studio = worker_at_work
    film = studio.services.workspace.root(studio.film.id) / "project.json"
    before = film.read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as server:
        wanted = {"film": str(film), "server": server.getsockname()[1]}
        task = studio.make("trespass", parameters=wanted)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert task.result is not None, task.error
    tried = task.result.metadata["tried"]
    assert tried.pop("reach a server") in ("ConnectionRefusedError", "OSError", "PermissionError")
    assert tried == {
        "write a film": "PermissionError",
        "read a film": "PermissionError",
        "remove a film": "PermissionError",
        "write outside": "PermissionError",
        "write its output": "done",
        "write its home": "done",
        "read the system": "done",
    }
    assert film.read_bytes() == before
    assert "could" not in studio.services.ledger.log(task.task_id)
