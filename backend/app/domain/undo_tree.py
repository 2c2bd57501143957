"""Taking one change back out of the film's tree: elements by their ids, wherever they stand by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from app.domain.undo import behind, rearranged, same, taken_back

Json = dict[str, Any]
Element = Literal["chapter", "scene", "shot"]
_BELOW: dict[Element | None, tuple[Element, str, str]] = {
    None: ("chapter", "chapters", "chaptersIssued"),
    "chapter": ("scene", "scenes", "scenesIssued"),
    "scene": ("shot", "shots", "shotsIssued"),
}


@dataclass
class Node:
    """An element without what is below it. `issued` is the highest number ever given below it."""

    element: Element
    parent: str | None
    fields: Json
    issued: int = 0

    @property
    def number(self) -> int:
        return int(self.fields["number"])


@dataclass(frozen=True)
class Clash:
    """What cannot go back: an element, and what became of it since."""

    element_id: str
    what: str


@dataclass
class Tree:
    nodes: dict[str, Node] = field(default_factory=dict)
    order: dict[str | None, list[str]] = field(default_factory=dict)
    issued: int = 0

    @classmethod
    def of(cls, narrative: Json) -> Tree:
        tree = cls(issued=narrative.get("chaptersIssued", 0))
        tree._read(narrative.get("chapters", []), "chapter", None)
        return tree

    def _read(self, entries: list[Json], element: Element, parent: str | None) -> None:
        self.order[parent] = []
        below, children, issued = _BELOW.get(element, (element, "", ""))
        for entry in entries:
            fields = {key: value for key, value in entry.items() if key not in (children, issued)}
            self.nodes[entry["id"]] = Node(element, parent, fields, entry.get(issued, 0))
            self.order[parent].append(entry["id"])
            if children:
                self._read(entry.get(children, []), below, entry["id"])

    def written(self, parent: str | None = None) -> list[Json]:
        """As the manifest has it."""
        found = []
        for element_id in self.order.get(parent, []):
            node = self.nodes[element_id]
            entry = dict(node.fields)
            if node.element in _BELOW:
                _, children, issued = _BELOW[node.element]
                entry |= {issued: self.issued_below(element_id), children: self.written(element_id)}
            found.append(entry)
        return found

    def issued_below(self, parent: str | None) -> int:
        given = self.issued if parent is None else self.nodes[parent].issued
        return max([given, *(self.nodes[one].number for one in self.order.get(parent, []))])

    def take_out(self, element_id: str) -> Node:
        node = self.nodes[element_id]
        issued = self.issued_below(node.parent)
        if node.parent is None:
            self.issued = issued
        else:
            self.nodes[node.parent].issued = issued
        self.order[node.parent].remove(element_id)
        return node

    def put_in(self, element_id: str, node: Node, index: int) -> None:
        siblings = self.order.setdefault(node.parent, [])
        if any(self.nodes[one].number == node.number for one in siblings):
            node.fields = {**node.fields, "number": self.issued_below(node.parent) + 1}
        siblings.insert(index, element_id)
        self.nodes[element_id] = node
        if node.element in _BELOW:
            self.order.setdefault(element_id, [])


def take_out_of_tree(before: Tree, after: Tree, now: Tree) -> list[Clash]:
    """Change `now` so that what came between `before` and `after` is undone. Returns what cannot be: then nothing of
    `now` is of use."""
    return _Work(before, after, now).done()


class _Work:
    def __init__(self, before: Tree, after: Tree, now: Tree) -> None:
        self._before, self._after, self._now = before, after, now
        self._clashes: list[Clash] = []

    def done(self) -> list[Clash]:
        before, after = self._before.nodes, self._after.nodes
        for element_id in [one for one in before if one not in after]:
            self._bring_back(element_id)
        for element_id in [one for one in before if one in after]:
            self._as_before(element_id)
        for element_id in reversed([one for one in after if one not in before]):
            self._take_away(element_id)
        for parent, order in self._before.order.items():
            self._rearrange(parent, order)
        self._check_numbers()
        return self._clashes

    def _clash(self, element_id: str, what: str) -> None:
        self._clashes.append(Clash(element_id, what))

    def _place(self, element_id: str, node: Node) -> bool:
        """Behind what stood before it then."""
        if node.parent is not None and node.parent not in self._now.nodes:
            self._clash(node.parent, "was deleted")
            return False
        order = self._now.order.setdefault(node.parent, [])
        self._now.put_in(element_id, node, behind(self._before.order[node.parent], element_id, order))
        return True

    def _bring_back(self, element_id: str) -> None:
        if element_id not in self._now.nodes:
            was = self._before.nodes[element_id]
            self._place(element_id, Node(was.element, was.parent, dict(was.fields), was.issued))

    def _as_before(self, element_id: str) -> None:
        was, made = self._before.nodes[element_id], self._after.nodes[element_id]
        moved, changed = was.parent != made.parent, not same(was.fields, made.fields)
        if not moved and not changed:
            return
        here = self._now.nodes.get(element_id)
        if here is None:
            self._clash(element_id, "was deleted")
            return
        goes = moved and here.parent != was.parent
        if goes and here.parent != made.parent:
            self._clash(element_id, "was moved")
            return
        fields, clashes = taken_back(was.fields, made.fields, here.fields, {"number"} if goes else ())
        for what in clashes:
            self._clash(element_id, what)
        here.fields = fields
        if goes:
            self._now.take_out(element_id)
            here.parent, here.fields = was.parent, {**fields, "number": was.number}
            self._place(element_id, here)

    def _take_away(self, element_id: str) -> None:
        here, made = self._now.nodes.get(element_id), self._after.nodes[element_id]
        if here is None:
            return
        if here.parent != made.parent:
            self._clash(element_id, "was moved")
        elif not same(here.fields, made.fields):
            self._clash(element_id, "was changed")
        elif self._now.order.get(element_id):
            self._clash(element_id, "has something new in it")
        else:
            self._now.take_out(element_id)
            del self._now.nodes[element_id]
            self._now.order.pop(element_id, None)

    def _rearrange(self, parent: str | None, was: list[str]) -> None:
        if parent in self._now.order and parent in self._after.order:
            stays = [one for one in was if one in self._after.nodes and self._after.nodes[one].parent == parent]
            order = rearranged(stays, self._after.order[parent], self._now.order[parent])
            if order is None:
                first = next(one for one in stays if one in self._now.nodes)
                self._clash(first, "was put in another order")
            else:
                self._now.order[parent] = order

    def _check_numbers(self) -> None:
        for order in self._now.order.values():
            given: set[int] = set()
            for one in order:
                number = self._now.nodes[one].number
                if number in given:
                    self._clash(one, "number")
                given.add(number)
