"""Films made through the API, for tests that begin where a film already is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

FIRST_TAKE_S = 180
"""A machine that never drew compiles the renderer first."""


@dataclass(frozen=True)
class Film:
    id: str
    shots: list[str]


class Studio:
    """The studio's API, as a test needs it."""

    def __init__(self, url: str, client_name: str = "somebody-else") -> None:
        self._http = httpx.Client(base_url=f"{url}/api", timeout=30, headers={"X-Auteur-Client": client_name})

    def get(self, path: str, **query: Any) -> Any:
        return self._http.get(path, params=query).raise_for_status().json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._http.post(path, json=body or {}).raise_for_status().json()

    def throw_away(self, film: Film) -> None:
        self._http.delete(f"/projects/{film.id}", params={"confirm": True}).raise_for_status()

    def film(self, name: str, shots: Sequence[str] = (), **fields: Any) -> Film:
        """A film in the low tier with one scene that has these shots; `fields` go into each of them."""
        film = self.post("/projects", {"name": name, "quality": "low"})["id"]
        chapter = self.get(f"/projects/{film}/tree")["chapters"][0]["id"]
        scene = self.post(f"/projects/{film}/chapters/{chapter}/scenes", {"name": "Pier"})["id"]
        path = f"/projects/{film}/scenes/{scene}/shots"
        return Film(film, [self.post(path, {"name": shot, **fields})["id"] for shot in shots])

    def ask_for_takes(self, film: Film, shot: int = 0, count: int = 1, **wanted: Any) -> list[str]:
        """The new tasks' ids, in their order."""
        answer = self.post(f"/projects/{film.id}/shots/{film.shots[shot]}/takes", {"count": count, **wanted})
        return [item["taskId"] for item in answer["items"]]

    def takes(self, film: Film, shot: int = 0) -> int:
        return int(self.get(f"/projects/{film.id}/shots/{film.shots[shot]}/takes")["total"])

    def task(self, task_id: str) -> Any:
        return self.get(f"/tasks/{task_id}/status")

    def order(self) -> list[str]:
        return [task["taskId"] for task in self.get("/queue")["order"]]


def until(condition: Callable[[], bool], why: str, seconds: float = FIRST_TAKE_S) -> None:
    """Wait for something that the studio does by itself."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, why
        time.sleep(0.1)
