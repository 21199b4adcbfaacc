"""Convert Markdown to HTML that is not sanitised yet, with the Markdown engine; refuse texts that would take minutes."""

import html
import math
import re
import secrets
import threading
import xml.etree.ElementTree as etree
from typing import NamedTuple

import markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from ..base.problems import N_, Problem, error
from ..model.embed import Embed
from ..site.text import position
from .data_links import is_box
from .linked_pictures import is_blank, pictures_of, remove_pictures, wrap_in_links

COLUMN_CLASSES = {
    "text-align: left;": "align-start",
    "text-align: center;": "align-center",
    "text-align: right;": "align-end",
}
"""The class of a cell for the ``style`` that the engine gives it.

``:---`` is the side where lines begin and ``---:`` that where they end, in either direction of the page.
"""

TOO_DEEP = error("body-deep", N_("Quotes or lists are nested too deeply."), N_("Use at most a few levels."))
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000\ue001]")
"""Characters that a body may not contain, as themselves or as numeric references: control characters, and two for
private use."""

_SECRET = "".join(chr(0xE100 + byte) for byte in secrets.token_bytes(16))
"""What marks the placeholders of pictures in this process. No text can contain it but by guessing 128 bits, and it has no
letter or digit that bidirectional isolation would look at. It never comes into an output."""

_DIGITS = str.maketrans("0123456789", "".join(map(chr, range(0xE200, 0xE20A))))
_TO_DIGITS = {there: here for here, there in _DIGITS.items()}


def _marks(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which ``{`` and ``}`` stand around what a mark says: for its element, and for those that the
    sanitiser opens again in it, since the writer left them open before it."""
    begin, end = f"<div>(?:<(?!/|div)[^<>]*>)*{_SECRET}", "(?:</(?!div)[a-z]+>)*</div>"
    return re.compile(pattern.replace("{", begin).replace("}", end), re.DOTALL)


PLACEHOLDER = _marks("<a(?P<link>[^>]*)>{(?P<linked>[\ue200-\ue209]+)}</a>|{(?P<alone>[\ue200-\ue209]+)}")
"""The place of a picture in sanitised HTML: inside a link, with the attributes ``link``, or ``alone``. The groups ``linked``
and ``alone`` are for ``picture_index``."""


EMBED = _marks("{\ue20a(?P<number>[\ue200-\ue209]+)}\n*(?P<text>.*?)\n*{\ue20b}")
"""A post or a player in sanitised HTML, with the words of the post. A mark may stand in elements that were left open
before it. The group ``number`` is for ``picture_index``."""


_STRAY = re.compile(
    f"(?:<|&lt;)div(?:>|&gt;){_SECRET}[\ue200-\ue20b]+(?:<|&lt;)/div(?:>|&gt;)|{_SECRET}[\ue200-\ue20b]+"
)


def without_marks(text: str) -> str:
    """A text between pictures and embeds without marks that HTML of its writer has swallowed, as a ``textarea`` does.

    Marks differ from process to process, so no page may show them.
    """
    return _STRAY.sub("", text) if _SECRET in text else text


def picture_index(written: str) -> int:
    """The index of a placeholder's picture, or of an embed, among those that ``convert`` returns.

    ``written`` is the group ``linked`` or ``alone`` of ``PLACEHOLDER``, or ``number`` of ``EMBED``.
    """
    return int(written.translate(_TO_DIGITS))


MAX_NESTING = 20
_NESTING_MARKS = re.compile(r"\n([ \t]*(?:(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]))[ \t]*)+)")
_NESTING_MARK = re.compile(r"[>*+-]|[0-9]+[.)]")
MAX_TAGS = 4000  # an unclosed inline tag is repeated in each later paragraph: n tags may become n²/4 in the output
MAX_WORK = 8_000_000_000  # about 5 s; the work of Markdown and the sanitiser grows with marks × length
_WORK_IN_BLOCK = {
    "[": 200,
    "<": 30,
    "{": 6,
    "*": 1,
    "_": 1,
    "~": 1,
    "@": 6,
    "ww.": 3,
    "://": 2,
    "`": 1,
    "\\": 1,
}  # measured: for each mark and each character
_WORK_IN_TEXT = {"\n*[": 70, "![": 4, "](": 4, "<": 2, "\n```": 15, "\n~~~": 15}
_SPLITTING_LINE = re.compile(r"^[ \t>]*(?:#|:[ ]|[=*_-][=*_ \t-]*$)", re.MULTILINE)
"""A line that ends a block, so that the engine copies the rest of it: a heading, an underline, a rule, a definition."""
_WORK_OF_SPLIT = 70  # for each such line and each character of the block
_WORK_OF_CELL = 13_000  # for each row and column of a table, also where the row is shorter
_WORK_OF_TICKED_CELL = 20  # for each | and each ` of one line
_ALWAYS_FAST = math.isqrt(MAX_WORK // max(_WORK_IN_BLOCK.values()))
"""A length in characters (6,324): a shorter text without tables is within MAX_WORK even if each character is the
costliest mark."""
_TANGLED = error(
    "body-tangled",
    N_("There are too many brackets, tags or other marks here."),
    N_("Leave an empty line between paragraphs, and put \\ before a [ that opens no link."),
)


def too_much(text: str, first_line: int) -> Problem | None:
    """The problem for which a text is refused; None where it is not.

    A text is refused when it might take minutes to convert, or is nested deeper than ``MAX_NESTING`` levels. The answer
    depends on the text alone and not on the machine. The problem carries a line of the file, but not its path.
    """
    for match in _NESTING_MARKS.finditer("\n" + text):
        marks = match[1]
        indent = len(marks.expandtabs(4)) - len(marks.expandtabs(4).lstrip())
        if len(_NESTING_MARK.findall(marks)) + indent // 4 > MAX_NESTING:
            return TOO_DEEP.at("", *position(text, match.end() - 2, first_line))
    if text.count("<") > MAX_TAGS:
        return _TANGLED.at("", first_line, 1)
    if len(text) <= _ALWAYS_FAST and "|" not in text:
        return None
    if _work(text, _WORK_IN_TEXT) > MAX_WORK:
        return _TANGLED.at("", first_line, 1)
    if _work_in_block(text) > MAX_WORK:
        line = first_line
        work = 0
        for block in re.split(r"(\n[ \t]*\n)", text):
            work += _work_in_block(block)
            if work > MAX_WORK:
                return _TANGLED.at("", line, 1)
            line += block.count("\n")
    return None


def _work(text: str, weights: dict[str, int]) -> int:
    """Estimate the work that a text takes, in the unit of MAX_WORK: its length times the weights of all marks in it.

    ``weights`` gives the weight of each occurrence of a mark.
    """
    return len(text) * sum(weight * text.count(mark) for mark, weight in weights.items())


def _work_in_block(text: str) -> int:
    """An estimate of the work that a block takes; that of a whole text is at least that of all its blocks together."""
    work = _work(text, _WORK_IN_BLOCK) + _WORK_OF_SPLIT * len(text) * len(_SPLITTING_LINE.findall(text))
    if "|" in text:
        lines = text.split("\n")
        work += _WORK_OF_CELL * len(lines) * max(line.count("|") for line in lines)
        work += _WORK_OF_TICKED_CELL * sum(line.count("|") * line.count("`") for line in lines)
    return work


class Image(NamedTuple):
    """A picture of a text: its address, alternative text, title, and the ``width`` and ``height`` of its attribute list.

    They are as written, but with entities and escapes resolved and without control characters. Each may be empty. ``box`` is
    not empty for a link to a data file, which is not a picture: it holds the attributes of its list, and ``alt`` its words. One
    that is not ``alone`` in its paragraph has no placeholder.
    """

    src: str
    alt: str
    caption: str
    width: str
    height: str
    box: tuple[tuple[str, str], ...] = ()
    alone: bool = True


_OF_IMAGE = ("src", "alt", "title", "width", "height")

_STASHED = re.compile("\x02wzxhzdk:([0-9]+)\x03")
"""Where a piece of HTML stood, as the engine stores it in its tree: it keeps the pieces in a list beside the tree."""

_ESCAPED = re.compile("\x02([0-9]{1,6})\x03")
"""A character that stood behind a backslash, as the engine stores it in its tree: STX, its code point, ETX."""


class _PageShape(Treeprocessor):
    """Adapt the engine's tree to a page: headings start at h2, and pictures leave their paragraphs and become blocks.

    Each picture becomes a placeholder: a ``div`` that holds ``_SECRET`` and its index in ``images``.
    """

    images: list[Image]
    embeds: tuple[Embed, ...] = ()

    def run(self, root: etree.Element) -> None:
        self.images, self.embeds = [], ()
        wrap_in_links(root, self.md.htmlStash.rawHtmlBlocks)
        for heading in root.iter("h1"):
            heading.tag = "h2"
        for cell in (*root.iter("th"), *root.iter("td")):  # columns are aligned by the style sheet; no inline styles
            if aligned := COLUMN_CLASSES.get(cell.attrib.pop("style", "")):
                cell.set("class", aligned)
        self._wrap_tables(root)
        if any((link.get("href") or "")[:4].lower() == "http" for link in root.iter("a")):
            from .embeds import take  # most bodies lead nowhere else, so a process may do without it

            self.embeds = take(root, _begin_of_embed, _END_OF_EMBED, lambda value: self._text(self._unstashed(value)))
        for quote in root.iter("blockquote"):
            self._mark_speaker(quote)
        self._lift_boxes(root)
        self._lift_pictures(root)

    def _lift_boxes(self, root: etree.Element) -> None:
        """Replace each paragraph that is a link to a data file by a placeholder. Such a link at another place stays, and
        loses its class."""
        anchors = [anchor for anchor in root.iter("a") if is_box(anchor.get("href"), anchor.get("class"))]
        places = {id(child[0]): at for at, child in enumerate(root) if child.tag == "p" and len(child) == 1}
        below = [
            child
            for child in root
            if child.tag == "p" and len(child) == 1 and child.get("class") and child[0].tag == "a"
        ]
        for anchor in anchors:
            at = places.get(id(anchor))
            alone = at is not None and not (root[at].text or anchor.tail or "").strip()
            self._box(anchor, dict(anchor.attrib), alone=alone)
            if alone and at is not None:
                root[at] = self._marker()
            else:
                anchor.attrib.pop("class")
        for paragraph in below:  # the list is on the line below the link
            anchor = paragraph[0]
            words = (paragraph.text or anchor.tail or "").strip()
            if is_box(anchor.get("href"), paragraph.get("class")) and not words:
                self._box(anchor, {**anchor.attrib, **paragraph.attrib}, alone=True)
                root[places[id(anchor)]] = self._marker()

    def _box(self, anchor: etree.Element, attributes: dict[str, str], *, alone: bool) -> None:
        """Append the ``Image`` that stands for a link to a data file."""
        found = {name: self._text(self._unstashed(str(value))) for name, value in attributes.items()}
        words = " ".join(self._unstashed("".join(anchor.itertext())).split())
        src, title = found.pop("href", ""), found.pop("title", "")
        self.images.append(Image(src, self._text(words), title, "", "", tuple(found.items()), alone))

    def _unstashed(self, text: str) -> str:
        """A text with the entities that the engine keeps beside its tree, and without the tags that it keeps there."""
        stash = self.md.htmlStash.rawHtmlBlocks

        def kept(match: re.Match[str]) -> str:
            piece = str(stash[int(match[1])])
            return piece if piece.startswith("&") else ""

        return _STASHED.sub(kept, text)

    def _wrap_tables(self, parent: etree.Element) -> None:
        """Put each table into an element that scrolls when the table is wider than the screen, by keyboard too (WCAG 2.1.1)."""
        for i, child in enumerate(list(parent)):
            if child.tag == "table":
                attributes = {"class": "table", "role": "region", "aria-label": "جدول", "tabindex": "0"}
                box = etree.Element("div", attributes)
                box.tail, child.tail = child.tail, "\n"
                parent[i] = box
                box.append(child)
            else:
                self._wrap_tables(child)

    def _mark_speaker(self, quote: etree.Element) -> None:
        """Put the last paragraph of a quote into ``cite``, without its dash, if it begins with one and goes on: it names the
        speaker."""
        paragraphs = list(quote)
        last = paragraphs[-1] if paragraphs else None
        if last is None or last.tag != "p" or not (last.text or "").lstrip().startswith(("—", "–")):
            return
        speaker = etree.Element("cite")
        speaker.text = (last.text or "").lstrip()[1:].lstrip()
        speaker.extend(list(last))
        if is_blank(speaker):  # the dash is all that it says
            return
        for child in list(last):
            last.remove(child)
        last.text = None
        last.append(speaker)

    def _lift_pictures(self, parent: etree.Element) -> None:
        """Replace each picture below an element by a placeholder, after the paragraph or heading that holds the picture. A
        paragraph or heading that is empty then is removed. A picture that is a link stays one."""
        for child in list(parent):
            if child.tag in ("p", "h2", "h3", "h4", "h5", "h6"):
                places = [self._placeholder(image, link) for image, link in pictures_of(child)]
                if places:
                    at = list(parent).index(child) + 1
                    parent[at:at] = places
                    remove_pictures(child)
                    if is_blank(child):
                        parent.remove(child)
            elif child.tag == "img":
                self._replace(parent, child, [self._placeholder(child, None)])
            elif child.tag == "a" and not "".join(child.itertext()).strip():  # without words, if it holds pictures
                places = [self._placeholder(image, link) for image, link in pictures_of(child)]
                if places:
                    self._replace(parent, child, places)
            else:
                self._lift_pictures(child)

    def _replace(self, parent: etree.Element, child: etree.Element, places: list[etree.Element]) -> None:
        """Put placeholders where a child stands, with the text behind it."""
        places[-1].tail = child.tail
        at = list(parent).index(child)
        parent[at : at + 1] = places

    def _placeholder(self, image: etree.Element, link: etree.Element | None) -> etree.Element:
        """Append an ``img`` to ``images``, and return the element that marks its place, in a copy of its link if it has one."""
        src, alt, title, width, height = (self._text(str(image.get(name, ""))) for name in _OF_IMAGE)
        self.images.append(Image(src, alt, title, width, height))
        block = self._marker()
        if link is not None:
            linked = etree.Element("a", {"href": link.get("href") or ""})
            linked.append(block)
            block.tail, linked.tail = None, block.tail
            block = linked
        return block

    def _marker(self) -> etree.Element:
        """The element that marks the place of the last of ``images``."""
        block = etree.Element("div")
        block.text = _SECRET + str(len(self.images) - 1).translate(_DIGITS)
        block.tail = "\n"
        return block

    def _text(self, value: str) -> str:
        """The text of an attribute, with entities and escaped characters resolved, without control characters."""
        value = _ESCAPED.sub(lambda match: chr(int(match[1])), value.replace(AMP_SUBSTITUTE, "&"))
        return CONTROLS.sub("", html.unescape(value))


_END_OF_EMBED = f"{_SECRET}\ue20b"


def _begin_of_embed(number: int) -> str:
    return f"{_SECRET}\ue20a{str(number).translate(_DIGITS)}"


_thread = threading.local()


_BACK = "\u21aa\ufe0e"
"""The sign of the way back from a footnote: on a page from right to left its hook turns to the right. The variation selector
keeps it from being drawn as an emoji: https://www.unicode.org/reports/tr51/#Emoji_Variation_Sequences"""


def _new_engine() -> tuple[markdown.Markdown, _PageShape]:
    """Make a Markdown engine, and the processor that shapes its output. It takes some milliseconds."""
    # Most bodies need no engine, so a process may do without these.
    from . import (
        abbreviations,
        attribute_lists,
        bare_addresses,
        engine_blocks,
        github_marks,
        headings,
        numbered_lists,
        transcripts,
    )  # fmt: skip
    from .footnote_labels import Footnotes

    engine = markdown.Markdown(
        extensions=[
            "tables", "attr_list", "sane_lists", "def_list", "abbr",
            Footnotes(BACKLINK_TITLE="عودة إلى النص عند الحاشية {}", BACKLINK_TEXT=_BACK),
        ],
        output_format="html",
    )  # fmt: skip
    for module in (
        abbreviations, attribute_lists, bare_addresses, engine_blocks, github_marks, headings, numbered_lists,
        transcripts,
    ):  # fmt: skip
        module.register(engine)
    shape = _PageShape(engine)
    engine.treeprocessors.register(shape, "newsgen-shape", 1)  # last: after the inline patterns and the attribute lists
    return engine, shape


def convert(text: str) -> tuple[str, tuple[Image, ...], tuple[Embed, ...]]:
    """Convert Markdown to HTML that is not sanitised, in which a placeholder stands for each picture; and the pictures.

    ``EMBED`` finds the posts and players, the last value, which have no ``text`` yet. ``picture_index`` gives the index of
    a placeholder's picture or of an embed. Raises RecursionError when the text is nested too
    deeply.
    """
    # An engine holds the text that it converts, so threads must not share one. It is kept only when it succeeds: ``reset``
    # does not empty the parser's stack of open lists and quotes, which a failure leaves as it is.
    engine, shape = _thread.__dict__.pop("engine", None) or _new_engine()
    engine.reset()
    shape.images, shape.embeds = [], ()
    converted = engine.convert(text)
    found = converted, tuple(shape.images), shape.embeds
    _thread.engine = engine, shape
    return found
