"""What an address that WordPress shows as a player becomes: a link to the video, or to the page."""

import re
from html import escape
from urllib.parse import unquote, urlsplit

from ..embeds import is_video_page

_VIDEO_FILE = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov)(?:[?#]|$)", re.IGNORECASE)
_ALONE = re.compile(r"(?m)^[ \t]*(https?://[^\s<>\"\[\]]+)[ \t]*$")
_ALONE_IN_P = re.compile(r"<p(?:\s[^<>]*)?>\s*(https?://[^\s<>\"\[\]]+)\s*</p>")


def is_video(address: str) -> bool:
    """Whether an address is that of a film that newsgen can show: of a video service, or a file."""
    return is_video_page(address) or _VIDEO_FILE.search(address) is not None


def embedded(address: str, name: str = "", caption: str = "") -> str:
    """The link of an embedded address, as a paragraph, or as a figure with its ``caption`` (HTML).

    ``name`` is plain text. Without one the link's words are the address, and a file's name for a file.
    """
    address = address.strip()
    words = escape(name or file_name(address) or address)
    kind = ' class="video"' if is_video(address) else ""
    link = f'<a{kind} href="{escape(address)}">{words}</a>'
    return f"<figure>{link}<figcaption>{caption}</figcaption></figure>" if caption else f"<p>{link}</p>"


def file_name(address: str) -> str:
    """The name of the sound or film that an address is; empty for the addresses of pages."""
    try:
        name = unquote(urlsplit(address).path).rpartition("/")[2]
    except ValueError:
        return ""
    return (
        name if re.search(r"\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|ogg|oga|wav|wma|aac|flac)$", name, re.IGNORECASE) else ""
    )


def lines_of_addresses(text: str) -> str:
    """A classic body in which an address alone on its line is embedded, as WordPress does.

    https://wordpress.org/documentation/article/embeds/
    """
    if "http" not in text:
        return text
    text = _ALONE.sub(lambda match: f"\n\n{embedded(match[1])}\n\n", text)
    return _ALONE_IN_P.sub(lambda match: embedded(match[1]), text)
