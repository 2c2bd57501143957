"""The film's diary over HTTP: who did what, in film terms, and pictures of before and after."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from app.services.git import lfs
from builders import a_shot, a_take


def git(services: Services, film: Project, *words: str, data: str | None = None) -> str:
    root = services.workspace.root(film.id)
    name = ["-c", "user.name=Somebody", "-c", "user.email=s@localhost"]
    done = subprocess.run(
        ["git", "-C", str(root), *name, *words], check=True, capture_output=True, text=True, input=data
    )
    return done.stdout.strip()


def diary(client: TestClient, url: str, **query: Any) -> list[Any]:
    answer = client.get(f"{url}/history", params=query)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


def sentences(client: TestClient, url: str, commit: str = "") -> list[str]:
    commit = commit or diary(client, url, limit=1)[0]["commit"]
    return [change["sentence"] for change in client.get(f"{url}/history/{commit}").json()["changes"]]


def test_the_diary_is_what_git_says_newest_first(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str
) -> None:
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 35})
    entries = diary(client, url)
    assert [e["message"] for e in entries] == git(services, film, "log", "--format=%s").splitlines()
    assert [e["commit"] for e in entries] == git(services, film, "log", "--format=%H").splitlines()
    assert entries[0]["author"] == git(services, film, "log", "-1", "--format=%an")
    assert {e["kind"] for e in entries} == {"change"}


def test_a_change_of_a_shot_is_told_with_its_fields(client: TestClient, shot: Shot, url: str) -> None:
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 35, "description": "She waits."})
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 50, "mood": "tense", "description": "She waits. " * 30})
    entry = diary(client, url)[0]
    details = client.get(f"{url}/history/{entry['commit']}").json()
    (change,) = details["changes"]
    assert change["sentence"] == "Shot S01_S01: description, lens 35 → 50 mm, mood – → tense"
    assert change["elementId"] == shot.id
    assert {f["field"]: (f["before"], f["after"]) for f in change["fields"]}["lens"] == (35, 50)
    assert details["parent"] == diary(client, url)[1]["commit"]


def test_another_active_take_is_told_with_pictures_of_before_and_after(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    takes = [a_take(services, film.id, shot.id, tmp_path, colour) for colour in ("teal", "navy")]
    client.put(f"{url}/shots/{shot.id}/active-take", json={"takeNumber": 2})
    details = client.get(f"{url}/history/{diary(client, url)[0]['commit']}").json()
    (change,) = details["changes"]
    assert change["sentence"] == "Shot S01_S01: active take 1 → 2"
    for side, take in (("before", takes[0]), ("after", takes[1])):
        assert change[side]["takeNumber"] == take.take_number
        media = client.get(change[side]["mediaUrl"])
        assert sha256(media.content).hexdigest() == take.output.sha256
        assert media.headers["content-type"] == "image/png"
        assert media.headers["content-security-policy"].startswith("sandbox")
        assert client.get(change[side]["thumbnailUrl"]).headers["content-type"] == "image/webp"


def test_a_new_take_and_its_rating_are_told(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    entry = diary(client, url)[0]
    assert entry["taskId"].startswith("task-")
    assert sentences(client, url) == ["Shot S01_S01: active take – → 1", "Take 1 of shot S01_S01 was added"]
    client.patch(f"{url}/shots/{shot.id}/takes/1", json={"rating": 4})
    assert sentences(client, url) == ["Take 1 of shot S01_S01: rating – → 4"]
    client.delete(f"{url}/shots/{shot.id}/takes/1")
    assert "Take 1 of shot S01_S01 was deleted" in sentences(client, url)


def test_the_tree_and_the_film_itself_are_told(client: TestClient, shot: Shot, url: str) -> None:
    assert sentences(client, url) == ["Shot S01_S01 “Mara waits” was added"]
    client.patch(url, json={"name": "Night Train", "settings": {"fps": 25}})
    assert sentences(client, url) == ["Film: name My Film → Night Train, fps 24.0 → 25.0"]
    scene = client.get(f"{url}/tree").json()["chapters"][0]["scenes"][0]["id"]
    client.patch(f"{url}/scenes/{scene}", json={"name": "Harbour"})
    assert sentences(client, url) == ["Scene “Diner”: name Diner → Harbour"]
    client.delete(f"{url}/scenes/{scene}?confirm=true")
    assert sentences(client, url) == ["Scene “Harbour” was removed"]
    first = diary(client, url)[-1]
    assert sentences(client, url, first["commit"])[0] == "The film “My Film” begins"


def test_a_document_changed_by_hand_is_told(client: TestClient, services: Services, film: Project, url: str) -> None:
    script = services.workspace.root(film.id) / "02_Source_Creative" / "Scripts" / "draft.md"
    script.write_text("INT. DINER\nMara waits.\n")
    git(services, film, "add", "."), git(services, film, "commit", "-q", "-m", "First draft")
    script.write_text("INT. DINER\nMara leaves.\nRain.\n")
    git(services, film, "commit", "-qam", "Second draft")
    entry = diary(client, url)[0]
    assert (entry["author"], entry["message"]) == ("Somebody", "Second draft")
    assert sentences(client, url) == ["Document Scripts/draft.md changed (2 new, 1 gone)"]
    assert len(diary(client, url, path="02_Source_Creative/Scripts/draft.md")) == 2
    assert len(diary(client, url, path="02_Source_Creative")) == 2
    media = client.get(f"{url}/history/{diary(client, url)[1]['commit']}/media",
                       params={"path": "02_Source_Creative/Scripts/draft.md"})  # fmt: skip
    assert media.text == "INT. DINER\nMara waits.\n"
    assert media.headers["content-disposition"].startswith("attachment")


def test_the_diary_of_a_shot_holds_what_concerns_it_and_nothing_else(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    other = a_shot(services, film)
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 35})
    client.patch(f"{url}/shots/{other.id}", json={"lens": 85})
    a_take(services, film.id, shot.id, tmp_path)
    client.patch(url, json={"name": "Night Train"})
    client.delete(f"{url}/shots/{shot.id}?confirm=true")
    told = [e["message"] for e in diary(client, url, elementId=shot.id)]
    assert told == [
        "Delete shot S01_S01 “Mara waits”",
        "Add take 1 of shot S01_S01",
        "Shot S01_S01: lens – → 35",
        "Add shot S01_S01 “Mara waits”",
    ]
    assert diary(client, url, elementId="shot-00000000nobody") == []


def test_pages_follow_each_other_by_commit_while_the_diary_grows(client: TestClient, shot: Shot, url: str) -> None:
    for lens in range(20, 30):
        client.patch(f"{url}/shots/{shot.id}", json={"lens": lens})
    everything = [e["commit"] for e in diary(client, url)]
    seen, cursor = [], None
    while True:
        page = client.get(f"{url}/history", params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        seen += [e["commit"] for e in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
        client.patch(f"{url}/shots/{shot.id}", json={"lens": 100 + len(seen)})
    assert seen == everything
    assert page["total"] == len(diary(client, url))


def test_a_diary_that_was_rewritten_by_hand_is_read_anew(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str
) -> None:
    gone = diary(client, url)[0]["commit"]
    git(services, film, "commit", "-q", "--amend", "-m", "Another sentence")
    assert diary(client, url)[0]["message"] == "Another sentence"
    assert client.get(f"{url}/history/{gone}").json()["code"] == "commit_not_found"


def test_ten_thousand_commits_are_paged_to_their_end(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str
) -> None:
    stream = "".join(
        f"commit refs/heads/main\ncommitter S <s@localhost> {1_800_000_000 + n} +0000\ndata 6\nc{n:05d}"
        + ("\nfrom refs/heads/main^0" if n == 0 else "")
        + "\n\n"
        for n in range(10_000)
    )
    git(services, film, "fast-import", "--quiet", "--force", data=stream)
    page = client.get(f"{url}/history", params={"limit": 1000}).json()
    assert page["items"][0]["message"] == "c09999"
    assert page["total"] > 10_000
    count = 0
    while page["nextCursor"]:
        count += len(page["items"])
        page = client.get(f"{url}/history", params={"limit": 1000, "cursor": page["nextCursor"]}).json()
    assert count + len(page["items"]) == page["total"]
    assert [e["message"] for e in diary(client, url, elementId=shot.id)] == ["Add shot S01_S01 “Mara waits”"]


@pytest.mark.parametrize(
    "commit", ["0" * 40, "HEAD", "main", "..%2f..%2fetc", "x", "-1", "' OR 1", "deadbeef", "é", "%00", "a" * 200]
)
def test_a_commit_that_is_none_of_this_film_is_not_found(client: TestClient, shot: Shot, url: str, commit: str) -> None:
    for path in ("", "/media?path=project.json", "/thumbnail?path=project.json"):
        answer = client.get(f"{url}/history/{commit}{path}")
        assert answer.status_code in (400, 404), answer.text
        assert answer.json()["code"]


def test_the_id_of_a_file_or_of_a_commit_outside_the_diary_is_not_found(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str
) -> None:
    blob = git(services, film, "rev-parse", "HEAD:project.json")
    loose = git(services, film, "commit-tree", "HEAD^{tree}", "-m", "loose")
    for oid in (blob, loose):
        assert client.get(f"{url}/history/{oid}").json()["code"] == "commit_not_found"


def test_odd_paths_and_cursors_are_refused_with_a_code(client: TestClient, shot: Shot, url: str) -> None:
    head = diary(client, url)[0]["commit"]
    for path in ("../x", "/etc/passwd", ".git/config", "a\0b", "03_Renders/..", "nothing.png", "03_Renders"):
        answer = client.get(f"{url}/history/{head}/media", params={"path": path})
        assert answer.status_code in (400, 404, 422), (path, answer.text)
        assert answer.json()["code"]
    assert client.get(f"{url}/history", params={"cursor": "nonsense"}).json()["code"] == "bad_request"
    assert client.get(f"{url}/history", params={"path": "../x"}).json()["code"] == "bad_path"
    assert client.get(f"{url}/history", params={"path": "x", "elementId": shot.id}).status_code == 422


def test_a_picture_that_the_store_has_lost_is_said_to_be_lost(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path)
    lfs.object_path(services.workspace.root(film.id), take.output.sha256).unlink()
    answer = client.get(f"{url}/history/{diary(client, url)[0]['commit']}/media", params={"path": take.output.path})
    assert answer.status_code == 404
    assert answer.json()["code"] == "media_missing"
    assert "S01_S01_take01.png" in answer.json()["detail"]


def test_a_checkpoint_is_a_named_moment(client: TestClient, services: Services, film: Project, url: str) -> None:
    made = client.post(f"{url}/history/checkpoint", json={"name": "Rough cut, for Anna"})
    assert made.status_code == 201
    assert made.headers["location"] == f"{url}/history/{made.json()['commit']}"
    entry = diary(client, url)[0]
    assert (entry["kind"], entry["checkpoint"]) == ("checkpoint", "Rough cut, for Anna")
    assert entry["commit"] == git(services, film, "rev-parse", "HEAD")
    assert sentences(client, url) == []
    assert git(services, film, "status", "--porcelain") == ""
    client.post(f"{url}/history/checkpoint", json={"name": "Again"})
    assert [e["checkpoint"] for e in diary(client, url)[:2]] == ["Again", "Rough cut, for Anna"]


@pytest.mark.parametrize("name", ["", "   ", "two\nlines", "x" * 101, None, 7, "\x07"])
def test_a_checkpoint_has_a_name_of_one_line(client: TestClient, url: str, name: Any) -> None:
    before = diary(client, url)
    answer = client.post(f"{url}/history/checkpoint", json={"name": name})
    assert answer.status_code == 422
    assert diary(client, url) == before


def test_git_says_what_was_changed_outside_the_studio(
    client: TestClient, services: Services, film: Project, url: str
) -> None:
    assert client.get(f"{url}/git/status").json() == {
        "branch": "main", "head": git(services, film, "rev-parse", "HEAD"), "clean": True, "changed": [],
        "changedCount": 0,
    }  # fmt: skip
    (services.workspace.root(film.id) / "note.txt").write_text("by hand")
    found = client.get(f"{url}/git/status").json()
    assert (found["clean"], found["changed"], found["changedCount"]) == (False, ["note.txt"], 1)


def test_a_slate_that_two_chapters_have_is_told_with_its_chapter(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    chapter = film.narrative.chapters[1]
    lone = client.patch(f"{url}/shots/{shot.id}", json={"lens": 35})
    scene = client.post(f"{url}/chapters/{chapter.id}/scenes", json={"name": "Pier"}).json()["id"]
    twin = client.post(f"{url}/scenes/{scene}/shots", json={"name": "Waves"}).json()["id"]
    made = client.patch(f"{url}/shots/{twin}", json={"lens": 50})
    a_take(services, film.id, twin, tmp_path)
    told = [entry["message"] for entry in client.get(f"{url}/history").json()["items"]]
    name = f"S01_S01 ({chapter.name})"
    assert told[:3] == [f"Add take 1 of shot {name}", f"Shot {name}: lens – → 50", f"Add shot {name} “Waves”"]
    for answer, sentence in ((lone, "Shot S01_S01: lens – → 35 mm"), (made, f"Shot {name}: lens – → 50 mm")):
        entry = client.get(f"{url}/history/{answer.headers['Auteur-Commit']}").json()
        assert [change["sentence"] for change in entry["changes"]] == [sentence]
    newest = client.get(f"{url}/history", params={"limit": 1}).json()["items"][0]["commit"]
    changes = client.get(f"{url}/history/{newest}").json()["changes"]
    assert f"Take 1 of shot {name} was added" in [change["sentence"] for change in changes]
