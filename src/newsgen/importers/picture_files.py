"""Whether the file of a picture is whole, as far as its first and last bytes say: one that is not would stop a build."""

import os
from pathlib import Path

from ..base.plain_file import open_plain

_TAIL = 1 << 16
_HEADS = {
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".avif": (b"\0\0",),
}
_ANY = tuple(head for heads in _HEADS.values() for head in heads)
_ENDS = {b"\xff\xd8\xff": b"\xff\xd9", b"\x89PNG": b"IEND"}


def is_whole(path: Path) -> bool:
    """Whether a file begins as a picture of any kind that pages show, and has its end. Of other files, True."""
    if path.suffix.lower() not in _HEADS:
        return True
    try:
        with open_plain(path, links=True) as opened:
            head = opened.read(12)
            size = opened.seek(0, os.SEEK_END)
            if not head.startswith(_ANY):
                return False
            if head.startswith(b"RIFF"):
                return head[8:] == b"WEBP" and int.from_bytes(head[4:8], "little") + 8 <= size + 1
            end = next((end for begin, end in _ENDS.items() if head.startswith(begin)), b"")
            opened.seek(max(0, size - _TAIL))
            return end in opened.read(_TAIL)
    except OSError:
        return False
