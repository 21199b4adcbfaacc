"""Measure a picture file: its address in the output, and its size in pixels from its header."""

import posixpath
from io import BytesIO

from ..base import digest
from ..base.problems import N_, Problem, error
from ..model.article import Picture
from ..site.layout import PICTURES, STATIC

MAX_SIDE = 20_000
"""The largest width and height, in pixels. A larger picture is a mistake or made to exhaust a browser's memory."""


def measure(source: str, data: bytes) -> Picture | Problem:
    """The address and size of a picture file. ``source`` is its path from the site's folder, ``data`` its bytes.

    A file of ``static/`` keeps its path as its address. Others are named by their digest, so that caches never hold an old
    picture. Returns an error, without a position, when the file is no picture that browsers show, or is too large.
    """
    suffix = posixpath.splitext(source)[1].lower()
    name = posixpath.basename(source)
    if suffix not in PICTURES:
        return error("not-a-picture", N_("“{name}” is not a picture that pages can show."),
                     N_("Use a file of the kinds: {kinds}."), name=name, kinds=" ".join(s[1:] for s in PICTURES))  # fmt: skip
    import imagesize  # only pictures need it

    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # imagesize does not check the bytes: a damaged file raises errors of struct, int or ElementTree
        width = height = 0
    if width <= 0 or height <= 0:
        return error("not-a-picture", N_("“{name}” is damaged or is not a picture."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    if width > MAX_SIDE or height > MAX_SIDE:
        return error("picture-too-large", N_("“{name}” is {width} × {height} pixels; no side may be longer than {limit}."),
                     N_("Save it at a smaller size."), name=name, width=width, height=height, limit=MAX_SIDE)  # fmt: skip
    if source.startswith(STATIC + "/"):
        return Picture(source.removeprefix(STATIC), width, height)
    return Picture(f"/media/{digest.of_bytes(data).hex()[:20]}{suffix}", width, height)
