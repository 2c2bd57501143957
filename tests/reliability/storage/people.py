"""People who work in a film and know what must be there: what was answered, and of what was not either all or nothing."""

from __future__ import annotations

import hashlib
import threading
from random import Random
from typing import Any, cast

import httpx

Json = dict[str, Any]
REFUSALS = (409, 412, 503)
RAW = {"content-type": "application/octet-stream"}


class Line:
    """A film over HTTP. `None` instead of an answer: the server went, and nobody knows whether it was done."""

    def __init__(self, port: int, film: str) -> None:
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=60, headers={"X-Auteur-Client": "test"}
        )
        self.film = f"/api/projects/{film}"
        self.gone = False

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response | None:
        if body is not None:
            options["json"] = body
        try:
            answer = self._client.request(method, path, **options)
        except httpx.TransportError:
            self.gone = True
            return None
        assert answer.is_success or answer.status_code in REFUSALS, f"{method} {path}: {answer.text}"
        return answer

    def get(self, path: str) -> Any:
        answer = self._client.get(path)
        assert answer.is_success, f"GET {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def bytes_of(self, path: str) -> bytes | None:
        answer = self._client.get(path)
        return answer.content if answer.is_success else None

    def close(self) -> None:
        self._client.close()


class Person:
    """`may_be` holds what the truth may be: one thing, or two while an answer is missing."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.may_be, self.done = chance, cast(list[Any], []), 0

    def act(self, line: Line) -> None:
        raise NotImplementedError

    def seen(self, line: Line) -> Any:
        raise NotImplementedError

    def judge(self, line: Line) -> None:
        found = self.seen(line)
        assert found in self.may_be, f"{type(self).__name__}: {found!r} is none of {self.may_be!r}"
        self.may_be = [found]

    def work(self, line: Line, stop: threading.Event) -> None:
        while not stop.is_set() and not line.gone:
            self.act(line)
            self.done += not line.gone

    def attempt(self, then: Any, line: Line, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Ask for a change after which the truth is `then`."""
        before = self.may_be[0]
        self.may_be = [before, then]
        answer = line.ask(method, path, body, **options)
        if answer is not None:
            self.may_be = [then if answer.is_success else before]
        return answer


class Writer(Person):
    """Two of them share a document: each adds lines to what it has just read, and none of them goes."""

    def __init__(self, chance: Random, name: str, path: str) -> None:
        super().__init__(chance)
        self.name, self.path, self.count = name, path, 0
        self.may_be = [[]]

    def act(self, line: Line) -> None:
        where = f"{line.film}/documents/{self.path}"
        read = line.ask("GET", where)
        if read is None:
            return
        self.count += 1
        mine = f"{self.name}-{self.count}"
        text = f"{read.json()['content']}\n{mine}"
        self.attempt(
            [*self.may_be[0], mine], line, "PUT", where, {"content": text}, headers={"If-Match": read.headers["etag"]}
        )

    def seen(self, line: Line) -> list[str]:
        content = line.get(f"{line.film}/documents/{self.path}")["content"]
        return [text for text in content.split("\n") if text.startswith(f"{self.name}-")]


class Porter(Person):
    """One file that is moved about, thrown away, brought back and replaced, and never gone or changed by that."""

    def __init__(self, chance: Random, name: str, size: int) -> None:
        super().__init__(chance)
        self.name, self.size, self.item = name, size, ""
        self.may_be = [None]

    def act(self, line: Line) -> None:
        here = self.may_be[0]
        files = f"{line.film}/files"
        if here is None:
            self.put(line, self._place(), replace=False)
        elif here[0] == "trash":
            target = self._place()
            self.attempt(
                ("film", target, here[2]), line, "POST", f"{line.film}/trash/{self.item}/restore", {"to": target}
            )
        elif (deed := self.chance.randrange(4)) == 0:
            answer = self.attempt(("trash", "", here[2]), line, "DELETE", f"{files}/{here[1]}")
            self.item = answer.json()["id"] if answer is not None and answer.is_success else ""
        elif deed == 1:
            self.put(line, here[1], replace=True)
        else:
            target = self._place()
            if target != here[1]:
                wish = {"from": here[1], "to": target}
                self.attempt(("film", target, here[2]), line, "POST", f"{files}/move", wish)

    def put(self, line: Line, path: str, *, replace: bool) -> None:
        content = self.chance.randbytes(self.size)
        then = ("film", path, hashlib.sha256(content).hexdigest())
        where = f"{line.film}/files/{path}?replace={str(replace).lower()}"
        self.attempt(then, line, "PUT", where, content=content, headers=RAW)

    def seen(self, line: Line) -> Any:
        found = []
        for file in line.get(f"{line.film}/files?recursive=true&limit=1000&path=04_Project_Files")["items"]:
            if file["name"] == self.name:
                content = line.bytes_of(f"{line.film}/files/{file['path']}") or b""
                found.append(("film", file["path"], hashlib.sha256(content).hexdigest()))
        thrown = [one for one in line.get(f"{line.film}/trash")["items"] if one["path"].endswith(f"/{self.name}")]
        if not found and thrown:
            self.item = thrown[0]["id"]
            known = next(one for one in self.may_be if one is not None)
            return ("trash", "", known[2])
        assert len(found) <= 1, f"{self.name} is there twice: {found}"
        return found[0] if found else None

    def _place(self) -> str:
        return f"04_Project_Files/{self.chance.choice(['a', 'b', 'c/d', 'é'])}/{self.name}"


class Director(Person):
    """Changes a shot, takes that back, and takes back the taking back."""

    def __init__(self, chance: Random, shot: str) -> None:
        super().__init__(chance)
        self.shot, self.count = shot, 0
        self.last: tuple[str, Any] | None = None
        self.may_be = [""]

    def act(self, line: Line) -> None:
        here = self.may_be[0]
        if self.last is not None and self.chance.random() < 0.5:
            commit, before = self.last
            answer = self.attempt(before, line, "POST", f"{line.film}/history/undo", {"commits": [commit]})
        else:
            self.count += 1
            wish = {"description": f"Look {self.count}"}
            answer = self.attempt(wish["description"], line, "PATCH", f"{line.film}/shots/{self.shot}", wish)
        told = answer is not None and answer.is_success
        self.last = (answer.headers["Auteur-Commit"], here) if told else None

    def seen(self, line: Line) -> str:
        return cast(str, line.get(f"{line.film}/shots/{self.shot}")["description"])


class Editor(Person):
    """Moves, copies, deletes and brings back the shots of a scene, and numbers the film anew."""

    def __init__(self, chance: Random, scenes: list[str], shots: list[str]) -> None:
        super().__init__(chance)
        self.scenes, self.shots = scenes, shots
        self.may_be = [tuple(shots)]

    def act(self, line: Line) -> None:
        here, deed = self.may_be[0], self.chance.randrange(6)
        gone = [shot for shot in self.shots if shot not in here]
        shot = self.chance.choice(here) if here else ""
        if (gone and deed == 0) or not here:
            then = _sorted([*here, gone[0]], self.shots)
            self.attempt(then, line, "POST", f"{line.film}/narrative/restore", {"id": gone[0]})
        elif deed == 1:
            then = tuple(one for one in here if one != shot)
            self.attempt(then, line, "DELETE", f"{line.film}/shots/{shot}?confirm=true")
        elif deed == 2:
            line.ask("POST", f"{line.film}/narrative/renumber?confirm=true", {})
        else:
            wish = {"id": shot, "parentId": self.chance.choice(self.scenes), "index": 0}
            line.ask("POST", f"{line.film}/narrative/reorder", wish)

    def seen(self, line: Line) -> tuple[str, ...]:
        """The shots that are there; each is there once and has all its takes, which are where their names say."""
        found: list[str] = []
        for scene in self.scenes:
            for shot in line.get(f"{line.film}/scenes/{scene}")["shots"]:
                if shot["id"] in self.shots:
                    found.append(shot["id"])
                    takes = line.get(f"{line.film}/shots/{shot['id']}/takes")["items"]
                    assert [take["takeNumber"] for take in sorted(takes, key=lambda t: t["takeNumber"])] == [1, 2]
                    for take in takes:
                        media = line.bytes_of(f"{line.film}/shots/{shot['id']}/takes/{take['takeNumber']}/media")
                        assert hashlib.sha256(media or b"").hexdigest() == take["output"]["sha256"]
        assert len(found) == len(set(found))
        return _sorted(found, self.shots)


class Sender(Person):
    """Sends files in pieces and goes on where it stopped, also at another server."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.count, self.content, self.kept = 0, b"", cast(dict[str, str], {})
        self.may_be = [None]

    def act(self, line: Line) -> None:
        if not self.content:
            self.count += 1
            self.content = self.chance.randbytes(self.chance.randrange(10_000, 1_500_000))
        received = self._received(line)
        if received is None:
            return
        name, length = f"sent-{self.count}.bin", len(self.content)
        end = min(length, received + self.chance.randrange(1, length))
        head = {**RAW, "Upload-Id": self._id, "Upload-Offset": str(received), "Upload-Length": str(length)}
        where = f"{line.film}/files/04_Project_Files/sent/{name}"
        try:
            answer = line._client.put(where, content=self.content[received:end], headers=head)
        except httpx.TransportError:
            line.gone = True
            return
        assert answer.status_code in (201, 400, 409, 503), answer.text
        if answer.status_code == 201:
            self._is_kept(name)

    def _received(self, line: Line) -> int | None:
        try:
            answer = line._client.get(f"{line.film}/uploads/{self._id}")
        except httpx.TransportError:
            line.gone = True
            return None
        if answer.status_code == 404:
            return 0
        told = answer.json()
        if told["file"] is not None:
            self._is_kept(told["file"]["name"])
            return None
        return int(told["received"])

    def _is_kept(self, name: str) -> None:
        self.kept[name] = hashlib.sha256(self.content).hexdigest()
        self.content = b""

    @property
    def _id(self) -> str:
        return f"a-sender-of-files-{self.count:04d}"

    def judge(self, line: Line) -> None:
        for name, sha256 in self.kept.items():
            content = line.bytes_of(f"{line.film}/files/04_Project_Files/sent/{name}") or b""
            assert hashlib.sha256(content).hexdigest() == sha256, f"{name} is not what was sent"
        for name in list(self.kept)[:-2]:  # enough of each
            line.ask("DELETE", f"{line.film}/files/04_Project_Files/sent/{name}")
            del self.kept[name]


class Historian(Person):
    """Brings a document back as it was at an earlier save, again and again."""

    def __init__(self, chance: Random, path: str, versions: dict[str, str]) -> None:
        super().__init__(chance)
        self.path, self.versions = path, versions
        self.may_be = [list(versions.values())[-1]]

    def act(self, line: Line) -> None:
        commit = self.chance.choice([one for one, text in self.versions.items() if text != self.may_be[0]])
        wish = {"commit": commit, "path": self.path}
        self.attempt(self.versions[commit], line, "POST", f"{line.film}/history/restore", wish)

    def seen(self, line: Line) -> str:
        return cast(str, line.get(f"{line.film}/documents/{self.path}")["content"])


class Traveller(Person):
    """Copies a film, takes it away as a zip, brings that in, and throws the copies away."""

    def __init__(self, chance: Random, film: str) -> None:
        super().__init__(chance)
        self.film, self.asked = film, 0
        self.may_be = [frozenset()]

    def act(self, line: Line) -> None:
        copies = sorted(self.may_be[0])
        if copies and self.chance.random() < 0.5:
            gone = self.chance.choice(copies)
            where = f"/api/projects/{gone}"
            self.attempt(self.may_be[0] - {gone}, line, "DELETE", f"{where}?confirm=true")
            return
        if self.chance.random() < 0.5:
            made = line.ask("POST", f"/api/projects/{self.film}/duplicate", {})
        else:
            packed = line.ask("POST", f"/api/projects/{self.film}/archive", {"history": True})
            if packed is None or not packed.is_success:
                return
            made = line.ask("POST", "/api/projects/import", files={"file": ("film.zip", packed.content)})
        if made is not None and made.is_success:
            self.may_be = [self.may_be[0] | {made.json()["manifest"]["id"]}]

    def judge(self, line: Line) -> None:
        """What was answered is there; a copy nobody heard of is there whole, or not at all."""
        shown = line.get("/api/projects?limit=1000")["items"]
        assert [one for one in shown if one["broken"]] == []
        mine = {one["id"] for one in shown if one["name"].startswith("Travel") and one["id"] != self.film}
        assert any(one <= mine for one in self.may_be), f"{mine} lacks some of {self.may_be}"
        self.may_be = [frozenset(mine)]
        for gone in list(mine)[2:]:
            line.ask("DELETE", f"/api/projects/{gone}?confirm=true")
            line.ask("DELETE", f"/api/projects/{gone}?confirm=true&forever=true")
            self.may_be = [self.may_be[0] - {gone}]


def _sorted(some: list[str], order: list[str]) -> tuple[str, ...]:
    return tuple(sorted(some, key=order.index))
