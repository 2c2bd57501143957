"""The OpenAPI table as requests that could be sent."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from fastapi import FastAPI

PLACES = {
    "project_id": "00000000-0000-4000-8000-000000000000",
    "number": "1",
    "pipeline_id": "auteur-storyboard:1.0-draft",
}
VERBS = ("get", "post", "put", "patch", "delete")


class Route(NamedTuple):
    method: str
    path: str
    takes_body: bool

    def arguments(self) -> dict[str, Any]:
        """An empty JSON body where the route takes one."""
        return {"json": {}} if self.takes_body else {}


def routes_of(app: FastAPI) -> list[Route]:
    """Every method and path, with something of the right shape in each place."""
    found = []
    for path, verbs in app.openapi()["paths"].items():
        filled = re.sub(r"{(\w+)}", lambda place: PLACES.get(place.group(1), "shot-000000000000"), path)
        found += [Route(verb.upper(), filled, "requestBody" in verbs[verb]) for verb in VERBS if verb in verbs]
    return found
