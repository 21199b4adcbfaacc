"""Markdown to raw HTML: the engine, the shape that pages want, and what is too tangled to be turned at all."""

import html
import math
import re
import xml.etree.ElementTree as etree
from functools import lru_cache

import markdown
from markdown.treeprocessors import Treeprocessor

from ..base.problems import N_, Problem, error
from ..site.text import position

TOO_DEEP = error("body-deep", N_("Quotes or lists are nested too deeply."), N_("Use at most a few levels."))
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000\ue001]")
"""What may not stand in a body, written out or as a number: controls, and the marks of pictures."""

MAX_NESTING = 20
_MARKS = re.compile(r"\n([ \t]*(?:(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]))[ \t]*)+)")
_MARK = re.compile(r"[>*+-]|[0-9]+[.)]")
MAX_TAGS = 4000  # an open inline tag comes again in each later paragraph: n tags may become n²/4 in the output
MAX_WORK = 8_000_000_000  # about 5 s; what Markdown and the sanitiser do grows with marks × length
_WORK_IN_BLOCK = {"[": 200, "<": 30, "*": 1, "_": 1, "`": 1, "\\": 1}  # measured, for one mark and one character
_WORK_IN_TEXT = {"\n*[": 45, "![": 4, "](": 4, "<": 2, "\n```": 1, "\n~~~": 1}
_SMALL = math.isqrt(MAX_WORK // max(_WORK_IN_BLOCK.values()))
"""Characters (6,324) that cannot be too much work, were each of them the costliest mark."""
_TANGLED = error(
    "body-tangled",
    N_("There are too many brackets, tags or other marks here."),
    N_("Leave an empty line between paragraphs, and put \\ before a [ that opens no link."),
)


def too_much(text: str, first_line: int) -> Problem | None:
    """Text that would take minutes or run into a limit of the stack: the same wherever it is read."""
    for match in _MARKS.finditer("\n" + text):
        marks = match[1]
        indent = len(marks.expandtabs(4)) - len(marks.expandtabs(4).lstrip())
        if len(_MARK.findall(marks)) + indent // 4 > MAX_NESTING:
            return TOO_DEEP.at("", *position(text, match.end() - 2, first_line))
    if text.count("<") > MAX_TAGS:
        return _TANGLED.at("", first_line, 1)
    if len(text) <= _SMALL:
        return None
    if _work(text, _WORK_IN_TEXT) > MAX_WORK:
        return _TANGLED.at("", first_line, 1)
    if _work(text, _WORK_IN_BLOCK) > MAX_WORK:
        line = first_line
        work = 0
        for block in re.split(r"(\n[ \t]*\n)", text):
            work += _work(block, _WORK_IN_BLOCK)
            if work > MAX_WORK:
                return _TANGLED.at("", line, 1)
            line += block.count("\n")
    return None


def _work(text: str, weights: dict[str, int]) -> int:
    return len(text) * sum(weight * text.count(mark) for mark, weight in weights.items())


_SET_ASIDE = re.compile("\x02([0-9]{1,6})\x03")


class _Shape(Treeprocessor):
    """Headings start at h2, below the headline; pictures leave their paragraph and become blocks."""

    images: list[tuple[str, str, str]]

    def run(self, root: etree.Element) -> None:
        self.images = []
        for heading in root.iter("h1"):
            heading.tag = "h2"
        for cell in (*root.iter("th"), *root.iter("td")):  # columns are aligned by the style sheet; no inline styles
            cell.attrib.pop("style", None)
        self.box_tables(root)
        for quote in root.iter("blockquote"):
            self.name_speaker(quote)
        self.lift(root)

    def box_tables(self, parent: etree.Element) -> None:
        """Each table in a box that scrolls by itself, also by keyboard (WCAG 2.1.1), where it is wider than the screen."""
        for i, child in enumerate(list(parent)):
            if child.tag == "table":
                attributes = {"class": "table", "role": "region", "aria-label": "جدول", "tabindex": "0"}
                box = etree.Element("div", attributes)
                box.tail, child.tail = child.tail, "\n"
                parent[i] = box
                box.append(child)
            else:
                self.box_tables(child)

    def name_speaker(self, quote: etree.Element) -> None:
        """A quote's last paragraph that begins with a dash names its speaker."""
        paragraphs = list(quote)
        last = paragraphs[-1] if paragraphs else None
        if last is None or last.tag != "p" or not (last.text or "").lstrip().startswith(("—", "–")):
            return
        speaker = etree.Element("cite")
        speaker.text = (last.text or "").lstrip()[1:].lstrip()
        speaker.extend(list(last))
        for child in list(last):
            last.remove(child)
        last.text = None
        last.append(speaker)

    def lift(self, parent: etree.Element) -> None:
        for child in list(parent):
            if child.tag in ("p", "h2", "h3", "h4", "h5", "h6"):
                images = [image for image in child.iter("img")]
                if images:
                    place = list(parent).index(child) + 1
                    for n, image in enumerate(images):
                        parent.insert(place + n, self.block(image))
                    self.drop(child)
                    if not len(child) and not (child.text or "").strip():
                        parent.remove(child)
            elif child.tag == "img":
                block = self.block(child)
                block.tail = child.tail
                parent[list(parent).index(child)] = block
            else:
                self.lift(child)

    def block(self, image: etree.Element) -> etree.Element:
        block = etree.Element("div")
        block.text = f"\ue000{len(self.images)}\ue001"
        block.tail = "\n"
        src, alt, caption = (self.plain(str(image.get(name, ""))) for name in ("src", "alt", "title"))
        self.images.append((src, alt, caption))
        return block

    def plain(self, value: str) -> str:
        """An attribute as text: its entities, and the characters behind a backslash that the engine set aside."""
        value = _SET_ASIDE.sub(lambda match: chr(int(match[1])), value)
        return CONTROLS.sub("", html.unescape(value))

    def drop(self, parent: etree.Element) -> None:
        """Remove every img below, keeping the text that follows it."""
        previous: etree.Element | None = None
        for child in list(parent):
            if child.tag == "img":
                tail = child.tail or ""
                if previous is None:
                    parent.text = (parent.text or "") + tail
                else:
                    previous.tail = (previous.tail or "") + tail
                parent.remove(child)
            else:
                self.drop(child)
                previous = child


@lru_cache(maxsize=1)
def _engine() -> tuple[markdown.Markdown, _Shape]:
    engine = markdown.Markdown(
        extensions=["tables", "attr_list", "sane_lists", "fenced_code", "footnotes", "def_list", "abbr"],
        extension_configs={"footnotes": {"BACKLINK_TITLE": "عودة إلى النص عند الحاشية {}"}},
        output_format="html",
    )
    shape = _Shape(engine)
    engine.treeprocessors.register(shape, "newsgen-shape", 1)  # last: after the inline patterns and the attribute lists
    return engine, shape


def convert(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    engine, shape = _engine()
    engine.reset()
    shape.images = []
    return engine.convert(text), shape.images
