"""The addresses of videos, sounds and frames that stand in a body."""

from urllib.parse import parse_qs, urlsplit

from ..site.providers import shown_at
from .html_tree import Element

_PLAYERS = ("youtube.com", "youtube-nocookie.com")
_VIDEO_FILES = (".mp4", ".webm")
_SOUND_FILES = (".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac")


def embedded_address(element: Element) -> str:
    """The address that a frame, player or object shows, as a reader would visit it; empty for other elements, and where it
    has none.

    Players of known services give the page of what they play.
    """
    if element.tag not in ("iframe", "embed", "object", "video", "audio"):
        return ""
    for name in ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data"):
        found = _absolute(element.get(name))
        if found:
            return page_of_player(found)
    for inner in element.elements():
        found = ""
        if inner.tag in ("source", "embed", "iframe", "a"):
            found = _absolute(inner.get("src") or inner.get("href"))
        elif inner.tag == "param" and inner.get("name").lower() in ("movie", "src", "url"):
            found = _absolute(inner.get("value"))
        if found:
            return page_of_player(found)
    return ""


def _absolute(address: str) -> str:
    address = address.strip()
    if address.startswith("//"):
        return f"https:{address}"
    return "" if address.startswith(("about:", "data:", "javascript:", "blob:")) else address


def page_of_player(address: str) -> str:
    """The page of what a player of a known service shows; any other address as it is."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return address
    query = parse_qs(parts.query)
    if host in _PLAYERS and "&" in parts.path:
        address = address.partition("&")[0]
    elif host == "facebook.com" and parts.path.startswith("/plugins/") and query.get("href"):
        address = query["href"][0]
    elif host == "w.soundcloud.com" and query.get("url"):
        address = query["url"][0]
    elif host == "platform.twitter.com" and query.get("id", [""])[0].isdecimal():
        return f"https://x.com/i/status/{query['id'][0]}"
    shown = shown_at(address)
    return shown.page if shown else address


def is_video_page(address: str) -> bool:
    """Whether newsgen shows an address as a video: a page of a video service, or a video file of the site."""
    if address.startswith("/") and not address.startswith("//"):
        return address.lower().endswith(_VIDEO_FILES)
    shown = shown_at(address)
    return shown is not None and shown.provider.kind == "video"


def is_sound_file(address: str) -> bool:
    """Whether newsgen plays an address as recorded sound: a sound file of the site."""
    return address.startswith("/") and not address.startswith("//") and address.lower().endswith(_SOUND_FILES)
