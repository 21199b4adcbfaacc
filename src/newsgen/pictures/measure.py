"""Measure a picture file: its digest, and its size in pixels as its header gives it."""

import posixpath

from ..base import digest
from ..base.problems import N_, Problem, error
from ..model.picture import MAX_SIDE, Original
from ..site.layout import PICTURES
from .header import SUFFIXES
from .traits import read_traits

MAX_BYTES = 64 * 1024 * 1024
"""The largest picture file. A photograph at the best quality of a camera has 20 MB."""


def measure(source: str, data: bytes) -> Original | Problem:
    """What a picture file is. ``source`` is its path from the site's folder, ``data`` its bytes.

    Returns an error, without a position, when the file is no picture that browsers show, is of another kind than its
    suffix says, or is too large. ``data`` is the whole file; of a larger one, ``MAX_BYTES`` + 1 bytes are enough.
    """
    suffix = posixpath.splitext(source)[1].lower()
    name = posixpath.basename(source)
    if suffix not in PICTURES:
        return error("not-a-picture", N_("“{name}” is not a picture that pages can show."),
                     N_("Use a file of the kinds: {kinds}."), name=name, kinds=" ".join(s[1:] for s in PICTURES))  # fmt: skip
    if len(data) > MAX_BYTES:
        return error("picture-too-large", N_("“{name}” is larger than {limit} MB."), N_("Save it at a smaller size."),
                     name=name, limit=MAX_BYTES // 2**20)  # fmt: skip
    header = read_traits(data)
    if header is None or not (header.width and header.height):
        return error("not-a-picture", N_("“{name}” is damaged or is not a picture."),
                     N_("Open it in a picture editor and save it again."), name=name)  # fmt: skip
    width, height = header.width, header.height
    if suffix not in SUFFIXES[header.format]:
        return error("picture-suffix", N_("“{name}” is a {format} file in spite of its name."),
                     N_("Let its name end with {suffix}, here and where it is used."),
                     name=name, format=header.format, suffix=SUFFIXES[header.format][0])  # fmt: skip
    if width > MAX_SIDE or height > MAX_SIDE:
        return error("picture-too-large", N_("“{name}” is {width} × {height} pixels; no side may be longer than {limit}."),
                     N_("Save it at a smaller size."), name=name, width=width, height=height, limit=MAX_SIDE)  # fmt: skip
    content = digest.of_bytes(data).hex()[:20]
    return Original(content, width, height, header.format, header.transparent, header.animated)
