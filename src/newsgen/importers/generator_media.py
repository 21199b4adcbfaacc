"""The pictures and recordings that lie among a generator's pages: in page bundles, and in its folders of plain files."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .source_files import is_medium

_PLAIN = ("static", "", "source", "content", "src", "public", "assets")
"""Folders of a generator, below its root, whose files keep their paths as addresses."""


@dataclass(frozen=True, slots=True)
class GeneratorMedia:
    """Finds files by their old addresses. ``roots`` are the folders that were named as sources; ``bundles`` lead from the
    address of a page, without slashes at its ends, to the folder with its files."""

    roots: Sequence[Path]
    bundles: Mapping[str, Path]

    def find(self, path: str) -> Path | None:
        """The picture or recording at an old path without a leading slash; None where there is none.

        Files of other kinds stay where they are, and so does what a link leads to outside of the sources.
        """
        if not is_medium(Path(path)):
            return None
        folder, _, rest = path, "", ""
        while folder:
            if (bundle := self.bundles.get(folder)) and rest and (found := _inside(bundle, rest)):
                return found
            folder, _, last = folder.rpartition("/")
            rest = f"{last}/{rest}" if rest else last
        for root in self.roots:
            for place in (root, root.parent) if root.name in _PLAIN else (root,):
                for name in _PLAIN:
                    if found := _inside(place / name, path):
                        return found
        return None


def _inside(folder: Path, path: str) -> Path | None:
    """The file at a path in a folder; None where it is missing, or lies outside of the folder."""
    file = folder / path
    try:
        if not file.is_file():
            return None
    except (OSError, ValueError):
        return None
    return file if Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder)) else None
