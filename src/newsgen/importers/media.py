"""The files that an archive's stories show: where each lies, and its path in ``static/``."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..site.layout import PICTURES
from ..site.links import MAX_PART_BYTES, inside, reserved_path
from .picture_files import is_whole

_REDUCED = re.compile(r"-[0-9]{1,5}x[0-9]{1,5}(?=\.[A-Za-z]{3,5}$)")
_SCALED = re.compile(r"-(?:scaled|rotated)(?=\.[A-Za-z]{3,5}$)")
RESERVED_AWAY = "old"
"""The folder of ``static/`` for files whose old address is newsgen's own today."""


class Files(Protocol):
    """Answers which files there are."""

    def has(self, path: str) -> bool:
        """Whether there is a file at an old path without a leading slash."""
        ...


@dataclass(frozen=True, slots=True)
class NoFiles:
    """There are none."""

    def has(self, path: str) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The files of ``static/``, and below it those of the folder that ``--media`` names.

    The folder may be the root of the old site, or any part of it (``wp-content/uploads``): a file is found by the longest
    end of its old path. ``beside`` finds files that lie among the sources themselves. A picture that is cut off, or none,
    counts as missing; ``damaged`` collects the places of such files.
    """

    static: Path
    media: Path | None = None
    beside: Callable[[str], Path | None] = lambda _: None
    damaged: dict[Path, None] = field(default_factory=dict)

    def has(self, path: str) -> bool:
        """Whether the file is in one of them."""
        return self._is_file(self.static / path) or self.source(path) is not None

    def source(self, path: str) -> Path | None:
        """The file in the folder of media, else among the sources; None where it is in neither. Links that lead out of it are
        not followed."""
        rest = path if self.media else ""
        while self.media and rest:
            found = self.media / rest
            if self._is_file(found) and self._is_inside(found):
                return self._if_whole(found)
            rest = rest.partition("/")[2]
        return self._if_whole(self.beside(path))

    def _if_whole(self, file: Path | None) -> Path | None:
        if file is None or file in self.damaged:
            return None
        if is_whole(file):
            return file
        self.damaged[file] = None
        return None

    def _is_file(self, path: Path) -> bool:
        try:
            return path.is_file()
        except (OSError, ValueError):
            return False

    def _is_inside(self, path: Path) -> bool:
        root = os.path.realpath(str(self.media))
        return os.path.realpath(path).startswith(root.rstrip(os.sep) + os.sep)


@dataclass(frozen=True, slots=True)
class Media:
    """Finds the files of old paths; ``files`` says which there are.

    ``served`` is an address that goes on serving all others, without a slash at its end; empty where there is none.
    """

    files: Files = field(default_factory=NoFiles)
    served: str = ""

    def picture(self, path: str) -> str:
        """The old path of the largest file of a picture; empty where there is none that pages can show.

        ``a-300x200.jpg`` is a reduced copy of ``a.jpg``. ``path`` begins with a slash and is not percent-encoded.
        """
        if not path.lower().endswith(PICTURES):
            return ""
        whole = _REDUCED.sub("", path)
        stem, dot, suffix = whole.rpartition(".")
        original = _SCALED.sub("", whole)
        for candidate in dict.fromkeys((original, whole, f"{stem}-scaled{dot}{suffix}", path)):
            if self.file(candidate):
                return candidate
        return ""

    def file(self, path: str) -> str:
        """The old path itself where there is a file at it; else, and where it is no path of a site, empty."""
        bare = path.removeprefix("/")
        sound = (
            path.startswith("/")
            and inside(bare or ".") == bare
            and all(
                part and not part.startswith(".") and len(part.encode()) <= MAX_PART_BYTES for part in bare.split("/")
            )
        )
        return path if sound and self.files.has(bare) else ""


def static_path(path: str) -> str:
    """The path in ``static/`` of a file at an old path, which is also its address: the same, unless newsgen has that one."""
    return f"/{RESERVED_AWAY}{path}" if reserved_path(path) else path
