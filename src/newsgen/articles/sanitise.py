"""Make a body's HTML safe by an allow-list, and report with its position what was removed."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote, unquote

import nh3

from ..base.problems import N_, Problem, error, warning
from ..site.links import safe_link
from ..site.text import position
from .anchors import is_anchor, normalised_link
from .markup import COLUMN_CLASSES, CONTROLS

INLINE = {"strong", "em", "b", "i", "s", "del", "ins", "sub", "sup", "mark", "small", "abbr", "cite", "q", "code", "kbd",
           "samp", "bdi", "bdo", "span", "time", "br"}  # fmt: skip
_BLOCK = {"p", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "div",
          "table", "thead", "tbody", "tr", "th", "td", "caption",
          "details", "summary"}  # fmt: skip
TAGS = INLINE | _BLOCK | {"a"}
ATTRIBUTES = {
    "*": {"dir", "lang", "id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "div": {"role", "tabindex", "aria-label"},
    "li": {"value"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "time": {"datetime"},
}
CLASSES = {
    "blockquote": {"pull"},
    "p": {"pull", "also", "embed"},
    "div": {"footnote", "table"},
    "details": {"transcript"},
    "sup": {"footnote-ref"},
    "a": {"footnote-ref", "footnote-backref", "video", "audio", "also", "embed"},
    "th": set(COLUMN_CLASSES.values()),
    "td": set(COLUMN_CLASSES.values()),
}
_ALLOWED_VALUES = {"dir": ("ltr", "rtl", "auto"), "role": ("region",), "tabindex": ("0",)}
SCHEMES = {"http", "https", "mailto", "tel"}
RESERVED_ID_PREFIX = "n-"
"""The prefix of the ids that templates use. Ids of a body may not begin with it."""
_TAGS = re.compile("(<[^>]*>)")


_SPACE_IN_ADDRESS = re.compile(r"\s")
_ELSEWHERE = re.compile("//|[a-zA-Z][a-zA-Z0-9+.-]*:|#")
_ENCODED = re.compile("(?:%[0-9A-Fa-f]{2})+")


def _percent_encoded(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode())


def own_address(href: str) -> str:
    """An address of this site in NFC, the form in which its files are published, also where it is percent-encoded."""
    if href.isascii() and "%" not in href:
        return href
    return _ENCODED.sub(_composed, unicodedata.normalize("NFC", href))


def _composed(encoded: re.Match[str]) -> str:
    text = unquote(encoded[0], errors="surrogateescape")
    composed = unicodedata.normalize("NFC", text)
    return encoded[0] if composed == text else quote(composed, safe="", errors="surrogateescape")


@lru_cache(maxsize=8)
def cleaner(prefix: str) -> nh3.Cleaner:
    """The sanitiser for a site that lies under the path ``prefix``: it puts the prefix before root-relative links.

    Ids, and the fragments of links, come out in NFC. Spaces in addresses are encoded: ``/a b`` becomes ``/a%20b``.
    """

    def filter_attribute(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            value = _SPACE_IN_ADDRESS.sub(_percent_encoded, value.strip())
            value = value if _ELSEWHERE.match(value) else own_address(value)
            inside = prefix and value.startswith("/") and not value.startswith("//")
            return normalised_link(prefix + value if inside else value)
        if name == "id":
            value = unicodedata.normalize("NFC", value)
            return value if is_anchor(value) and not value.startswith(RESERVED_ID_PREFIX) else None
        if name in _ALLOWED_VALUES:
            return value if value in _ALLOWED_VALUES[name] else None
        return value

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=filter_attribute,
        link_rel=None,
        url_schemes=SCHEMES,
        generic_attribute_prefixes=set(),
    )


_TOKEN = re.compile(r'(<[a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)(>)|</[a-z][a-z0-9]*>|[<>]')
"""A tag as the sanitiser writes it, or a < or > that belongs to none."""


def sanitise(unsafe: str, prefix: str) -> str:
    """Make HTML safe. ``prefix`` goes before root-relative links. Elements that are empty then are left out.

    In the result, < and > stand only where tags begin and end, whatever the sanitiser's version does about attributes: older
    ones write them there as they are, and a ``title`` with a tag in it would become markup in what is cut from the text later.
    """
    return _without_empty(_TOKEN.sub(_escaped_token, cleaner(prefix).clean(unsafe)))


_EMPTY = re.compile(r"<([a-z][a-z0-9]*)(?: [^<>]*)?>\s*</\1>")
_PROSE = {"p", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "a", "span", "strong", "em", "b", "i", "s", "del", "ins",
          "sub", "sup", "mark", "small", "abbr", "cite", "q", "bdi", "bdo"}  # fmt: skip
"""Elements that are nothing without their text. Cells and list items are not among them: an empty one has its place."""


def _without_empty(clean: str) -> str:
    """The sanitised HTML without elements of prose that hold nothing, or only such elements. What has an id stays."""
    if not _EMPTY.search(clean):
        return clean
    out: list[str] = []
    open_at: list[tuple[int, str]] = []  # index in out and name, of open elements without text in them so far
    for piece in _TAGS.split(clean):
        if not piece.startswith("<"):
            if piece.strip():
                open_at.clear()
            out.append(piece)
        elif piece.startswith("</"):
            name = piece[2:-1]
            if open_at and open_at[-1][1] == name:
                start = open_at.pop()[0]
                spaced = any(map(str.isspace, out[start:]))
                del out[start:]
                if name not in _BLOCK:
                    out += [" "] if spaced else []  # the words around it stay apart
                elif out and out[-1].isspace():
                    out.pop()
            else:
                open_at.clear()
                out.append(piece)
        else:
            name = piece[1:-1].partition(" ")[0]
            if name not in _PROSE or ' id="' in piece:
                open_at.clear()
            else:
                open_at.append((len(out), name))
            out.append(piece)
    return "".join(out)


def _escaped_token(token: re.Match[str]) -> str:
    if token[1] is not None:
        return token[1] + _escape_angles(token[2]) + token[3]
    return token[0] if len(token[0]) > 1 else _escape_angles(token[0])


def _escape_angles(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


_NUMERIC_REFERENCE = re.compile("&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")


def without_control_references(unsafe: str, text: str, first_line: int) -> tuple[str, tuple[Problem, ...]]:
    """The HTML without control characters as numeric references, such as ``&#x202e;``; and a warning for each spelling.

    One that separates words becomes a space. Control characters that stand in the HTML as themselves stay. A reference
    that the removal makes becomes U+FFFD. ``text`` is the Markdown that the HTML was made of; it begins at
    ``first_line`` of its file.
    """
    if "&#" not in unsafe:
        return unsafe, ()
    references = dict.fromkeys(match[0] for match in _NUMERIC_REFERENCE.finditer(unsafe) if _is_control(match))
    problems = tuple(
        warning(
            "control",
            N_("An invisible control character was left out."),
            N_("Delete “{written}” here."),
            written=reference,
        ).at("", *position_of(reference, text, first_line))
        for reference in references
    )
    unsafe = _NUMERIC_REFERENCE.sub(_without_control, unsafe)
    # What stood around a reference may be another one now, as in ``&#&#x202e;x202e;``. U+FFFD is part of none.
    return _NUMERIC_REFERENCE.sub(lambda match: "\ufffd" if _is_control(match) else match[0], unsafe), problems


def _without_control(reference: re.Match[str]) -> str:
    if not _is_control(reference):
        return reference[0]
    return " " if _code(reference) in _BREAK_CODES else ""


_BREAK_CODES = {0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85}
"""Control characters that separate words."""


def _code(reference: re.Match[str]) -> int:
    return int(reference[1], 16) if reference[1] else int(reference[2][:8])


def _is_control(reference: re.Match[str]) -> bool:
    code = _code(reference)
    return code <= 0x10FFFF and CONTROLS.match(chr(code)) is not None


class _RemovedMarkup(HTMLParser):
    """Collect the elements, attributes and link addresses in HTML that the sanitiser removes, each once.

    Classes, and attributes that are removed only for their value, are not collected.
    """

    def parse_html_declaration(self, i: int) -> int:
        """Skip ``<!DOCTYPE …>`` and ``<![…]>`` as browsers do; Python's parser raises for sections that it does not know."""
        return self.parse_comment(i) if self.rawdata.startswith("<!--", i) else self.parse_bogus_comment(i)

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


_MAX_REPORTED = 100
"""Problems of one kind that are reported for one body."""


def removed_markup(unsafe: str, text: str, first_line: int) -> Iterator[Problem]:
    """Problems for the markup that the sanitiser removes from HTML: warnings for elements and attributes, errors for links.

    The HTML is only read. Removed classes and values go unreported, and so does what exceeds ``_MAX_REPORTED`` of a
    kind. ``text`` is the Markdown that the HTML was made of; it begins at ``first_line`` of its file.
    """
    removed = _RemovedMarkup()
    removed.feed(unsafe)
    removed.close()
    for tag in list(removed.tags)[:_MAX_REPORTED]:
        match = re.search(rf"<\s*{re.escape(tag)}\b", text, re.IGNORECASE)
        yield warning(
            "html-removed",
            N_("The HTML element “{tag}” was left out."),
            N_("Write it in Markdown, or delete it."),
            tag=tag,
        ).at("", *(position(text, match.start(), first_line) if match else (first_line, 1)))
    for tag, name in list(removed.attributes)[:_MAX_REPORTED]:
        match = re.search(rf"<{re.escape(tag)}\b[^>]{{0,500}}?\s({re.escape(name)})\s*=", text, re.IGNORECASE)
        match = match or re.search(rf"\{{:?[^}}\n]{{0,200}}?\b({re.escape(name)})\s*=", text)  # an attribute list
        yield warning(
            "html-removed", N_("The attribute “{name}” of “{tag}” was left out."), N_("Delete it."), name=name, tag=tag
        ).at("", *(position(text, match.start(1), first_line) if match else (first_line, 1)))
    links = {_normalised(link) for link in list(removed.links)[:_MAX_REPORTED]}
    located = set()
    for match in _DESTINATIONS.finditer(text):
        address = _normalised(html.unescape(match[1]))
        for link in () if safe_link(address) else sorted(links):
            if link.startswith(address):
                located.add(link)
                yield _unsafe_link(link).at("", *position(text, match.start(1), first_line))
                break
    for link in sorted(links - located):
        yield _unsafe_link(link).at("", *position_of(link, text, first_line))


def _unsafe_link(link: str) -> Problem:
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
"""Where Markdown or HTML gives the address of a link."""


def position_of(part: str, text: str, first_line: int) -> tuple[int, int]:
    """Line and column of the first occurrence of ``part`` in a text, as it is or with its special characters escaped; the
    start of the text where there is none."""
    for form in (part, html.escape(part)):
        offset = text.find(form)
        if form and offset >= 0:
            return position(text, offset, first_line)
    return first_line, 1


def _normalised(address: str) -> str:
    """An address without spaces, control characters and backslashes, for comparison."""
    return "".join(c for c in address if c > " " and c != "\\")
