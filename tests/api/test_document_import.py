"""Screenplays brought in over HTTP, and the same request twice."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.documents import MAX_DOCUMENT_BYTES
from builders import a_film

RAW = {"Content-Type": "application/octet-stream"}
FDX = (Path(__file__).parents[1] / "unit/domain/final_draft/night_train.fdx").read_bytes()


class Post:
    def __init__(self, client: TestClient, services: Services) -> None:
        self.client = client
        film = a_film(services)
        self.root: Path = services.workspace.root(film.id)
        self.url = f"/api/projects/{film.id}/documents"

    def send(self, name: str, content: bytes, key: str | None = None) -> Any:
        headers = {**RAW, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"{self.url}/import", params={"name": name}, content=content, headers=headers)

    def commits(self) -> int:
        return int(subprocess.check_output(["git", "-C", self.root, "rev-list", "--count", "HEAD"]))


@pytest.fixture
def post(client: TestClient, services: Services) -> Post:
    return Post(client, services)


def test_a_script_of_final_draft_becomes_a_screenplay_and_what_is_lost_is_said(post: Post) -> None:
    answer = post.send("Night Train.FDX", FDX)
    assert answer.status_code == 201, answer.text
    document = answer.json()["document"]
    assert document["path"] == "02_Source_Creative/Scripts/Night Train.fountain"
    assert "INT. DINER - NIGHT #1#" in document["content"]
    assert "Revision marks of 1 text were left out." in answer.json()["remarks"]
    assert post.client.get(answer.headers["location"]).json() == document
    proposed = post.client.get(f"{answer.headers['location']}/breakdown").json()["scenes"]
    assert [scene["number"] for scene in proposed] == ["1", "1A"]


def test_a_screenplay_goes_to_final_draft_and_comes_back(post: Post) -> None:
    place = post.send("Nächt Train.fdx", FDX).headers["location"]
    answer = post.client.get(f"{place}/final-draft")
    assert answer.headers["content-type"] == "application/xml"
    assert "filename*=UTF-8''N%C3%A4cht%20Train.fdx" in answer.headers["content-disposition"]
    again = post.send("Back.fdx", answer.content).json()
    assert again["document"]["content"] == post.client.get(place).json()["content"]
    assert again["remarks"] == []
    idea = post.client.post(post.url, json={"documentType": "treatment", "name": "Idea"}).json()["path"]
    assert post.client.get(f"{post.url}/{idea}/final-draft").json()["code"] == "no_screenplay"
    assert post.client.get(f"{place}.none/final-draft").status_code == 404


def test_fountain_comes_in_as_it_is_under_a_free_name(post: Post) -> None:
    text = "Title: Ä\r\n\r\nINT. A - DAY  \r\n"
    first = post.send("Train.fountain", text.encode())
    assert (first.json()["document"]["content"], first.json()["remarks"]) == (text, [])
    second = post.send("Train.txt", text.encode("cp1252")).json()
    assert (second["document"]["name"], second["document"]["content"]) == ("Train 2", text)
    assert len(second["remarks"]) == 2


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.pdf", b"x", 415, "no_known_script"),
        ("noending", b"x", 415, "no_known_script"),
        ("a.fdx", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><FinalDraft>&y;</FinalDraft>", 422, "bad_final_draft"),
        ("a.txt", b"\0\xff", 409, "not_text"),
        ("a.fountain", b"INT. A\0B", 409, "not_text"),
        ("../a.fountain", b"x", 400, "bad_path"),
        (".fountain", b"x", 422, "invalid"),
        ("a.fountain", b"x" * (MAX_DOCUMENT_BYTES + 1), 413, "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_script_is_refused_and_nothing_changes(
    post: Post, name: str, content: bytes, status: int, code: str
) -> None:
    before = post.commits()
    answer = post.send(name, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert post.commits() == before


def test_the_same_key_makes_one_document_and_another_wish_under_it_is_told(post: Post) -> None:
    def add(name: str, key: str) -> Any:
        body = {"documentType": "shot-list", "name": name}
        return post.client.post(post.url, json=body, headers={"Idempotency-Key": key})

    first, commits = add("Day one", "k1"), post.commits()
    again = add("Day one", "k1")
    assert (again.status_code, again.json()) == (201, first.json())
    other = add("Day two", "k1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert add("Day one", "k2").json()["code"] == "name_taken"
    assert post.commits() == commits


def test_the_same_import_twice_is_one_screenplay(post: Post) -> None:
    post.send("Train.fdx", FDX)
    twins = [post.send("Train.fdx", FDX, "k1").json() for _ in range(2)]
    assert twins[0] == twins[1]
    assert twins[0]["document"]["name"] == "Train 2"
    assert len(post.client.get(post.url).json()["items"]) == 2
