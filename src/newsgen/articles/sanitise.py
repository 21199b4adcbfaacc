"""Make a body's HTML safe by an allow-list, isolate text of mixed direction, and report with its position what was removed."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote, unquote

import nh3

from ..arabic import bidi_runs
from ..base.problems import N_, Problem, error, warning
from ..site.links import safe_link
from ..site.text import position
from .anchors import is_anchor, normalised_link
from .engine_blocks import COLUMN_CLASSES
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
    "li": {"value"},
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
    "th": set(COLUMN_CLASSES),
    "td": set(COLUMN_CLASSES),
}
_ALLOWED_VALUES = {"dir": ("ltr", "rtl", "auto"), "role": ("region",), "tabindex": ("0",)}
SCHEMES = {"http", "https", "mailto", "tel"}
RESERVED_ID_PREFIX = "n-"
"""The prefix of the ids that templates use. Ids of a body may not begin with it."""
_TAG = re.compile("<[^>]*>")


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
    for piece in _SPLIT_TAGS.split(clean):
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


_LATIN_OR_DIGIT = re.compile("[0-9A-Za-z\u0660-\u0669\u06f0-\u06f9]")
_SPLIT_TAGS = re.compile("(<[^>]*>)")
_OWN_DIRECTION = re.compile('<(code|pre|kbd|samp|bdi|bdo)\\b|<([a-z0-9]+)[^>]* (?:dir|lang)=|<sup id="fnref')
"""Elements that stay as they are. A footnote's number is one: it belongs to no figure that it follows."""
_VOID = re.compile("<(br|hr)[ >/]")
_SPLIT_LINES = re.compile(rf"(<(?!/?(?:{'|'.join(sorted((_INLINE | {'a'}) - {'br'}))})[ >])[^>]*>)")
"""Splits at the tags that end a line: of blocks, and ``br``."""
_OBJECT = "\ufffc"


def may_be_mixed(text: str) -> bool:
    """Whether a text without tags contains Latin letters or digits, so that runs of it may need isolation."""
    return _LATIN_OR_DIGIT.search(text) is not None


def isolate_mixed(clean: str) -> str:
    """Put runs of another direction into ``bdi`` or ``bdo`` where readers would else see them in the wrong order.

    ``clean`` is the sanitiser's output, in which every < and > of the text is escaped. Code, footnote numbers, and elements
    that set their direction themselves, stay as they are. A run may begin and end in other inline elements: it is isolated
    with them if they close in it, else by control characters (U+2066 or U+2068 … U+2069), which need not nest.
    """
    if not may_be_mixed(_TAG.sub("", clean)):
        return clean
    out: list[str] = []
    depth = 0  # of open elements in and below one that sets its direction itself; 0 outside
    for n, piece in enumerate(_SPLIT_LINES.split(clean)):
        if n % 2:
            out.append(piece)
            depth += _depth_change(piece, inside=depth > 0)
        elif depth or "<" in piece:
            line: list[tuple[str, str]] = []  # pieces and their text: "" for a tag, _OBJECT for what has a direction
            for part in _SPLIT_TAGS.split(piece):
                if part.startswith("<"):
                    change = _depth_change(part, inside=depth > 0)
                    line.append((part, _OBJECT if change and not depth else ""))
                    depth += change
                else:
                    line.append((part, "" if depth else html.unescape(part)))
            out += _isolated_line(line)
        elif _LATIN_OR_DIGIT.search(piece):
            out += _isolated_line([(piece, html.unescape(piece))])
        else:
            out.append(piece)
    return "".join(out)


def _depth_change(tag: str, *, inside: bool) -> int:
    """1 where a tag opens an element that sets its direction or lies ``inside`` such a one, -1 where it closes one."""
    if tag.startswith("</"):
        return -1 if inside else 0
    return 1 if (inside or _OWN_DIRECTION.match(tag)) and not _VOID.match(tag) else 0


def _isolated_line(line: list[tuple[str, str]]) -> list[str]:
    """The pieces of one line, with tags around the runs that need isolation."""
    written = [piece for piece, _ in line]
    text = "".join([words for _, words in line])
    if not _LATIN_OR_DIGIT.search(text):
        return written
    runs = bidi_runs(text.replace("\n", " "))
    if len(runs) == 1 and runs[0][1] is None:
        return written
    starts, at = [], 0
    for _, words in line:
        starts.append(at)
        at += len(words)
    marks: dict[int, list[tuple[int, str]]] = {}  # the tags to put into each piece, by offset in its text
    at = n = 0
    for run, direction in runs:
        if direction is not None:
            n = _piece_at(line, starts, at, n)
            last = _piece_at(line, starts, at + len(run) - 1, n)
            begin, end = (n, at - starts[n]), (last, at + len(run) - starts[last])
            whole = _with_their_elements(line, begin, end) if n != last else (begin, end)
            (first, offset), (final, after) = whole or (begin, end)
            opening, closing = (_ISOLATING if whole else _ISOLATING_ACROSS)[direction]
            marks.setdefault(first, []).append((offset, opening))
            marks.setdefault(final, []).append((after, closing))
        at += len(run)
    for n, tags in marks.items():
        written[n] = _with_tags(*line[n], tags)
    return written


def _piece_at(line: list[tuple[str, str]], starts: list[int], at: int, n: int) -> int:
    """The piece that holds the character number ``at`` of the line's text, from the piece ``n`` on."""
    while at >= starts[n] + len(line[n][1]):
        n += 1
    return n


def _with_their_elements(
    line: list[tuple[str, str]], begin: tuple[int, int], end: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """A run with the elements that begin or end in it, as (piece, offset) of both ends; None if it cannot hold them whole."""
    closed = opened = 0
    for piece, _ in line[begin[0] : end[0] + 1]:
        if piece.startswith("</"):
            closed, opened = (closed, opened - 1) if opened else (closed + 1, 0)
        elif piece.startswith("<"):
            opened += 1
    first, last = begin[0], end[0]
    if (closed and begin[1]) or (opened and end[1] < len(line[last][1])):
        return None
    while closed:
        first -= 1
        if first < 0 or not line[first][0].startswith("<") or line[first][0].startswith("</") or line[first][1]:
            return None
        closed -= 1
    while opened:
        last += 1
        if last == len(line) or line[last][1]:
            return None
        if line[last][0].startswith("<"):
            opened += -1 if line[last][0].startswith("</") else 1
    return (begin if first == begin[0] else (first, 0)), (end if last == end[0] else (last, 1))


def _with_tags(piece: str, words: str, tags: list[tuple[int, str]]) -> str:
    """A piece with tags at offsets of its text; for a piece that is a tag itself 0 is before it and 1 behind it."""
    if piece.startswith("<"):
        return (
            "".join(tag for offset, tag in tags if not offset) + piece + "".join(tag for offset, tag in tags if offset)
        )
    out, at = [], 0
    for offset, tag in tags:
        out += [_escaped(words[at:offset]), tag]
        at = offset
    return "".join((*out, _escaped(words[at:])))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


_ISOLATING = {
    "ltr": ('<bdi dir="ltr">', "</bdi>"),
    "auto": ("<bdi>", "</bdi>"),
    "override": ('<bdo dir="ltr">', "</bdo>"),
}
_ISOLATING_ACROSS = {
    "ltr": ("\u2066", "\u2069"),
    "auto": ("\u2068", "\u2069"),
    "override": ("\u2066\u202d", "\u202c\u2069"),
}
"""The same for a run that begins inside an element and ends outside it."""


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
