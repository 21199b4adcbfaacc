"""The films and the sound that a source shows: where each lies in ``static/``, and what is known of it put into a text."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..base.problems import N_, Problem, warning
from ..model.article import Article, Part
from ..model.picture import Picture
from ..model.sound import Sound
from ..site.policy_source import allows
from ..site.settings import Settings
from ..site.source_kind import is_recording
from .file_uses import file_of_link
from .sanitise import position_of


class RecordingUse(NamedTuple):
    """A recording that a source shows: its path from the site's folder, and line and column in the file where it is named.

    ``is_sound``: its length and its size are shown; of a film only the captions count. ``is_own``: the story is this
    recording, so it must be there; in a text a missing one is a link.
    """

    source: str
    line: int
    column: int
    is_sound: bool
    is_own: bool = False


def recording_of(link: str, address: str, settings: Settings) -> str | None:
    """The path, from the site's folder, of the recording in ``static/`` to which a link on the page at ``address`` leads.

    The link is written as in a page; None where it leads anywhere else. Whether the file exists is not looked at.
    """
    source = file_of_link(link, address, settings)
    return source if source is not None and is_recording(source) else None


def recordings_in(
    parts: Iterable[Part], address: str, settings: Settings, text: str, first_line: int
) -> Iterator[RecordingUse]:
    """Yield the recordings of ``static/`` in a rendered body. ``text`` is its Markdown, which begins at ``first_line``."""
    for part in parts:
        link = _link_of(part)
        source = recording_of(link, address, settings) if link else None
        if source is not None:
            place = position_of(posixpath.basename(link), text, first_line)
            yield RecordingUse(source, *place, isinstance(part, Picture) and part.sound is not None)


def _link_of(part: Part) -> str:
    if isinstance(part, str):
        return ""
    return part.sound.address if part.sound is not None else part.video


def unplayable(
    parts: Iterable[Part], address: str, settings: Settings, text: str, first_line: int
) -> Iterator[Problem]:
    """Warnings, without a file, for the sound of a body that pages show as a link alone: it is no recording, or browsers would
    not load it from its host."""
    for part in parts:
        if isinstance(part, str) or part.sound is None:
            continue
        fault = unplayable_sound(part.sound.address, address, settings)
        if fault is not None:
            yield fault.at("", *position_of(posixpath.basename(part.sound.address), text, first_line))


def unplayable_sound(link: str, address: str, settings: Settings) -> Problem | None:
    """A warning, without a position, for a recording that pages show as a link alone; None for one that they can play.

    ``link`` is written as in a page at ``address``.
    """
    if recording_of(link, address, settings) is not None:
        return None
    from ..pictures.recording import media_type_of  # few stories have sound

    if not link.startswith("https://") or not media_type_of(link):
        return warning(
            "not-a-recording",
            N_("“{address}” is no recording, so it is shown as a link."),
            N_("Name a file of static/ whose name ends with {kinds}; or delete “{{: .audio}}”."),
            address=link[:80], kinds=".mp3, .m4a, .ogg, .opus, .wav, .flac",
        )  # fmt: skip
    if allows(settings.policy.media, link, settings.base_url):
        return None
    return warning(
        "sound-refused",
        N_("Browsers would not play this: the site's security policy does not allow “{host}”. It is shown as a link."),
        N_("Add “https://{host}” to “policy.media” in site.yml, or put the file into static/."),
        host=link.split("/")[2][:80],
    )  # fmt: skip


def with_recordings(article: Article, found: Mapping[str, Sound], settings: Settings) -> Article:
    """A copy of a story with what is known of each of its recordings; one that ``found`` lacks stays as it is.

    ``found`` are the measured recordings by their paths from the site's folder.
    """
    card, address = article.card, article.card.address
    if card.sound is not None:
        source = recording_of(settings.prefix + card.sound.address, address, settings)
        if source is not None and source in found:
            known = found[source]
            card = replace(card, sound=replace(known, seconds=card.sound.seconds or known.seconds))
    body = body_with_recordings(article.body, found, address, settings)
    entries = tuple(
        replace(entry, body=body_with_recordings(entry.body, found, address, settings)) for entry in article.entries
    )
    return replace(article, summary=replace(article.summary, card=card), body=body, entries=entries)


def body_with_recordings(
    parts: tuple[Part, ...], found: Mapping[str, Sound], address: str, settings: Settings
) -> tuple[Part, ...]:
    """A body with what is known of each of its recordings. The other arguments are those of ``with_recordings``."""
    return tuple(part if isinstance(part, str) else _with_recording(part, found, address, settings) for part in parts)


def _with_recording(part: Picture, found: Mapping[str, Sound], address: str, settings: Settings) -> Picture:
    link = _link_of(part)
    source = recording_of(link, address, settings) if link else None
    if source is None or source not in found:
        return part
    if part.sound is not None:
        return replace(part, sound=found[source])
    return replace(part, tracks=found[source].tracks)
