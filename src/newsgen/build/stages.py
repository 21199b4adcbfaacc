"""The six stages of a build, each a function of the run and of what the stages before it returned.

Imports of what only some stages need wait until they run: a build that changes nothing imports no template engine.
"""

import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..base.problems import N_, FatalProblems, Problem, error, warning
from ..executor.versions import code_listing
from ..model.page_name import PageName
from ..observe import sources
from ..observe.finders import FoldersToCompare, note_for_next_build
from ..observe.sources import Changes
from ..record.last_build import Totals
from ..record.view import spans
from ..site.layout import COMPILED, IDLE, MANIFEST, SEARCH_STATE, STAMP
from ..site.source_kind import can_be_held, can_wait, is_article
from .idle import write_idle
from .run import Report, Run, ordered

if TYPE_CHECKING:
    from ..articles.article import ParsedArticle
    from ..media.fetching import Fetcher
    from .collisions import Collision
    from .indexing import Indexed
    from .inputs import Inputs, Loaded
    from .made import MadePages
    from .picture_users import PictureUsers
    from .publish import Publisher
    from .reading import Source
    from .slices import Slice
    from .task import Task


class Observed(msgspec.Struct, frozen=True):
    """What changed on disk, by the finder that was asked."""

    changes: Changes
    found: FoldersToCompare


class Sources(msgspec.Struct, frozen=True):
    """The inputs of every page, and the article files. ``again``: every source is parsed anew.

    ``readings`` can be consumed only once, and the files are read meanwhile. ``inputs`` may only be asked for where
    ``loaded.inputs`` is not None.
    """

    loaded: "Loaded"
    readings: "Iterable[tuple[Source, ParsedArticle | None]]"
    again: bool

    @property
    def inputs(self) -> "Inputs":
        assert self.loaded.inputs is not None
        return self.loaded.inputs

    @property
    def slashless(self) -> bool:
        """Whether the addresses of stories have no slash at their end."""
        from ..site.story_address import is_bare

        return is_bare(self.inputs.settings.address)


class Slices(msgspec.Struct, frozen=True):
    """The slices of all pages, and the path of the record that workers read (``Record.shared``)."""

    slices: "Iterator[Slice]"
    record: Path


def observe(run: Run) -> Observed:
    """Compare the site's files with the record, in the folders that the finder names."""
    present = time.time_ns()
    found = run.options.finder(run.options.site, run.record, present)
    folders = None if run.record.fresh else found.folders
    changes = sources.observe(run.options.site, run.theme, run.record, clock_ns=present, folders=folders)
    return Observed(changes, found)


def nothing_changed(run: Run, observed: Observed) -> bool:
    """Whether the output already is what this build would write. Opens no file but the code's own."""
    changes, record = observed.changes, run.record
    before = record.last_build.basis
    if not run.trusted or changes.changed or changes.vanished or changes.problems:
        return False
    if before is None or before.base_url != run.options.base_url or run.before.drafts != run.after.drafts:
        return False
    if any(record.timeline.between(*span) for span in spans(run.before, run.after)):
        return False
    if record.timeline.outgrows_news(*sorted((run.before.now, run.after.now))):
        return False
    return before.code == run.code


def work_apart(run: Run, observed: Observed) -> None:
    """Have a first build of many stories work in a copy of the record, which workers can read to make the pages in slices.

    With one process, or with workers of other machines, this does nothing. Raises OSError.
    """
    if not run.record.fresh:
        return
    from ..executor import pool

    workforce = run.workforce
    many = sum(map(is_article, observed.changes.changed)) >= pool.SERIAL
    if many and workforce.processes > 1 and not workforce.scheduler:
        run.record.work_apart()


def read(run: Run, observed: Observed, *, again: bool = False) -> Sources:
    """Load the settings and the templates, and prepare to read the article files that changed.

    All article files are read with ``again``, or when the settings or the code differ; none when the settings are
    broken. They are read only as ``readings`` is consumed. Where the output is not trusted, this compares all its files
    with the record and marks those that differ.
    """
    from .inputs import load
    from .journal import distrust
    from .reading import read_all, to_read

    loaded = load(run.options.site, run.theme, run.options.base_url, run.code, run.record)
    if loaded.inputs is not None and not run.trusted:
        distrust(run.record, run.options.output)
    again = again or (loaded.inputs is not None and loaded.inputs.reads_again(run.record))
    if loaded.settings is None:
        return Sources(loaded, (), again)
    readings = read_all(
        to_read(observed.changes, run.record, again=again, held=run.held), observed.changes, run.record, run.options.site,
        loaded.settings, workforce=run.workforce, progress=run.listener.progress,
    )  # fmt: skip
    return Sources(loaded, readings, again)


def index(run: Run, observed: Observed, sources: Sources, *, all_pages: bool = False) -> "Indexed":
    """Bring the record up to date, and find the outputs that may change; every page with ``all_pages``.

    This consumes ``sources.readings``. Where settings or templates are broken, only the problems are found, and stories
    do not get into the record. Problems are those of the sources that were read, not of the whole site.
    """
    from .affected import EVERYTHING
    from .index import index
    from .indexing import Indexed, Indexing, Pictures
    from .recordings import Recordings

    problems = (*observed.changes.problems, *observed.changes.hidden, *_record_missing(run), *sources.loaded.problems)
    if sources.loaded.inputs is None:
        faults = [fault for source, reading in sources.readings for fault in _faults(source, reading)]
        return Indexed(problems=(*problems, *faults))
    options, inputs = run.options, sources.inputs
    affected = inputs.affected(run.record, trusted=run.trusted)
    indexing = Indexing(
        run.record, run.before, run.after, options.site, run.theme, inputs.settings, sources.again, options.keep_good,
        run.held, Pictures(run.record, options.site, run.theme, observed.changes.refused, frozenset(observed.changes.changed)),
        Recordings(run.record, options.site, run.theme, observed.changes.refused),
    )  # fmt: skip
    found = index(indexing, sources.readings, observed.changes, affected | EVERYTHING if all_pages else affected)
    passed_by = frozenset(p.file for p in observed.changes.problems if p.level == "error" and can_wait(p.file))
    return Indexed(problems=problems, held=passed_by) | found


def _faults(source: "Source", reading: "ParsedArticle | None") -> tuple[Problem, ...]:
    if source.fault is not None:
        return (source.fault,)
    return reading.problems if reading is not None else ()


def may_go_on(run: Run, problems: Iterable[Problem], held: frozenset[str]) -> bool:
    """Whether a build with these problems may publish.

    Warnings stop nothing. An error does not either where its file is in ``held`` and the options or the run hold it
    back.
    """
    return all(
        p.level == "warning" or (p.file in held and (run.options.keep_good or p.file in run.held)) for p in problems
    )


def sources_to_hold(
    run: Run, indexed: "Indexed", problems: Iterable[Problem], collisions: "Iterable[Collision]" = ()
) -> dict[str, Problem]:
    """The sources, each with its problem, to hold back in another run so that the rest can be published.

    Empty where nothing is in the way, or where something else is too. ``keep_good`` holds any source back. A story that
    only collides because its moment came is always held, so that an embargo that ends at night stops nothing else.
    """
    from .collisions import at_source

    wanted: dict[str, Problem] = {}
    for collision in collisions:
        sources = collision.sources
        if not sources or not all(run.options.keep_good or source in indexed.late for source in sources):
            return {}
        wanted |= {source: at_source(collision.problem, source) for source in sources}
    for problem in problems:
        if may_go_on(run, (problem,), indexed.held):
            continue
        if not run.options.keep_good or problem.file in run.held or not can_be_held(problem.file):
            return {}
        wanted.setdefault(problem.file, problem)
    return wanted


def plan(run: Run, sources: Sources, indexed: "Indexed") -> "Iterator[Task] | Slices":
    """Yield those affected pages whose key or path is not the recorded one; they are found as the iterator is consumed.

    Where the record is apart, return the slices of all pages: each worker plans its own. The record is shared then, so
    no source may be indexed any more.
    """
    from .plan import plan

    inputs = sources.inputs
    shared = run.record.share() if run.record.is_apart else None
    if shared is None:
        return plan(run.record, indexed.affected, inputs.settings, inputs.basis, run.after)
    from .slices import Sizes, slices

    sizes = Sizes.of(run.record.stories.count(), run.workforce.processes)
    return Slices(slices(run.record, inputs.settings, run.after, sizes), shared)


def render(run: Run, sources: Sources, planned: "Iterator[Task] | Slices") -> "MadePages":
    """Yield each planned page with its bytes, or with the Problem that its template has; of slices with the staged file.

    A pool renders when there are many. The iterator writes only to the cache of compiled templates; for slices, workers
    write staged files too.
    """
    from .made import MadePage
    from .render import Workshop, render

    cache = run.state / COMPILED
    with suppress(OSError):  # it only saves time
        cache.mkdir(parents=True, exist_ok=True)
    inputs = sources.inputs
    kept = "" if run.options.scheduler else str(cache)
    workshop = Workshop(inputs.templates, inputs.settings, kept, inputs.basis.code + inputs.basis.settings)
    if isinstance(planned, Slices):
        from .slice_work import SharedBuild, made_in_slices
        from .staging import Place

        place = Place.of(run.options.output, compare=not run.trusted)
        shared = SharedBuild(planned.record, run.after, inputs.basis, workshop, place)
        return made_in_slices(planned.slices, shared, run.workforce)
    return (
        MadePage(task.page.name, task.page.path, task.key, task.why, result)
        for task, result in render(planned, workshop, run.workforce)
    )


class Staged(msgspec.Struct, frozen=True):
    """What came of staging: the problems and the collisions, and in ``explained`` the rendered pages as (path, reason).

    ``explained`` contains pages whose template failed. After many failures no further page is rendered.
    """

    explained: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    collisions: "tuple[Collision, ...]"


def stage(
    run: Run,
    observed: Observed,
    sources: Sources,
    indexed: "Indexed",
    pages: "MadePages",
    publisher: "Publisher",
) -> Staged:
    """Hand the publisher every output that comes, changes or goes, and find the collisions.

    This renders, as it consumes ``pages``; it changes the record, and commits nothing. It stops rendering after
    ``MOST_FAULTS`` failures of templates. Raises FatalProblems where a file cannot be copied or a picture cannot be made; in a
    rehearsal these are among the problems.
    """
    from ..media.fetching import Fetcher
    from ..pages.kinds import BY_NAME
    from .collisions import Newcomers, Obstacle, collisions, coming, obstructed
    from .gone import gone
    from .made import MOST_FAULTS
    from .picture_users import PictureUsers
    from .static_files import stage_static_files

    if not run.record.fresh:
        for name in list(gone(run.record, indexed.affected, sources.inputs.settings, run.after)):
            publisher.delete(name)
    fetcher = Fetcher(run.options.site, sources.inputs.media)
    users = PictureUsers(run.record, run.options.site, sources.inputs.settings)
    damaged: tuple[Problem, ...] = ()
    steps: tuple[Callable[[], None], ...] = (
        lambda: stage_static_files(publisher, indexed.affected, run.after, run.theme, fetcher, users),
        lambda: _stage_pictures(run, sources, indexed, publisher, fetcher, users),
    )
    for step in steps:
        try:
            step()
        except FatalProblems as failure:
            if not publisher.rehearsal:
                raise
            damaged = (*damaged, *failure.problems)  # nothing is published anyway: the pages have more to tell
    icons = _stage_icons(run, sources, indexed, publisher, fetcher)
    explained: list[tuple[str, str]] = []
    faults: list[tuple[PageName, Problem]] = []
    sound = _unchanged_kinds(run, sources)  # the kinds of page whose templates do what they should
    for name, path, key, why, result in pages:
        explained.append((path, why))
        run.listener.progress("render", len(explained), 0)
        if isinstance(result, Problem):
            faults.append((name, result))
            if len(faults) >= MOST_FAULTS:
                break
            continue
        sound.add(name.kind)
        if isinstance(result, bytes):
            publisher.put(name, path, key, result, BY_NAME[name.kind].rank)
        else:
            publisher.put_staged(name, path, key, result, BY_NAME[name.kind].rank)
    publisher.retire()
    settings = sources.inputs.settings
    new = Newcomers(frozenset(observed.changes.changed), indexed.late, frozenset(run.held))
    found = tuple(collisions(run.record, run.after, settings, publisher.new_paths.overlaps(), new))
    if not found:
        obstacles = (Obstacle(*one) for one in publisher.foreign())
        found = tuple(obstructed(run.record, run.after, settings, obstacles, new))
    later = () if found else coming(run.record, run.after, settings, publisher.foreign_files())
    unwritable = tuple(publisher.new_paths.unwritable())
    blamed = (_blamed(run, name, fault, sound) for name, fault in faults)
    return Staged(
        tuple(explained),
        (*damaged, *_one_for_each_place(blamed), *unwritable, *publisher.withheld, *later, *icons),
        found,
    )


def _stage_pictures(
    run: Run, sources: Sources, indexed: "Indexed", publisher: "Publisher", fetcher: "Fetcher", users: "PictureUsers"
) -> None:
    """Hand the publisher what is made of pictures, and the share cards. Most builds touch none, and import nothing for them."""
    settings, affected = sources.inputs.settings, indexed.affected
    if affected.media == frozenset() and settings.cards is None:
        return
    from .renditions import Places, copy_pictures

    places = Places(
        run.options.site, run.theme, settings.pictures, run.workforce, run.listener.progress, fetcher, users,
        run.options.pictures_later, run.options.renditions, trial=publisher.rehearsal,
    )  # fmt: skip
    copy_pictures(publisher, affected.media, run.after, places)
    if settings.cards is not None:
        from .cards import copy_cards

        copy_cards(publisher, affected, run.after, places, settings)


def _stage_icons(
    run: Run, sources: Sources, indexed: "Indexed", publisher: "Publisher", fetcher: "Fetcher"
) -> tuple[Problem, ...]:
    """Hand the publisher what is made of the site's logo, and return warnings."""
    settings, affected = sources.inputs.settings, indexed.affected
    if not settings.look.has_icons and affected.lists is not None:
        return ()
    from .icons import copy_icons

    return copy_icons(publisher, affected, run.options.site, run.theme, settings, fetcher)


def _unchanged_kinds(run: Run, sources: Sources) -> set[str]:
    """The kinds of page that the last build rendered with the same code, settings and templates."""
    before, now = run.record.last_build.basis, sources.inputs.basis
    if before is None or (before.code, before.settings) != (now.code, now.settings):
        return set()
    return {kind for kind, closure in now.templates.items() if before.templates.get(kind) == closure}


def _blamed(run: Run, name: PageName, fault: Problem, sound: Container[str]) -> Problem:
    """A template's fault; at the source of the page where the template does what it should for others or for earlier ones.

    So the source can be held back, and the rest be published.
    """
    from .collisions import source_of

    source = source_of(run.record, run.after, name) if name.kind in sound else ""
    if not source or not can_be_held(source):
        return fault
    values = dict(fault.values)
    return error(
        fault.code, N_("The page of this file cannot be rendered: {reason} ({template}, line {line})."),
        N_("Correct the value that the template cannot show, or the template."),
        reason=values.get("reason") or fault.code, template=fault.file, line=fault.line,
    ).at(source, 1, 1)  # fmt: skip


def publish(run: Run, observed: Observed, sources: Sources, indexed: "Indexed", pages: "MadePages") -> Report:
    """Stage every output, then commit the record and move the files into place.

    Errors in sources that are held back are reported, and the rest is published. Any other error, a collision or a file
    in the way rolls the record back, leaves the output as it is, and returns a report that says so; no FatalProblems
    leaves this function. The report counts what this run did, and totals of the whole output (see ``Report``).
    """
    from ..model.facets import SiteList
    from .publish import Publisher

    publisher = Publisher(
        run.record, run.options.output, run.after, compare=not run.trusted, held=run.held,
        refused=observed.changes.refused, known=run.known, slashless=sources.slashless,
    )  # fmt: skip
    problems = indexed.problems
    try:
        with closing(pages):  # no worker writes any more, or reads the record
            staged = stage(run, observed, sources, indexed, pages, publisher)
        problems = (*problems, *staged.problems)
        collided = (*problems, *(collision.problem for collision in staged.collisions))
        if staged.collisions or not may_go_on(run, problems, indexed.held):
            to_hold = sources_to_hold(run, indexed, problems, staged.collisions)
            return refused(run, collided, indexed.read, len(staged.explained), to_hold)
        problems = (*problems, *publisher.restored(), *publisher.vanished())
        if _search_is_stale(run, indexed, publisher):
            problems = (*problems, _SEARCH_STALE.at(str(run.options.output / "search")))
        if indexed.affected.holds(SiteList.REDIRECTS) or indexed.affected.holds(SiteList.CHAINS):
            problems = (*problems, *publisher.dead_redirects())
        totals = _remember(run, observed, sources)
        run.record.last_build.put_late(sorted(indexed.late & run.held.keys()))
        problems = (*problems, *publisher.publish(run.state / MANIFEST))
    except FatalProblems as failure:
        problems = (*problems, *failure.problems)
        return refused(run, problems, indexed.read, to_hold=sources_to_hold(run, indexed, problems))
    finally:
        publisher.discard()
    return Report(
        True,
        ordered(problems),
        held=tuple(sorted(indexed.held)),
        articles=totals.stories,
        pages=totals.pages,
        read=indexed.read,
        rendered=len(staged.explained),
        written=tuple(publisher.written),
        deleted=tuple(publisher.deleted),
        unchanged=totals.outputs - len(publisher.written),
        bytes_written=publisher.bytes_written,
        build_id=run.record.build_id,
        explained=staged.explained,
    )


def _search_is_stale(run: Run, indexed: "Indexed", publisher: "Publisher") -> bool:
    """Whether there is an index of the search that has a story which this build takes away or withdraws.

    A build whose changes were not followed one by one may withdraw a story unseen.
    """
    from ..model.facets import WITHDRAWN

    if not (run.state / SEARCH_STATE).exists():
        return False
    withdrawn = indexed.affected.lists is not None and WITHDRAWN in indexed.affected.lists
    return withdrawn or publisher.hides_stories()


def _remember(run: Run, observed: Observed, sources: Sources) -> Totals:
    """Note in the record what this build was made of, for the next one. Returns the totals of the output."""
    record, changes = run.record, observed.changes
    totals = record.totals(run.after)
    record.last_build.put(sources.inputs.basis, run.after, totals)
    record.last_build.put_code(code_listing(), run.code)
    for folder, listing in changes.listings.items():
        record.sources.settle(folder, listing)
    finder = b"" if changes.linked else note_for_next_build(observed.found, (*changes.changed, *changes.vanished))
    record.last_build.put_finder_note(finder)
    return totals


def keep_idle(run: Run) -> None:
    """Write ``idle.txt``, by which the fast path recognises this output.

    Delete it instead where the build had a base URL, drafts or embargoed stories, which a cron job does not ask for.
    """
    options = run.options
    if options.base_url is not None or options.drafts or options.embargoed:
        (run.state / IDLE).unlink(missing_ok=True)
    else:
        write_idle(run.record, run.state, run.after.now)


def unchanged(run: Run) -> Report:
    """The report of a build that has nothing to do: the totals of the output, and no problems, as it read nothing."""
    totals = run.record.last_build.totals
    return Report(
        True, articles=totals.stories, pages=totals.pages, unchanged=totals.outputs,
        build_id=run.record.build_id,
    )  # fmt: skip


def refused(
    run: Run,
    problems: Iterable[Problem],
    read: int = 0,
    rendered: int = 0,
    to_hold: Mapping[str, Problem] | None = None,
) -> Report:
    """Roll the record back, and return the report of a build that publishes nothing.

    ``read`` and ``rendered`` count what was done in vain. ``to_hold`` are the sources without which a build can
    publish.
    """
    run.record.rollback()
    return Report(
        False,
        ordered(tuple(problems)),
        read=read,
        rendered=rendered,
        build_id=run.record.build_id,
        to_hold=to_hold or {},
    )


def _one_for_each_place(faults: Iterable[Problem]) -> list[Problem]:
    """A template's fault once for each line and reason, though it shows on many pages."""
    first: dict[tuple[str, int, str], Problem] = {}
    for problem in faults:
        first.setdefault((problem.file, problem.line, dict(problem.values).get("reason", "")), problem)
    return list(first.values())


def _record_missing(run: Run) -> list[Problem]:
    """A warning when the output is that of a build whose record is gone: nobody knows which of its files are newsgen's."""
    lost = run.record.fresh and next(run.record.outputs.all(), None) is None and (run.options.output / STAMP).exists()
    return [_RECORD_MISSING.at(str(run.options.output))] if lost else []


_SEARCH_STALE = warning(
    "search-stale",
    N_("The index of the search still has stories that this build withdrew, hid or deleted."),
    N_("Run “newsgen index” now; “newsgen deploy” does it by itself."),
)
_RECORD_MISSING = warning(
    "record-missing",
    N_("This output was built before, but its record is gone; pages of stories deleted since may remain."),
    N_("Empty the folder and build again; keep .newsgen together with the output."),
)
