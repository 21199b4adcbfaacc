"""Markdown to the parts of a body: safe HTML, and the pictures between it."""

import html
import posixpath
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

import markdown
import nh3
from markdown.treeprocessors import Treeprocessor

from .arabic import bidi_runs
from .frontmatter import inside, position, safe_link
from .model import Part, Picture
from .problems import N_, Problem, error, warning

WORDS_PER_MINUTE = 200

_INLINE = {"strong", "em", "b", "i", "s", "del", "ins", "sub", "sup", "mark", "small", "abbr", "cite", "q", "code", "kbd",
           "samp", "bdi", "bdo", "span", "time", "br"}  # fmt: skip
_BLOCK = {"p", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "div",
          "table", "thead", "tbody", "tr", "th", "td", "caption"}  # fmt: skip
TAGS = _INLINE | _BLOCK | {"a"}
ATTRIBUTES = {
    "*": {"dir", "lang", "id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "div": {"role", "tabindex", "aria-label"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "time": {"datetime"},
}
CLASSES = {
    "blockquote": {"pull"},
    "p": {"pull"},
    "div": {"footnote", "table"},
    "sup": {"footnote-ref"},
    "a": {"footnote-ref", "footnote-backref"},
}
_ONLY = {"dir": ("ltr", "rtl", "auto"), "role": ("region",), "tabindex": ("0",)}
SCHEMES = {"http", "https", "mailto", "tel"}
OWN_IDS = "n-"  # the templates' own ids begin so; a body may not take one

_PICTURE = re.compile("<div>\ue000([0-9]+)\ue001</div>")
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture as a body names it: its source as written, its words, and where."""

    src: str
    alt: str
    caption: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Body:
    """A finished body. Pictures in ``parts`` carry the path as written in ``address`` until the build knows the file."""

    parts: tuple[Part, ...]
    minutes: int
    problems: tuple[Problem, ...] = ()
    pictures: tuple[Reference, ...] = ()


def render(text: str, *, first_line: int, prefix: str) -> Body:
    """Markdown to a body; root-relative links get the ``prefix`` under which the site lies.

    Positions of the problems count from ``first_line``; their file is left open.
    """
    refusal = _too_much(text, first_line)
    if refusal:
        return Body((), 1, (refusal,))
    try:
        raw, images = _convert(text)
    except RecursionError:
        return Body((), 1, (_TOO_DEEP.at("", first_line, 1),))
    raw, controls = _without_written_controls(raw, text, first_line)
    clean = _cleaner(prefix).clean(raw)
    safe = _isolated(clean)
    found = [*controls, *(_removed(text, raw, first_line) if clean != raw else ())]
    if ' href=""' in clean:
        found.append(_NO_TARGET.at("", *_find(text, "]()", first_line)))
    pictures = []
    for src, alt, caption in images:
        line, column = _find(text, src or "]()", first_line)
        pictures.append(Reference(src, alt, caption, line, column))
        problem = _picture_problem(src)
        if problem:
            found.append(problem.at("", line, column))
    parts = tuple(_parts(safe, pictures))
    words = len(html.unescape(_TAG.sub(" ", clean)).split())
    minutes = max(1, (words + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE)
    return Body(parts, minutes, tuple(sorted(set(found), key=lambda p: p.order)), tuple(pictures))


_TOO_DEEP = error("body-deep", N_("Quotes or lists are nested too deeply."), N_("Use at most a few levels."))
REMOTE = warning(
    "remote-picture",
    N_("The picture “{src}” lies on another host and was left out."),
    N_("Save the picture beside the story and write its name."),
)


_NO_TARGET = warning("no-target", N_("A link here leads nowhere."), N_("Write its address between the parentheses."))
_NO_SOURCE = error("no-target", N_("A picture here has no file."), N_("Write its file's name between the parentheses."))

MAX_NESTING = 20
_MARKS = re.compile(r"^[ \t]*(?:(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]))[ \t]*)+", re.MULTILINE)
_MARK = re.compile(r"[>*+-]|[0-9]+[.)]")
MAX_TAGS = 4000  # an open inline tag comes again in each later paragraph: n tags may become n²/4 in the output
MAX_WORK = 8_000_000_000  # about 5 s; what Markdown and the sanitiser do grows with marks × length
_WORK_IN_BLOCK = {"[": 200, "<": 30, "*": 1, "_": 1, "`": 1, "\\": 1}  # measured, for one mark and one character
_WORK_IN_TEXT = {"\n*[": 45, "![": 4, "](": 4, "<": 2, "\n```": 1, "\n~~~": 1}
_TANGLED = error(
    "body-tangled",
    N_("There are too many brackets, tags or other marks here."),
    N_("Leave an empty line between paragraphs, and put \\ before a [ that opens no link."),
)


def _too_much(text: str, first_line: int) -> Problem | None:
    """Text that would take minutes or run into a limit of the stack: the same wherever it is read."""
    for match in _MARKS.finditer(text):
        marks = match[0]
        indent = len(marks.expandtabs(4)) - len(marks.expandtabs(4).lstrip())
        if len(_MARK.findall(marks)) + indent // 4 > MAX_NESTING:
            return _TOO_DEEP.at("", *position(text, match.end() - 1, first_line))
    if text.count("<") > MAX_TAGS or _work(text, _WORK_IN_TEXT) > MAX_WORK:
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


_NUMBER = re.compile("&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000\ue001]")


def _without_written_controls(raw: str, text: str, first_line: int) -> tuple[str, list[Problem]]:
    """The HTML without the controls that the text writes as numbers, like ``&#x202e;``."""
    if "&#" not in raw:
        return raw, []
    written: dict[str, str] = {}

    def checked(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else int(match[2][:8])
        if code <= 0x10FFFF and _REFUSED.match(chr(code)):
            written[match[0]] = f"U+{code:04X}"
            return ""
        return match[0]

    raw = _NUMBER.sub(checked, raw)
    return raw, [
        warning("control", N_("An invisible control character was left out."), N_("Delete “{written}” here."), written=form)
        .at("", *_find(text, form, first_line))
        for form in written
    ]  # fmt: skip


def _picture_problem(src: str) -> Problem | None:
    if not src.strip():
        return _NO_SOURCE
    if re.match(r"https?://|//", src):
        return warning(REMOTE.code, REMOTE.message, REMOTE.hint, src=src[:80])
    if not safe_link(src):
        return error(
            "bad-link",
            N_("“{value}” is not a safe address."),
            N_("Save the picture beside the story and write its name."),
            value=src[:80],
        )
    return None


def _parts(clean: str, pictures: list[Reference]) -> Iterator[Part]:
    pieces = _PICTURE.split(clean)
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            if piece.strip():
                yield piece.strip("\n")
        else:
            picture = pictures[int(piece)]
            if not re.match(r"https?://|//", picture.src):
                yield Picture(address=picture.src, alt=picture.alt, caption=picture.caption)


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
        return _REFUSED.sub("", html.unescape(value))

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


def _convert(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    engine, shape = _engine()
    engine.reset()
    shape.images = []
    return engine.convert(text), shape.images


@lru_cache(maxsize=8)
def _cleaner(prefix: str) -> nh3.Cleaner:
    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "href" and prefix and value.startswith("/") and not value.startswith("//"):
            return prefix + value
        if name == "id" and (value.startswith(OWN_IDS) or not re.fullmatch(r"[\w:.-]{1,80}", value)):
            return None
        if name in _ONLY:
            return value if value in _ONLY[name] else None
        return value

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=attribute,
        link_rel=None,
        url_schemes=SCHEMES,
        generic_attribute_prefixes=set(),
    )


_MIXED = re.compile("[0-9A-Za-z\u0660-\u0669\u06f0-\u06f9]")
_PIECE = re.compile("(<[^>]*>)")
_OWN_DIRECTION = re.compile("<(code|pre|kbd|samp|bdi|bdo)\\b|<([a-z0-9]+)[^>]* (?:dir|lang)=")
_EMPTY = {"br", "hr"}


def _isolated(clean: str) -> str:
    """The body with mixed-direction runs in ``bdi`` where they need it, outside code and passages with their own direction.

    Works on the sanitiser's output, in which every < and > of the text is escaped.
    """
    if not _MIXED.search(_TAG.sub("", clean)):
        return clean
    out: list[str] = []
    skipped: list[str] = []
    for piece in _PIECE.split(clean):
        if piece.startswith("<"):
            out.append(piece)
            _track(piece, skipped)
        elif skipped or not _MIXED.search(piece):
            out.append(piece)
        else:
            out.append(_with_bdi(piece))
    return "".join(out)


def _track(tag: str, skipped: list[str]) -> None:
    """Follow the elements whose direction is their own, and all elements inside them."""
    name = re.split("[ >/]", tag.lstrip("</"), maxsplit=1)[0]
    if tag.startswith("</"):
        if skipped:
            skipped.pop()
    elif name not in _EMPTY and (skipped or _OWN_DIRECTION.match(tag)):
        skipped.append(name)


def _with_bdi(escaped: str) -> str:
    runs = bidi_runs(html.unescape(escaped))
    if all(direction is None for _, direction in runs):
        return escaped
    return "".join(_run(run, direction) for run, direction in runs)


def _run(run: str, direction: str | None) -> str:
    text = html.escape(run, quote=False).replace("\xa0", "&nbsp;")
    if direction is None:
        return text
    return f'<bdi dir="ltr">{text}</bdi>' if direction == "ltr" else f"<bdi>{text}</bdi>"


class _Lister(HTMLParser):
    """What stands in HTML that the sanitiser does not let through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: dict[str, None] = {}
        self.attributes: dict[tuple[str, str], None] = {}
        self.links: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.tags[tag] = None
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "xlink:href") and value and not safe_link(value):
                self.links[value] = None
            elif tag in TAGS and name != "class" and name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()):
                self.attributes[(tag, name)] = None


_MOST = 100  # findings of one kind told of one body


def _removed(text: str, raw: str, first_line: int) -> Iterator[Problem]:
    lister = _Lister()
    lister.feed(raw)
    lister.close()
    for tag in list(lister.tags)[:_MOST]:
        match = re.search(rf"<\s*{re.escape(tag)}\b", text, re.IGNORECASE)
        yield warning(
            "html-removed",
            N_("The HTML element “{tag}” was left out."),
            N_("Write it in Markdown, or delete it."),
            tag=tag,
        ).at("", *(position(text, match.start(), first_line) if match else (first_line, 1)))
    for tag, name in list(lister.attributes)[:_MOST]:
        match = re.search(rf"<{re.escape(tag)}\b[^>]{{0,500}}?\s({re.escape(name)})\s*=", text, re.IGNORECASE)
        match = match or re.search(rf"\{{:[^}}\n]{{0,200}}?\b({re.escape(name)})\s*=", text)  # of an attribute list
        yield warning(
            "html-removed", N_("The attribute “{name}” of “{tag}” was left out."), N_("Delete it."), name=name, tag=tag
        ).at("", *(position(text, match.start(1), first_line) if match else (first_line, 1)))
    unsafe = {_bare(link) for link in list(lister.links)[:_MOST]}
    placed = set()
    for match in _DESTINATIONS.finditer(text):
        address = _bare(html.unescape(match[1]))
        for link in () if safe_link(address) else sorted(unsafe):
            if link.startswith(address):
                placed.add(link)
                yield _unsafe(link).at("", *position(text, match.start(1), first_line))
                break
    for link in sorted(unsafe - placed):
        yield _unsafe(link).at("", *_find(text, link, first_line))


def _unsafe(link: str) -> Problem:
    return error(
        "bad-link",
        N_("“{value}” is not a safe address."),
        N_("Links begin with https:// or with / for a page of this site."),
        value=link if len(link) <= 60 else link[:59] + "…",
    )


_DESTINATIONS = re.compile(
    r"(?:\]\([ \n]{0,9}<?|^ {0,3}\[[^\]\n]{1,200}\]:[ \n]{0,9}<?|\b(?:href|src|action|formaction)\s{0,9}=\s{0,9}[\"']?)"
    r"([^()<>\"'\]]{1,300})",
    re.MULTILINE,
)


def _find(text: str, needle: str, first_line: int) -> tuple[int, int]:
    """Where the text has it, as it is or with entities."""
    for form in (needle, html.escape(needle)):
        offset = text.find(form)
        if form and offset >= 0:
            return position(text, offset, first_line)
    return first_line, 1


def _bare(address: str) -> str:
    return "".join(c for c in address if c > " " and c != "\\")


def picture_source(src: str, article: str) -> str | None:
    """The file that a picture's ``src`` names: under ``static/`` when it begins with /, else beside the article.

    ``article`` is the article's path from the site's folder. None where the path leaves the site.
    """
    if src.startswith("/"):
        plain = inside(src.lstrip("/"))
        return None if plain is None else "static/" + plain
    plain = inside(posixpath.join(posixpath.dirname(article), src))
    return plain if plain is not None and plain.startswith("content/") else None
