"""A route that takes files: only what it names, with bounds that hold while the bytes stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI, Request

from app.api.door.door import Door
from app.api.door.other_bodies import OtherBody
from app.api.door.rules import rules_for
from app.api.errors import install_error_handlers
from app.container import Services
from app.observability import scrubber_for
from app.services.keyring import KeyRing
from builders import ADDRESS, StudioClient

LARGEST = 200_000
FORMS = OtherBody("POST", re.compile(r"/files"), "multipart/form-data", LARGEST, parts=3)
RAW = OtherBody("PUT", re.compile(r"/files/.+"), "application/octet-stream", LARGEST)
OURS = {"x-auteur-client": "tests"}


@pytest.fixture
def client(services: Services) -> Iterator[StudioClient]:
    app = FastAPI()
    app.state.scrubber = scrubber_for(services.settings)
    install_error_handlers(app)

    @app.post("/api/files")
    async def forms(request: Request) -> int:
        return len((await request.form()).multi_items())

    @app.put("/api/files/{path:path}")
    async def raw(request: Request, path: str) -> int:
        return sum([len(piece) async for piece in request.stream()])

    @app.post("/api/files/x/rename")
    async def json_route(request: Request) -> Any:
        return await request.json()

    rules = rules_for(services, KeyRing(services.settings.state_dir), 2**20)
    app.add_middleware(Door, rules=replace(rules, other_bodies=(FORMS, RAW)))
    with StudioClient(app) as client:
        yield client


def files(count: int, size: int = 10) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (f"{n}.bin", b"x" * size)) for n in range(count)]


def test_a_form_may_have_so_many_parts_and_bytes(client: StudioClient) -> None:
    assert client.post("/api/files", files=files(3), headers=OURS).json() == 3
    answer = client.post("/api/files", files=files(4), headers=OURS)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert client.post("/api/files", files=files(1, LARGEST), headers=OURS).status_code == 413


def test_parts_are_counted_also_where_a_delimiter_is_cut_in_two(client: StudioClient) -> None:
    part = b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    headers = OURS | {"content-type": "multipart/form-data; boundary=xyz"}
    for count, status in ((3, 200), (4, 413), (1000, 413)):
        body = part * count + b"--xyz--\r\n"
        answer = client.post("/api/files", content=(body[n : n + 2] for n in range(0, len(body), 2)), headers=headers)
        assert answer.status_code == status, count


def test_a_form_of_another_site_is_refused_whatever_it_says(client: StudioClient) -> None:
    assert client.post("/api/files", files=files(1)).status_code == 400
    for origin in ("https://evil.example", "null"):
        assert client.post("/api/files", files=files(1), headers=OURS | {"origin": origin}).status_code == 403
    assert client.post("/api/files", files=files(1), headers=OURS | {"origin": ADDRESS}).status_code == 200


def test_a_boundary_is_needed_and_short(client: StudioClient) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'a' * 71}"):
        answer = client.post("/api/files", content=b"--a--", headers=OURS | {"content-type": kind})
        assert answer.status_code == 415, kind


def test_raw_bytes_stream_up_to_their_bound_also_without_a_length(client: StudioClient) -> None:
    raw = {"content-type": "application/octet-stream"}
    assert client.put("/api/files/a.bin", content=b"x" * LARGEST, headers=raw).json() == LARGEST
    assert client.put("/api/files/a.bin", content=b"x" * (LARGEST + 1), headers=raw).status_code == 413
    endless = (b"x" * 60_000 for _ in range(10))
    assert client.put("/api/files/a.bin", content=endless, headers=raw).status_code == 413
    packed = raw | {"content-encoding": "gzip"}
    assert client.put("/api/files/a.bin", content=b"x", headers=packed).status_code == 415


def test_every_other_route_and_type_stays_with_json(client: StudioClient) -> None:
    raw = {"content-type": "application/octet-stream"}
    assert client.post("/api/files/x/rename", content=b"{}", headers=raw).status_code == 415
    assert client.post("/api/files", content=b"{}", headers=raw).status_code == 415
    assert client.put("/api/files/a.bin", files=files(1), headers=OURS).status_code == 415
    assert client.post("/api/files/x/rename", json={"a": 1}).json() == {"a": 1}
