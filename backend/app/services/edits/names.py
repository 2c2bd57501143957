"""The names that an edit adds to the film's folders, found without going through all that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.paths import ProjectPath, name_key
from app.services.project_fs import ProjectFS

_NOTHING: Mapping[str, int] = {}


class NewNames:
    def __init__(self, fs: ProjectFS) -> None:
        self._fs = fs
        self._new: dict[str, dict[str, int]] = {}
        """Folder → name → how many new files lie at or below it."""
        self._new_keys: dict[str, dict[str, str]] = {}
        self._on_disk: dict[str, dict[str, list[str]]] = {}

    def add(self, path: ProjectPath) -> None:
        for folder, name in _steps(path):
            names = self._new.setdefault(folder, {})
            names[name] = names.get(name, 0) + 1
            self._new_keys.setdefault(folder, {})[name_key(name)] = name

    def withdraw(self, path: ProjectPath) -> None:
        for folder, name in _steps(path):
            names = self._new[folder]
            names[name] -= 1
            if not names[name]:
                del names[name]
                self._new_keys[folder].pop(name_key(name), None)

    def __contains__(self, path: ProjectPath) -> bool:
        """Whether it is a new file, or a folder with new files in it."""
        return path.name in self._new.get(path.parent, _NOTHING)

    def in_folder(self, folder: ProjectPath) -> list[str]:
        """New files, and folders with new files in them."""
        return list(self._new.get(folder, _NOTHING))

    def at_or_below(self, path: ProjectPath) -> Iterator[ProjectPath]:
        """Every new file."""
        below = self._new.get(path, _NOTHING)
        for name in list(below):
            yield from self.at_or_below(joined(path, name))
        if not below and path in self:
            yield path

    def twins(self, folder: ProjectPath, name: str) -> list[str]:
        """Other names in a folder, new or on disk, that some system takes for the same."""
        if folder not in self._on_disk:
            found = self._on_disk[folder] = {}
            for entry in self._fs.list(folder):
                found.setdefault(name_key(entry.name), []).append(entry.name)
        key = name_key(name)
        new = self._new_keys.get(folder, {}).get(key)
        return [other for other in [*self._on_disk[folder].get(key, []), *([new] if new else [])] if other != name]


def joined(path: ProjectPath, name: str) -> ProjectPath:
    return str.__new__(ProjectPath, f"{path}/{name}" if path else name)


def _steps(path: str) -> Iterator[tuple[str, str]]:
    """(folder, name) from the file up to the film's own folder."""
    while path:
        above, _, name = path.rpartition("/")
        yield above, name
        path = above
