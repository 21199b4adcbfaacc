"""Find the footnotes of a body: the links in its text, and the list below it, in the forms that many systems write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from .html_tree import Element

_CONTAINER = re.compile(r"(?:^|[-_])(?:foot|end)notes?(?:$|[-_])|^(?:modern|easy|simple)-footnotes?", re.IGNORECASE)
_BACK = re.compile(r"[\s\[\]()^↩↑⤴⏎⬆↪⇧\ufe0e\ufe0f]*(?:[0-9a-z]{1,3}[\s,]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The footnotes of a body: ``labels`` and ``notes`` by the id of the note, in the order in which the text names them.

    A note that no link in the text names is none: it stays where it is.
    """

    labels: dict[str, str]
    notes: dict[str, Element]

    def label(self, link: Element) -> str:
        """The label of the footnote that a link in the text leads to; empty where it leads to none."""
        return self.labels.get(target(link), "")

    def holds(self, element: Element) -> bool:
        """Whether an element of the tree is the text of a footnote, which is written at the end."""
        return self.notes.get(element.get("id")) is element


def target(link: Element) -> str:
    """The id that a link within the page leads to, decoded; empty for other elements and links."""
    href = link.get("href") if link.tag == "a" else ""
    return unquote(href[1:]) if href.startswith("#") else ""


def is_way_back(link: Element) -> bool:
    """Whether a link in a footnote leads back to the text: it holds an arrow or a number."""
    return bool(target(link)) and _BACK.fullmatch(link.text()) is not None


def footnotes_of(root: Element) -> Footnotes:
    """Find the footnotes of a body. Elements whose ``class`` or ``id`` names footnotes hold their texts."""
    texts: dict[str, Element] = {}
    inside: set[int] = set()
    for container in root.elements():
        if id(container) in inside or not _is_container(container):
            continue
        for element in container.elements():
            inside.add(id(element))
            if element.tag in ("li", "p", "div") and element.get("id"):
                texts.setdefault(element.get("id"), element)
    if not texts:
        return Footnotes({}, {})
    named = dict.fromkeys(name for name in _references(root, texts) if name in texts)
    return Footnotes({name: str(n) for n, name in enumerate(named, 1)}, {name: texts[name] for name in named})


def _is_container(element: Element) -> bool:
    if not element.attributes or element.tag not in ("ol", "ul", "section", "div", "aside"):
        return False
    return any(map(_CONTAINER.search, (*element.classes, element.get("id"))))


def _references(root: Element, texts: dict[str, Element]) -> Iterator[str]:
    """The ids that links name, first those of the text, then those inside the notes themselves."""
    notes = {id(element) for note in texts.values() for element in note.elements()}
    links = [element for element in root.elements() if target(element)]
    yield from (target(link) for link in links if id(link) not in notes)
    yield from (target(link) for link in links if id(link) in notes and not is_way_back(link))
