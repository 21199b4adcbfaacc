"""What templates say of a picture: the files of each role, and those that machines are told of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..model.article import Article, Part
from ..model.picture import Picture
from ..pictures.recipe import Rendition, largest, renditions
from ..pictures.roles import ROLES, SQUARE, WHOLE, RoleName, View
from ..pictures.share_card import Shared, shared_of
from ..site.settings import Settings
from ..site.settings_pictures import PictureSuffix


@dataclass(frozen=True, slots=True)
class Source:
    """A ``source`` element of a picture: the type of its files or empty, the condition under which it counts or empty, its
    files for ``srcset``, and the width of the place for ``sizes``."""

    mime: str
    media: str
    files: tuple[Rendition, ...]
    sizes: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a page draws it: ``file`` is that of the ``img``; ``files`` are its sizes, none for a picture that is shown
    as it is; ``sizes`` is the width of the place. ``sources`` come before it: crops for other screens and better formats;
    the first that counts is taken. ``most``: the largest width, in pixels, of a picture
    so small that the place may be more than twice as wide; 0 for others."""

    file: Rendition
    files: tuple[Rendition, ...]
    sizes: str
    sources: tuple[Source, ...]
    most: int = 0


def picture_functions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """The functions that draw pictures, by name."""
    *better, last = settings.pictures.formats

    def drawn(image: Picture, role: RoleName) -> Drawn:
        """The files of a picture for a role."""
        *others, usual = (_whole(view) if image.transparent else view for view in ROLES[role])
        files = renditions(image, usual.shape, settings.pictures, last)
        most = _most(image, role)
        if image.original is None:
            return Drawn(files[0], (), "", (), most)
        wanted = [(view, suffix) for view in others for suffix in (*better, last)]
        wanted += [(usual, suffix) for suffix in better]
        return Drawn(_usual(files), files, usual.sizes, tuple(_source(image, *one) for one in wanted), most)

    def _most(image: Picture, role: RoleName) -> int:
        """Twice the width of a picture that is too small for the largest place of a role; 0 where it is wide enough."""
        if role in _AS_LARGE_AS_ITSELF:
            return 0
        shapes = [view.shape for view in ROLES[role]]
        twice = 2 * renditions(image, shapes[0], settings.pictures, last)[-1].width
        places = max(shape.widths[-1] * _PLACE for shape in shapes)
        return twice if twice < min(_LARGEST_PLACE, places) else 0

    def _source(image: Picture, view: View, suffix: PictureSuffix) -> Source:
        mime = f"image/{suffix}" if suffix != last else ""
        return Source(mime, view.media, renditions(image, view.shape, settings.pictures, suffix), view.sizes)

    def share_image(article: Article) -> Shared | None:
        """What a shared link to a story shows; None where it has nothing."""
        return shared_of(article, settings)

    def largest_file(image: Picture) -> Rendition:
        """The largest file of a picture."""
        return largest(image, settings.pictures)

    functions: tuple[Callable[..., Any], ...] = (share_image, largest_file, picture_runs, views)
    return {function.__name__: function for function in functions} | {"drawn": drawn}


def _whole(view: View) -> View:
    """The same place for a drawing on a transparent ground, which a crop would cut apart; a square stays one."""
    return view if view.shape is SQUARE else replace(view, shape=WHOLE)


def views(role: RoleName) -> tuple[View, ...]:
    """How a role shows its pictures; the last view has no condition. A script that draws pictures needs them."""
    return ROLES[role]


def picture_runs(parts: tuple[Part, ...]) -> list[Part | tuple[Picture, ...]]:
    """The parts of a text in their order, with each run of consecutive pictures as one tuple. Videos, stories and embeds are
    none."""
    found: list[Part | tuple[Picture, ...]] = []
    run: list[Picture] = []
    for part in parts:
        if isinstance(part, Picture) and not (part.video or part.story or part.embed or part.box or part.sound):
            run.append(part)
            continue
        if run:
            found.append(tuple(run))
            run = []
        found.append(part)
    if run:
        found.append(tuple(run))
    return found


_LARGEST_PLACE = 852
"""The width, in pixels, of the largest place for a picture in a list: the page between 600 and 899 pixels."""

_AS_LARGE_AS_ITSELF = frozenset(("text", "gallery"))
"""The roles whose place does not enlarge a picture."""

_PLACE = 0.58
"""The part of its widest file that the largest place of a shape is wide, at most: that file serves dense screens."""

_USUAL_WIDTH = 960
"""The width, in pixels, of the file that readers get whose program knows no ``srcset``."""


def _usual(files: tuple[Rendition, ...]) -> Rendition:
    fitting = [file for file in files if file.width <= _USUAL_WIDTH]
    return fitting[-1] if fitting else files[0]
