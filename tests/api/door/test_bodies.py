"""JSON routes take JSON: of bounded size and depth, and nothing that only looks like it."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message

from app.api.door import bodies
from app.api.door.bodies import MAX_DEPTH, checked_body, read_json
from app.api.door.limits import MAX_HEADERS, MAX_QUERY_BYTES, MAX_RANGES
from app.api.door.refusals import BadJson, TooSlow
from app.container import Services
from app.errors import TooLarge
from builders import StudioClient
from reliability.corpora import cases_of

OTHER_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "text/json",
    "application/jsonp",
    "application/json; charset=utf-16",
    "application/json, text/plain",
    "application/xml",
    "",
    "*/*",
    "json",
)
BODY = b'{"name": "Film"}'


def test_any_other_type_is_refused_and_changes_nothing(client: StudioClient, services: Services) -> None:
    for kind in OTHER_TYPES:
        answer = client.post("/api/projects", content=BODY, headers={"content-type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "wrong_type"), kind
    assert client.post("/api/projects", content=BODY).status_code == 415
    twice = [("content-type", "application/json"), ("content-type", "application/json")]
    assert client.post("/api/projects", content=BODY, headers=twice).status_code == 415
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    assert client.post("/api/projects", content=BODY, headers=packed).status_code == 415
    assert services.workspace.list() == []


def test_json_may_say_its_charset(client: StudioClient) -> None:
    for n, kind in enumerate(
        ("application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"')
    ):
        body = b'{"name": "Film %d"}' % n
        assert client.post("/api/projects", content=body, headers={"content-type": kind}).status_code == 201, kind


def test_a_form_without_a_body_does_nothing_either(client: StudioClient) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/api/queue/pause", headers=form).status_code == 415
    assert client.get("/api/queue").json()["paused"] is False


def test_what_is_no_json_is_told_so(client: StudioClient, services: Services) -> None:
    for case in cases_of("json_bodies.json"):
        body = case["text"].encode("utf-8", "surrogatepass") if "text" in case else bytes.fromhex(case["hex"])
        answer = client.post("/api/projects", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), case
        assert answer.json()["code"] in ("bad_json", "invalid", "bad_path"), case
    assert services.workspace.list() == []


def test_depth_is_counted_outside_strings_and_bounded() -> None:
    deep = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert read_json(deep) is not None
    for bad in (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), b'{"a":' * 65 + b"1" + b"}" * 65, b"[" * 100_000):
        with pytest.raises(BadJson, match="nested"):
            read_json(bad)
    assert read_json(b'"' + b"[" * 5000 + b'"') == "[" * 5000
    assert read_json(b'["\\"[[", ' + b'"' + b"[" * 500 + b'"]') == ['"[[', "[" * 500]
    assert read_json(rb'"\\u0000"') == "\\u0000"
    assert len(read_json(b"[" + b"[]," * 100_000 + b"[]]")) == 100_001


def test_a_body_is_bounded_also_when_it_does_not_say_how_long_it_is(client: StudioClient) -> None:
    def endless() -> object:
        for _ in range(40):
            yield b" " * 65_536

    headers = {"content-type": "application/json"}
    assert client.post("/api/projects", content=endless(), headers=headers).status_code == 413  # type: ignore[arg-type]
    assert client.post("/api/projects", content=b" " * (2**20 + 1), headers=headers).status_code == 413
    for length in ("9" * 30, "1048577"):
        answer = client.post("/api/projects", content=b"{}", headers=headers | {"content-length": length})
        assert answer.status_code == 413, length


def test_the_door_itself_stops_reading_at_the_bound() -> None:
    pieces = 0

    async def endless() -> Message:
        nonlocal pieces
        pieces += 1
        return {"type": "http.request", "body": b" " * 40, "more_body": True}

    headers = [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    with pytest.raises(TooLarge):
        asyncio.run(checked_body({"headers": headers}, endless, 100))
    assert pieces == 3


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.0)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"9")]

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(TooSlow):
        asyncio.run(checked_body({"headers": headers}, never, 100))


def test_addresses_headers_and_ranges_are_bounded(client: StudioClient) -> None:
    assert client.get("/api/projects?" + "q" * MAX_QUERY_BYTES).status_code == 200
    assert client.get("/api/projects?" + "q" * (MAX_QUERY_BYTES + 1)).status_code == 414
    assert client.get("/" + "a" * 4096).status_code == 414
    assert client.get("/api/projects", headers={"x-long": "x" * 40_000}).status_code == 431
    assert client.get("/api/projects", headers={f"x-{n}": "" for n in range(MAX_HEADERS)}).status_code == 431
    ranges = "bytes=" + ",".join(f"{n}-{n}" for n in range(MAX_RANGES + 1))
    assert client.get("/api/projects", headers={"range": ranges}).status_code == 416
    for path in ("/api/%00", "/%0d%0aX: y", "/a%1fb", "/api/projects/%7f"):
        assert client.get(path).status_code == 400, path
