"""What may be put where among a film's files, and what may be taken away: the rule, in one place.

A film's records change through their own verbs, so that they stay true: `project.json` with the film, everything below
`03_Renders` with shots and takes, an asset's folder with its asset. All else is the film-maker's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.film_file import Keeper
from app.domain.paths import ProjectPath, name_key
from app.domain.project import RENDERS, Project
from app.errors import Conflict

FOLDERS = (
    "01_Assets/Characters",
    "01_Assets/Locations",
    "01_Assets/Music",
    "01_Assets/Styles",
    "02_Source_Creative/Treatments",
    "02_Source_Creative/Scripts",
    "02_Source_Creative/ShotLists",
    "02_Source_Creative/Canvas",
    RENDERS,
    "04_Project_Files",
    "05_Cache",
    "06_Exports",
)
"""Every film has these."""
MADE_BY_THE_STUDIO = ("05_Cache", "06_Exports")
"""Git passes them over: what lies there can be made again."""

_EVERY_FILMS = {name_key(part) for folder in FOLDERS for part in (folder, folder.split("/")[0])}
_RECORD = "project.json"


class KeptByFilm(Conflict):
    """That belongs to the film and changes with it, not as a file."""

    code = "kept_by_film"


class Keepers:
    """Which asset a folder belongs to, and which shot."""

    def __init__(self, assets: Iterable[tuple[str, Keeper]], shots: Iterable[tuple[str, Keeper]] = ()) -> None:
        self._by_folder = {name_key(folder): keeper for folder, keeper in (*assets, *shots)}

    @classmethod
    def of(cls, project: Project, *, with_shots: bool = False) -> Keepers:
        """`with_shots` only where somebody looks below `03_Renders`: a film may have thousands."""
        assets = project.assets
        entries = [entry for kind in ("characters", "locations", "styles", "music") for entry in getattr(assets, kind)]
        owned = [
            (entry["folder"], Keeper(kind="asset", id=entry["assetId"], name=str(entry.get("name", ""))))
            for entry in entries
            if isinstance(entry.get("folder"), str) and isinstance(entry.get("assetId"), str)
        ]
        places = project.shots() if with_shots else ()
        return cls(owned, ((p.folder, Keeper(kind="shot", id=p.shot.id, name=p.shot.name)) for p in places))

    def of_path(self, path: str) -> Keeper | None:
        """Whoever owns the path or a folder above it."""
        key = name_key(path)
        while key:
            if (found := self._by_folder.get(key)) is not None:
                return found
            key = key.rpartition("/")[0]
        return None

    def below(self, path: str) -> Keeper | None:
        """Whoever owns something in that folder."""
        start = f"{name_key(path)}/"
        return next((keeper for folder, keeper in self._by_folder.items() if folder.startswith(start)), None)


def why_locked(path: ProjectPath, keepers: Keepers) -> str | None:
    """Why the file or folder may not be replaced, moved or taken away; None where it may."""
    key = name_key(path)
    if not key or key in _EVERY_FILMS:
        return "Every film has this folder; it stays where it is."
    if key == _RECORD:
        return "The film's own record changes with the film, not as a file."
    if _is_below(key, RENDERS):
        return "Takes and their records change with their shots, not as files."
    if key == ".auteur" or key.startswith(".auteur/"):
        return "This belongs to the studio."
    if (keeper := keepers.of_path(path) or keepers.below(path)) is not None:
        return f"This belongs to “{keeper.name}” and changes there, not as a file."
    return None


def refuse_going(path: ProjectPath, keepers: Keepers) -> None:
    """Raises `KeptByFilm` for what may not be replaced, moved or taken away."""
    if (why := why_locked(path, keepers)) is not None:
        raise KeptByFilm(why)


def refuse_coming(path: ProjectPath, keepers: Keepers) -> None:
    """Raises `KeptByFilm` where nothing may be put."""
    refuse_going(path, keepers)
    if is_made_by_the_studio(path):
        raise KeptByFilm(f"{path.parts[0]} holds what can be made again and has no history; choose another folder.")


def is_made_by_the_studio(path: str) -> bool:
    return any(_is_below(name_key(path), folder) for folder in MADE_BY_THE_STUDIO)


def _is_below(key: str, folder: str) -> bool:
    return key.startswith(f"{name_key(folder)}/")
