"""Shows: the programmes of ``content/shows/``, which their episodes' pages, their own pages and podcast feeds tell of."""

from collections.abc import Iterator
from dataclasses import replace

from ..articles.picture_uses import PictureUse, picture_with_file
from ..articles.show import parse_show
from ..base.problems import N_, Problem, has_errors, warning
from ..model.facets import Facet, MonthsOf, SiteList
from ..model.picture import Described
from ..model.show import Show
from ..observe.sources import Changes
from ..pages.addresses import podcast_address
from ..pictures.recipe import COVER
from ..record.media import SHOWS, Use
from ..record.record import Record
from ..site.layout import SHOWS as FOLDER
from ..site.source_kind import is_show
from .affected import NOTHING, Affected, lists_of
from .index_faults import same_id
from .indexing import Indexed, Indexing, media_of
from .reading import bytes_of, file_users


def index_shows(indexing: Indexing, changes: Changes) -> Iterator[Indexed]:
    """Record shows: those that changed, those whose artwork did, or all when every source is read again.

    Works as it is consumed. Shows that vanished are dropped; broken ones are held back.
    """
    record = indexing.record
    paths = {path for path in changes.changed if is_show(path)}
    paths |= {user for user in file_users(changes, record) if is_show(user)}
    if indexing.again:
        paths |= {path for path in record.sources.under(FOLDER.rstrip("/")) if is_show(path)}
    for identifier, path in record.shows.paths():
        if path in changes.vanished:
            yield Indexed(shown_by(record, identifier), tuple(_left_behind(indexing, identifier, path)))
            record.shows.drop(identifier)
    for path in sorted(paths.difference(changes.vanished)):
        if path not in changes.refused:
            yield _index(indexing, path)


def _left_behind(indexing: Indexing, identifier: str, path: str) -> Iterator[Problem]:
    """A warning for a show that goes away while apps follow its feed."""
    show = indexing.record.shows.get(identifier)
    if show is None or not indexing.record.lists.latest(Facet.show(identifier), 1, indexing.before):
        return
    from ..site.podcast_guid import podcast_guid  # few shows go away

    address = podcast_address(identifier)
    yield warning(
        "show-vanished",
        N_("The show “{show}” has no file any more: apps that follow {address} hear of no episode."),
        N_("If another file describes it now, write “guid: {guid}” there, and redirect {address} in redirects.yml."),
        show=identifier, address=address, guid=show.guid or podcast_guid(indexing.settings.absolute(address)),
    ).at(path)  # fmt: skip


def _index(indexing: Indexing, path: str) -> Indexed:
    record = indexing.record
    data = bytes_of(indexing.site, path)
    if isinstance(data, Problem):
        return Indexed(problems=(data,)) | indexing.hold(path)
    parsed = parse_show(path, data, indexing.settings)
    show, problems = parsed.show, parsed.problems
    measured = indexing.pictures.used(parsed.picture_uses, path)
    other = record.shows.path(show.id) if show is not None else None
    if other is not None and other != path:
        problems = (*problems, same_id(other).at(path))
    small = (fault.at(path, *parsed.artwork_mark) for fault in _small(parsed.picture_uses, measured.pictures))
    problems = (*problems, *measured.problems, *measured.warnings, *small)
    found = Indexed(problems=problems, read=1 + measured.read)
    if show is None or has_errors(problems):
        return found | indexing.hold(path)
    if show.artwork is not None:
        artwork = picture_with_file(show.artwork, measured.pictures, path, indexing.settings.pictures, portrait=True)
        show = replace(show, artwork=artwork)
    uses: list[Use] = indexing.pictures.uses(parsed.picture_uses, ())
    return found | _put(record, path, show, uses)


def _put(record: Record, path: str, show: Show, uses: list[Use]) -> Indexed:
    before = media_of(record, SHOWS + show.id)
    same = record.shows.get(show.id) == show and record.shows.path(show.id) == path
    record.shows.put(path, show, uses)
    changed = NOTHING if same else shown_by(record, show.id)
    return Indexed(before | media_of(record, SHOWS + show.id) | changed)


def shown_by(record: Record, identifier: str) -> Affected:
    """What tells of a show: its own pages, its feed, the list of shows, the pages of all its episodes, and its artwork."""
    facet = Facet.show(identifier)
    lists = lists_of(facet, MonthsOf(facet), SiteList.SHOWS)
    return lists | Affected(stories=frozenset(record.lists.members(facet))) | media_of(record, SHOWS + identifier)


def shows_affected(affected: Affected) -> Affected:
    """The list of shows, where episodes of any came, changed or went."""
    moved = any(isinstance(watched, Facet) and watched.is_show for watched in affected.lists or ())
    return lists_of(SiteList.SHOWS) if moved else NOTHING


def _small(uses: tuple[PictureUse, ...], pictures: dict[str, Described]) -> Iterator[Problem]:
    """A warning for artwork of which no cover can be made."""
    for use in uses:
        found = pictures.get(use.source)
        if found is None:
            continue
        side = min(found.original.width, found.original.height)
        if side < COVER[0] or found.original.animated:
            yield warning(
                "artwork-small",
                N_("Of this artwork no cover can be made: a cover is a square of {least} to {most} pixels, and no animation."),
                N_("Use a square picture of {most} × {most} pixels."), least=COVER[0], most=COVER[1],
            )  # fmt: skip
