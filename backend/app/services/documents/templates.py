"""What a new document begins with: an empty form with the film's name on it; a shot list with the film's shots."""

from __future__ import annotations

from app.domain.documents import DocumentType
from app.domain.tables import table
from app.services.films.film import Film

_TREATMENT = """# {title}

## Logline

One sentence: who wants what, and what is in the way?

## Characters

- **Name**: what they want, what they fear.

## Story

### Beginning

### Middle

### End

## Look and sound
"""
_SCREENPLAY = """Title: {title}
Credit: Written by
Author:
Draft date:

FADE IN:

INT. PLACE - DAY

What we see.

SOMEBODY
What we hear.
"""
_BEATS = (
    "Opening image",
    "Theme stated",
    "Set-up",
    "Catalyst",
    "Debate",
    "Break into two",
    "B story",
    "Fun and games",
    "Midpoint",
    "Bad guys close in",
    "All is lost",
    "Dark night of the soul",
    "Break into three",
    "Finale",
    "Final image",
)
_COLUMNS = ("Scene", "Shot", "Size", "Angle", "Lens", "Movement", "Description", "Dialogue")


def template(kind: DocumentType, film: Film) -> str:
    title = film.project.name
    if kind == "treatment":
        return _TREATMENT.format(title=title)
    if kind == "screenplay":
        return _SCREENPLAY.format(title=title)
    if kind == "beat-sheet":
        beats = "".join(f"\n## {number}. {beat}\n\nEmotion:\n" for number, beat in enumerate(_BEATS, 1))
        return f"# {title}: beat sheet\n{beats}"
    return _shot_list(film)


def _shot_list(film: Film) -> str:
    rows: list[tuple[object, ...]] = [_COLUMNS]
    for place in film.project.shots():
        shot = film.shot(place)
        cells = (shot.size, shot.angle, shot.lens, shot.movement, shot.description, shot.dialogue)
        rows.append((place.scene.name, place.slate, *cells))
    return table(rows, line_end="\n")
