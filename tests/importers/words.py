"""The words that readers see: of a tree of HTML, and of what newsgen renders from Markdown."""

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from newsgen.articles.body import render
from newsgen.importers.html_tree import BLOCKS, Element, parse
from newsgen.model.picture import Picture

MARKS = {"b": "strong", "i": "em", "s": "del", "strike": "del", "var": "em", "dfn": "em", "tt": "code",
         **{name: name for name in "strong em del code ins sub sup mark small q kbd samp".split()}}  # fmt: skip
_NEVER_SEEN = frozenset("script style template svg canvas head".split())
_ISOLATES = re.compile("[\u2066-\u2069\u202a-\u202e\u200e\u200f\u061c]")


def words_of(root: Element) -> list[str]:
    """The words below an element in their order; of a picture those of its alternative text and its caption."""
    text = _ISOLATES.sub("", "".join(_text(root)))
    return unicodedata.normalize("NFC", text).split()


def marked(root: Element) -> list[tuple[str, frozenset[str]]]:
    """Each visible character below an element, with the marks that it has; of a link its address.

    Dashes in quotations are left out: where one begins the last paragraph, newsgen's style sheet draws it before the speaker.
    """
    found: list[tuple[str, frozenset[str]]] = []

    def walk(element: Element, marks: frozenset[str], unseen: str = "") -> None:
        unseen = "—–" if element.tag == "blockquote" else unseen
        for child in element.children:
            if isinstance(child, str):
                shown = (sign for sign in _ISOLATES.sub("", child) if not sign.isspace() and sign not in unseen)
                found.extend((sign, marks) for sign in shown)
            elif child.tag not in _NEVER_SEEN and child.tag not in ("img", "pre", "figcaption"):
                own = MARKS.get(child.tag)
                link = unquote(child.get("href")) if child.tag == "a" else ""
                walk(child, marks | {name for name in (own, link) if name}, unseen)

    walk(root, frozenset())
    return found


def _text(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "img":
            yield f" {child.get('alt')} " if child.get("src") else child.get("alt")
        elif child.tag == "br":
            yield " "
        elif child.tag in _NEVER_SEEN or "footnote-backref" in child.classes:
            continue
        elif child.tag in BLOCKS:
            yield " "
            yield from _text(child)
            yield " "
        else:
            yield from _text(child)


def rendered(markdown: str) -> Element:
    """What newsgen renders from a body, as a tree."""
    body = render(markdown, first_line=1, prefix="")
    return parse("".join(part if isinstance(part, str) else _figure(part) for part in body.parts)).root


def _figure(picture: Picture) -> str:
    words = f'<img src="/x" alt="{html.escape(picture.alt)}"><figcaption>{html.escape(picture.caption)}</figcaption>'
    return f"<figure>{words}</figure>"
