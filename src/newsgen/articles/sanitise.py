"""What a body's HTML may hold: an allow-list, mixed direction isolated, and what was left out, said with its place."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from ..arabic import bidi_runs
from ..base.problems import N_, Problem, error, warning
from ..site.links import safe_link
from ..site.text import position
from .markup import CONTROLS

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
    "a": {"footnote-ref", "footnote-backref", "video"},
}
_ONLY = {"dir": ("ltr", "rtl", "auto"), "role": ("region",), "tabindex": ("0",)}
SCHEMES = {"http", "https", "mailto", "tel"}
OWN_IDS = "n-"  # the templates' own ids begin so; a body may not take one
_TAG = re.compile("<[^>]*>")


@lru_cache(maxsize=8)
def cleaner(prefix: str) -> nh3.Cleaner:
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
_EMPTY = re.compile("<(br|hr)[ >/]")


def mixed(text: str) -> bool:
    """Whether a text without tags holds anything that may have to be isolated."""
    return _MIXED.search(text) is not None


def isolated(clean: str) -> str:
    """The body with mixed-direction runs in ``bdi`` where they need it, outside code and passages with their own direction.

    Works on the sanitiser's output, in which every < and > of the text is escaped.
    """
    if not mixed(_TAG.sub("", clean)):
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
    if tag.startswith("</"):
        if skipped:
            skipped.pop()
    elif (skipped or _OWN_DIRECTION.match(tag)) and not _EMPTY.match(tag):
        skipped.append(tag)


def _with_bdi(escaped: str) -> str:
    runs = bidi_runs(html.unescape(escaped))
    if all(direction is None for _, direction in runs):
        return escaped
    if "&" in escaped or "\xa0" in escaped:
        runs = tuple((html.escape(run, quote=False).replace("\xa0", "&nbsp;"), direction) for run, direction in runs)
    return "".join([run if direction is None else f"{_BDI[direction]}{run}</bdi>" for run, direction in runs])


_BDI = {"ltr": '<bdi dir="ltr">', "auto": "<bdi>"}


_NUMBER = re.compile("&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")


def without_written_controls(raw: str, text: str, first_line: int) -> tuple[str, list[Problem]]:
    """The HTML without the controls that the text writes as numbers, like ``&#x202e;``."""
    if "&#" not in raw:
        return raw, []
    written: dict[str, str] = {}

    def checked(match: re.Match[str]) -> str:
        code = int(match[1], 16) if match[1] else int(match[2][:8])
        if code <= 0x10FFFF and CONTROLS.match(chr(code)):
            written[match[0]] = f"U+{code:04X}"
            return ""
        return match[0]

    raw = _NUMBER.sub(checked, raw)
    return raw, [
        warning("control", N_("An invisible control character was left out."), N_("Delete “{written}” here."), written=form)
        .at("", *find(text, form, first_line))
        for form in written
    ]  # fmt: skip


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


def removed(text: str, raw: str, first_line: int) -> Iterator[Problem]:
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
        yield _unsafe(link).at("", *find(text, link, first_line))


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


def find(text: str, needle: str, first_line: int) -> tuple[int, int]:
    """Where the text has it, as it is or with entities."""
    for form in (needle, html.escape(needle)):
        offset = text.find(form)
        if form and offset >= 0:
            return position(text, offset, first_line)
    return first_line, 1


def _bare(address: str) -> str:
    return "".join(c for c in address if c > " " and c != "\\")
