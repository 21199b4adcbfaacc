"""The transcript of a recording: the section below a heading with the class ``transcript`` becomes one that readers unfold.

A paragraph, or a line of one, that begins with a time is what somebody says from then on: ``[01:05] هالة: …``. The time becomes
a ``time`` element, and the name behind it is strong.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from ..arabic import from_digits
from ..arabic.character_classes import DIGITS

CLASS = "transcript"
"""The class of the heading, of what is made of the section, and its id where the heading has none."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CLOCK = rf"(?:[{DIGITS}]{{1,2}}:)?[{DIGITS}]{{1,3}}:[{DIGITS}]{{2}}"
_TIME = re.compile(rf"\s*(?:\[({_CLOCK})\]|\(({_CLOCK})\)|({_CLOCK})(?=\s))\s*(?:[-–—]\s)?")
_NAME = re.compile(r"[^\W\d_][^:،؛؟!?.\n]{0,40}:(?=\s|$)")
_TURN = re.compile(rf"\n(?=[ ]{{0,3}}(?:\[{_CLOCK}\]|\({_CLOCK}\)|{_CLOCK}\s))")


def register(engine: Markdown) -> None:
    """Add the processor to an engine: after the attribute lists have given headings their classes."""
    engine.treeprocessors.register(_Transcripts(engine), "newsgen-transcripts", 2)


class _Transcripts(Treeprocessor):
    """Fold each section whose heading has the class: all below it, up to the next heading that is not smaller, and to the
    footnotes."""

    def run(self, root: etree.Element) -> None:
        if not any(_is_marked(child) for child in root):
            return
        children, folded, level, named = list(root), None, "", False
        root[:] = []
        for child in children:
            ends = child.tag in _HEADINGS and folded is not None and child.tag <= level
            if ends or "footnote" in (child.get("class") or ""):
                folded = None
            if _is_marked(child):
                folded, level = _folded(child, child.get("id") or ("" if named else CLASS)), child.tag
                named = True
                root.append(folded)
            elif folded is None:
                root.append(child)
            else:
                folded.extend(_turns(child) if child.tag == "p" else [child])


def _is_marked(element: etree.Element) -> bool:
    return element.tag in _HEADINGS and CLASS in (element.get("class") or "").split()


def _folded(heading: etree.Element, identifier: str) -> etree.Element:
    """The element that takes the place of a heading and will hold its section; without an ``identifier`` it has no id."""
    folded = etree.Element("details", {"class": CLASS})
    if identifier:
        folded.set("id", identifier)
    summary = etree.SubElement(folded, "summary")
    summary.text = heading.text
    summary.extend(list(heading))
    folded.tail = "\n"
    return folded


def _turns(paragraph: etree.Element) -> Iterator[etree.Element]:
    """Yield a paragraph, or its parts where further lines of it begin with a time, each with its time marked."""
    turn = _like(paragraph)
    for piece in _pieces(paragraph):
        if isinstance(piece, str):
            first, *others = _TURN.split(piece)
            _append(turn, first)
            for text in others:
                _mark_time(turn)
                yield turn
                turn = _like(paragraph)
                turn.text = text
        else:
            turn.append(piece)
    _mark_time(turn)
    yield turn


def _like(paragraph: etree.Element) -> etree.Element:
    copy = etree.Element("p", dict(paragraph.attrib))
    copy.tail = "\n"
    return copy


def _pieces(paragraph: etree.Element) -> Iterator[str | etree.Element]:
    """Yield the texts and the elements of a paragraph in their order. The elements have no tails any more."""
    if paragraph.text:
        yield paragraph.text
    for child in list(paragraph):
        tail, child.tail = child.tail, None
        yield child
        if tail:
            yield tail


def _append(element: etree.Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _mark_time(paragraph: etree.Element) -> None:
    """Make elements of the time and the name at the beginning of a paragraph; nothing where it begins with no time.

    The time may stand inside the first strong words, with the name.
    """
    inside = not (paragraph.text or "").strip() and len(paragraph) and paragraph[0].tag == "strong"
    holder = paragraph[0] if inside else paragraph
    match = _TIME.match(holder.text or "")
    if match is None:
        return
    written = next(filter(None, match.groups()))
    time = etree.Element("time", {"datetime": _iso(written)})
    time.text = written
    rest = (holder.text or "")[match.end() :]
    paragraph.text = None
    if inside:
        holder.text = rest
        time.tail = " "
        paragraph.insert(0, time)
        return
    name = _NAME.match(rest)
    if name is None:
        time.tail = " " + rest
        paragraph.insert(0, time)
        return
    speaker = etree.Element("strong")
    speaker.text, speaker.tail, time.tail = name[0], rest[name.end() :], " "
    paragraph.insert(0, time)
    paragraph.insert(1, speaker)


def _iso(written: str) -> str:
    """A time of the recording as ISO 8601 has it: ``PT1M5S``."""
    parts = [int(part) for part in from_digits(written).split(":")]
    named = zip(parts, "HMS"[-len(parts) :], strict=True)
    return "PT" + ("".join(f"{n}{unit}" for n, unit in named if n) or "0S")
