"""Addresses that two sources want: now, and at the moments of the stories under embargo."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..base.problems import N_, Problem, error, warning
from ..model import page_name
from ..model.article import Redirect
from ..model.facets import ALL
from ..model.page_name import ARTICLE, LIVE, PLAIN, REDIRECT, PageName
from ..model.placement import facet_entries
from ..model.timestamps import month_of, of_microseconds
from ..pages.addresses import output_path, twin_path
from ..pages.hosts import RedirectPage
from ..pages.kinds import Page, page_of_day, pages_of_facet, pages_of_month, pages_of_shows
from ..pages.page import OldAddress
from ..pages.redirects import normalized, over_page
from ..record.record import Record
from ..record.stories import Stored
from ..record.view import View
from ..site.layout import REDIRECTS, SIDECAR, STATIC
from ..site.settings import Settings
from ..site.source_kind import article_id, is_article
from ..site.story_address import is_bare
from .answers import Answers
from .plan import story_pages

MOST_COMING = 200
"""So many of the next stories under embargo are compared with what stands at their addresses."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two outputs that cannot both be: they have one path, or ``path`` is a file where the other one needs a folder.

    ``by_case``: their paths differ, but the output's file system takes one for the other.
    """

    path: str
    names: tuple[PageName, PageName]
    by_case: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """An output at whose ``path`` a file that newsgen did not write is in the way.

    ``file`` is that file's path in the output.
    """

    path: str
    name: PageName
    file: str


@dataclass(frozen=True, slots=True)
class Collision:
    """Two outputs that cannot both be, as the editor is told, and the sources of which each can be held back to let the rest
    be published: none where only the site's settings could give way."""

    problem: Problem
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The paths of the sources that may have brought a collision: those that changed, and the stories that time alone
    brings. ``held`` are those that are held back already."""

    changed: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def collisions(
    record: Record, view: View, settings: Settings, overlaps: Iterable[Overlap], new: "Newcomers"
) -> Iterator[Collision]:  # fmt: skip
    """Yield each overlap as a collision: its problem, and the sources that give way. The record is only read."""
    for overlap in overlaps:
        yield Collision(_problem(record, view, overlap), _giving_way(record, view, settings, overlap.names, new))


def obstructed(
    record: Record, view: View, settings: Settings, obstacles: Iterable[Obstacle], new: "Newcomers"
) -> Iterator[Collision]:  # fmt: skip
    """Yield each obstacle as a collision: its problem, and the sources that give way. The record is only read."""
    for obstacle in obstacles:
        problem = error(
            "output-blocked", N_("A file that newsgen did not write is in the way of /{path}: {file} in the output."),
            N_("Move it away, or build into another folder with --output."), path=obstacle.path, file=obstacle.file,
        )  # fmt: skip
        source = source_of(record, view, obstacle.name)
        yield Collision(problem.at(source), _giving_way(record, view, settings, (obstacle.name,), new))


def at_source(problem: Problem, source: str) -> Problem:
    """The problem of a collision, at the source that is held back because of it."""
    return problem if problem.file == source else problem.at(source, 1, 1)


def _problem(record: Record, view: View, overlap: Overlap) -> Problem:
    path = overlap.path.removesuffix("index.html")
    one, two = (_called(record, name, overlap.path) for name in overlap.names)
    if overlap.by_case:
        return error(
            "same-output", N_("To the output's file system, {one} and {two} have the same address: /{path}"),
            N_("Rename one of them, or build where upper and lower case are told apart."), path=path, one=one, two=two,
        )  # fmt: skip
    old_address = next((name.identifier for name in overlap.names if name.kind == REDIRECT), None)
    if old_address is not None and any(_path(record, name) == overlap.path for name in overlap.names):
        entry, story = record.redirects.get(old_address), record.addresses.alias(old_address, view)
        where = (REDIRECTS, entry[1], 1) if entry else (story[1] if story else "", 1, 1)
        return over_page(old_address).at(*where)
    return error(
        "same-output", N_("{one} and {two} have the same address: /{path}"), N_("Rename one of them."),
        path=path, one=one, two=two,
    )  # fmt: skip


def _path(record: Record, name: PageName) -> str:
    output = record.outputs.get(name)
    return output.path if output is not None else ""


def _called(record: Record, name: PageName, path: str) -> str:
    """What an editor knows an output by: the file that it is built from, or its address."""
    if name.kind in (ARTICLE, PLAIN, page_name.STATIC):
        return source_of(record, None, name) or "/" + path.removesuffix("index.html")
    return "/" + (_path(record, name) or path).removesuffix("index.html")


def source_of(record: Record, view: View | None, name: PageName) -> str:
    """The path, from the site's folder, of the one source of an output; empty where there is none, or many.

    Empty also for pictures and for the theme's files, and for redirect pages where ``view`` is None: it decides which
    story's alias counts.
    """
    kind, identifier = name.kind, name.identifier
    if kind in (ARTICLE, LIVE):
        return record.stories.path(identifier) or ""
    if kind == page_name.STATIC:
        named = record.sources.named
        return named(f"{STATIC}/{identifier}") or named(f"{STATIC}/{identifier}{SIDECAR}") or ""
    if kind == PLAIN:
        return record.plain_pages.path(identifier) or ""
    if kind == page_name.DATA:
        return record.boxes.path(identifier) or ""
    if kind == REDIRECT and view is not None:
        if record.redirects.get(identifier):
            return REDIRECTS
        story = record.addresses.alias(identifier, view)
        return story[1] if story else ""
    return ""


_ORDER = (REDIRECT, page_name.STATIC, LIVE, ARTICLE, PLAIN)
"""Who gives way where both are new: an old address before a page."""


def _giving_way(
    record: Record, view: View, settings: Settings, of: tuple[PageName, ...], new: Newcomers
) -> tuple[str, ...]:  # fmt: skip
    """The sources to hold back: what time brings, the latest first; else what changed; else the first of two old ones. A
    page of a list gives way with all stories that bring it."""
    names = sorted(of, key=lambda name: _ORDER.index(name.kind) if name.kind in _ORDER else len(_ORDER))
    single = [source for name in names if (source := source_of(record, view, name)) and source not in new.held]
    answers = Answers(record, view, settings.zone)

    def bringing(paths: Iterable[str]) -> list[str]:
        return [
            path
            for path in sorted(paths)
            if path not in single and _brings(record, view, path, names, settings, answers)
        ]

    late = [[path] for path in single if path in new.late] + [bringing(new.late - new.held)]
    groups = [group for group in late if group]
    if groups:
        return tuple(max(groups, key=lambda group: min(_moment(record, path) for path in group)))
    changed = [path for path in single if path in new.changed]
    return tuple(changed[:1] or bringing(new.changed - new.held) or single[:1])


def _moment(record: Record, path: str) -> int:
    stored = record.stories.get(article_id(path))
    return stored.position[0] if stored is not None else 0


def _brings(
    record: Record, view: View, path: str, names: Iterable[PageName], settings: Settings, answers: Answers
) -> bool:  # fmt: skip
    """Whether a source is a visible story because of which one of these pages exists."""
    stored = record.stories.get(article_id(path)) if is_article(path) else None
    if stored is None or not view.shows(stored.position[0], stored.summary.draft):
        return False
    return any(page.name in names for page in pages_of(record, stored, settings, answers))


def pages_of(record: Record, stored: Stored, settings: Settings, answers: Answers) -> Iterator[Page]:
    """Every page that exists because of a story: its own, those of its old addresses, those of the lists that it is in.

    The story counts as visible, which is not checked. ``answers`` decide which fronts and months its lists have.
    """
    yield from story_pages(stored, settings)
    summary = stored.summary
    for alias in summary.aliases:
        if record.redirects.get(alias) is None and normalized(summary.card.address).casefold() != alias.casefold():
            yield RedirectPage.page(OldAddress(Redirect(alias, summary.card.address)))
    for facet, moment in facet_entries(summary):
        if facet == ALL:
            yield from pages_of_month(month_of(moment, settings.zone))
            yield page_of_day(of_microseconds(moment, settings.zone).date())
        elif facet.has_pages:
            yield from pages_of_facet(facet, answers, settings)
            if facet.is_show:
                yield from pages_of_shows(answers)


def coming(
    record: Record, view: View, settings: Settings, is_foreign: Callable[[str], bool] = lambda path: False
) -> Iterator[Problem]:
    """A warning for each story under embargo whose pages will want an address that is not free at its moment.

    ``is_foreign`` tells whether a foreign file lies at a path of the output; it is asked for the story's own page.

    Only the next MOST_COMING stories are looked at, with one warning each. The record's outputs must be those of
    ``view``, which is that of the present build.
    """
    expected: dict[str, PageName] = {}
    for stored in record.stories.coming(view, MOST_COMING):
        answers = Answers(record, View(stored.position[0], view.drafts), settings.zone)
        own: dict[str, PageName] = {}
        path = output_path(stored.summary.card.address)
        told = record.outputs.at(path) is None and is_foreign(path)
        if told:
            yield _obstructed_later(stored, settings).at(stored.path, 1, 1)
        for page in pages_of(record, stored, settings, answers):
            own[page.path] = page.name
            other = _holder(record, page, expected, slashless=is_bare(settings.address))
            if other is not None and not told:
                told = True  # one collision is enough to hold the story back
                yield _later(record, stored, page, other, settings).at(stored.path, 1, 1)
        if not told:
            expected |= own


def _obstructed_later(stored: Stored, settings: Settings) -> Problem:
    moment = of_microseconds(stored.position[0], settings.zone)
    return warning(
        "collides-later",
        N_("From {moment} on this story needs /{path} in the output, where a file lies that newsgen did not write."),
        N_("Move it away before that; else the story will be held back."),
        moment=f"{moment:%Y-%m-%d %H:%M}", path=output_path(stored.summary.card.address),
    )  # fmt: skip


def _holder(record: Record, page: Page, expected: Mapping[str, PageName], *, slashless: bool) -> PageName | None:
    """An output, of today or in ``expected`` (by path), that cannot be beside a page; None where there is none. ``slashless``
    says that the addresses of stories have no slash at their end."""
    twin = twin_path(page.path) if slashless else ""
    output = record.outputs.at(twin) if twin else None
    other = output.name if output is not None else expected.get(twin)
    if other is not None and other != page.name and ARTICLE in (page.kind, other.kind):
        return other
    for path in (page.path, *_folders(page.path)):
        output = record.outputs.at(path)
        name = output.name if output is not None else expected.get(path)
        if name is not None and name != page.name:
            return name
    below = record.outputs.below(page.path)
    return below.name if below is not None else None


def _folders(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _later(record: Record, stored: Stored, page: Page, other: PageName, settings: Settings) -> Problem:
    moment = of_microseconds(stored.position[0], settings.zone)
    source = source_of(record, View(stored.position[0], False), other)
    return warning(
        "collides-later",
        N_("From {moment} on this story needs the address /{path}, which {other} has; it will be held back then."),
        N_("Give one of them another address before that."),
        moment=f"{moment:%Y-%m-%d %H:%M}", path=page.path.removesuffix("index.html"),
        other=source or _called(record, other, page.path),
    )  # fmt: skip
