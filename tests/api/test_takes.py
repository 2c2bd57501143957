"""Takes over HTTP: what a worker handed in is a file, a sidecar, an LFS object and a commit; and numbers are for ever."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.api.making import AT_ONCE
from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from app.errors import Invalid
from app.services.media.thumbnails import Thumbnails
from app.services.takes import RunnerOutput
from builders import a_picture, a_take, a_task


def takes_url(film: Project, shot: Shot) -> str:
    return f"/api/projects/{film.id}/shots/{shot.id}/takes"


def test_an_adopted_take_is_where_the_contract_says_and_git_lfs_accepts_it(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path)
    root = services.workspace.root(film.id)
    assert take.output.path == "03_Renders/Chapter_01/Scene_01/Shot_01/S01_S01_take01.png"
    media = (root / take.output.path).read_bytes()
    assert sha256(media).hexdigest() == take.output.sha256
    assert len(media) == take.output.bytes
    sidecar = json.loads((root / take.output.path).with_suffix(".json").read_text())
    assert sidecar["takeNumber"] == 1
    assert sidecar["output"] == {"path": take.output.path, "sha256": take.output.sha256, "bytes": len(media),
                                 "mediaType": "image/png", "width": 96, "height": 54, "durationSeconds": None}  # fmt: skip
    run = lambda *a: subprocess.run(["git", "-C", str(root), *a], check=True, capture_output=True, text=True).stdout  # noqa: E731
    assert run("status", "--porcelain") == ""
    assert run("show", f"HEAD:{take.output.path}").startswith("version https://git-lfs")
    assert run("log", "-1", "--format=%s").strip() == "Add take 1 of shot S01_S01"
    if subprocess.run(["git", "lfs", "version"], capture_output=True, check=False).returncode == 0:
        assert "OK" in run("lfs", "fsck")


def test_the_picture_carries_its_own_recipe_and_its_pixels_are_untouched(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path, colour="maroon")
    with Image.open(services.workspace.root(film.id) / take.output.path) as image:
        image.load()
        told = json.loads(image.text["auteur"])  # type: ignore[attr-defined]
        assert image.getpixel((5, 5)) == (128, 0, 0)
    assert told["seed"] == 7
    assert told["taskId"] == take.task_id


def test_takes_are_listed_newest_first_and_the_first_is_active(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    for colour in ("teal", "maroon", "navy"):
        a_take(services, film.id, shot.id, tmp_path, colour)
    items = client.get(takes_url(film, shot)).json()["items"]
    assert [(t["takeNumber"], t["active"]) for t in items] == [(3, False), (2, False), (1, True)]
    chosen = client.put(f"/api/projects/{film.id}/shots/{shot.id}/active-take", json={"takeNumber": 3})
    assert chosen.json()["active"] is True
    assert client.get(f"/api/projects/{film.id}/shots/{shot.id}").json()["activeTakeView"]["takeNumber"] == 3
    assert client.get(f"/api/projects/{film.id}/tree").json()["chapters"][0]["scenes"][0]["shots"][0]["activeTake"] == 3


def test_a_deleted_take_can_come_back_and_its_number_is_never_given_again(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    gone = client.delete(f"{takes_url(film, shot)}/1").json()
    assert gone["deleted"]
    assert client.get(takes_url(film, shot)).json()["items"] == []
    assert client.put(f"/api/projects/{film.id}/shots/{shot.id}/active-take", json={"takeNumber": 1}).status_code == 409
    assert a_take(services, film.id, shot.id, tmp_path).take_number == 2
    assert client.post(f"{takes_url(film, shot)}/1/restore").json()["deleted"] is None
    assert len(client.get(takes_url(film, shot)).json()["items"]) == 2


def test_a_number_is_not_reused_after_the_files_were_removed_by_hand(
    services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path)
    media = services.workspace.root(film.id) / take.output.path
    media.unlink()
    media.with_suffix(".json").unlink()
    assert a_take(services, film.id, shot.id, tmp_path).take_number == 2


def test_ten_takes_handed_in_at_once_get_ten_numbers(
    services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(10) as pool:
        takes = list(pool.map(lambda n: a_take(services, film.id, shot.id, tmp_path / str(n)), range(10)))
    assert sorted(t.take_number for t in takes) == list(range(1, 11))


def test_handing_in_the_same_task_twice_gives_one_take(
    services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    task = a_task(film.id, shot.id)
    outputs = [RunnerOutput(a_picture(tmp_path / "frame.png"))]
    first = services.takes.adopt(task, outputs, {}, 1.0, "worker-1")
    again = services.takes.adopt(task, outputs, {}, 1.0, "worker-2")
    assert again == first
    assert services.takes.made_by(task) == first
    assert len(services.takes.list(film.id, shot.id)) == 1


def test_extra_layers_are_kept_beside_the_frame(services: Services, film: Project, shot: Shot, tmp_path: Path) -> None:
    outputs = [RunnerOutput(a_picture(tmp_path / "f.png")), RunnerOutput(a_picture(tmp_path / "d.png"), role="depth")]
    services.takes.adopt(a_task(film.id, shot.id), outputs, {}, 1.0, "w")
    folder = services.workspace.root(film.id) / "03_Renders/Chapter_01/Scene_01/Shot_01"
    assert sorted(p.name for p in folder.iterdir()) == [
        "S01_S01_take01.json", "S01_S01_take01.png", "S01_S01_take01_depth.png", "shot.json",
    ]  # fmt: skip


def test_a_runner_that_made_no_picture_makes_no_take(
    services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    text = tmp_path / "frame.png"
    text.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    with pytest.raises(Invalid):
        services.takes.adopt(a_task(film.id, shot.id), [RunnerOutput(text)], {}, 1.0, "w")
    with pytest.raises(Invalid):
        services.takes.adopt(a_task(film.id, shot.id), [], {}, 1.0, "w")
    assert services.takes.list(film.id, shot.id) == []


def test_rating_label_and_note_are_kept(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    url = f"{takes_url(film, shot)}/1"
    assert client.patch(url, json={"rating": 4, "label": "maybe"}).json()["rating"] == 4
    assert client.patch(url, json={"note": "Softer light."}).json()["label"] == "maybe"
    assert client.patch(url, json={"rating": 6}).status_code == 422
    assert client.get(url).json()["note"] == "Softer light."


def test_media_is_served_inert_with_ranges_and_a_lasting_address(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path)
    url = client.get(f"{takes_url(film, shot)}/1").json()["mediaUrl"]
    whole = client.get(url)
    assert whole.headers["content-type"] == "image/png"
    assert "immutable" in whole.headers["cache-control"]
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in whole.headers["content-security-policy"]
    assert sha256(whole.content).hexdigest() == take.output.sha256
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    assert client.get(url, headers={"Range": "bytes=-5"}).content == whole.content[-5:]
    assert client.get(url, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416
    assert client.get(url, headers={"Range": "bytes=0-1,3-4"}).status_code == 416
    assert client.get(url, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    small = client.get(f"{takes_url(film, shot)}/1/thumbnail?size=320")
    assert small.headers["content-type"] == "image/webp"


def test_the_thumbnail_cache_may_be_deleted(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path
) -> None:
    import shutil

    a_take(services, film.id, shot.id, tmp_path)
    url = f"{takes_url(film, shot)}/1/thumbnail"
    first = client.get(url).content
    shutil.rmtree(services.settings.cache_dir)
    assert client.get(url).content == first


def test_a_take_that_is_not_there_is_404(client: TestClient, film: Project, shot: Shot) -> None:
    for path in ("9", "9/media", "9/thumbnail"):
        assert client.get(f"{takes_url(film, shot)}/{path}").json()["code"] == "take_not_found"


def test_few_small_pictures_are_made_at_once_whatever_they_show(
    client: TestClient, services: Services, film: Project, shot: Shot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(AT_ONCE + 2):
        services.takes.adopt(
            a_task(film.id, shot.id), [RunnerOutput(a_picture(tmp_path / f"{n}.png", f"#0000{n:02x}"))], {}, 1.0, "test"
        )
    begun, go_on = Semaphore(0), Event()
    make = Thumbnails.get

    def slowly(*told: Any) -> Path:
        begun.release()
        assert go_on.wait(30)
        return make(*told)

    monkeypatch.setattr(Thumbnails, "get", slowly)
    url = takes_url(film, shot)
    with ThreadPoolExecutor() as everybody:
        asked = [everybody.submit(client.get, f"{url}/{n}/thumbnail") for n in range(1, AT_ONCE + 3)]
        assert all(begun.acquire(timeout=30) for _ in range(AT_ONCE))
        assert not begun.acquire(timeout=0.2)
        go_on.set()
        assert {one.result().status_code for one in asked} == {200}
