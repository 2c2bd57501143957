"""The loop of a runner: one request at a time, each answered by exactly one result or error."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from function_runners.kit.channel import PROTOCOL, Channel, encode
from function_runners.kit.job import Job, JobError, relative_to

Function = Callable[[Job], Mapping[str, Any]]
"""Returns `{"outputs": [{"path", "role", "mediaType", "width"?, "height"?}, …], "metadata": {…}}`."""


_OUT_OF_ROOM = {
    errno.EFBIG: ("output_too_large", "The runner made a file that is larger than it may be."),
    errno.ENOSPC: ("disk_full", "The disk is full."),
}


def serve(functions: Mapping[str, Function], *, name: str, version: str) -> None:
    """Answer requests until the studio closes the line."""
    channel = Channel.claim_standard_streams()
    channel.send(
        {"type": "ready", "protocol": PROTOCOL, "runner": name, "version": version, "functions": sorted(functions)}
    )
    for request in channel.requests():
        answer = _answer(functions, channel, request)
        sys.stdout.flush()  # it goes to the task's log, which ends with the answer
        channel.send_line(answer)


def _answer(functions: Mapping[str, Function], channel: Channel, request: dict[str, Any]) -> bytes:
    identity = str(request.get("id", ""))
    try:
        return encode(_run(functions, channel, identity, request))
    except JobError as error:
        return encode(_error(identity, error.code, error.message, error.detail))
    except MemoryError:
        return encode(_error(identity, "out_of_memory", "The runner needed more memory than it may use.", _trace()))
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OUT_OF_ROOM:
            return encode(_error(identity, *_OUT_OF_ROOM[error.errno], _trace()))
        sentence = f"The runner failed: {type(error).__name__}: {error}"
        return encode(_error(identity, "runner_failed", sentence[:500], _trace()))


def _run(functions: Mapping[str, Function], channel: Channel, identity: str, request: dict[str, Any]) -> dict[str, Any]:
    function = functions.get(request["function"])
    if function is None:
        raise JobError("unknown_function", f"This runner cannot do {request['function']!r}.")
    job = Job(
        id=identity,
        function=request["function"],
        parameters=dict(request.get("parameters") or {}),
        inputs=dict(request.get("inputs") or {}),
        output_dir=Path(os.path.abspath(request["outputDir"])),
        seed=int(request.get("seed") or 0),
        send=channel.send,
    )
    return {"type": "result", "id": identity, **_checked(job, function(job))}


def _checked(job: Job, result: Mapping[str, Any]) -> dict[str, Any]:
    outputs = [{**output, "path": relative_to(job.output_dir, output["path"])} for output in result["outputs"]]
    return {"outputs": outputs, "metadata": dict(result.get("metadata") or {})}


def _error(identity: str, code: str, message: str, detail: str | None) -> dict[str, Any]:
    return {"type": "error", "id": identity, "code": code, "message": message, "detail": detail}


def _trace() -> str:
    text = traceback.format_exc(limit=20)
    print(text, file=sys.stderr)
    return text[-4000:]
