"""Pictures: what a page shows, the file that it is made from, and what a source uses it for."""

from dataclasses import dataclass
from typing import Literal

from .box import Box
from .embed import Embed
from .sound import Sound, Track

PictureFormat = Literal["JPEG", "PNG", "WebP", "AVIF", "GIF"]

MAX_SIDE = 20_000
"""The largest width and height of a picture, in pixels. A larger one is a mistake or made to exhaust a reader's memory."""

CENTRE = (50, 40)
"""The focus of a picture that is not tall and for which nobody chose one: a little above the middle, where faces are."""


@dataclass(frozen=True, slots=True)
class Original:
    """What is known of a picture file of the site: its digest (20 hexadecimal digits) and what its header says.

    ``width`` and ``height`` are pixels after the rotation that the file asks for. Either is at least 1.
    """

    digest: str
    width: int
    height: int
    format: PictureFormat
    transparent: bool = False
    animated: bool = False


def usual_focus(original: Original) -> tuple[int, int]:
    """The focus of a picture for which nobody chose one: of a tall one nearer to its top, where the face of a portrait is."""
    times = original.height / original.width
    return next((focus for least, focus in _USUAL if times >= least), CENTRE)


_USUAL = ((1.4, (50, 26)), (1.1, (50, 33)))
"""From how many times its width a picture is high, and its focus then."""


@dataclass(frozen=True, slots=True)
class Described:
    """A picture file, and what its sidecar says of it: texts, and a focus in whole percent (see ``Picture``). They count
    where the source that shows the picture says nothing. ``path`` is the file's, in NFC, from the site's folder."""

    original: Original
    alt: str = ""
    caption: str = ""
    credit: str = ""
    focus: tuple[int, int] | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its alternative text, caption and credit.

    ``address`` is a path from the site's root, or an address of another host; ``width`` and ``height`` are the pixels of the
    file there. Without ``address`` this is a text figure: a caption and a credit without a picture. ``video`` is the address
    of a video: then this is a link to that video, ``alt`` is the video's name, and the picture, if there is one, its poster.
    ``story`` is the id of a story, or its address: then the story's card stands in the text, and every other field is empty.
    ``box`` is a box of data, which stands in the text alone: every other field is empty.
    ``embed`` is a post or a player of another site: then its box stands in the text, and every other field is empty.
    ``link`` is where a click on the picture leads, as a link of the page has it; empty for most pictures.
    ``sound``: then a player stands in the text, ``alt`` is the recording's name, and there is no picture. ``tracks`` are the
    captions of a ``video`` that is a file of the site.

    ``original`` is the file that smaller and cropped pictures are made from (``pictures.recipe``); None for a picture that
    is shown as it is. ``focus`` is the point that every crop keeps, in whole percent of the width from the left and of the
    height from the top; None where the source chose none. ``transparent``: the ground behind the picture shows through.
    """

    address: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    caption: str = ""
    credit: str = ""
    video: str = ""
    link: str = ""
    original: Original | None = None
    focus: tuple[int, int] | None = None
    transparent: bool = False
    story: str = ""
    box: Box | None = None
    embed: Embed | None = None
    sound: Sound | None = None
    tracks: tuple[Track, ...] = ()

    @property
    def point(self) -> tuple[int, int]:
        """The focus, or the usual one where nobody chose any."""
        return self.focus or (usual_focus(self.original) if self.original else CENTRE)


Purpose = Literal["lead", "text", "shared", "portrait", "artwork", "alone", "link", "card"]
"""What a source uses a picture for: a story's ``image``; a picture of a text; the first of a text whose story has no ``image``,
``shared``; an author's portrait; a show's artwork; ``alone`` for a picture of which nothing is made. Besides one of these, a
picture by which others know a story is for a shared ``link``, or for the share ``card`` that such a link shows in its place."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What is published of a picture because one source uses it: the original, the focus of its crops, and the purposes."""

    original: Original
    focus: tuple[int, int] = CENTRE
    purposes: tuple[Purpose, ...] = ("alone",)
