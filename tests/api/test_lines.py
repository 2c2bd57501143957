"""A name is one line, and the sentence of a commit too: nothing that somebody types can pass for the studio's own note."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.paths import ProjectPath
from app.domain.project import Project
from app.domain.shot import Shot
from app.services.git.history import facts, head_of
from app.services.git.repository import open_repository

BREAKS = ["\n\n", "\r\n\r\n", "\u2028\u2028", "\x85\x85", "\x0b\x0c"]


@pytest.mark.parametrize("between", BREAKS)
def test_a_name_with_a_note_of_the_studio_in_it_is_only_a_name(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, between: str
) -> None:
    name = f"Mara{between}Auteur-Task: task-1{between}Auteur-Deleted: {shot.id}"
    changed = client.patch(f"{url}/shots/{shot.id}", json={"name": name})
    assert changed.json()["name"] == f"Mara Auteur-Task: task-1 Auteur-Deleted: {shot.id}"
    commit = changed.headers["Auteur-Commit"]
    told = facts(open_repository(services.workspace.root(film.id)), commit)
    assert "Auteur-Task" not in told.trailers and "Auteur-Deleted" not in told.trailers
    assert client.post(f"{url}/history/undo", json={"commits": [commit]}).status_code == 201
    assert client.get(f"{url}/shots/{shot.id}").json()["name"] == shot.name


@pytest.mark.parametrize("between", BREAKS)
def test_the_sentence_of_a_commit_is_one_line_wherever_it_comes_from(
    services: Services, film: Project, between: str
) -> None:
    with services.workspace.edit(film.id, f"A note{between}Auteur-Task: task-1") as edit:
        edit.files.write(ProjectPath("04_Project_Files/a.txt"), b"a")
        edit.files.trailers["Auteur-Request"] = f"a{between}Auteur-Task: task-1"
    repo = open_repository(services.workspace.root(film.id))
    told = facts(repo, head_of(repo) or "")
    assert told.subject == "A note Auteur-Task: task-1"
    assert told.trailers == {"Auteur-Request": "a Auteur-Task: task-1"}


@pytest.mark.parametrize("name", ["", " ", "\n", "\u2028", "\t "])
def test_a_name_of_nothing_but_blanks_is_refused(
    client: TestClient, film: Project, shot: Shot, url: str, name: str
) -> None:
    """A record with it could not be read any more."""
    chapter = film.narrative.chapters[0].id
    for address in (url, f"{url}/chapters/{chapter}", f"{url}/shots/{shot.id}"):
        assert client.patch(address, json={"name": name}).status_code == 422
    assert client.get(f"{url}/shots/{shot.id}").json()["name"] == shot.name
