"""Parse a built page into its elements, with attributes and text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input", "source", "use", "path", "wbr", "col"}


@dataclass
class Element:
    """One element; ``children`` are elements and strings."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the element, with runs of white space as single spaces."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join("".join(f"{part}" if isinstance(part, str) else part for part in parts).split())

    def all(self, tag: str = "", **wanted: str) -> Iterator[Element]:
        """The elements below this one in document order, by tag and attributes. ``class_`` is one of the classes."""
        for child in self.children:
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and child.has(wanted):
                    yield child
                yield from child.all(tag, **wanted)

    def first(self, tag: str = "", **wanted: str) -> Element:
        """The first element that ``all`` finds. Raises AssertionError when there is none."""
        found = next(self.all(tag, **wanted), None)
        assert found is not None, (tag, wanted)
        return found

    def has(self, wanted: dict[str, str]) -> bool:
        """Whether the element has these attributes."""
        for name, value in wanted.items():
            if name == "class_":
                if value not in self.attributes.get("class", "").split():
                    return False
            elif self.attributes.get(name.replace("_", "-")) != value:
                return False
        return True


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """Parse a document; return an element without a tag that contains it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
