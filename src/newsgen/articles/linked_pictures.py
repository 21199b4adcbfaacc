"""Pictures that are links, in the engine's tree: ``[![…](a.png)](/x)``, also where the link is written in HTML."""

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Sequence

from markdown.util import ETX, STX

_STASHED = f"{STX}wzxhzdk:([0-9]+){ETX}"
_OPENING = re.compile(rf"{_STASHED}\s*\Z")
_CLOSING = re.compile(rf"\s*{_STASHED}")
_LINK = re.compile(r"""<a\s(?:[^<>]*?\s)?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))[^<>]*>""", re.IGNORECASE)


def wrap_in_links(root: etree.Element, stash: Sequence[object]) -> None:
    """Make elements of the links in HTML that hold pictures of Markdown and no words.

    ``stash`` are the pieces of HTML that the engine keeps beside its tree. Such a link keeps its ``href`` only.
    """
    if not any(isinstance(piece, str) and piece[:3].lower() == "<a " for piece in stash):
        return
    for parent in list(root.iter()):
        for image in [child for child in parent if child.tag == "img"]:
            _wrap_in_link(parent, image, stash)


def _wrap_in_link(parent: etree.Element, image: etree.Element, stash: Sequence[object]) -> None:
    """Put a picture into an ``a`` where the text around it opens a link in HTML and closes it."""
    at = list(parent).index(image)
    previous = parent[at - 1] if at else None
    before = (parent.text if previous is None else previous.tail) or ""
    after = image.tail or ""
    opening, closing = _OPENING.search(before, max(0, before.rfind(STX))), _CLOSING.match(after)
    link = _LINK.fullmatch(str(stash[int(opening[1])])) if opening else None
    if opening is None or link is None or closing is None or str(stash[int(closing[1])]).lower()[:3] != "</a":
        return
    anchor = etree.Element("a", {"href": html.unescape(next(filter(None, link.groups()), ""))})
    anchor.tail, image.tail = after[closing.end() :], None
    parent[at] = anchor
    anchor.append(image)
    if previous is None:
        parent.text = before[: opening.start()]
    else:
        previous.tail = before[: opening.start()]


def _is_video(element: etree.Element) -> bool:
    """Whether an element is a link to a video, which the page draws itself."""
    return element.tag == "a" and "video" in (element.get("class") or "").split()


def is_blank(element: etree.Element) -> bool:
    """Whether an element holds nothing but spaces and line breaks."""
    return not (element.text or "").strip() and all(c.tag == "br" and not (c.tail or "").strip() for c in element)


def pictures_of(
    element: etree.Element, link: etree.Element | None = None
) -> Iterator[tuple[etree.Element, etree.Element | None]]:
    """Yield each ``img`` in an element with the link that holds it. A link to a video keeps its own place on the page."""
    if element.tag == "img":
        yield element, link
        return
    if element.tag == "a" and not _is_video(element):
        link = element
    for child in element:
        yield from pictures_of(child, link)


def remove_pictures(parent: etree.Element) -> None:
    """Remove every ``img`` below an element, and what held nothing else, but not the text behind them.

    A link to a video that held only a picture is named by the picture's alternative text.
    """
    previous: etree.Element | None = None
    for child in list(parent):
        held = [image.get("alt") or "" for image in child.iter("img")]
        if held and child.tag != "img":
            remove_pictures(child)
            if _is_video(child) and not len(child) and not (child.text or "").strip():
                child.text = " ".join(held)
        if held and (child.tag == "img" or not (len(child) or (child.text or "").strip())):
            tail = child.tail or ""
            if previous is None:
                parent.text = (parent.text or "") + tail
            else:
                previous.tail = (previous.tail or "") + tail
            parent.remove(child)
        else:
            previous = child
