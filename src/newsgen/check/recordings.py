"""Recorded sound without a transcript, films without captions, captions without a film, and what podcasts lack."""

from collections.abc import Iterator

from ..base.problems import Problem
from ..model.article import Article, Part
from ..model.body_text import transcript_id
from ..model.facets import Facet
from ..model.picture import Picture
from ..model.show import Show
from ..site.layout import SIDECAR, STATIC
from ..site.source_kind import is_captioned_by, is_captions, is_recording, nfc, original_of, stems_of_captions
from .rules import RULES
from .site import LINK, Site

APPLE = ("audio/mpeg", "audio/x-m4a", "audio/mp4")
"""The media types of sound that the largest directory takes (https://podcasters.apple.com/support/893)."""


def of_stories(site: Site) -> Iterator[Problem]:
    """Yield a finding for each story that has sound and no transcript, for each film without captions in a story, and for each
    episode whose number another one has or whose file directories refuse.

    A story of another kind that is read aloud needs no transcript: its text is one.
    """
    record = site.record
    files = {path for path in record.sources.under(STATIC) if is_recording(original_of(path))}
    users = {user for path in sorted(files) for user in record.media.ids(nfc(original_of(path)))}
    numbered: dict[tuple[str, int, int], str] = {}
    for stored in reversed(list(record.stories.all())):
        card = stored.summary.card
        if stored.path in site.held or stored.summary.withdrawn or not (card.sound or card.id in users):
            continue
        yield from _of_story(site, stored.path, record.stories.article(card.id))
        if card.episode is not None and card.episode.number and card.episode.kind == "full":
            place = (card.episode.show, card.episode.season, card.episode.number)
            other = numbered.setdefault(place, stored.path)
            if other != stored.path:
                found = RULES["episode-number"].found(other=other, number=card.episode.number)
                yield found.at(stored.path, *site.key_position(stored.path, ("episode",)))


def of_pages(site: Site) -> Iterator[Problem]:
    """Yield a finding for each sound without a transcript, and each film without captions, in a plain page."""
    for page, _ in site.record.plain_pages.all():
        path = site.record.plain_pages.path(page.id)
        if path is not None and path not in site.held:
            yield from _of_parts(site, path, page.body, untold=transcript_id(page.body) is None)


def _of_story(site: Site, path: str, article: Article) -> Iterator[Problem]:
    card = article.card
    parts = (*article.body, *(part for entry in article.entries for part in entry.body))
    untold = transcript_id(parts) is None
    if card.sound is not None and card.kind == "audio" and untold:
        yield RULES["sound-transcript"].found().at(path, *site.key_position(path, ("sound",)))
    if card.sound is not None and card.episode is not None and card.sound.mime not in APPLE:
        yield RULES["episode-format"].found(mime=card.sound.mime or "?").at(path, *site.key_position(path, ("sound",)))
    yield from _of_parts(site, path, parts, untold=untold)


def _of_parts(site: Site, path: str, parts: tuple[Part, ...], *, untold: bool) -> Iterator[Problem]:
    for part in parts:
        if not isinstance(part, Picture):
            continue
        if part.sound is not None and untold:
            place = site.body_position(path, LINK + part.sound.address, part.sound.address)
            yield RULES["sound-transcript"].found().at(path, *place)
        elif part.video and not part.tracks and _is_there(site, part.video):
            yield RULES["film-captions"].found().at(path, *site.body_position(path, LINK + part.video, part.video))


def _is_there(site: Site, address: str) -> bool:
    """Whether an address of a page leads to a film of ``static/`` that exists."""
    prefix = site.settings.prefix
    path = STATIC + address.removeprefix(prefix) if address.startswith(prefix + "/") else ""
    named = site.record.sources.named
    return is_recording(path) and (named(nfc(path)) or named(nfc(path) + SIDECAR)) is not None


def captions(site: Site) -> Iterator[Problem]:
    """Yield a finding for each file of captions beside which no recording lies."""
    for path in sorted(site.record.sources.under(STATIC)):
        if is_captions(path) and not any(_has_recording(site, stem) for stem in stems_of_captions(nfc(path))):
            yield RULES["captions-alone"].found().at(path)


def _has_recording(site: Site, stem: str) -> bool:
    return any(is_captioned_by(nfc(path), stem) for path in site.record.sources.beginning(f"{stem}."))


def shows(site: Site) -> Iterator[Problem]:
    """Yield a finding for each show that lacks what podcast directories want."""
    for identifier, path in site.record.shows.paths():
        show = site.record.shows.get(identifier)
        if show is None or path in site.held:
            continue
        missing = list(_missing(show, has_episode=bool(site.record.lists.members(Facet.show(identifier)))))
        if missing:
            yield RULES["show-incomplete"].found(keys=", ".join(missing)).at(path, 1, 1)


def _missing(show: Show, *, has_episode: bool) -> Iterator[str]:
    """Yield the keys that a show lacks, and ``episode`` where no story names it, hidden ones included."""
    values = {"artwork": show.artwork and show.artwork.address, "category": show.category, "owner": show.email}
    yield from (key for key, value in values.items() if not value)
    if not has_episode:
        yield "episode"
