"""A build: observe, read, index, plan, render, publish."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.lock import locked
from ..base.problems import N_, Problem, Unusable, error, warning
from ..executor.versions import code_digest, code_listing
from ..model.queries import NEWS
from ..model.timestamps import microseconds
from ..observe.finders import Finder, noted, walk
from ..observe.sources import Changes, no_site, observe
from ..record.record import FAILURES, Record, View, is_damage, open_record, spans
from ..site.layout import MANIFEST, RECORD, SETTINGS, STAMP, TREES, state_folder, theme

if TYPE_CHECKING:
    from ..executor.workforce import Workforce
    from .index import Index
    from .inputs import Inputs
    from .plan import Affected, Task
    from .publish import Publisher


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked for. ``now`` decides which stories are visible, ``drafts`` and ``embargoed`` add those that
    only the newsroom may see; ``jobs`` 0 means one per processor; ``finder`` tells where changes may be; ``scheduler`` is
    the address of a Dask scheduler whose workers read and render."""

    site: Path
    output: Path
    now: datetime
    jobs: int = 0
    drafts: bool = False
    embargoed: bool = False
    keep_good: bool = False
    clean: bool = False
    base_url: str | None = None
    finder: Finder = walk
    scheduler: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. Without ``published``, errors kept everything as it was; ``held`` are sources held back."""

    published: bool
    problems: tuple[Problem, ...] = ()
    held: tuple[str, ...] = ()
    articles: int = 0
    pages: int = 0
    read: int = 0
    rendered: int = 0
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: int = 0
    bytes_written: int = 0
    seconds: float = 0.0
    build_id: str = ""
    explained: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a build tells how it goes: a stage with its done and total (0 while unknown), and that it waits for another."""

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None


def build(options: Options, listener: Listener | None = None) -> Report:
    """Make the output what the inputs say. Raises Unusable when there is no site to build or no way to write."""
    check_places(options)
    listener = listener or Listener()
    began = time.perf_counter()
    state = state_folder(options.site, options.output)
    with locked(state / "lock", waiting=listener.waiting):
        try:
            report = _attempt(options, listener, state)
        except FAILURES as failure:
            if not is_damage(failure):
                raise OSError(f"{state / RECORD}: {failure}") from failure
            report = _attempt(options, listener, state, anew=True)
            report = replace(report, problems=ordered([*report.problems, _DAMAGED]))
    return replace(report, seconds=round(time.perf_counter() - began, 3))


def _attempt(options: Options, listener: Listener, state: Path, *, anew: bool = False) -> Report:
    record, trusted = open_state(options, state, anew=anew)
    with closing(record):
        return _run(options, listener, record, state, trusted)


def _lost_record(options: Options, record: Record) -> list[Problem]:
    """A warning when the output is that of a build whose record is gone: what it wrote and we do not is nobody's."""
    lost = record.fresh and next(record.pages(), None) is None and (options.output / STAMP).exists()
    return [_RECORD_MISSING.at(str(options.output))] if lost else []


_RECORD_MISSING = warning(
    "record-missing",
    N_("This output was built before, but its record is gone; pages of stories deleted since may remain."),
    N_("Empty the folder and build again; keep .newsgen together with the output."),
)
_DAMAGED = warning(
    "record-damaged",
    N_("The record of earlier builds was damaged; everything was made again."),
    N_("If this happens again, have the disk checked."),
)


def _run(options: Options, listener: Listener, record: Record, state: Path, trusted: bool) -> Report:
    present = time.time_ns()
    found = options.finder(options.site, record, present)
    folders = None if record.fresh else found.folders
    changes = observe(options.site, theme(), record, clock_ns=present, folders=folders)
    if trusted and _nothing_changed(options, changes, record):
        return _unchanged(record)

    from .publish import Publisher

    problems = [*changes.problems, *_lost_record(options, record)]
    prepared = prepare(options, record, changes, problems, trusted, listener)
    if prepared is None:
        return _refused(record, problems)
    affected, index = prepared.affected, prepared.index
    publisher = Publisher(record, options.output, index.after, compare=not trusted)
    try:
        explained = make(options, record, state, prepared, publisher, problems, listener)
        if not _may_go_on(options, problems, index.held):
            return _refused(record, problems, index.read, len(explained))
        problems += publisher.vanished()
        if affected.holds("redirects"):
            problems += publisher.nowhere()
        totals = prepared.inputs.remember(record, index.after)
        for folder, listing in changes.listings.items():
            record.settle(folder, listing)
        record.put_meta("still", _still(options, record))
        record.put_meta("finder", b"" if changes.linked else noted(found, (*changes.changed, *changes.vanished)))
        publisher.publish(state / MANIFEST)
    except Unusable as failure:
        return _refused(record, [*problems, *failure.problems], index.read)
    finally:
        publisher.discard()
    return Report(
        True,
        ordered(problems),
        held=tuple(sorted(index.held)),
        articles=totals["articles"],
        pages=totals["pages"],
        read=index.read,
        rendered=len(explained),
        written=tuple(publisher.written),
        deleted=tuple(publisher.deleted),
        unchanged=totals["outputs"] - len(publisher.written),
        bytes_written=publisher.bytes_written,
        build_id=record.build_id,
        explained=tuple(explained),
    )


def make(
    options: Options, record: Record, state: Path, prepared: "Prepared", publisher: "Publisher",
    problems: list[Problem], listener: Listener,
) -> list[tuple[str, str]]:  # fmt: skip
    """Give the publisher every file that comes, changes or goes, and add what is wrong with them to ``problems``. Returns
    each rendered page with the reason. Raises Unusable where a file cannot be copied."""
    from ..pages.kinds import BY_NAME
    from .plan import gone, plan

    inputs, affected, index = prepared.inputs, prepared.affected, prepared.index
    if not record.fresh:
        for name in list(gone(record, affected, inputs.settings, index.after)):
            publisher.delete(name)
    publisher.copies(affected, index.after, options.site, theme())
    tasks = plan(record, affected, inputs.settings, inputs.basis, index.after)
    explained: list[tuple[str, str]] = []
    faults: list[Problem] = []
    for task, result in _rendered(tasks, options, inputs, state):
        explained.append((task.page.path, task.why))
        listener.progress("render", len(explained), 0)
        if isinstance(result, Problem):
            faults.append(result)
            if len(faults) >= _MOST_FAULTS:
                break
        else:
            publisher.put(task.page.name, task.page.path, task.key, result, BY_NAME[task.page.kind].rank)
    publisher.retire()
    problems += [*_one_for_each_place(faults), *publisher.collisions()]
    return explained


@dataclass(frozen=True, slots=True)
class Prepared:
    """A build up to its plan: what every page depends on, what may have changed, and the record brought up to date."""

    inputs: "Inputs"
    affected: "Affected"
    index: "Index"


def prepare(
    options: Options, record: Record, changes: Changes, problems: list[Problem], trusted: bool, listener: Listener
) -> Prepared | None:
    """Read what changed into the record and find what it may concern. None when ``problems`` forbid going on."""
    prepared = take_stock(options, record, changes, problems, trusted, listener)
    return prepared if prepared is not None and _may_go_on(options, problems, prepared.index.held) else None


def take_stock(
    options: Options, record: Record, changes: Changes, problems: list[Problem], trusted: bool, listener: Listener,
    *, again: bool = False,
) -> Prepared | None:  # fmt: skip
    """The same whatever the problems; None only where the settings or the templates cannot be used. With ``again`` all
    sources are read, so that what is to be said of the unchanged ones is said too."""
    from .index import Index
    from .inputs import Inputs, load
    from .intake import take_in, to_read
    from .journal import distrust

    inputs = load(options.site, theme(), options.base_url, code_digest(), record, problems)
    if not isinstance(inputs, Inputs):
        if inputs is not None:  # only templates fail: the stories' own faults are told in the same run
            wanted = to_read(changes, record, again=False)
            taken = take_in(
                wanted, changes, record, options.site, inputs,
                workforce=_workforce(options), problems=problems, progress=listener.progress,
            )  # fmt: skip
            problems += [problem for _, reading in taken if reading is not None for problem in reading.problems]
        return None
    if not trusted:
        distrust(record, options.output)
    affected = inputs.affected(record, trusted=trusted)
    if again:
        affected.all_pages()
    again = again or inputs.reads_again(record)
    index = Index(
        record, affected, before=_last_view(record), after=_view(options), site=options.site, theme=theme(),
        settings=inputs.settings, again=again, keep_good=options.keep_good, problems=problems,
    )  # fmt: skip
    readings = take_in(
        to_read(changes, record, again=again), changes, record, options.site, inputs.settings,
        workforce=_workforce(options), problems=problems, progress=listener.progress,
    )  # fmt: skip
    index.apply(readings, changes, index.toggled())
    return Prepared(inputs, affected, index)


def _rendered(
    tasks: "Iterable[Task]", options: Options, inputs: "Inputs", state: Path
) -> "Iterator[tuple[Task, bytes | Problem]]":
    """Each task with what its template made of it, over a pool when there are many."""
    from . import render

    cache = state.parent / "compiled"
    cache.mkdir(parents=True, exist_ok=True)
    kept = "" if options.scheduler else str(cache)
    workshop = render.Workshop(inputs.templates, inputs.settings, kept, inputs.basis.code + inputs.basis.settings)
    return render.render(tasks, workshop, _workforce(options))


def _workforce(options: Options) -> "Workforce":
    from ..executor.pool import cores
    from ..executor.workforce import Workforce

    return Workforce(options.jobs or cores(), options.scheduler)


def open_state(options: Options, state: Path, *, anew: bool = False) -> tuple[Record, bool]:
    """The record, or a new one, and whether the output is known to hold what the record says."""
    from .journal import recover

    record = open_record(state / RECORD, anew=anew)
    try:
        trusted = recover(record, options.output, state / MANIFEST) and not record.fresh
        if options.clean and not record.fresh:
            record.close()
            record, trusted = open_record(state / RECORD, anew=True), False
        return record, trusted
    except BaseException:
        record.close()
        raise


def _still(options: Options, record: Record) -> bytes:
    """What ``still`` asks of the next build: the state of the code, and from when until when nothing changes of itself."""
    if options.base_url is not None or options.drafts or options.embargoed:
        return b""
    low, high = record.stands(microseconds(options.now))
    return f"{code_listing().hex()} {low} {high}".encode()


def _view(options: Options) -> View:
    return View(microseconds(options.now), options.drafts, options.embargoed)


def _last_view(record: Record) -> View:
    return View(int(record.meta("until") or b"0"), record.meta("drafts") == b"1", record.meta("embargoed") == b"1")


def _nothing_changed(options: Options, changes: Changes, record: Record) -> bool:
    """Whether the output already is what this build would make. Opens no file but the code's own."""
    before = json.loads(record.meta("basis") or b"{}")
    if changes.changed or changes.vanished or changes.problems or before.get("base_url") != options.base_url:
        return False
    last, now = _last_view(record), _view(options)
    if last.drafts != now.drafts:
        return False
    if any(record.between(*span) for span in spans(last, now)):
        return False
    lower, upper = sorted((last.now, now.now))
    if lower != upper and record.between(lower - NEWS - 1, upper - NEWS):
        return False
    return bool(before.get("code") == code_digest().hex())


_MOST_FAULTS = 100  # a fault in a template that every page uses is one fault, not ten thousand


def _may_go_on(options: Options, problems: list[Problem], held: set[str]) -> bool:
    """Whether there is no error, or all are in sources that --keep-good may hold back."""
    return all(p.level == "warning" or (options.keep_good and p.file in held) for p in problems)


def _one_for_each_place(faults: Iterable[Problem]) -> list[Problem]:
    """A template's fault once for each line and reason, though it shows on many pages."""
    first: dict[tuple[str, int, str], Problem] = {}
    for problem in faults:
        first.setdefault((problem.file, problem.line, dict(problem.values).get("reason", "")), problem)
    return list(first.values())


def _unchanged(record: Record) -> Report:
    totals = json.loads(record.meta("totals") or b"{}")
    return Report(
        True, articles=totals.get("articles", 0), pages=totals.get("pages", 0), unchanged=totals.get("outputs", 0),
        build_id=record.build_id,
    )  # fmt: skip


def _refused(record: Record, problems: Iterable[Problem], read: int = 0, rendered: int = 0) -> Report:
    record.rollback()
    return Report(False, ordered(problems), read=read, rendered=rendered, build_id=record.build_id)


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def check_places(options: Options) -> None:
    """Raise Unusable where there is no site, or the output would lie in its sources."""
    site, output = options.site.resolve(), options.output.resolve()
    if not (options.site / SETTINGS).is_file():
        raise Unusable(no_site(options.site))
    inputs = [site / tree for tree in TREES]
    if output == site or output in site.parents or any(output == tree or tree in output.parents for tree in inputs):
        problem = error(
            "bad-output",
            N_("The output cannot be the site's own folder or lie inside its sources."),
            N_("Choose another folder with --output."),
        )
        raise Unusable(problem.at(str(output)))
