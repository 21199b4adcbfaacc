"""Recorded sound, the captions of films, and what makes a story the episode of a show."""

from dataclasses import dataclass
from typing import Literal

EpisodeKind = Literal["full", "trailer", "bonus"]
"""What an episode is, in the words of podcast feeds (https://podcasters.apple.com/support/1691, ``itunes:episodeType``)."""


@dataclass(frozen=True, slots=True)
class Track:
    """A file of captions or of a transcript in WebVTT: its address on the site, and the BCP 47 tag of its language."""

    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Sound:
    """Recorded sound. ``address`` is a path from the site's root, or an https address.

    ``seconds`` is its length, 0 where it is not known; ``size`` the number of its bytes, 0 where it is not known; ``mime`` its
    media type, empty where it is not known. ``tracks`` are the transcripts beside the file.
    """

    address: str
    seconds: float = 0.0
    size: int = 0
    mime: str = ""
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """What makes a story an episode: the id of its show, its season and its number there (0 for none), and what it is.

    ``guid`` is the id that another system's feed gave the episode; empty for an episode that began here.
    """

    show: str
    season: int = 0
    number: int = 0
    kind: EpisodeKind = "full"
    guid: str = ""


def clock_length(seconds: float) -> str:
    """A length as ``m:ss`` or ``h:mm:ss`` in ASCII digits, rounded to seconds; ``0:01`` is the least."""
    whole = max(1, round(seconds))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def iso_length(seconds: float) -> str:
    """A length as ISO 8601 has it: ``PT1H2M5S``; see https://schema.org/duration."""
    whole = max(1, round(seconds))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return "PT" + "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minute, "M"), (second, "S")) if n)
