"""Attribute lists, ``{#id .class key=value}``: which braces are one, and the Markdown engine's reading of them.

The engine takes all braces after words for attribute lists, and a verse in braces would leave the page. Here braces that hold
anything but ids, classes and attributes with a value are text.
"""

import re
import unicodedata
import xml.etree.ElementTree as etree
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor

from .anchors import is_anchor

_ITEM = re.compile(
    r"""[ ]*(?:\#(?P<id>[^\s{}"'=#]+)
    |\.(?P<class>-?[A-Za-z_][A-Za-z0-9_-]*)
    |(?P<key>[A-Za-z][A-Za-z0-9_.:-]*)=(?:"(?P<double>[^"{}\n]*)"|'(?P<single>[^'{}\n]*)'|(?P<bare>[^\s"'{}=]+))
    )(?=[ ]|$)""",
    re.VERBOSE,
)
_AT_START = re.compile(r"\{([^{}\n]*)\}")
_CLOSING = re.compile(r"\s#+\Z")
_WITH_WORDS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "td", "th")
"""Elements whose list stands on the line of their words; that of others has a line of its own."""


class Attribute(NamedTuple):
    """An item of an attribute list. ``name`` is ``id``, ``class`` or the attribute's own name."""

    name: str
    value: str


def parse(written: str) -> tuple[Attribute, ...]:
    """Parse what stands between the braces of an attribute list; empty where they hold anything else, and so are text.

    A colon may come first, as in ``{: .pull}``. Ids are NFC.
    """
    written = written.removeprefix(":").rstrip(" ")
    items, at = [], 0
    while at < len(written):
        match = _ITEM.match(written, at)
        if match is None:
            return ()
        if match["id"] is not None:
            identifier = unicodedata.normalize("NFC", match["id"])
            if not is_anchor(identifier):
                return ()
            items.append(Attribute("id", identifier))
        elif match["class"] is not None:
            items.append(Attribute("class", match["class"]))
        else:
            items.append(Attribute(match["key"], match[match.lastgroup or ""]))
        at = match.end()
    return tuple(items)


class AttributeLists(AttrListTreeprocessor):
    """Give elements the attributes of the list behind their words, and take the list out of the text.

    The list of a heading, a term or a cell stands at its end, after a space; that of a paragraph or list item on its
    last line; that of a link, a picture or emphasis right behind it. Braces that are no list stay.
    """

    def run(self, doc: etree.Element) -> None:
        """Read the lists of all elements below ``doc``."""
        for element in doc.iter():
            if self.md.is_block_level(element.tag):
                last = _last_child_of_words(element)
                words = (element.text if last is None else last.tail) or ""
                attributes, words = _without_list(words, element.tag) if "{" in words else ((), words)
                if attributes and last is None:
                    element.text = words
                elif attributes and last is not None:
                    last.tail = words
            elif element.tail and element.tail.startswith("{"):
                match = _AT_START.match(element.tail)
                attributes = parse(match[1]) if match else ()
                if match and attributes:
                    element.tail = element.tail[match.end() :]
            else:
                continue
            for name, value in attributes:
                own = element.get("class") if name == "class" else None
                element.set(name, f"{own} {value}" if own else value)


def _last_child_of_words(element: etree.Element) -> etree.Element | None:
    """The child whose tail holds the last words of a block; None where its text does.

    The last words of a list item are those before its first inner list.
    """
    last = None
    for child in element:
        if element.tag == "li" and child.tag in ("ul", "ol"):
            break
        last = child
    return last


def _without_list(words: str, tag: str) -> tuple[tuple[Attribute, ...], str]:
    """The attribute list at the end of a block's last words, and the words without it; none where there is no list."""
    end = words.rstrip(" \n")
    start = end.rfind("{")
    before = end[:start].rstrip(" ")
    behind_words = tag in _WITH_WORDS
    if not end.endswith("}") or not (end[start - 1 : start] == " " if behind_words else before.endswith("\n")):
        return (), words
    attributes = parse(end[start + 1 : -1])
    if not attributes:
        return (), words
    if tag.startswith("h"):  # hashes that close a heading may stand before its list
        return attributes, _CLOSING.sub("", before).rstrip()
    return attributes, before if behind_words else before[:-1]


def register(engine: Markdown) -> None:
    """Let an engine with the extension ``attr_list`` read attribute lists as this module says."""
    engine.treeprocessors.register(AttributeLists(engine), "attr_list", 8)
