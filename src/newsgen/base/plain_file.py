"""Open and create files in folders into which others may write: no link is followed, and nobody waits for a pipe."""

import os
from stat import S_ISDIR, S_ISREG

TYPE_CHECKING = False  # a constant of our own, since importing typing takes 5 ms of a build with nothing to do
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

_SAFELY = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _SAFELY |= getattr(os, _name, 0)
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


def open_plain(path: "str | Path", *, links: bool = False) -> "BinaryIO":
    """Open a regular file for reading; with ``links``, also one that a link leads to.

    Raises OSError where it is missing or refused, and at once where a folder, a pipe, a socket or a device lies there, or,
    without ``links``, a link. Links in the folders above are followed.
    """
    handle = os.open(path, _SAFELY | (0 if links else _NO_LINK))
    try:
        mode = os.fstat(handle).st_mode
        if not S_ISREG(mode):
            from errno import EINVAL, EISDIR

            reason = EISDIR if S_ISDIR(mode) else EINVAL
            raise OSError(reason, os.strerror(reason), str(path))
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def create_anew(path: "str | Path") -> "BinaryIO":
    """Create a file for writing; one that is there is deleted first, and of a link the link, never its target.

    Raises OSError, also where a folder lies there.
    """
    if os.path.lexists(path):
        os.unlink(path)
    return open(path, "xb")
