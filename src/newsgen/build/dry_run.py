"""The record as the next build would leave it, for commands that publish nothing. It is rolled back at the end.

What a killed build had committed is finished first, as in a build: this alone may change the output.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from ..base import digest
from ..base.lock import locked
from ..base.problems import FatalProblems, Problem
from ..executor.workforce import Workforce
from ..media.fetching import Fetcher
from ..pages.kinds import BY_NAME
from ..record.failures import FAILURES
from ..record.record import Record
from ..record.view import View
from ..site.layout import CONTENT, THEME, state_folder, theme
from ..site.story_address import is_bare
from .affected import Affected
from .collisions import Newcomers, collisions, coming
from .gone import gone
from .inputs import Inputs
from .picture_users import PictureUsers
from .plan import plan as planned
from .publish import Publisher, address_vanished
from .renditions import Places, copy_pictures
from .run import Listener, Options, Run, check_places, opened, ordered
from .stages import Observed, index, may_go_on, observe, plan, read, render, stage
from .static_files import stage_static_files


@dataclass(frozen=True, slots=True)
class Prepared:
    """A build up to its plan: what every page depends on, the outputs that may change, the sources that are held back, and
    the views of the last build and of this one."""

    inputs: Inputs
    affected: Affected
    held: frozenset[str]
    before: View
    after: View


@dataclass(frozen=True, slots=True)
class UpdatedRecord:
    """The record with the sources as they are now. It can be used only inside the ``with`` block.

    ``prepared`` is None where the problems forbid a build. ``problems`` are those of the sources that changed since the
    last build, not of the whole site.
    """

    record: Record
    prepared: Prepared | None
    problems: tuple[Problem, ...]


@contextmanager
def updated_record(options: Options) -> Iterator[UpdatedRecord]:
    """Bring the record up to date, as far as the stage ``index``, and roll it back at the end of the ``with`` block.

    The option ``clean`` is ignored. Raises FatalProblems where there is no site or another build does not end, and the
    exceptions in ``FAILURES`` where the record cannot be read.
    """
    check_places(options)
    with locked(state_folder(options.site, options.output) / "lock"), opened(_unclean(options), Listener()) as run:
        try:
            yield brought_up_to_date(run, observe(run))
        finally:
            with suppress(*FAILURES):
                run.record.rollback()


def brought_up_to_date(run: Run, observed: Observed) -> UpdatedRecord:
    """Bring the record of a run up to date, as far as the stage ``index``. The caller rolls it back."""
    sources = read(run, observed)
    indexed = index(run, observed, sources)
    prepared = None
    if sources.loaded.inputs is not None and may_go_on(run, indexed.problems, indexed.held):
        prepared = Prepared(sources.inputs, indexed.affected, indexed.held, run.before, run.after)
    return UpdatedRecord(run.record, prepared, indexed.problems)


def newer_sources(options: Options) -> tuple[str, ...]:
    """The sources of the site that have other bytes than at the last build, or came or went since, in order of their paths.

    Only files whose state on disk differs are read. Settings and templates, of which the record has no
    digest, count as changed when their state differs. Empty where nothing was built. Raises as ``updated_record`` does.
    """
    check_places(options)
    with locked(state_folder(options.site, options.output) / "lock"), opened(_unclean(options), Listener()) as run:
        if run.record.fresh:
            return ()
        changes = observe(run).changes
        newer = [path for path in changes.changed if not path.startswith(THEME) and _differs(run.record, options, path)]
        return tuple(sorted([*newer, *(path for path in changes.vanished if not path.startswith(THEME))]))


def _differs(record: Record, options: Options, path: str) -> bool:
    try:
        return digest.of_file(options.site / path) != record.sources.digest(path)
    except OSError:
        return True


def address_problems(updated: UpdatedRecord, options: Options) -> tuple[Problem, ...]:
    """The addresses that two sources want now, as errors; if there are none, those of embargoed stories, as warnings.

    No page is rendered. Only the outputs that may change are looked at. None are found where the problems forbid a
    build. To be called in the block of ``updated_record``, and last: the record's outputs are changed by it.
    """
    prepared, record = updated.prepared, updated.record
    if prepared is None:
        return ()
    settings, affected, view = prepared.inputs.settings, prepared.affected, prepared.after
    publisher = Publisher(
        record, options.output, view, compare=False, slashless=is_bare(settings.address), rehearsal=True
    )
    for name in list(gone(record, affected, settings, view)):
        publisher.delete(name)
    fetcher = Fetcher(options.site, prepared.inputs.media)  # a rehearsal needs no bytes
    users = PictureUsers(record, options.site, settings)
    stage_static_files(publisher, affected, view, theme(), fetcher, users)
    pictures = Places(options.site, theme(), settings.pictures, Workforce(), lambda *_: None, fetcher, users)
    copy_pictures(publisher, affected.media, view, pictures)
    if settings.cards is not None:
        from .cards import copy_cards

        copy_cards(publisher, affected, view, pictures, settings)
    for task in planned(record, affected, settings, prepared.inputs.basis, view):
        publisher.put(task.page.name, task.page.path, task.key, b"", BY_NAME[task.page.kind].rank)
    publisher.retire()
    found = tuple(collisions(record, view, settings, publisher.new_paths.overlaps(), Newcomers()))
    return tuple(one.problem for one in found) or tuple(coming(record, view, settings))


@dataclass(frozen=True, slots=True)
class RehearsedBuild:
    """A build up to the moment of publication. ``record`` can be used only inside the ``with`` block.

    ``prepared`` is None where settings or templates cannot be used. ``problems`` are those of the whole site.
    ``sources`` are the paths of all files in ``content/``.
    """

    record: Record
    prepared: Prepared | None
    problems: tuple[Problem, ...]
    sources: tuple[str, ...]


@contextmanager
def rehearsed_build(options: Options, listener: Listener) -> Iterator[RehearsedBuild]:
    """Run all stages up to publication, with every source read again, so that every warning is found.

    Errors hold their sources back and end nothing. The options ``keep_good`` and ``clean`` are ignored. The record is
    rolled back at the end of the ``with`` block. Raises what ``FAILURES`` names, and FatalProblems where no build can
    begin.
    """
    check_places(options)
    options = replace(_unclean(options), keep_good=True)
    state = state_folder(options.site, options.output)
    with locked(state / "lock", waiting=listener.waiting), opened(options, listener) as run:
        try:
            observed = observe(run)
            changes = observed.changes
            content = {*run.record.sources.under(CONTENT), *changes.changed}.difference(changes.vanished)
            sources = read(run, observed, again=True)
            indexed = index(run, observed, sources, all_pages=True)
            problems, prepared = indexed.problems, None
            if sources.loaded.inputs is not None:
                prepared = Prepared(sources.inputs, indexed.affected, indexed.held, run.before, run.after)
                publisher = Publisher(
                    run.record,
                    options.output,
                    run.after,
                    compare=False,
                    refused=observed.changes.refused,
                    known=run.known,
                    slashless=sources.slashless,
                    rehearsal=True,
                )
                try:
                    pages = render(run, sources, plan(run, sources, indexed))
                    staged = stage(run, observed, sources, indexed, pages, publisher)
                    problems = (*problems, *staged.problems, *(found.problem for found in staged.collisions))
                except FatalProblems as failure:
                    problems = (*problems, *failure.problems)
                lost = _lost_before(run.record, run.after)
                problems = (*problems, *publisher.vanished(), *lost, *publisher.dead_redirects())
            yield RehearsedBuild(run.record, prepared, ordered(problems), tuple(sorted(content)))
        finally:
            with suppress(*FAILURES):
                run.record.rollback()


def _unclean(options: Options) -> Options:
    """The options without ``clean``, which would drop the record."""
    return replace(options, clean=False)


def _lost_before(record: Record, view: View) -> Iterator[Problem]:
    """A warning for each address that the record lists as vanished, in this build or in an earlier one.

    There is none for the address of a story that is hidden now, as it will be back.
    """
    for address, identifier in record.vanished.all():
        story = record.stories.get(identifier)
        if story is None or view.shows(story.position[0], story.summary.draft):
            yield address_vanished(address).at(story.path if story else "")
