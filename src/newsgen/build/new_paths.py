"""What is wrong with the paths that are new in a build: those that the output's file system refuses, and overlaps of two
outputs."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..base.problems import N_, Problem, error
from ..model.page_name import ARTICLE, PageName
from ..pages.addresses import twin_path
from ..record.outputs import Output
from ..record.record import Record
from ..record.view import View
from .collisions import Overlap, source_of
from .output_folder import folded, knows_no_case

_ODD = re.compile(
    r'[?:*"<>|\\\x00-\x1f]|[. ](?:/|$)|(?:^|/)(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³]|conin\$|conout\$)(?:[ .][^/]*)?(?:/|$)',
    re.IGNORECASE,
)
"""Signs and names in paths that some file systems refuse: those of Windows, where ``nul.html`` is a device
(https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file)."""


@dataclass(frozen=True, slots=True)
class NewPaths:
    """The outputs that come to a path in a build, ``come``, and those that lost theirs to another output, ``evicted``.

    The record has all outputs of the build, of which ``view`` is the view. Names are tried in the folder of staged files,
    ``staging``; in a ``rehearsal`` none is.
    """

    record: Record
    output: Path
    view: View
    staging: Path
    come: Mapping[str, PageName]
    evicted: Mapping[PageName, Output]
    slashless: bool
    rehearsal: bool

    def unwritable(self) -> Iterator[Problem]:
        """An error for each output that is new at its path, where the output's file system cannot have such a path.

        Odd names are tried as folders in the staging folder, as FAT, NTFS and network shares refuse some of them. A
        rehearsal tries none.
        """
        limits = {}
        for limit, usual in (("PC_NAME_MAX", 255), ("PC_PATH_MAX", 4096)):
            try:
                limits[limit] = os.pathconf(self.output, limit)
            except (OSError, ValueError, AttributeError):  # no such folder yet, or no such question on this system
                limits[limit] = usual
        tried: dict[str, bool] = {}
        for path, name in sorted(self.come.items()):
            plain = len(path) < limits["PC_NAME_MAX"] // 4 and not _ODD.search(path)
            if plain and len(str(self.output)) + len(path) * 4 < limits["PC_PATH_MAX"]:
                continue
            parts = path.split("/")
            fits = all(len(os.fsencode(part)) <= limits["PC_NAME_MAX"] for part in parts)
            fits = fits and len(os.fsencode(os.path.abspath(f"{self.output}/{path}"))) < limits["PC_PATH_MAX"]
            for part in parts if fits and not self.rehearsal else ():
                if _ODD.search(part) and part not in tried:
                    tried[part] = self._takes(part)
            if not fits or not all(tried.get(part, True) for part in parts):
                yield error(
                    "output-name", N_("The output's file system cannot have a file at /{path}."),
                    N_("Give it a shorter or plainer name, or build into another folder with --output."), path=path[:300],
                ).at(source_of(self.record, self.view, name))  # fmt: skip
        shutil.rmtree(self.staging / "names", ignore_errors=True)

    def overlaps(self) -> Iterable[Overlap]:
        """Each path over which two outputs collide, at least one of which is new there in this build.

        Both want the path itself, or one is a file where the other needs a folder.
        """
        for name, old in sorted(self.evicted.items()):
            holder = self.record.outputs.at(old.path)
            yield Overlap(old.path, (name, holder.name if holder else PageName("?")))
        yield from self._overlaps_by_case()
        seen: set[str] = set()
        for path, name in sorted(self.come.items()):
            twin = self._twin(path, name)
            if twin is not None:
                yield Overlap(path, (name, twin))
            below = self.record.outputs.below(path)
            if below is not None:
                yield Overlap(path, (name, below.name))
            folder = path.rpartition("/")[0]
            while folder and folder not in seen:
                seen.add(folder)
                file = self.record.outputs.at(folder)
                if file is not None and file.path not in self.come:
                    yield Overlap(folder, (file.name, name))
                folder = folder.rpartition("/")[0]

    def _overlaps_by_case(self) -> Iterator[Overlap]:
        """Each path that the output's file system takes for another, over which two outputs collide, at least one of which
        is new there. It looks at all outputs, where the file system knows no case and a path is new."""
        if not self.come or not knows_no_case(self.output):
            return
        files = by_folded_path(self.record)
        tried: dict[tuple[str, str], bool] = {}
        for output in self.record.outputs.all():
            path, key = output.path, folded(output.path)
            while key:
                other = files.get(key)
                if (
                    other is not None
                    and other.path != path
                    and (output.path in self.come or other.path in self.come)
                    and self._are_one(path, other.path, tried)
                ):
                    yield Overlap(path, (output.name, other.name), by_case=True)
                path, key = path.rpartition("/")[0], key.rpartition("/")[0]

    def _are_one(self, one: str, two: str, tried: dict[tuple[str, str], bool]) -> bool:
        """Whether the output's file system, which knows no case, takes two paths for one.

        Few of them hold “ß” and “ss” for one name. Parts of paths that differ by more than the case of their letters are
        tried as folders in the staging folder; a rehearsal takes them for two. ``tried`` keeps the answers.
        """
        for part, other in zip(one.split("/"), two.split("/"), strict=True):
            if part.lower() != other.lower():
                if (part, other) not in tried:
                    tried[part, other] = not self.rehearsal and self._takes(part) and not self._takes(other)
                    shutil.rmtree(self.staging / "names", ignore_errors=True)
                if not tried[part, other]:
                    return False
        return True

    def _takes(self, part: str) -> bool:
        """Whether the output's file system takes a name: it makes a folder of that name in the staging folder."""
        folder = self.staging / "names"
        folder.mkdir(parents=True, exist_ok=True)
        try:
            os.mkdir(folder / part)
        except FileExistsError:
            return False  # two names that this file system holds for one
        except OSError:
            return False
        return (folder / part).is_dir()

    def _twin(self, path: str, name: PageName) -> PageName | None:
        """The output that hosts without slashes take for one with the page at a path: one of both is a story's."""
        other = self.record.outputs.at(twin_path(path)) if self.slashless else None
        if other is None or ARTICLE not in (name.kind, other.name.kind):
            return None
        return None if other.path in self.come and other.path < path else other.name


def by_folded_path(record: Record) -> dict[str, Output]:
    """All outputs by their paths as a file system that knows no case compares them."""
    return {folded(output.path): output for output in record.outputs.all()}
