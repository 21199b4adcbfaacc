"""What a page says of a post or a player of another site: whose it is, and the frame that a click opens."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .. import arabic
from ..model.article import Part
from ..model.embed import Embed
from ..model.picture import Picture
from ..site.provider_table import Kind, Shape
from ..site.providers import shown_at
from ..site.settings import Settings
from .video import allowed_frame, video

_FIGURES = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2})?")

_WHAT: dict[Kind, str] = {
    "post": "منشور", "video": "فيديو", "sound": "مقطع صوتي", "chart": "رسم بياني", "map": "خريطة", "document": "مستند",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """The box of a post or a player. Templates get it from ``embed_box``.

    ``kind`` and ``what`` say what it is, for code and for readers; ``service`` where it is, and is a host where ``known`` is
    False. ``handle`` is that of the file, else the account in the address. ``frame`` is the address that a click opens,
    empty where the site's policy does not allow it, and ``place`` the place that the page keeps for it. ``date`` is that of
    the post for readers, and ``iso`` for machines, without an hour where the file gives none; ``iso`` is empty where the file
    gives the date in words.
    """

    kind: Kind
    what: str
    service: str
    known: bool
    handle: str
    frame: str
    place: Shape
    date: str
    iso: str

    @property
    def title(self) -> str:
        """What the frame is, for whoever does not see it."""
        whose = f" {self.handle}" if self.handle else ""
        return f"{self.what}{whose} على {self.service}"


def embed_box(embed: Embed, settings: Settings) -> Box:
    """The box of an embed on a site. Of an address that the table of services lacks it is a post without a frame."""
    shown = shown_at(embed.address)
    dates = _dates(embed.posted, settings)
    if shown is None:
        host = (urlsplit(embed.address).hostname or "").removeprefix("www.")
        return Box("post", _WHAT["post"], host, False, embed.handle, "", "tall", *dates)
    kind = shown.provider.kind
    handle = embed.handle or (f"@{shown.user}" if shown.user and kind == "post" and not embed.author else "")
    frame = allowed_frame(shown, settings)
    return Box(kind, _WHAT[kind], shown.provider.name, True, handle, frame, shown.shape, *dates)


def embed_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions of this module that templates call, by name."""

    def has_embeds(parts: Iterable[Part]) -> bool:
        """Whether a body has a post or a player, or a video that plays in the page: it needs their style."""
        pictures = (part for part in parts if isinstance(part, Picture))
        return any(picture.embed is not None or _frame(picture) for picture in pictures)

    def has_frames(parts: Iterable[Part]) -> bool:
        """Whether a body has something that opens in a frame: it needs the script of frames."""
        return any(_frame(part) for part in parts if isinstance(part, Picture))

    def _frame(picture: Picture) -> str:
        if picture.embed is not None:
            return embed_box(picture.embed, settings).frame
        return video(picture.video, settings).frame if picture.video else ""

    return {
        "embed_box": lambda embed: embed_box(embed, settings),
        "has_embeds": has_embeds,
        "has_frames": has_frames,
    }


def _dates(posted: str, settings: Settings) -> tuple[str, str]:
    """The date of a post for readers and for machines. What is no date in figures, or a day that no calendar has, stays as it
    is written and is none for machines."""
    figures = arabic.from_digits(posted)
    if not _FIGURES.fullmatch(figures):
        return posted, ""
    try:
        moment = datetime.fromisoformat(figures)
    except ValueError:
        return posted, ""
    day = arabic.format_date(moment.date(), settings.dates.short, settings.house)
    if ":" not in figures:
        return day, figures
    return f"{day}، {arabic.clock(moment, settings.house)}", f"{moment:%Y-%m-%dT%H:%M}"
