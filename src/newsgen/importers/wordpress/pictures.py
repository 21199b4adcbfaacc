"""Name the largest file of each picture in a body, with the alternative text and size that the media library keeps."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

from ..item import Picture
from .index import Attachment, upload_path

Find = Callable[[str], Attachment | None]
"""Finds a file of the media library by its number (digits), or by an address; None when the export has it not."""

_IMG = re.compile(r"<img\b((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|[\"'])*+)>", re.IGNORECASE)
_LINKED = re.compile(
    r"<a\b((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|[\"'])*+)>\s*+(<img\b(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'|[\"'])*+>)\s*+</a>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([\w:-]{1,60})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NUMBER = re.compile(r"\bwp-image-([0-9]{1,18})\b")
_REDUCED = re.compile(r"-[0-9]{2,5}x[0-9]{2,5}(?=\.[A-Za-z]{3,4}(?:$|[?#]))")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enlarged:
    """HTML whose pictures are named by their largest files. ``reduced`` counts the pictures that point at a reduced copy of
    which the export does not name the whole: they were left as they are."""

    html: str
    reduced: int = 0


def enlarge(html: str, find: Find) -> Enlarged:
    """Return the HTML with the largest file of each picture.

    A link around a picture that leads to the picture's own file, or to its page in the media library, is left out. A picture
    without alternative text gets that of the media library.
    """
    if "<img" not in html and "<IMG" not in html:
        return Enlarged(html)
    written: list[str] = []
    reduced = at = 0
    html = _LINKED.sub(lambda match: _without_own_link(match, find), html)
    for match in _IMG.finditer(html):
        given = _attributes(match[1])
        known = _known(given, find)
        written.append(html[at : match.start()])
        at = match.end()
        if known:
            alt = given.get("alt", "").strip() or known.alt
            written.append(img(Picture(known.src, alt, "", "", known.width, known.height), given))
        else:
            reduced += _REDUCED.search(given.get("src") or given.get("data-src") or "") is not None
            written.append(match[0])
    written.append(html[at:])
    return Enlarged("".join(written), reduced)


def img(picture: Picture, others: dict[str, str] | None = None) -> str:
    """The element of a picture. ``others`` are attributes to keep: ``class``, ``title``, ``lang``, ``dir``."""
    kept = {name: value for name, value in (others or {}).items() if name in ("class", "title", "lang", "dir")}
    size = {"width": picture.width, "height": picture.height} if picture.width and picture.height else {}
    named = {"src": picture.src, "alt": picture.alt, **kept, **size}
    return "<img " + " ".join(f'{name}="{escape(str(value))}"' for name, value in named.items()) + ">"


def figure(picture: Picture) -> str:
    """The figure of a picture, with its caption where it has one."""
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    return f"<figure>{img(picture)}{caption}</figure>"


def _attributes(text: str) -> dict[str, str]:
    return {match[1].lower(): unescape(match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(text)}


def _known(given: dict[str, str], find: Find) -> Picture | None:
    """The picture in the media library of which an ``img`` shows a copy: by its file's name, else by its number."""
    src = given.get("src", "")
    found = find(src) if src else None
    if found:
        return found.picture
    number = _NUMBER.search(given.get("class", "")) or re.fullmatch("([0-9]{1,18})", given.get("data-id", ""))
    of_number = find(number[1]) if number else None
    if of_number and _same_file(src, of_number.picture.src):
        return of_number.picture
    return None


def _same_file(src: str, other: str) -> bool:
    """Whether two addresses name the same picture but for its size and for what WordPress adds to a name when it edits one."""
    return _stem(src) != "" and _stem(src) == _stem(other)


def _stem(address: str) -> str:
    path = re.sub(r"\.[A-Za-z]{3,4}$", "", upload_path(address))
    return re.sub(r"(?:-[0-9]{2,5}x[0-9]{2,5}|-scaled|-rotated|-e[0-9]{10,14})+$", "", path)


def _without_own_link(match: re.Match[str], find: Find) -> str:
    link = _attributes(match[1])
    target = link.get("href", "")
    shown = _attributes(match[2])
    src = shown.get("src", "")
    if "attachment" in link.get("rel", "").split() or "attachment_id" in parse_qs(_query(target)):
        return match[2]
    if _PICTURE_FILE.search(target) and _same_file(target, src):
        larger = not _known(shown, find) and _REDUCED.search(src) and not _REDUCED.search(target)
        return match[2].replace(_written(match[2], "src"), escape(target), 1) if larger else match[2]
    return match[0]


def _written(tag: str, name: str) -> str:
    """The value of an attribute as it is written."""
    found = next((m for m in _ATTRIBUTE.finditer(tag) if m[1].lower() == name), None)
    return (found[2] or found[3] or found[4] or "") if found else ""


def _query(address: str) -> str:
    try:
        return urlsplit(address).query
    except ValueError:
        return ""
