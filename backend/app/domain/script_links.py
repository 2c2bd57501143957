"""The lines of a script that a shot shows, and where they stand after the script was edited. A guess is never a find."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Annotated, Literal

from pydantic import Field

from app.domain.fountain import parse
from app.domain.fountain_lines import numbered_lines
from app.domain.ids import ItemId
from app.domain.paths import ProjectPath
from app.domain.records import Message, Record
from app.domain.shot import ScriptPassage

PassageState = Literal["found", "changed", "lost"]
LONGEST_PASSAGE = 20_000
TELLING = 40
"""So many signs say by themselves which place is meant; shorter ones, such as `Silence.`, need their surroundings."""
LIKE_ENOUGH, CLEARLY_MORE = 0.6, 0.1
_SHORTENED = 500


class LinkedShot(Record):
    """A shot beside the script. `line` is 0 where its lines are lost."""

    shot_id: ItemId
    slate: str
    name: str
    state: PassageState
    line: int
    last_line: int


class LinkedShots(Record):
    """The shots of a script, in the order of the film; `version` is that of the script they were looked up in."""

    path: ProjectPath
    version: str
    shots: list[LinkedShot]


class ShotPassage(Record):
    """The lines of a shot as they are now; of lost ones, as they were."""

    path: ProjectPath
    document: str
    """The script's name."""
    version: str | None
    """None when the script itself is gone."""
    state: PassageState
    line: int
    last_line: int
    text: str


class PassageChoice(Message):
    """Lines of a script; they count from 1 in the version that was read."""

    path: Annotated[str, Field(min_length=1, max_length=1000)]
    version: Annotated[str, Field(max_length=200)]
    line: Annotated[int, Field(ge=1)]
    last_line: Annotated[int, Field(ge=1)]


@dataclass(frozen=True)
class Found:
    state: PassageState
    line: int = 0
    last_line: int = 0


LOST = Found("lost")


class ScriptPlaces:
    """A script as lines with words in them, each under its scene heading."""

    def __init__(self, script: str) -> None:
        headings = {one.line: _words(one.content) for one in parse(script) if one.kind == "scene_heading"}
        self._all = numbered_lines(script)
        self._numbers: list[int] = []
        self._said: list[str] = []
        self._brief: list[str] = []
        self._under: list[str | None] = []
        self._standing: dict[str, list[int]] = {}
        self._counted: dict[int, Counter[str]] = {}
        self._scenes: dict[str | None, list[tuple[int, int]]] = {}
        heading: str | None = None
        start = 0
        for number, text in enumerate(self._all, 1):
            if number in headings:
                self._scenes.setdefault(heading, []).append((start, len(self._said)))
                heading, start = _short(headings[number]), len(self._said)
            if words := _words(text):
                self._standing.setdefault(words, []).append(len(self._said))
                self._numbers.append(number)
                self._said.append(words)
                self._brief.append(_short(words))
                self._under.append(heading)
        self._scenes.setdefault(heading, []).append((start, len(self._said)))

    def text(self, line: int, last_line: int) -> str:
        return "\n".join(text.rstrip() for text in self._all[line - 1 : last_line])

    def passage(self, path: ProjectPath, line: int, last_line: int) -> ScriptPassage | None:
        """These lines, to be found again. None when there is no word in them."""
        first, last = bisect_left(self._numbers, line), bisect_right(self._numbers, last_line) - 1
        text = self.text(line, last_line).strip("\n")
        if last < first or len(text) > LONGEST_PASSAGE:
            return None
        return ScriptPassage(
            path=path,
            line=self._numbers[first],
            last_line=self._numbers[last],
            heading=self._under[first],
            before=self._at(first - 1),
            after=self._at(last + 1),
            text=text,
        )

    def find(self, passage: ScriptPassage) -> Found:
        wanted = [words for text in passage.text.split("\n") if (words := _words(text))]
        if not wanted:
            return LOST
        return self._as_it_was(passage, wanted) or self._changed(passage, wanted) or LOST

    def _as_it_was(self, passage: ScriptPassage, wanted: Sequence[str]) -> Found | None:
        count = len(wanted)
        places = [at for at in self._standing.get(wanted[0], ()) if self._said[at : at + count] == wanted]
        if not places:
            return None

        def fits(at: int) -> tuple[bool, int]:
            neighbours = (self._at(at - 1) == passage.before) + (self._at(at + count) == passage.after)
            return self._under[at] == passage.heading, neighbours

        best = max(map(fits, places))
        places = [at for at in places if fits(at) == best]
        is_sure = best[0] or best[1] == 2 or (len(places) == 1 and len(passage.text) >= TELLING)
        if not is_sure:
            return None
        at = min(places, key=lambda at: abs(self._numbers[at] - passage.line))
        return self._found("found", at, at + count - 1)

    def _changed(self, passage: ScriptPassage, wanted: Sequence[str]) -> Found | None:
        most = len(wanted) + 1
        for start, end in self._scenes.get(passage.heading, ()):
            found = (
                self._partly(wanted, start, end)
                or self._alike(wanted, start, end)
                or self._between(passage, start, end, most)
            )
            if found:
                return found
        # A heading that is gone leaves the neighbours to go by.
        return None if passage.heading in self._scenes else self._between(passage, 0, len(self._said), most)

    def _between(self, passage: ScriptPassage, start: int, end: int, most: int) -> Found | None:
        """What stands between the neighbours of old, when both are there once."""
        around = range(start, min(end + 1, len(self._said)))
        before = [at for at in around if self._brief[at] == passage.before]
        after = [at for at in around if self._brief[at] == passage.after]
        if passage.before is None:
            before = [-1] if start == 0 else []
        if passage.after is None:
            after = [end] if end == len(self._said) else []
        if len(before) != 1 or len(after) != 1 or not 1 < after[0] - before[0] <= most + 1:
            return None
        return self._found("changed", before[0] + 1, after[0] - 1)

    def _partly(self, wanted: Sequence[str], start: int, end: int) -> Found | None:
        """Where at least half of several lines still stand together."""
        matcher = SequenceMatcher(None, wanted, self._said[start:end], autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if len(wanted) < 2 or sum(block.size for block in blocks) * 2 < len(wanted):
            return None
        first, last = start + blocks[0].b, start + blocks[-1].b + blocks[-1].size - 1
        return self._found("changed", first, last) if last - first < 2 * len(wanted) + 2 else None

    def _alike(self, wanted: Sequence[str], start: int, end: int) -> Found | None:
        """The one line that is clearly more like the single line of old than every other."""
        if len(wanted) > 1:
            return None
        likes: list[tuple[float, int]] = []
        text = _short(wanted[0])
        signs = Counter(text)
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(text)
        for at in range(start, end):
            other = self._brief[at]
            both, least = len(text) + len(other), LIKE_ENOUGH * (len(text) + len(other)) / 2
            # The same signs in any order are the most that could fit; counting them is quick.
            if min(len(text), len(other)) < least or (signs & self._signs(at)).total() < least:
                continue
            matcher.set_seq1(other)
            likes.append((2 * sum(block.size for block in matcher.get_matching_blocks()) / both, at))
        likes.sort(reverse=True)
        if not likes or likes[0][0] < LIKE_ENOUGH:
            return None
        if len(likes) > 1 and likes[0][0] - likes[1][0] < CLEARLY_MORE:
            return None
        return self._found("changed", likes[0][1], likes[0][1])

    def _signs(self, at: int) -> Counter[str]:
        if at not in self._counted:
            self._counted[at] = Counter(self._brief[at])
        return self._counted[at]

    def _found(self, state: PassageState, first: int, last: int) -> Found:
        return Found(state, self._numbers[first], self._numbers[last])

    def _at(self, at: int) -> str | None:
        return self._brief[at] if 0 <= at < len(self._brief) else None


def _words(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return text[:_SHORTENED].rstrip()
