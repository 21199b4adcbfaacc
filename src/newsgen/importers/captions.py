"""The pictures of a body with their texts."""

import re
from dataclasses import dataclass

from .html_tree import Element
from .item import Picture

_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "data-large-file", "data-full-url")
"""Attributes in which scripts that load pictures late keep the address."""
_CREDIT = re.compile(r"(?:^|[-_])credits?(?:$|[-_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of a figure. ``credit`` is the part of it that a ``cite``, a ``small`` or a class names so."""

    element: Element
    text: str
    credit: str


def caption_of(figure: Element) -> tuple[Caption | None, list[Element | str]]:
    """The caption of a figure, None where it has none with words; and its other children."""
    others: list[Element | str] = []
    found: Element | None = None
    for child in figure.children:
        if (
            found is None
            and isinstance(child, Element)
            and child.tag in ("figcaption", "legend")
            and child.text().strip()
        ):
            found = child
        else:
            others.append(child)
    if found is None:
        return None, others
    credit = next(
        (e for e in found.elements() if e.tag in ("cite", "small") or any(map(_CREDIT.search, e.classes))), None
    )
    text = _spaced(_text_without(found, credit))
    words = _spaced(_text_without(credit, None)) if credit else ""
    return Caption(found, text.rstrip("|–— ") if words else text, words), others


_BOXES = {"wp-caption": ("wp-caption-text", "wp-caption-dd"), "tr-caption-container": ("tr-caption",)}
"""Classes of the boxes in which older themes of WordPress, and Blogger, show a picture, with those of its caption."""


def as_figure(element: Element) -> Element:
    """A box with a picture and its caption as a figure; any other element as it is."""
    names = next((_BOXES[name] for name in element.classes if name in _BOXES), ())
    if not names or element.tag == "figure":
        return element
    pictures = [e for e in element.elements() if e.tag == "img"]
    words = next((e for e in element.elements() if any(name in e.classes for name in names)), None)
    if len(pictures) != 1 or words is None or any(e is pictures[0] for e in words.elements()):
        return element
    linked = next(
        (e for e in element.elements() if e.tag == "a" and any(i is pictures[0] for i in e.elements())), pictures[0]
    )
    return Element("figure", {}, [linked, Element("figcaption", {}, words.children)])


def _text_without(element: Element, left_out: Element | None) -> str:
    """The text below an element; ``br`` and blocks separate words."""
    parts = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag in ("br", "p", "div", "li"):
            parts.append(f" {_text_without(child, left_out)} ")
        elif child is not left_out and child.tag not in ("script", "style"):
            parts.append(_text_without(child, left_out))
    return "".join(parts)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def picture_in(image: Element) -> Picture | None:
    """The picture that an ``img`` shows; None where it has no address, or is a dot that counts readers."""
    src = next((address for name in ("src", *_LAZY) if (address := _address(image.get(name)))), "")
    lazy = next((address for name in _LAZY if (address := _address(image.get(name)))), "")
    width, height = _pixels(image.get("width")), _pixels(image.get("height"))
    if not src or 0 < max(width, height) <= 2:
        return None
    return Picture(lazy or src, _spaced(image.get("alt")), width=width, height=height)


def _address(written: str) -> str:
    written = written.strip()
    if written.startswith("//"):
        return f"https:{written}"
    return "" if re.match(r"(?!https?:)[a-zA-Z][a-zA-Z0-9+.-]*:", written) else written


def _pixels(written: str) -> int:
    match = re.fullmatch(r"([0-9]{1,5})(?:\.[0-9]+)?(?:px)?", written.strip())
    return int(match[1]) if match else 0
