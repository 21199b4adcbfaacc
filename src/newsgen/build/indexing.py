"""What every step of indexing is given, and what every step returns."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..articles.file_uses import FileUse
from ..articles.picture_uses import PictureUse, decoded_source
from ..base import digest
from ..base.problems import Problem
from ..base.unexpected import unexpected
from ..model.box import data_id
from ..model.facets import DataOf
from ..model.picture import Described, Original, Purpose, Showing, usual_focus
from ..pictures.recipe import folder_of, is_shown_alone
from ..record.boxes import ASSETS as ASSETS_OF_BOXES
from ..record.media import Use
from ..record.record import Record
from ..record.sources import Stat
from ..record.view import View
from ..site.layout import SIDECAR, STATIC, THEME
from ..site.settings import Settings
from ..site.source_kind import file_of
from . import affected
from .affected import NOTHING, Affected
from .index_faults import broken_sidecar, missing_picture
from .reading import bytes_of
from .recordings import Recordings

if TYPE_CHECKING:
    from ..pictures.sidecar import ParsedSidecar


@dataclass(frozen=True, slots=True)
class Indexed:
    """What a step of indexing found: the outputs that may change, the problems, the paths of the sources that are held
    back, and how many files were read. ``late`` are the paths of the stories that time alone brings. The findings of several
    steps add up."""

    affected: Affected = NOTHING
    problems: tuple[Problem, ...] = ()
    held: frozenset[str] = frozenset()
    read: int = 0
    late: frozenset[str] = frozenset()

    def __or__(self, other: "Indexed") -> "Indexed":
        return union((self, other))


def union(parts: Iterable[Indexed]) -> Indexed:
    """The findings of several steps; it costs what they hold, however many they are."""
    problems: list[Problem] = []
    held: set[str] = set()
    late: set[str] = set()
    read = 0

    def all_affected() -> Iterable[Affected]:
        nonlocal read
        for part in parts:
            problems.extend(part.problems)
            held.update(part.held)
            late.update(part.late)
            read += part.read
            yield part.affected

    found = affected.union(all_affected())
    return Indexed(found, tuple(problems), frozenset(held), read, frozenset(late))


@dataclass(frozen=True, slots=True)
class Indexing:
    """One run of indexing. ``before`` and ``after`` are the views of the last build and of this one; with ``again`` every
    source was read, whether it changed or not; with ``keep_good`` a broken source keeps its last good version; ``held`` are
    sources to hold back, each with its problem."""

    record: Record
    before: View
    after: View
    site: Path
    theme: Path
    settings: Settings
    again: bool
    keep_good: bool
    held: Mapping[str, Problem]
    pictures: "Pictures"
    recordings: "Recordings"

    def hold(self, path: str, stat: Stat | None = None) -> Indexed:
        """Hold a broken source back: what the record has of it stays, and the next build reads it again.

        The result says only that it is held; the caller adds the problem.
        """
        self.read_again(path, stat)
        return Indexed(held=frozenset((path,)))

    def note_bytes(self, path: str, data: bytes) -> None:
        """Record the digest of a source's bytes, which were read and have no error, beside its recorded state."""
        stat = self.record.sources.stat(path)
        if stat is not None:
            self.record.sources.put(path, stat, digest.of_bytes(data))

    def read_again(self, path: str, stat: Stat | None = None) -> None:
        """Have the next build read a source again, whether it changes or not."""
        stat = stat or self.record.sources.stat(path) or Stat(0, -1, 0, 0)
        self.record.sources.put(path, stat.unsettled(), b"")


@dataclass(frozen=True, slots=True)
class Measured:
    """The pictures that a source uses, by path, and what is wrong with the others."""

    pictures: dict[str, Described]
    problems: tuple[Problem, ...]
    read: int
    """How many picture files and sidecars were opened."""
    warnings: tuple[Problem, ...] = ()
    """Of sidecars beside which other files lie than they stand for."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the site's folder, each measured once in a build."""

    record: Record
    site: Path
    theme: Path
    refused: Container[str] = ()
    """The paths that nobody may open."""
    changed: Container[str] = ()
    """The paths of the sources that changed since the last build; the record knows the bytes of the others."""
    _measured: dict[str, Described | Problem] = field(default_factory=dict)
    _sidecars: dict[str, "ParsedSidecar"] = field(default_factory=dict)
    _doubts: dict[str, Problem] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)

    def used(self, uses: Sequence[PictureUse], path: str) -> Measured:
        """Measure the pictures that the source at ``path`` uses, and record the digests of their bytes.

        A picture that is missing or damaged does not raise: it is a Problem at the place where it is named.
        """
        found: dict[str, Described] = {}
        problems: list[Problem] = []
        before = len(self._read)
        for use in uses:
            picture = self._picture(use.source)
            if isinstance(picture, Problem):
                problems.append(picture.at(path, use.line, use.column))
            else:
                found[use.source] = picture
        doubts = (self._doubts.pop(use.source, None) for use in uses)  # each is told once
        return Measured(
            found, tuple(problems), len(self._read) - before, tuple(doubt for doubt in doubts if doubt is not None)
        )

    def uses(
        self,
        pictures: Iterable[PictureUse],
        files: Iterable[FileUse],
        *,
        as_they_came: bool = False,
        carded: bool = False,
    ) -> list[Use]:
        """The uses as the record stores them, once ``used`` has measured the pictures; else KeyError.

        With ``as_they_came`` nothing smaller is made of the pictures; with ``carded`` a share card shows that by which others
        know the story. The address is empty for a file of ``static/`` of
        which nothing is made, for a picture that is missing or damaged, and for the other file that a percent-encoded name
        may mean: its coming or going matters too.
        """
        found = []
        for use in pictures:
            decoded = decoded_source(use.source)
            taken = self._file(use.source)
            for source in (use.source, decoded):
                if source is not None:
                    own = source == taken or decoded is None
                    showing = self._showing(use, as_it_came=as_they_came, carded=carded) if own else None
                    address = folder_of(showing.original.digest) if showing else ""
                    found.append(Use(source, address, use.since, showing))
        found.sort(key=lambda use: use.address == "")  # of two uses of one file at one moment the first counts
        return [*found, *(Use(file.source, "", file.since) for file in files)]

    def _file(self, source: str) -> str | None:
        """The path, in NFC, of the file that a use means: as it is written, or else percent-decoded; None where neither is."""
        named = self.record.sources.named
        candidates = (source, decoded_source(source))
        return next(
            (
                one
                for one in candidates
                if one is not None and (named(one) or named(THEME + one) or named(one + SIDECAR))
            ),
            None,
        )

    def _showing(self, use: PictureUse, *, as_it_came: bool, carded: bool) -> Showing | None:
        found = self._measured[use.source]
        if isinstance(found, Problem):
            return None
        if as_it_came or is_shown_alone(found.original):
            return None if use.source.startswith(STATIC + "/") else Showing(found.original)
        purposes: tuple[Purpose, ...] = (use.purpose,)
        if use.purpose in ("lead", "shared"):
            purposes = (use.purpose, "card" if carded else "link")
        return Showing(found.original, use.focus or found.focus or usual_focus(found.original), purposes)

    def sidecar(self, path: str) -> "ParsedSidecar":
        """A sidecar of the site, by its path; each is read once in a build."""
        if path not in self._sidecars:
            from ..pictures.sidecar import ParsedSidecar, parse_sidecar

            data = bytes_of(self.site, path)
            parsed = ParsedSidecar(None, (data,)) if isinstance(data, Problem) else parse_sidecar(path, data)
            self._sidecars[path] = parsed
            self._read.add(path)
        return self._sidecars[path]

    def _picture(self, source: str) -> Described | Problem:
        if source not in self._measured:
            found = self._measure(source)
            self._measured[source] = (
                found if isinstance(found, Problem) else replace(found, path=self._file(source) or source)
            )
        return self._measured[source]

    def _measure(self, source: str) -> Described | Problem:
        """What a picture is: by its file if that is there, else by its sidecar. The sidecar's texts count either way, so
        that a file that is put beside it changes no page."""
        path = self._file(source)
        if path is None:
            return missing_picture(source, self.site)
        named = self.record.sources.named
        sidecar = named(path + SIDECAR)
        recorded = named(path) or named(THEME + path)
        if sidecar is None or sidecar in self.refused:
            found = self._measure_file(source, path, recorded)
            return found if isinstance(found, Problem) else Described(found)
        from ..pictures.sidecar import OTHER_BYTES, described

        parsed = self.sidecar(sidecar).sidecar
        if parsed is None:
            return broken_sidecar(sidecar)
        if recorded is None:
            return described(parsed)
        found = self._measure_file(source, path, recorded)
        if isinstance(found, Problem):
            return found
        if not parsed.digest.startswith(found.digest) and not path.startswith(STATIC + "/"):
            self._doubts[source] = OTHER_BYTES.as_warning().at(sidecar, 1, 1)
        return replace(described(parsed), original=found)

    def _measure_file(self, source: str, path: str, recorded: str | None) -> Original | Problem:
        if recorded is None or recorded in self.refused:
            return missing_picture(source, self.site)
        known = self.record.sources.digest(recorded) if recorded not in self.changed else None
        original = self.record.originals.get(known) if known else None
        if original is not None:
            return original
        from ..pictures.measure import MAX_BYTES, measure

        try:
            with file_of(self.site, self.theme, recorded).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError:
            return missing_picture(source, self.site)
        self._read.add(source)
        stat = self.record.sources.stat(recorded)
        assert stat is not None
        content = digest.of_bytes(data)
        if len(data) <= MAX_BYTES:  # else these are not all bytes
            self.record.sources.put(recorded, stat, content)
        try:
            found = measure(path, data)
        except Exception as failure:
            return unexpected(failure)
        if isinstance(found, Original):
            self.record.originals.put(content, found)
        return found


def media_of(record: Record, user: str) -> Affected:
    """The pictures, files and data files that the record now has of a user, as affected outputs.

    ``user`` is a story's id, or ``PLAIN``, ``AUTHORS``, ``SHOWS`` or ``OTHERS`` of ``record.media`` with another source's id.
    """
    data = record.media.data_of(user)
    return Affected(
        lists={DataOf(data_id(path)): frozenset[int]() for path in data},
        media=frozenset(address for address, _ in record.media.of(user)),
        static=frozenset((*record.media.static_of(user), *(ASSETS_OF_BOXES if data else ()))),
    )
