"""Films in a story: where one can be seen, and in which frame, so that nothing of it is loaded before a reader asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..site.settings import Settings

FILES = (".mp4", ".webm")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Film:
    """A film. ``frame`` is the address to be shown in a frame after a click, or empty where the site's policy allows no
    frame of that host; ``file`` whether it is a file of the site's own."""

    address: str
    frame: str = ""
    file: bool = False


def film(address: str, settings: Settings) -> Film:
    """The film at an address: a file of the site, one at a host that we know, or a link and nothing more."""
    frame = _frame(address)
    allowed = any(_covers(source, frame) for source in settings.policy.frame)
    return Film(address, frame if allowed else "", _is_file(address))


def film_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """What templates call."""
    return {"film": lambda address: film(address, settings)}


def _is_file(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//") and address.lower().endswith(FILES)


def _frame(address: str) -> str:
    """The address of the player without cookies, as YouTube and Vimeo document it; empty for other hosts."""
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
    """Whether a source of the policy allows a frame: the same host, with or without its scheme (CSP 3, 6.7.2.8)."""
    host = urlsplit(source if "://" in source else "https://" + source).hostname or ""
    wanted = urlsplit(frame).hostname or ""
    return bool(wanted) and (host == wanted or (host.startswith("*.") and wanted.endswith(host[1:])))
