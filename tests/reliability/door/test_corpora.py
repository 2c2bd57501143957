"""Bad input is the client's error: never a 5xx, never a change, never anything from outside the project (G12, G16)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.api.allowance import Allowance
from app.domain.lines import one_line
from reliability.corpora import cases_of, lines_of
from reliability.door.conftest import CANARY, Stage
from reliability.door.raw import OURS, Answer, ask

JSON = (*OURS, (b"content-type", b"application/json"))
PATHS = [line.encode() for line in lines_of("paths.txt")]
OUT_OF_PLACE: tuple[Any, ...] = (
    None,
    [],
    {},
    "",
    "x",
    "\U0001f3ac" * 500,
    -1,
    2**63,
    1.5,
    1e308,
    True,
    [[[]]],
    {"a": {}},
)


def table(stage: Stage) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Method, path with its places, and the schema of the body."""
    spec = stage.client.app.openapi()  # type: ignore[attr-defined]
    found = []
    for path, verbs in spec["paths"].items():
        for verb in sorted({"get", "post", "put", "patch", "delete"} & set(verbs)):
            body = verbs[verb].get("requestBody")
            schema = body and body["content"].get("application/json", {}).get("schema")
            if schema and "$ref" in schema:
                schema = spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
            found.append((verb.upper(), path, schema or None))
    return found


def filled(stage: Stage, path: str, place: int | None = None, text: bytes = b"") -> bytes:
    """The path with real ids in it, but `text` in one of its places."""
    known = {"project_id": stage.film_id, "shot_id": stage.shot_id, "number": "1"}
    parts = re.split(r"{(\w+)}", path)
    out = b""
    for n, part in enumerate(parts):
        if n % 2 == 0:
            out += part.encode()
        else:
            out += text if n // 2 == place else known.get(part, "shot-000000000000").encode()
    return out


def assert_refused(answer: Answer, what: object) -> None:
    assert answer.status < 500, (what, answer.body[:300])
    assert CANARY.encode() not in answer.body and b"root:" not in answer.body, what


@pytest.mark.parametrize("share", [160, pytest.param(12, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_every_place_in_every_address_withstands_the_paths(stage: Stage, share: int) -> None:
    """Every place gets a share of the corpus, and a route and the built app a larger one."""
    around, film = stage.around(), stage.film()
    places = [(method, path, place) for method, path, _ in table(stage) for place in range(path.count("{"))]
    assert len(places) > 40
    for n, (method, path, place) in enumerate(places):
        for text in PATHS[n % share :: share]:
            answer = ask(
                stage.client, method, filled(stage, path, place, text), headers=JSON, body=b"{}" * (method != "GET")
            )
            assert_refused(answer, (method, path, text))
    for path in ("/api/projects/{project_id}", "/_app/{anything}"):
        for text in PATHS[:: max(1, share // 40)]:
            assert_refused(ask(stage.client, "GET", filled(stage, path, 0, text)), (path, text))
    assert stage.around() == around
    assert stage.film() == film


@pytest.mark.parametrize("step", [12, pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_every_query_and_header_withstands_the_paths(stage: Stage, step: int) -> None:
    around, film = stage.around(), stage.film()
    routes = [(method, path) for method, path, _ in table(stage) if method == "GET"]
    names = (
        "limit",
        "cursor",
        "projectId",
        "status",
        "function",
        "shotId",
        "q",
        "sort",
        "size",
        "v",
        "deleted",
        "confirm",
    )
    for n, text in enumerate(PATHS[::step]):
        method, path = routes[n % len(routes)]
        query = b"&".join(name.encode() + b"=" + text for name in names)[:4000]
        headers = tuple(
            (name, text) for name in (b"if-match", b"range", b"if-none-match", b"x-auteur-client", b"cookie")
        )
        assert_refused(ask(stage.client, method, filled(stage, path), query), (path, text))
        assert_refused(ask(stage.client, method, filled(stage, path), headers=(*OURS, *headers)), (path, text))
        key = ((b"idempotency-key", text[:190]), (b"x-auteur-client", text))
        answer = ask(stage.client, "POST", b"/api/projects", headers=(*JSON, *key), body=b'{"name": 1}')
        assert_refused(answer, text)
    assert stage.around() == around
    assert stage.film() == film


def test_every_body_withstands_what_is_no_json(stage: Stage) -> None:
    around, film = stage.around(), stage.film()
    bodies = [
        case["text"].encode("utf-8", "surrogatepass") if "text" in case else bytes.fromhex(case["hex"])
        for case in cases_of("json_bodies.json")
    ]
    for n, (method, path, schema) in enumerate(table(stage)):
        if schema is None:
            continue
        for body in bodies[n % 3 :: 3]:
            answer = ask(stage.client, method, filled(stage, path), headers=JSON, body=body)
            assert_refused(answer, (method, path, body[:80]))
    assert stage.around() == around
    assert stage.film() == film


def test_every_field_withstands_a_value_out_of_place(stage: Stage) -> None:
    around = stage.around()
    for method, path, schema in table(stage):
        for field in (schema or {}).get("properties", {}):
            for value in OUT_OF_PLACE:
                body = json.dumps({field: value}).encode()
                assert_refused(
                    ask(stage.client, method, filled(stage, path), headers=JSON, body=body), (path, body[:80])
                )
    assert stage.around() == around


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_a_name_is_kept_as_it_is_or_refused_with_a_reason(stage: Stage, step: int) -> None:
    around = stage.around()
    projects = stage.services.settings.projects_dir
    kept: dict[str, str] = {}
    for name in cases_of("names.json")[::step]:
        answer = ask(stage.client, "POST", b"/api/projects", headers=JSON, body=json.dumps({"name": name}).encode())
        told = json.loads(answer.body)
        if answer.status == 201:
            kept[told["id"]] = name
            assert stage.services.workspace.root(told["id"]).parent == projects, name
        else:
            assert answer.status in (400, 409, 422) and told["detail"], (name, told)
    for project_id, name in kept.items():
        shown = json.loads(ask(stage.client, "GET", f"/api/projects/{project_id}".encode()).body)["name"]
        assert shown == one_line(name).strip()
    assert len(kept) > 40
    assert stage.around() == around


def test_a_socket_withstands_every_frame(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Allowance, "takes", lambda _: True)
    film = stage.film()
    with stage.client.websocket_connect(f"/ws/{stage.film_id}") as socket:
        refused = 0
        for n, frame in enumerate(cases_of("frames.json")):
            socket.send_text(frame)
            socket.send_json({"type": "ping", "n": 1000 + n})
            answers = []
            while not answers or answers[-1].get("n") != 1000 + n:
                answers.append(socket.receive_json())
            refused += any(answer["type"] == "error" for answer in answers)
        assert refused > 45
        socket.send_bytes(b"\x00\xff")
        socket.send_json({"type": "ping", "n": 7})
        while socket.receive_json().get("n") != 7:
            pass
    assert stage.film() == film
