"""Write a tree of HTML as newsgen's Markdown: what newsgen renders from it has the same words, in the same order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from .html_tree import BLOCKS, Element
from .item import Note, Picture


class Addresses(Protocol):
    """Where what a body names lies in the new site."""

    def link(self, address: str) -> str:
        """The address to link to; empty where the words shall be no link."""
        ...

    def picture(self, picture: Picture) -> str:
        """The file of a picture as a story names it; empty where the site has none."""
        ...


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Addresses as they are written."""

    def link(self, address: str) -> str:
        """The address itself."""
        return address

    def picture(self, picture: Picture) -> str:
        """Its address."""
        return picture.src


@dataclass(frozen=True, slots=True)
class Written:
    """Markdown, ending in a line end unless it is empty, and what was changed or left out."""

    text: str
    notes: tuple[Note, ...] = ()


UNCHANGED = Unchanged()


def serialize(root: Element, addresses: Addresses = UNCHANGED) -> Written:
    """Write what lies below ``root``. Its notes have no place; those of one code and the same values are one, counted."""
    blocks = list(_blocks(root))
    return Written("\n\n".join(blocks) + "\n" if blocks else "")


_SIGNS = re.compile(r"[\\`*_\[\]{}<|~]")


def _blocks(parent: Element) -> Iterator[str]:
    words: list[str] = []
    for child in parent.children:
        if isinstance(child, Element) and child.tag in BLOCKS:
            yield from filter(None, [" ".join("".join(words).split())])
            words.clear()
            yield from _blocks(child)
        else:
            words.append(_SIGNS.sub(r"\\\g<0>", child if isinstance(child, str) else child.text()))
    yield from filter(None, [" ".join("".join(words).split())])
