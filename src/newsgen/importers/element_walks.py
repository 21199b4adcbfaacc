"""Walks over the elements of a body: its words, its blocks, the parts of its lists."""

from collections.abc import Iterable, Iterator, Sequence

from .footnotes import is_way_back
from .html_tree import BLOCKS, Element

INVISIBLE = frozenset(
    "script style template svg canvas map area param source track col colgroup meta link base head input basefont "
    "rp noembed noframes datalist".split()
)
"""Elements whose content no reader saw."""


def without_ways_back(children: Iterable[Element | str]) -> Iterator[Element | str]:
    """The nodes of a footnote without the links that lead back to the text."""
    for child in children:
        if isinstance(child, str):
            yield child
        elif not is_way_back(child):
            yield Element(child.tag, child.attributes, list(without_ways_back(child.children)))


def flattened(nodes: Iterable[Element | str]) -> Iterator[Element | str | None]:
    """Inline nodes of blocks, one after the other, with None where a block begins or ends."""
    for node in nodes:
        if isinstance(node, Element) and node.tag in BLOCKS:
            yield None
            yield from flattened(node.children)
            yield None
        else:
            yield node


def leaves(element: Element) -> Iterator[Element | str]:
    """The words, and the elements that hold none, in their order."""
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                yield child
        elif child.children:
            yield from leaves(child)
        elif child.tag not in ("br", "wbr", "span", "a"):
            yield child


def all_below(nodes: Iterable[Element | str]) -> Iterator[Element]:
    """The elements among nodes and below them, in their order."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from node.elements()


def definition_parts(element: Element) -> Iterator[Element]:
    """The terms and definitions of a list, also those that lie in a ``div``; anything else as a definition."""
    for child in grouped(element.children):
        if child.tag == "div":
            yield from definition_parts(child)
        elif child.tag in ("dt", "dd"):
            yield child
        else:
            yield Element("dd", {}, child.children if child.tag == WORDS else [child])


WORDS = "#words"
"""The tag of an element that ``grouped`` makes."""


def grouped(children: Iterable[Element | str]) -> Iterator[Element]:
    """The blocks among some nodes, and the inline nodes between them, each run of them in one element."""
    words: list[Element | str] = []
    for child in (*children, Element("#end")):
        if isinstance(child, Element) and (child.tag in BLOCKS or child.tag == "#end"):
            if any(not isinstance(word, str) or word.strip() for word in words):
                yield Element(WORDS, {}, words)
            words = []
            if child.tag != "#end":
                yield child
        else:
            words.append(child)


def last_of(children: Sequence[Element | str]) -> Element | str | None:
    """The last node that is not white space; None where there is none."""
    return next((child for child in reversed(children) if not isinstance(child, str) or child.strip()), None)


def is_cite(paragraph: Element) -> bool:
    """Whether a paragraph holds a ``cite`` and nothing else."""
    inner = [child for child in paragraph.children if not isinstance(child, str) or child.strip()]
    return len(inner) == 1 and isinstance(inner[0], Element) and inner[0].tag == "cite"


def code_text(element: Element) -> Iterator[str]:
    """The text of an element as code, in pieces: line breaks and blocks begin new lines."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        elif child.tag in INVISIBLE:
            continue
        elif child.tag in BLOCKS:
            yield from ("\n", *code_text(child), "\n")
        else:
            yield from code_text(child)
