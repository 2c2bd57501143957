from __future__ import annotations

import os
import socket

import pytest

from app.studio.address import StudioRefused, listening


@pytest.fixture
def taken() -> object:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_busy_default_port_gives_the_next_free_one_and_says_so(taken: int) -> None:
    said: list[str] = []
    with listening("127.0.0.1", taken, insist=False, say=said.append) as line:
        chosen = line.getsockname()[1]
    assert chosen > taken
    assert said[0].startswith(f"Port {taken} is in use") and said[0].endswith(f"using {chosen}.")


def test_a_busy_port_that_was_asked_for_is_refused_and_its_holder_named(taken: int) -> None:
    refused = pytest.raises(StudioRefused, match=f"Port {taken} is in use by process {os.getpid()} ")
    with refused, listening("127.0.0.1", taken, insist=True, say=print):
        pass
