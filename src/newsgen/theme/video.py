"""Videos of a story: the address of each, and of the player frame that a click opens. Nothing is loaded before the click."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..site.settings import Settings

FILES = (".mp4", ".webm")
"""The suffixes of video files that browsers play."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Video:
    """A video. ``address`` is the one that the story gives, unchanged.

    ``frame`` is the address of its player. It is empty for hosts without a known player, and if the site's content
    security policy allows no frame of that host. ``file`` tells whether the address is that of a video file of the site
    itself.
    """

    address: str
    frame: str = ""
    file: bool = False


def video(address: str, settings: Settings) -> Video:
    """The video at an address: a file of the site, a video on YouTube or Vimeo, or else a plain link.

    A plain link has neither ``frame`` nor ``file``. Only the address is read; the file need not exist.
    """
    frame = _frame(address)
    allowed = any(_covers(source, frame) for source in settings.policy.frame)
    return Video(address, frame if allowed else "", _is_file(address))


def video_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions of this module that templates call, by name. ``film`` leaves the name ``video`` to the component."""
    return {"film": lambda address: video(address, settings)}


def _is_file(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//") and address.lower().endswith(FILES)


def _frame(address: str) -> str:
    """The address of the player that sets no cookies, as YouTube and Vimeo document it.

    Empty for other hosts, for an address that names no video, and for one that cannot be parsed.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    steps = [step for step in parts.path.split("/") if step]
    name = ""
    if host == "youtu.be" and steps:
        name = steps[0]
    elif host in ("youtube.com", "youtube-nocookie.com"):
        known = len(steps) > 1 and steps[0] in ("embed", "shorts", "live")
        name = steps[1] if known else parse_qs(parts.query).get("v", [""])[0]
    elif host == "vimeo.com" and steps and steps[0].isdecimal():
        return f"https://player.vimeo.com/video/{steps[0]}?autoplay=1&dnt=1"
    return f"https://www.youtube-nocookie.com/embed/{name}?autoplay=1" if _ID.fullmatch(name) else ""


def _covers(source: str, frame: str) -> bool:
    """Whether a source expression of the policy names a frame's host, itself or by a wildcard (CSP 3, section 6.7.2.8).

    Scheme, port and path are not compared. A source without a host (``https:``, ``*``) counts as not allowing the
    frame.
    """
    host = urlsplit(source if "://" in source else "https://" + source).hostname or ""
    wanted = urlsplit(frame).hostname or ""
    return bool(wanted) and (host == wanted or (host.startswith("*.") and wanted.endswith(host[1:])))
