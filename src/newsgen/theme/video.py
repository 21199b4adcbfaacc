"""Videos of a story: the address of each, and of the player frame that a click opens. Nothing is loaded before the click."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..site.policy_source import covers_host
from ..site.providers import Shown, shown_at
from ..site.settings import Settings

FILES = (".mp4", ".webm")
"""The suffixes of video files that browsers play."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video. ``address`` is the one that the story gives, unchanged.

    ``frame`` is the address of its player. It is empty for hosts without a known player, and if the site's content
    security policy allows no frame of that host. ``file`` tells whether the address is that of a video file of the site
    itself. ``host`` is the name of its service, as readers know it; empty for hosts that the table of services lacks.
    """

    address: str
    frame: str = ""
    file: bool = False
    host: str = ""


def video(address: str, settings: Settings) -> Video:
    """The video at an address: a file of the site, a video of a known service, or else a plain link.

    A plain link has neither ``frame`` nor ``file``. Only the address is read; the file need not exist.
    """
    shown = shown_at(address)
    if shown is None or shown.provider.kind != "video":
        return Video(address, file=_is_file(address))
    return Video(address, allowed_frame(shown, settings), host=shown.provider.name)


def video_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions of this module that templates call, by name. ``film`` leaves the name ``video`` to the component."""
    return {"film": lambda address: video(address, settings)}


def allowed_frame(shown: Shown, settings: Settings) -> str:
    """The address of a player that the site's content security policy allows; empty where it does not.

    ``embeds`` in site.yml lists the service, or ``policy.frame`` names the host.
    """
    listed = shown.provider.id in settings.embeds and shown.provider.sources
    return shown.frame if listed or covers_host(settings.policy.frame, shown.frame) else ""


def _is_file(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//") and address.lower().endswith(FILES)
