"""Judge a path that a file, a record or another machine gives: may newsgen join it to a folder and stay within it?"""

import os
import re
from typing import TypeGuard

MAX_PATH, MAX_NAME = 4096, 255  # bytes, as file systems bound them

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_MARKS = "\\:" if os.name == "nt" else ""
"""Characters that separate folders or name a drive on this system."""


def is_plain_path(path: object) -> TypeGuard[str]:
    """Return whether a value is a path that is relative, stays within its folder and can be the name of a file.

    Its parts are separated by "/"; none is empty, "." or ".."; none holds a control character. Only the text is
    judged: on disk, a link in the folder may still lead out of it.
    """
    if not isinstance(path, str) or _CONTROL.search(path) or any(mark in path for mark in _MARKS):
        return False
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return False
    parts = path.split("/")
    if size > MAX_PATH or "" in parts or "." in parts or ".." in parts:
        return False
    return size <= MAX_NAME or all(len(part.encode()) <= MAX_NAME for part in parts)
