"""The two ends of the line protocol inside a runner: requests come in, messages go out, nothing else touches them."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any

PROTOCOL = 1


def encode(message: Mapping[str, Any]) -> bytes:
    """One line. Raises ValueError or TypeError when the message is not JSON (NaN included)."""
    return (json.dumps(message, allow_nan=False, separators=(",", ":")) + "\n").encode()


class Channel:
    """One JSON object a line. Messages may be sent from any thread."""

    def __init__(self, requests: int, messages: int) -> None:
        self._requests = os.fdopen(requests, "rb")
        self._messages = os.fdopen(messages, "wb", buffering=0)
        self._lock = threading.Lock()

    @classmethod
    def claim_standard_streams(cls) -> Channel:
        """Take standard input and output for the protocol.

        Whatever a library prints from now on goes to standard error (the task's log), and a child that reads
        standard input finds it empty, so neither can break the protocol.
        """
        channel = cls(os.dup(0), os.dup(1))
        sys.stdout.flush()
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(2, 1)
        return channel

    def send(self, message: Mapping[str, Any]) -> None:
        self.send_line(encode(message))

    def send_line(self, line: bytes) -> None:
        with self._lock:
            view = memoryview(line)
            while view:
                view = view[self._messages.write(view) :]

    def requests(self) -> Iterator[dict[str, Any]]:
        """Every request until the studio closes the line. Raises ValueError on a line that is not a JSON object."""
        for line in self._requests:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise ValueError("a request is a JSON object")
            yield request
