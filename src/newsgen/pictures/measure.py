"""A picture file as the build sees it: its name by digest, and its pixels from its header."""

import posixpath
from io import BytesIO

from ..base import digest
from ..base.problems import N_, Problem, error
from ..model.article import Picture
from ..site.layout import PICTURES, STATIC

MAX_SIDE = 20_000  # pixels; more is a decompression bomb or a mistake

NOT_A_PICTURE = error(
    "not-a-picture", N_("“{name}” is not a picture that pages can show."), N_("Use a file of the kinds: {kinds}."),
    name="", kinds=" ".join(s[1:] for s in PICTURES),
)  # fmt: skip


def measure(source: str, data: bytes) -> Picture | Problem:
    """The address and size of the picture in a source file: its own path in ``static/``, else a name by digest."""
    suffix = posixpath.splitext(source)[1].lower()
    name = posixpath.basename(source)
    if suffix not in PICTURES:
        return _refused(name)
    import imagesize

    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # imagesize trusts the bytes: a broken file raises whatever struct, int or ElementTree raise
        width = height = 0
    if width <= 0 or height <= 0:
        return error("not-a-picture", N_("“{name}” is damaged, or no picture in spite of its name."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    if width > MAX_SIDE or height > MAX_SIDE:
        return error("picture-too-large", N_("“{name}” is {width} × {height} pixels; {limit} are the most on a side."),
                     N_("Save it smaller."), name=name, width=width, height=height, limit=MAX_SIDE)  # fmt: skip
    if source.startswith(STATIC + "/"):
        return Picture(source.removeprefix(STATIC), width, height)
    return Picture(f"/media/{digest.of_bytes(data).hex()[:20]}{suffix}", width, height)


def _refused(name: str) -> Problem:
    return error(
        NOT_A_PICTURE.code, NOT_A_PICTURE.message, NOT_A_PICTURE.hint, **(dict(NOT_A_PICTURE.values) | {"name": name})
    )
