"""What a build knows of the recordings that sources show: length, size and kind of each, and the captions beside it."""

import posixpath
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..articles.file_uses import FileUse
from ..articles.recording_uses import RecordingUse
from ..base.problems import N_, Problem, error, warning
from ..model.sound import Sound, Track
from ..record.record import Record
from ..site.layout import CAPTIONS, SHOWS, SIDECAR, STATIC, THEME
from ..site.links import address_of_file
from ..site.source_kind import file_of, nfc
from .index_faults import broken_sidecar, missing_file
from .reading import bytes_of

_LANGUAGE = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
OWN_LANGUAGE = "ar"
"""The language of captions whose name says none: ``port.vtt``."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The recordings that a source shows, by path, and what is wrong with the others. ``read`` counts the files opened."""

    sounds: dict[str, Sound]
    problems: tuple[Problem, ...] = ()
    read: int = 0


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of the site's folder, each looked at once in a build."""

    record: Record
    site: Path
    theme: Path
    refused: Container[str] = ()
    """The paths that nobody may open."""
    _known: dict[str, Sound | Problem] = field(default_factory=dict)

    def used(self, uses: Iterable[RecordingUse], path: str) -> Heard:
        """Look at the recordings that the source at ``path`` shows.

        A story's own sound that is missing or damaged is an error at the place where it is named; in a text it is a warning,
        as sound is whose length is not known. A film is not opened: of that only the captions count.
        """
        found: dict[str, Sound] = {}
        problems: list[Problem] = []
        read = 0
        for use in uses:
            if not use.is_sound:
                found.setdefault(use.source, Sound("", tracks=self.tracks(use.source)))
                continue
            fresh = use.source not in self._known
            known = self._sound(use.source)
            read += fresh
            if isinstance(known, Problem):
                fault = known if use.is_own else known.as_warning()
                problems.append(fault.at(path, use.line, use.column))
                continue
            found[use.source] = known
            if not known.seconds:
                problems.append(_NO_LENGTH.at(path, use.line, use.column))
        return Heard(found, tuple(dict.fromkeys(problems)), read)

    def tracks(self, source: str) -> tuple[Track, ...]:
        """The captions beside a recording, Arabic first. Of two in one language the one whose name says it counts."""
        folder, name = posixpath.split(source)
        stem = posixpath.splitext(name)[0]
        found: dict[str, tuple[bool, str]] = {}
        for path in self.record.sources.beginning(f"{folder}/{stem}."):
            plain = nfc(path)
            between = plain[len(folder) + 1 + len(stem) : -len(CAPTIONS)]
            if not plain.lower().endswith(CAPTIONS) or not (not between or _LANGUAGE.fullmatch(between[1:])):
                continue
            language = between[1:] or OWN_LANGUAGE
            found[language.lower()] = max(found.get(language.lower(), (False, "")), (bool(between), plain))
        ordered = sorted(found, key=lambda one: (one.partition("-")[0] != OWN_LANGUAGE, one))
        return tuple(Track(address_of_file(found[one][1].removeprefix(STATIC)), one) for one in ordered)

    def _sound(self, source: str) -> Sound | Problem:
        if source not in self._known:
            found = self._measured(source)
            self._known[source] = found if isinstance(found, Problem) else replace(found, tracks=self.tracks(source))
        return self._known[source]

    def _measured(self, source: str) -> Sound | Problem:
        from ..pictures.recording import MEDIA_TYPES, RECORDING_SUFFIXES, read_recording  # few stories have sound
        from ..pictures.sidecar import parse_sidecar, wrong_suffix

        named = self.record.sources.named
        address = address_of_file(source.removeprefix(STATIC))
        recorded = named(source) or named(THEME + source)
        if recorded is not None and recorded not in self.refused:
            stat = self.record.sources.stat(recorded)
            assert stat is not None
            try:
                with file_of(self.site, self.theme, recorded).open("rb") as file:
                    found = read_recording(file, stat.size)
            except OSError:
                return missing_file(source, self.site)
            if found is None:
                return replace(_DAMAGED, values=(("name", posixpath.basename(source)),))
            if not source.lower().endswith(RECORDING_SUFFIXES[found.format]):
                return wrong_suffix(posixpath.basename(source), found.format)
            return Sound(address, found.seconds, stat.size, MEDIA_TYPES[found.format])
        sidecar = named(source + SIDECAR)
        if sidecar is None or sidecar in self.refused:
            return missing_file(source, self.site)
        data = bytes_of(self.site, sidecar)
        parsed = None if isinstance(data, Problem) else parse_sidecar(sidecar, data).sidecar
        if parsed is None or parsed.type not in MEDIA_TYPES:
            return broken_sidecar(sidecar)
        return Sound(address, parsed.length or 0.0, parsed.bytes, MEDIA_TYPES[parsed.type])


def track_uses(files: Iterable[FileUse], sounds: dict[str, Sound]) -> Iterator[FileUse]:
    """Yield the captions of the recordings among these files: they are seen where the recordings are."""
    for file in files:
        known = sounds.get(file.source)
        for track in known.tracks if known is not None else ():
            yield FileUse(STATIC + _decoded(track.address), file.since)


def _decoded(address: str) -> str:
    """The path of a file, from ``address_of_file``."""
    return address.replace("%3F", "?").replace("%23", "#").replace("%25", "%")


def unknown_show(record: Record, show: str) -> Problem | None:
    """A warning for an episode whose show has no file; None where it has one, if a broken one."""
    files = (f"{SHOWS}{show}{suffix}" for suffix in (".yml", ".yaml"))
    if record.shows.get(show) is not None or any(record.sources.named(file) for file in files):
        return None
    known = ", ".join(record.shows.ids())
    return warning(
        "unknown-show",
        N_("There is no show “{show}”, so this episode is in no podcast feed."),
        N_("Choose one of: {known}; or describe it in content/shows/{show}.yml.") if known
        else N_("Describe it in content/shows/{show}.yml."),
        show=show[:80], known=known[:200],
    )  # fmt: skip


_DAMAGED = error(
    "not-a-recording-file",
    N_("“{name}” is damaged, or of a kind that browsers do not play."),
    N_("Save it as MP3, M4A, Ogg, Opus, WAV or FLAC."),
)
_NO_LENGTH = warning(
    "sound-length",
    N_("The length of this recording cannot be read from its file."),
    N_("Save it anew, or write “length: 31:05” under “sound”."),
)
