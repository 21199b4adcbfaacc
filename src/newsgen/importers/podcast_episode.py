"""Read the episode in an item of a podcast's feed: its recording, its numbers, and what its show does not say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import urljoin, urlsplit

from ..site.durations import parse_duration
from ..site.layout import RECORDINGS
from ..site.schema import MAX_LENGTH
from . import agency_codes, agency_text
from . import podcast_codes as codes
from .hardened_xml import Node
from .item import Episode, Note, Picture, Recording, Show, note
from .markdown_signs import plain
from .podcast import first_text, named, truth, unknown_fields

_LONGEST = 10 * 24 * 3600
_ISO = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d+)?S)?", re.IGNORECASE)
_LEAST_RATE = 200
"""The fewest bytes of a second that are believed: some feeds give the seconds as the size."""

_KNOWN = frozenset(
    "itunes:duration itunes:season itunes:episode itunes:episodeType itunes:title itunes:summary itunes:subtitle itunes:author "
    "itunes:image itunes:explicit itunes:block googleplay:description googleplay:author googleplay:image googleplay:explicit "
    "googleplay:block podcast:season podcast:episode podcast:transcript".split()
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an item says as an episode. ``film`` is the address of a film in the place of the recording.

    ``image`` is a picture of its own, None where it has that of the show. ``subtitle`` and ``author`` are plain texts,
    ``summary`` and ``transcripts`` HTML. An episode that ``is_blocked`` is hidden from directories.
    """

    recording: Recording | None
    episode: Episode
    film: str = ""
    image: Picture | None = None
    subtitle: str = ""
    author: str = ""
    summary: str = ""
    transcripts: str = ""
    is_blocked: bool = False
    notes: tuple[Note, ...] = ()


def heard_in(node: Node, show: Show, guid: str, base: str) -> Heard | None:
    """Read an item of a show's feed; None where it has neither a recording nor a film.

    ``guid`` is the item's own, empty where it has none: then apps know it by its recording's address. ``base`` is the address
    that relative ones start from.
    """
    found = list(_enclosures(node, base))
    sound = next((one for one in found if one.kind == "audio"), None)
    film = next((one for one in found if one.kind == "video"), None) if sound is None else None
    if sound is None and film is None:
        return None
    recording, sound_notes = _recording(sound, node) if sound else (None, (note(codes.FILM),))
    guid = plain(guid or (sound.address if sound else ""))
    season, season_notes = _number(node, "season")
    number, number_notes = _number(node, "episode")
    kind, kind_notes = _kind(node)
    links, link_notes = _transcripts(node, base)
    art = next((src for one in named(node, "itunes:image", "googleplay:image") if (src := one.get("href"))), "")
    is_blocked = any(truth(one.text()) is True for one in named(node, "itunes:block", "googleplay:block"))
    return Heard(
        recording=recording,
        episode=Episode(show.key, guid if len(guid) <= MAX_LENGTH else "", season, number, kind),
        film=film.address if film else "",
        image=Picture(_absolute(base, art)) if art and art != show.artwork else None,
        subtitle=first_text(node, "itunes:subtitle"),
        author=first_text(node, "itunes:author", "googleplay:author"),
        summary=_summary(node),
        transcripts=links,
        is_blocked=is_blocked,
        notes=(
            *sound_notes, *season_notes, *number_notes, *kind_notes, *link_notes,
            *(() if len(guid) <= MAX_LENGTH else (note(codes.GUID_LONG),)),
            *((note(codes.BLOCKED),) if is_blocked else ()),
            *_unlike_show(node, show),
        ),
    )  # fmt: skip


def _summary(node: Node) -> str:
    found = ("".join(one.strings()).strip() for one in named(node, "itunes:summary", "googleplay:description"))
    return next(filter(None, found), "")


def _unlike_show(node: Node, show: Show) -> Iterator[Note]:
    """What an item says that newsgen says of shows alone, or not at all."""
    said = next(
        (truth(one.text()) for one in named(node, "itunes:explicit", "googleplay:explicit") if one.text()), None
    )
    if said is not None and said != show.explicit:
        yield note(codes.EXPLICIT, value=str(said).lower())
    if left := unknown_fields(node, _KNOWN):
        yield note(agency_codes.FIELDS, names=", ".join(left))


@dataclass(frozen=True, slots=True)
class _Enclosure:
    address: str
    kind: str
    length: str


def _enclosures(node: Node, base: str) -> Iterator[_Enclosure]:
    """The files of an item, by ``enclosure`` of RSS or a link of Atom, of those with an absolute address."""
    for child in node.elements("enclosure", "link"):
        written = child.get("url") if child.name == "enclosure" else child.get("href")
        if not written or (child.name == "link" and child.get("rel") != "enclosure"):
            continue
        address = _absolute(base, written)
        if address.startswith(("http://", "https://")):
            yield _Enclosure(address, _medium(child.get("type").lower(), address), child.get("length"))


def _medium(mime: str, address: str) -> str:
    """``audio``, ``video`` or another part of a media type; by the address where the feed gives none that says it."""
    kind = mime.partition("/")[0]
    if kind in ("audio", "video", "image", "text"):
        return kind
    path = address.partition("?")[0].partition("#")[0].lower()
    if path.endswith((".mp4", ".m4v", ".mov", ".webm", ".ogv")):
        return "video"
    return "audio" if path.endswith((*RECORDINGS, ".aac", ".flac")) else kind


def _absolute(base: str, address: str) -> str:
    try:
        joined = urljoin(base, address.strip())
        return joined if urlsplit(joined).netloc else ""
    except ValueError:
        return ""


def _recording(sound: _Enclosure, node: Node) -> tuple[Recording, tuple[Note, ...]]:
    seconds, length_notes = _seconds(node)
    size, size_notes = _size(sound.length, seconds)
    return Recording(sound.address, seconds, size), (*length_notes, *size_notes)


def _seconds(node: Node) -> tuple[float, tuple[Note, ...]]:
    written = next((text for one in named(node, "itunes:duration") if (text := one.text())), "")
    seconds: float | None
    if (iso := _ISO.fullmatch(written)) and any(iso.groups()):
        hours, minutes, rest = (int(part or 0) for part in iso.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    else:
        seconds = parse_duration(written)
    if seconds is not None and 0 <= seconds <= _LONGEST:
        return seconds, ()
    return 0, (note(codes.LENGTH, text=agency_text.excerpt(written)),) if written else ()


def _size(written: str, seconds: float) -> tuple[int, tuple[Note, ...]]:
    """The bytes of a recording; 0, and a note, where the feed does not say them or what it says cannot be them."""
    bare = written.replace(",", "")
    size = int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 13 else 0
    return (0, (note(codes.SIZE),)) if size < max(seconds, 5) * _LEAST_RATE else (size, ())


def _number(node: Node, name: str) -> tuple[int, tuple[Note, ...]]:
    written = next((text for one in named(node, f"itunes:{name}", f"podcast:{name}") if (text := one.text())), "")
    if written.isdecimal() and len(written) < 9 and 1 <= int(written) <= 99_999:
        return int(written), ()
    return 0, (note(codes.NUMBER, key=name, text=agency_text.excerpt(written)),) if written else ()


def _kind(node: Node) -> tuple[Literal["full", "trailer", "bonus"], tuple[Note, ...]]:
    written = first_text(node, "itunes:episodeType").lower()
    if written == "trailer":
        return "trailer", ()
    if written == "bonus":
        return "bonus", ()
    wrong = written not in ("", "full")
    return "full", (note(codes.NUMBER, key="episodeType", text=agency_text.excerpt(written)),) if wrong else ()


def _transcripts(node: Node, base: str) -> tuple[str, tuple[Note, ...]]:
    """Links to the transcripts of an item as HTML, and a note of each."""
    html, notes = "", []
    for one in named(node, "podcast:transcript"):
        address = _absolute(base, one.get("url"))
        if not address.startswith(("http://", "https://")):
            notes.append(note(agency_codes.NO_FILE, name=agency_text.excerpt(one.get("url"))))
            continue
        kind = {"text/html": "", "text/vtt": " (VTT)", "application/json": " (JSON)"}.get(one.get("type").lower(), "")
        html += f'\n<p><a href="{escape(address)}">نص الحلقة{kind}</a></p>'
        notes.append(note(codes.TRANSCRIPT, address=address[:200]))
    return html, tuple(notes)
