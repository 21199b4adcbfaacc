"""Update the record with what was read, and return the outputs that may change because of it."""

from collections.abc import Iterable
from dataclasses import replace

from ..articles.article import ParsedArticle
from ..model.facets import SiteList
from ..observe.sources import Changes
from ..pages import redirects
from ..site.layout import CONTENT
from ..site.source_kind import is_article
from .affected import EVERY_PAGE, NOTHING, Affected, lists_of
from .affected import EVERYTHING as EVERY_OUTPUT
from .index_captions import index_captions
from .index_data import index_data
from .index_drawings import index_drawings
from .index_faults import NO_ARTICLES
from .index_files import (
    index_front,
    index_plain_pages,
    index_profiles,
    index_redirects,
    index_states,
    pin_faults,
    settings_files,
)
from .index_mentions import index_mentions
from .index_names import names_affected, shared_addresses, spellings_of_profiles
from .index_shows import index_shows, shows_affected
from .index_stories import EVERYTHING, FEW, Stories, brought_by_time, toggled
from .indexing import Indexed, Indexing, union
from .reading import Source


def index(
    indexing: Indexing, readings: Iterable[tuple[Source, ParsedArticle | None]], changes: Changes, affected: Affected
) -> Indexed:
    """Bring the record up to date, and return all findings. Nothing is committed, and ``readings`` is consumed.

    ``affected`` is what the build's inputs and the state of its output affect anyway; the result contains it.

    The order: static and data files, pages and profiles first, since stories show them and are measured and named by them;
    then the stories; then what follows from which stories are visible.
    """
    record = indexing.record
    before, had = record.stories.count(), record.had_stories()
    found = Indexed(affected) | union(index_drawings(indexing, changes)) | union(index_states(indexing, changes))
    found |= union(index_mentions(indexing, changes)) | union(index_captions(indexing, changes))
    found |= union(index_data(indexing, changes))
    foot = record.plain_pages.in_footer()
    found |= union(index_plain_pages(indexing, changes))
    if record.plain_pages.in_footer() != foot:
        found |= Indexed(EVERY_PAGE)
    found |= union(index_profiles(indexing, changes))
    found |= union(index_shows(indexing, changes))
    found |= index_redirects(indexing, changes)
    pins, pin_marks = index_front(indexing, changes)
    found |= pins
    switched = toggled(indexing)
    found |= Indexed(late=brought_by_time(indexing))
    vanished = [path for path in changes.vanished if is_article(path)]
    if len(vanished) + len(switched) + sum(map(is_article, changes.changed)) > max(FEW, before * EVERYTHING):
        found |= Indexed(EVERY_OUTPUT)
    stories = Stories(indexing, found.affected.whole)
    found |= union(stories.index(readings, vanished, switched))
    names = shared_addresses(indexing, stories.names, spellings_of_profiles(indexing, changes))
    found |= Indexed(problems=tuple(names))
    found |= pin_faults(indexing, pin_marks) | settings_files(indexing)
    found = replace(found, affected=found.affected | names_affected(indexing, found.affected) | _news(indexing))
    found = replace(found, affected=found.affected | _front(indexing, found.affected) | shows_affected(found.affected))
    if found.affected.holds(SiteList.REDIRECTS) or found.affected.holds(SiteList.CHAINS):
        found |= Indexed(problems=tuple(redirects.faults(record, indexing.after)))
    if had and not record.stories.count():
        found |= Indexed(problems=(NO_ARTICLES.at(CONTENT),))
    return found


def _news(indexing: Indexing) -> Affected:
    """The news sitemap, when a story grew too old for it since the last build."""
    aged = indexing.record.timeline.outgrows_news(*sorted((indexing.before.now, indexing.after.now)))
    return lists_of(SiteList.NEWS) if aged else NOTHING


def _front(indexing: Indexing, affected: Affected) -> Affected:
    """The pages that show what an editor puts first, when one of these stories may have changed."""
    pinned = indexing.record.pins.get().ids
    changed = affected.stories is None or not pinned.isdisjoint(affected.stories)
    return lists_of(SiteList.FRONT) if changed else NOTHING
