"""The Markdown of what stands by itself in an imported text: videos, sounds, pages of other sites, and galleries.

``body_writer`` finds them and tells of them; how newsgen's dialect writes each is decided here alone.
"""

from collections.abc import Sequence

from .embeds import is_video_page
from .inline_markdown import BREAK, HEADING, LINK, Mark, Piece, written
from .markdown_signs import address, title


def is_video(link: str, classes: Sequence[str]) -> bool:
    """Whether newsgen shows an address as a video: it knows its host or suffix, or the HTML says so."""
    return is_video_page(link) or "video" in classes


def video(link: str, name: str, caption: str) -> str:
    """A video figure. ``name`` and ``caption`` are plain texts, and may be empty."""
    return _figure(link, name, caption, "video")


def sound(link: str, name: str, caption: str) -> str:
    """A player of a sound file. ``name`` and ``caption`` are plain texts, and may be empty."""
    return _figure(link, name, caption, "audio")


def _figure(link: str, name: str, caption: str, of_class: str) -> str:
    tip = f' "{title(caption)}"' if caption and caption != name else ""
    return f"[{written([Piece(name or link)], HEADING)}]({address(link)}{tip}){{: .{of_class}}}"


def embed(link: str, name: str, caption: str) -> str:
    """A post, player or map of a service that newsgen knows: a link of the class, or the bare address where it has no name."""
    tip = f' "{title(caption)}"' if caption and caption != name else ""
    words = written([Piece(name)], HEADING) if name else ""
    return f"[{words}]({address(link)}{tip}){{: .embed}}" if words else link


def page(link: str, name: str, caption: str) -> str:
    """The page of a site that newsgen does not know, which the old one showed in a frame: a link, and the caption below it."""
    pieces = [Piece(name or link, (Mark(LINK, "a", (("href", link),)),))]
    if caption and caption != name:
        pieces += [Piece(BREAK), Piece(caption)]
    return written(pieces)


def gallery(pictures: Sequence[str]) -> list[str]:
    """The pictures of a gallery, each Markdown of a block: one below the other."""
    return list(pictures)
