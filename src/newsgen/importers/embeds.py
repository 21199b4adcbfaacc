"""The addresses of videos, sounds and frames that stand in a body."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from .html_tree import Element

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLAYERS = ("youtube.com", "youtube-nocookie.com")
_VIDEO_FILES = (".mp4", ".webm")


def embedded_address(element: Element) -> str:
    """The address that a frame, player or object shows, as a reader would visit it; empty for other elements, and where it
    has none.

    Players of YouTube and Vimeo give the page of their video.
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
    """The page that a player of YouTube or Vimeo, or a frame of one of ``_FRAMES``, shows; any other address as it is."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return address
    steps = [step for step in parts.path.split("/") if step]
    if host in _PLAYERS and len(steps) > 1 and steps[0] in ("embed", "v", "shorts", "live"):
        name = unquote(steps[1].partition("&")[0])
        if _ID.fullmatch(name) and name != "videoseries":
            return f"https://www.youtube.com/watch?v={name}"
    if host == "player.vimeo.com" and len(steps) > 1 and steps[1].isdecimal():
        return f"https://vimeo.com/{steps[1]}"
    inner = _QUERIES.get((host, "/".join(steps)))
    if inner and (named := parse_qs(parts.query).get(inner, [""])[0]).startswith(("https://", "http://")):
        return named
    for frame, page in _FRAMES:
        if found := frame.fullmatch(host + parts.path.rstrip("/")):
            return page.format(*found.groups())
    return address


_QUERIES = {
    ("facebook.com", "plugins/post.php"): "href",
    ("facebook.com", "plugins/video.php"): "href",
    ("w.soundcloud.com", "player"): "url",
}
"""Frames that name their page in the query: by host and path, the query's name."""

_FRAMES = tuple(
    (re.compile(frame), page)
    for frame, page in (
        (r"(?:geo\.)?dailymotion\.com/embed/video/([A-Za-z0-9]{1,40})", "https://www.dailymotion.com/video/{0}"),
        (r"open\.spotify\.com/embed/([a-z]{1,20})/([A-Za-z0-9]{1,64})", "https://open.spotify.com/{0}/{1}"),
        (r"instagram\.com/(p|reel|tv)/([\w-]{1,64})/embed(?:/captioned)?", "https://www.instagram.com/{0}/{1}/"),
        (r"tiktok\.com/embed(?:/v2)?/([0-9]{1,30})", "https://www.tiktok.com/@/video/{0}"),
        (r"t\.me/([\w]{1,64}/[0-9]{1,12})", "https://t.me/{0}"),
    )
)
"""Frames that name their page in the path, each with that page."""


def is_video_page(address: str) -> bool:
    """Whether newsgen shows an address as a video: a page of YouTube or Vimeo, or a video file of the site."""
    if address.startswith("/") and not address.startswith("//"):
        return address.lower().endswith(_VIDEO_FILES)
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if host == "youtu.be":
        return _ID.fullmatch(parts.path.strip("/")) is not None
    if host == "vimeo.com":
        return parts.path.strip("/").split("/")[0].isdecimal()
    return host in _PLAYERS and _ID.fullmatch(parse_qs(parts.query).get("v", [""])[0]) is not None
