"""The server is killed again and again while people do all that can be done to a film; then everything is judged.

`make prove` kills it a few times, the soak a few hundred.
"""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.services.health import caretaker
from app.services.uploads import incoming
from builders import a_film, a_shot, a_take, settings_for
from reliability.storage.checker import assert_whole
from reliability.storage.killable import Servers, wait_for
from reliability.storage.people import (
    Director,
    Editor,
    Historian,
    Line,
    Person,
    Porter,
    Sender,
    Traveller,
    Writer,
)

KILLS = int(os.environ.get("AUTEUR_KILLS", "8"))
pytestmark = pytest.mark.slow


class Cast:
    """A film that everybody works in, a small one that travels, and the people."""

    def __init__(self, services: Services, servers: Servers, folder: Path, chance: random.Random) -> None:
        self.services, self.servers = services, servers
        film = a_film(services, "Work")
        self.film = film.id
        scenes = [a_shot(services, film) for _ in range(2)]
        places = services.workspace.film(film.id).project
        ids = [places.shot(shot.id).scene.id for shot in scenes]
        for shot in scenes:
            for colour in ("teal", "navy"):
                a_take(services, film.id, shot.id, folder, colour)
        directed = a_shot(services, film)
        documents = services.documents
        shared, _ = documents.save(film.id, "02_Source_Creative/Scripts/shared.fountain", "INT. DINER\n")
        versions = self._versions("02_Source_Creative/Treatments/long.md")
        small = a_film(services, "Travel")
        a_take(services, small.id, a_shot(services, small).id, folder)
        self.people: list[Person] = [
            Writer(chance, "ann", shared.path),
            Writer(chance, "bob", shared.path),
            Porter(chance, "prop.bin", 3_000),
            Porter(chance, "plate.exr", 700_000),
            Director(chance, directed.id),
            Editor(chance, ids, [shot.id for shot in scenes]),
            Sender(chance),
            Historian(chance, "02_Source_Creative/Treatments/long.md", versions),
            Traveller(chance, small.id),
        ]

    def _versions(self, path: str) -> dict[str, str]:
        found, version = {}, None
        for text in ("First draft.\n", "Second draft, longer.\n", "Third.\n"):
            version = self.services.documents.save(self.film, path, text, version)[0].version
            found[self.services.history.page(self.film, 1, None, None, None).items[0].commit] = text
        return found

    def work_until_killed(self, deeds: int, after: float) -> None:
        """Kill the server some seconds after so many things are done."""
        server = self.servers.start(self.services)
        stop = threading.Event()
        lines = [Line(server.port, self.film) for _ in self.people]
        wrong: list[BaseException] = []

        def work(person: Person, line: Line) -> None:
            try:
                person.work(line, stop)
            except BaseException as error:
                wrong.append(error)

        threads = [threading.Thread(target=work, args=pair) for pair in zip(self.people, lines, strict=True)]
        for thread in threads:
            thread.start()
        before = self.done
        wait_for(lambda: self.done >= before + deeds or bool(wrong))
        stop.wait(after)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join(60)
        for line in lines:
            line.close()
        if wrong:
            raise wrong[0]

    @property
    def done(self) -> int:
        return sum(person.done for person in self.people)

    def judge(self) -> None:
        server = self.servers.start(self.services)
        line = Line(server.port, self.film)
        try:
            for person in self.people:
                person.judge(line)
        finally:
            line.close()
            server.kill()
        self.services.caretaker.tend()
        for root in self.services.workspace.roots():
            assert_whole(root)
        self._nothing_is_left()

    def _nothing_is_left(self) -> None:
        state = self.services.settings.state_dir
        for root in self.services.workspace.roots():
            assert not list((root / ".git").rglob("*.tmp")), root
            assert not list((root / ".git" / "lfs" / "tmp").glob("*"))
        assert not list(state.rglob("*.tmp"))
        left = [
            path for pattern in ("arrivals/*", "trash/**/.new-*", "trash/**/.going-*") for path in state.glob(pattern)
        ]
        assert left == []


@pytest.mark.timeout(7200)
def test_a_server_that_is_killed_while_people_do_everything_keeps_what_it_said(
    tmp_path: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "_GRACE_SECONDS", -1.0)  # the caretaker's round a minute later
    monkeypatch.setattr(caretaker, "OLD_SECONDS", -1.0)
    seed = int(os.environ.get("AUTEUR_SEED", random.randrange(2**32)))
    print("seed", seed)
    chance = random.Random(seed)
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    servers = Servers()
    try:
        cast = Cast(services, servers, tmp_path / "made", chance)
        for kill in range(KILLS):
            cast.work_until_killed(chance.randrange(30), chance.random() / 4)
            cast.judge()
            print(kill, [person.done for person in cast.people], flush=True)
    finally:
        servers.close()
    assert cast.done >= KILLS
