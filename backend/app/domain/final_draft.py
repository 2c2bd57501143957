"""Final Draft's files (.fdx), read with nothing but their own bytes: no entities, no other files, bounded in every way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from app.errors import Invalid

MAX_FINAL_DRAFT_BYTES = 8 * 2**20
"""A screenplay of two hours has about 2 MB."""
MOST_NODES = 200_000
DEEPEST = 64


class BadFinalDraft(Invalid):
    """That is no script of Final Draft."""

    code = "bad_final_draft"


@dataclass(slots=True)
class Node:
    """An element of the file. `text` is what stands directly in it."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, *tags: str) -> list[Node]:
        return [child for child in self.children if child.tag in tags]

    def below(self, tag: str) -> Iterator[Node]:
        """Every element of that name inside, in the order of the file."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if node.tag == tag:
                yield node
            waiting.extend(node.children[::-1])


def read_final_draft(content: bytes) -> Node:
    """The file's outermost element. Raises `BadFinalDraft` with what is wrong."""
    if len(content) > MAX_FINAL_DRAFT_BYTES:
        raise BadFinalDraft(f"A Final Draft file may have {MAX_FINAL_DRAFT_BYTES // 2**20} MB.")
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadFinalDraft(f"It is no whole XML: {expat.ErrorString(error.code)} in line {error.lineno:,}.") from None
    except (LookupError, ValueError):
        raise BadFinalDraft("Its encoding is unknown.") from None
    root = reader.root
    if root is None or root.tag != "FinalDraft":
        raise BadFinalDraft("That is XML, but not of Final Draft.")
    if not root.all("Content"):
        raise BadFinalDraft("There is no script in it.")
    return root


class _Reader:
    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._nodes = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._say

    def _refuse_doctype(self, *declared: object) -> None:
        # Entities, bombs and calls to other files all begin with a document type; Final Draft writes none.
        raise BadFinalDraft("It declares a document type of its own, which no script needs.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES or len(self._open) >= DEEPEST:
            raise BadFinalDraft("It has more elements, or deeper ones, than any script.")
        node = Node(tag, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, tag: str) -> None:
        self._open.pop()

    def _say(self, text: str) -> None:
        self._open[-1].pieces.append(text)
