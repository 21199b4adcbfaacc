"""What templates say of a picture: the files of each role, and those that machines are told of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model.picture import Picture
from ..pictures.recipe import ROLES, Rendition, RoleName, largest, renditions, share_picture
from ..site.settings import Settings


@dataclass(frozen=True, slots=True)
class Source:
    """A ``source`` element of a picture: the type of its files, and their addresses with widths, for ``srcset``."""

    mime: str
    files: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a page draws it: ``file`` is that of the ``img``, ``files`` its sizes, ``sizes`` the width of the place.
    ``sources`` are other formats of the same, the best first."""

    file: Rendition
    files: tuple[Rendition, ...]
    sizes: str
    sources: tuple[Source, ...]


def picture_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions that draw pictures, by name."""

    def drawn(image: Picture, role: RoleName) -> Drawn:
        """The files of a picture for a role."""
        formats = settings.pictures.formats
        last = formats[-1]
        files = renditions(image, role, settings.pictures, last)
        others = formats[:-1] if image.original is not None else ()
        sources = tuple(
            Source(f"image/{suffix}", renditions(image, role, settings.pictures, suffix)) for suffix in others
        )
        return Drawn(_usual(files), files if image.original is not None else (), ROLES[role].sizes, sources)

    def share_image(image: Picture | None) -> Rendition | None:
        """The picture that a shared link shows; None where there is none."""
        return share_picture(image, settings.pictures) if image is not None and image.address else None

    def largest_file(image: Picture) -> Rendition:
        """The largest file of a picture."""
        return largest(image, settings.pictures)

    return {"drawn": drawn, "share_image": share_image, "largest_file": largest_file}


_USUAL_WIDTH = 960
"""The width, in pixels, of the file that readers get whose program knows no ``srcset``."""


def _usual(files: tuple[Rendition, ...]) -> Rendition:
    fitting = [file for file in files if file.width <= _USUAL_WIDTH]
    return fitting[-1] if fitting else files[0]
