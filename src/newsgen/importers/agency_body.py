"""Choose the body of an item among its formats, and put its pictures, films and sounds in place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from . import agency_codes as codes
from . import agency_text, hardened_xml, json_spans, nitf_body
from .item import Note, Picture, note

_FIGURE = re.compile(r"<figure\b[^>]*>.*?</figure>", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""(\ssrc\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\w)[.!?؟۔](?=\s|\Z)")
_SAME = 0.9
"""How many of another text's words must stand in the chosen one, so that nothing need be said of it."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, film, sound or other file of an item: ``kind`` is image, video, audio or file.

    ``addresses`` are those of all its sizes, ``name`` is what a body calls it.
    """

    kind: str
    picture: Picture
    addresses: frozenset[str] = frozenset()
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A body with its media, and the picture that stands at the top."""

    html: str
    image: Picture | None


def from_formats(formats: Sequence[tuple[str, str]], title: str) -> tuple[str, list[Note]]:
    """Return the HTML of the best of several formats of one text, each with its media type (small letters or empty).

    HTML comes before NITF, and NITF before plain text; the longest of a format counts. A note tells of each other
    format whose words differ by more than a tenth.
    """
    read = [(rank, html) for kind, value in formats for rank, html in [_html(kind, value, title)]]
    known = [one for one in read if one[0] < _UNKNOWN and agency_text.plain(one[1])]
    if not known:
        return "", [note(codes.OTHER_BODY, kind=kind or "?") for kind, value in formats if value.strip()]
    best = min(known, key=lambda one: (one[0], -len(one[1]), one[1]))
    words = agency_text.words(best[1]) | agency_text.words(title)
    notes = []
    for (kind, value), (rank, html) in zip(formats, read, strict=True):
        others = agency_text.words(html if rank < _UNKNOWN else value)
        if len(others & words) < _SAME * len(others) and rank < _UNKNOWN:
            notes.append(note(codes.OTHER_BODY, kind=kind or "?"))
    html, contacts = agency_text.without_contact_lines(best[1])
    if contacts:
        notes.append(note(codes.CONTACT_LINE, count=contacts))
    return html, notes


_UNKNOWN = 9


def _html(kind: str, value: str, title: str) -> tuple[int, str]:
    """A format's rank and HTML."""
    begin = value.lstrip()[:200].lower()
    if "nitf+xml" in kind or begin.startswith("<nitf") or (begin.startswith("<?xml") and "<nitf" in begin):
        try:
            root, _ = hardened_xml.parse(value.encode("utf-8", "replace"))
        except hardened_xml.Refused:
            return _UNKNOWN, ""
        body = nitf_body.read_body(root)
        lead = nitf_body.media_html(body.lead) if body.lead else ""
        return 1, lead + body.html
    if "html" in kind or (not kind and agency_text.is_html(value)):
        return 0, agency_text.fragment(value, title)
    if kind in ("", "text/plain", "text", "text/vnd.iptc.plain"):
        return 2, agency_text.paragraphs(value)
    return _UNKNOWN, ""


def figure(media: Media) -> str:
    """Write a medium as HTML."""
    shown = media.picture
    credit = f" <cite>{escape(shown.credit, quote=False)}</cite>" if shown.credit else ""
    caption = (
        f"<figcaption>{escape(shown.caption, quote=False)}{credit}</figcaption>" if shown.caption or credit else ""
    )
    if media.kind != "image":
        name = media.title or shown.caption or shown.src.rpartition("/")[2] or shown.src
        class_ = f' class="{media.kind}"' if media.kind in ("audio", "video") else ""
        return f'<p><a{class_} href="{escape(shown.src)}">{escape(name, quote=False)}</a></p>\n'
    size = f' width="{shown.width}" height="{shown.height}"' if shown.width and shown.height else ""
    return f'<figure><img src="{escape(shown.src)}" alt="{escape(shown.alt)}"{size}>{caption}</figure>\n'


def place_media(html: str, image: Picture | None, media: Iterable[Media]) -> Placed:
    """Make the first picture the one at the top, and put the others below the text.

    A picture that the text shows already stays where it is, in its largest size; the one at the top leaves the text. A
    film or sound stands before the text.
    """
    before, after = "", ""
    for medium in media:
        names = {*medium.addresses, medium.picture.src, medium.name} - {""}
        if medium.kind != "image":
            if not any(address in html or escape(address) in html for address in names if "/" in address):
                before, after = (
                    (before, after + figure(medium)) if medium.kind == "file" else (before + figure(medium), after)
                )
        elif image is None:
            image = medium.picture
            html = _without(html, names)
        elif any(_shows(match[0], names) for match in _IMAGE.finditer(html)):
            html = _enlarged(html, medium, names)
        else:
            after += figure(medium)
    return Placed((before + html.strip() + ("\n" + after if after else "")).strip(), image)


def _shows(html: str, names: set[str]) -> bool:
    text = unescape(html)
    return any((name in text) if "/" in name else f'"{name}"' in text for name in names)


def _without(html: str, names: set[str]) -> str:
    """A text without the figures of a picture."""
    return _FIGURE.sub(lambda match: "" if _shows(match[0], names) else match[0], html)


def _enlarged(html: str, medium: Media, names: set[str]) -> str:
    """A text that shows the largest file of a picture."""
    source = escape(medium.picture.src).replace("\\", "\\\\")

    def larger(match: re.Match[str]) -> str:
        return _SOURCE.sub(rf'\g<1>"{source}"', match[0], count=1) if _shows(match[0], names) else match[0]

    return _IMAGE.sub(larger, html)


def first_words(html: str) -> str:
    """Return the beginning of a text as a headline: its first sentence, at most 90 characters, whole words."""
    text = agency_text.plain(html[:4000]).lstrip(" -–—•*")
    sentence = _SENTENCE.split(text, maxsplit=1)[0]
    return sentence if len(sentence) <= 90 else sentence[:90].rpartition(" ")[0] or sentence[:90]


def nitf_picture(media: nitf_body.Media) -> Picture:
    """Return a NITF picture as that of an item."""
    return Picture(media.source, media.alternative, media.caption, media.credit, media.width, media.height)


def json_refusal(reason: str, place: str) -> Note:
    """Return the note of a part of a JSON file that ``json_spans.loaded`` refused."""
    if reason == json_spans.TOO_LARGE:
        return note(codes.TOO_LARGE, place, limit=json_spans.MAX_ELEMENT // 2**20)
    return note(codes.DEEP if reason == json_spans.TOO_DEEP else codes.BROKEN, place)
