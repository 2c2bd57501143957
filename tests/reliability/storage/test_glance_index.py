"""What a start need not read again is kept on disk: believed only as far as the files' times bear it out."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.domain.project import Project
from app.services.films import glances
from app.services.films.glance import Glance
from builders import a_film, a_shot, a_take, settings_for

Looks = list[str]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    """The shots whose records were read. What was read once is written down at once."""
    found: Looks = []
    look = glances.look
    monkeypatch.setattr(glances, "look", lambda scene, shot: (found.append(shot), look(scene, shot))[1])
    monkeypatch.setattr(glances, "_WORTH_KEEPING", 1)
    return found


@pytest.fixture
def film(tmp_path: Path, valkey_url: str, looks: Looks) -> Project:
    """With two shots of a take each, looked at when it had been left alone for a while."""
    services = studio(tmp_path, valkey_url)
    film = a_film(services)
    for size in ("WS", "CU"):
        a_take(services, film.id, a_shot(services, film, size=size).id, tmp_path)
    wait_until_settled(services.workspace.root(film.id))
    seen(services, film)
    services.workspace.glances.settle()
    return film


def studio(tmp_path: Path, valkey_url: str) -> Services:
    """One that has only just started."""
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


def wait_until_settled(root: Path) -> None:
    """A file that was changed a moment ago is read again at every look."""
    renders = root / "03_Renders"
    while time.time_ns() - max(path.stat().st_ctime_ns for path in renders.rglob("*")) < 110_000_000:
        time.sleep(0.01)


def seen(services: Services, film: Project) -> list[tuple[str, Glance]]:
    found = services.workspace.glances.of_film(services.workspace.film(film.id))
    return [(place.shot.id, glance) for place, glance in found]


def index_in(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "Workspace/.auteur/cache/glances").iterdir()
    return file


def test_a_start_reads_no_record_again(tmp_path: Path, valkey_url: str, film: Project, looks: Looks) -> None:
    before = seen(studio(tmp_path, valkey_url), film)
    looks.clear()
    assert seen(studio(tmp_path, valkey_url), film) == before
    assert [glance.size for _, glance in before] == ["WS", "CU"]
    assert looks == []


def test_what_was_changed_while_the_studio_was_off_is_read(
    tmp_path: Path, valkey_url: str, film: Project, looks: Looks
) -> None:
    record = tmp_path / "Workspace/Projects/My_Film/03_Renders/Chapter_01/Scene_02/Shot_01/shot.json"
    times = record.stat()
    with record.open("r+") as out:  # in place, with as many bytes
        text = out.read()
        assert '"CU"' in text
        out.seek(0)
        out.write(text.replace('"CU"', '"MS"'))
    os.utime(record, ns=(times.st_atime_ns, times.st_mtime_ns))  # as some copying programs do
    looks.clear()
    assert [glance.size for _, glance in seen(studio(tmp_path, valkey_url), film)] == ["WS", "MS"]
    assert set(looks) == {"Shot_01"} and len(looks) < 4


def _with_its_checksum(head: bytes, body: bytes) -> bytes:
    return head.rpartition(b" ")[0] + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _lying(content: bytes) -> bytes:
    """Whole, but of files that are not here."""
    head, _, body = content.partition(b"\n")
    told = {shot: [1, 2, [], ["XX", "", None, None, 9, 9, None]] for shot in json.loads(body)}
    return _with_its_checksum(head, json.dumps(told).encode())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut off": lambda content: content[: len(content) // 2],
    "one letter": lambda content: content.replace(b'"WS"', b'"LS"'),
    "another version": lambda content: content.replace(b"glances ", b"glances 9", 1),
    "no JSON": lambda content: _with_its_checksum(content.partition(b"\n")[0], b"{"),
    "other JSON": lambda content: _with_its_checksum(content.partition(b"\n")[0], b'{"a": [1, 2, [], ["X"]], "b": 7}'),
    "a list": lambda content: _with_its_checksum(content.partition(b"\n")[0], b"[1]"),
    "numbers for shots": lambda content: _with_its_checksum(content.partition(b"\n")[0], b'{"a": [1, 2, 3, 4]}'),
    "lies": _lying,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_one_changes_nothing(
    tmp_path: Path, valkey_url: str, film: Project, looks: Looks, damage: str
) -> None:
    before = seen(studio(tmp_path, valkey_url), film)
    file = index_in(tmp_path)
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    looks.clear()
    services = studio(tmp_path, valkey_url)
    assert seen(services, film) == before
    assert looks != []
    services.workspace.glances.settle()
    looks.clear()
    assert seen(studio(tmp_path, valkey_url), film) == before
    assert looks == [], "it was written anew"


def test_that_of_a_film_that_is_gone_is_removed(tmp_path: Path, valkey_url: str, film: Project, looks: Looks) -> None:
    old = index_in(tmp_path)
    services = studio(tmp_path, valkey_url)
    services.workspace.root(film.id).rename(tmp_path / "put away")
    other = a_film(services, "Another")
    a_shot(services, other)
    wait_until_settled(services.workspace.root(other.id))
    seen(services, other)
    services.workspace.glances.settle()
    assert index_in(tmp_path) != old


def test_a_cache_that_cannot_be_written_harms_nobody(
    tmp_path: Path, valkey_url: str, film: Project, looks: Looks
) -> None:
    before = seen(studio(tmp_path, valkey_url), film)
    folder = index_in(tmp_path).parent
    index_in(tmp_path).unlink()
    folder.rmdir()
    folder.write_text("a file where a folder belongs")
    services = studio(tmp_path, valkey_url)
    assert seen(services, film) == before
    services.workspace.glances.settle()
