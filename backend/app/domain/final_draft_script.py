"""From a script of Final Draft to Fountain, with a sentence for everything that Fountain has no place for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import fountain_writing as write
from app.domain.final_draft import Node, read_final_draft
from app.domain.fountain_writing import Run

_SPOKEN = {"Character", "Dialogue", "Parenthetical", "Lyrics", "Singing"}
_AS_ACTION = {"Action", "General", "Shot", "Cast List", ""}
_SETTLED = {"Content", "TitlePage", "ScriptNotes"}
_UNDERSTOOD = {"Text", "SceneProperties", "DualDialogue", "ScriptNote", "OmittedScene", "DynamicLabel"}
_CREDIT = re.compile(
    r"(?:(?:original )?(?:screenplay|story|written|teleplay|script|created|a film)\b.*\bby|by)\s*:?", re.I
)
_SOURCE = re.compile(r"(?:based (?:on|upon)|from the|adapted from)\b", re.I)
_DATE = re.compile(r"(?:.*\bdraft\b.*|.*\b(?:19|20)\d\d\b.{0,12})", re.I)


@dataclass(frozen=True)
class Converted:
    """`remarks` say what is not in the script as it was in the file."""

    script: str
    remarks: list[str]


def script_from_final_draft(content: bytes) -> Converted:
    """Raises `BadFinalDraft`."""
    root = read_final_draft(content)
    writing = _Writing()
    for body in root.all("Content"):
        writing.paragraphs(body.all("Paragraph"))
        writing.leave_out_others(body, {"Paragraph"})
    writing.loose_notes([note for notes in root.all("ScriptNotes") for note in notes.all("ScriptNote")])
    for section in root.children:
        if section.tag not in _SETTLED:
            writing.leave_out(section)
    titles = [page for title in root.all("TitlePage") for page in title.all("Content")]
    head = write.title_page(_title_entries([one for page in titles for one in page.all("Paragraph")]))
    body_text = "\n\n".join(writing.blocks)
    script = "\n".join(head) + "\n\n" + body_text if head else body_text
    # Without a title page of its own, what comes first must not look like one.
    is_mistaken = not head and ":" in body_text.split("\n", 1)[0]
    return Converted(("\n" if is_mistaken else "") + script.rstrip("\n") + "\n", writing.remarks())


class _Writing:
    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._left = Counter[str]()
        self._became = Counter[str]()
        self._marks = Counter[str]()

    def paragraphs(self, found: Sequence[Node], *, dual: bool = False) -> None:
        group: list[str] = []
        speakers = 0
        for at, node in enumerate(found):
            kind = write.one_line(node.attributes.get("Type", ""))
            if (group and kind == "Character") or kind not in _SPOKEN:
                group = self._end(group)
            self.leave_out_others(node, _UNDERSTOOD)
            if node.attributes.get("StartsNewPage") == "Yes":
                group = self._end(group)
                self.blocks.append("===")
            for pair in node.all("DualDialogue"):
                self.paragraphs(pair.all("Paragraph"), dual=True)
            if kind == "Character":
                follows = found[at + 1].attributes.get("Type", "") if at + 1 < len(found) else ""
                said = follows in _SPOKEN - {"Character"} and bool(_words(found[at + 1]).strip())
                name = _words(node)
                if name.strip():
                    speakers += 1
                    group = [write.character(name, dual=dual and speakers == 2, speaks=said) + self._notes(node)]
                continue
            if kind in _SPOKEN and group:
                group += self._spoken(kind, node)
            else:
                self._unspoken(kind, node)
        self._end(group)

    def _end(self, group: list[str]) -> list[str]:
        if group:
            self.blocks.append("\n".join(group))
        return []

    def _spoken(self, kind: str, node: Node) -> list[str]:
        notes = self._notes(node).strip()
        text = self._text(node)
        if not text.strip():
            return [notes] if notes else []
        if kind == "Parenthetical":
            lines = [write.parenthetical(text)]
        elif kind == "Dialogue":
            lines = write.spoken(text)
        else:
            lines = [f"~{line.strip()}" for line in text.strip().split("\n") if line.strip()]
        return [*lines[:-1], f"{lines[-1]} {notes}" if notes else lines[-1]]

    def _unspoken(self, kind: str, node: Node) -> None:
        omitted = [one for hidden in node.all("OmittedScene") for one in hidden.below("Paragraph")]
        lines = self._lines(kind, node)
        notes = self._notes(node)
        if lines:
            self.blocks.append("\n".join(lines) + notes)
        elif notes:
            self.blocks.append(notes.strip())
        if omitted:
            self.blocks.append(write.boneyard([_words(one) for one in omitted if _words(one).strip()]))
            self._became["omitted scene"] += 1
        for properties in node.all("SceneProperties"):
            for summary in properties.all("Summary"):
                said = write.one_line(" ".join(_words(one) for one in summary.all("Paragraph")))
                if said:
                    self.blocks.append(f"= {said}")
            self.leave_out_others(properties, {"Summary"})

    def _lines(self, kind: str, node: Node) -> list[str]:
        text = _words(node)
        if not text.strip():
            return []
        if kind == "Scene Heading":
            number = node.attributes.get("Number")
            if number and not write.fits_as_number(number):
                self._left[f"the scene number “{write.one_line(number)[:60]}”"] += 1
                number = None
            self._count(node)
            return [write.heading(text, number)]
        if kind == "Transition":
            return [write.transition(text)]
        if kind == "New Act":
            return [f"# {write.one_line(text)}"]
        if kind == "End of Act" or (kind in _AS_ACTION and node.attributes.get("Alignment") == "Center"):
            return [f"> {write.one_line(line)} <" for line in text.split("\n") if line.strip()]
        if kind in ("Lyrics", "Singing"):
            return [f"~{line.strip()}" for line in write.plain(text).split("\n") if line.strip()]
        if kind not in ("Action", ""):
            self._became[kind] += 1
        return write.action(self._text(node))

    def _text(self, node: Node) -> str:
        self._count(node)
        return write.styled([_run(text) for text in node.all("Text", "DynamicLabel")])

    def _count(self, node: Node) -> None:
        """Keep in mind what is lost of the way the words look."""
        for text in node.all("Text"):
            marks = text.attributes
            self._marks["revision"] += bool(marks.get("RevisionID", "0").strip("0"))
            self._marks["strikeout"] += "Strikeout" in marks.get("Style", "")
            coloured = marks.get("Color", "").strip("#0") or marks.get("Background", "").upper().strip("#F")
            self._marks["colour"] += bool(coloured)
            self._marks["hiding"] += write.hides(text.text)

    def _notes(self, node: Node) -> str:
        said = ["\n".join(_words(one) for one in note.below("Paragraph")) for note in node.all("ScriptNote")]
        return "".join(f" {write.note(text)}" for text in said if text.strip())

    def loose_notes(self, notes: Sequence[Node]) -> None:
        """Notes that stand by themselves in the file, pointing at places by counting."""
        said = ["\n".join(_words(one) for one in note.below("Paragraph")) for note in notes]
        for text in said:
            if text.strip():
                self.blocks.append(write.note(text))
                self._became["note of the whole script"] += 1

    def leave_out_others(self, node: Node, understood: set[str]) -> None:
        for child in node.children:
            if child.tag not in understood:
                self.leave_out(child)

    def leave_out(self, node: Node) -> None:
        if any(text.text.strip() for text in node.below("Text")):
            self._left[f"what stands in “{node.tag[:60]}”"] += 1

    def remarks(self) -> list[str]:
        told = [f"{_times(count, kind)} became {_BECAME.get(kind, 'action')}." for kind, count in self._became.items()]
        told += [f"Left out: {what}{f' ({count} times)' if count > 1 else ''}." for what, count in self._left.items()]
        return told + [_MARKS[kind].format(_times(count, "text")) for kind, count in self._marks.items() if count]


_BECAME = {
    "omitted scene": "a boneyard (/* */), which no reader shows",
    "note of the whole script": "a note at the end, as Fountain cannot point at places",
}
_MARKS = {
    "revision": "Revision marks of {} were left out.",
    "strikeout": "The line through {} was left out.",
    "colour": "Colours of {} were left out.",
    "hiding": "In {} a space was put between signs that Fountain would take for a note or a boneyard.",
}


def _times(count: int, what: str) -> str:
    name = what if what[:1].islower() else f"paragraph of the kind “{what[:60]}”"
    if count == 1:
        return f"1 {name}"
    return f"{count} {name.replace('paragraph', 'paragraphs', 1) if name != what else f'{what}s'}"


def _run(node: Node) -> Run:
    styles = set(node.attributes.get("Style", "").split("+"))
    text = node.text.upper() if "AllCaps" in styles else node.text
    return Run(text, frozenset(styles & {"Bold", "Italic", "Underline"}))


def _words(node: Node) -> str:
    return "".join(_run(text).text for text in node.all("Text", "DynamicLabel"))


def _title_entries(paragraphs: Sequence[Node]) -> list[tuple[str, list[str]]]:
    """A title page is free in Final Draft: what stands in the middle is title, credit and authors, the rest contact."""
    found: dict[str, list[str]] = {}
    upcoming = "Title"
    for node in paragraphs:
        for line in write.plain(_words(node)).split("\n"):
            words = " ".join(line.split())
            if not words:
                continue
            if node.attributes.get("Alignment") != "Center":
                key = "Draft date" if _DATE.fullmatch(words) and "@" not in words else "Contact"
            elif upcoming != "Title" and _CREDIT.fullmatch(words):
                key, upcoming = "Credit", "Author"
            elif upcoming != "Title" and _SOURCE.match(words):
                key, upcoming = "Source", "Source"
            else:
                key = upcoming
                upcoming = "Notes" if key == "Title" else upcoming
            found.setdefault(key, []).append(words)
    order = ("Title", "Credit", "Author", "Source", "Draft date", "Contact", "Notes")
    return [(key, found[key]) for key in order if key in found]
