"""One run of a build: its options, and the values that every stage is given."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..base.problems import N_, FatalProblems, Problem, error
from ..executor.versions import code_digest, code_listing
from ..model.timestamps import microseconds
from ..observe.finders import Finder, walk
from ..observe.sources import no_site
from ..record.apart import drop_copy
from ..record.record import Record
from ..record.recovery import open_record
from ..record.view import View
from ..site.layout import MANIFEST, RECORD, SETTINGS, TREES, state_folder, theme

if TYPE_CHECKING:
    from ..executor.workforce import Workforce


@dataclass(frozen=True, slots=True)
class Options:
    """Options of one build.

    ``now`` is an aware datetime and decides which stories are visible; ``drafts`` and ``embargoed`` add those that only
    the newsroom may see. ``jobs`` 0 means one process for each processor. ``keep_good`` holds broken sources back and
    publishes the rest. ``clean`` drops the record of earlier builds. ``base_url`` replaces that of ``site.yml``.
    ``finder`` names the folders where changes may be. ``scheduler`` is the address of a Dask scheduler whose workers
    read and render; empty for none. With ``pictures_later`` no smaller pictures are made, and the output has no folder
    ``media``: the preview makes each when a browser asks for it. ``renditions`` is the folder that keeps those that were
    made; None for ``.newsgen/renditions`` in the site.
    """

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
    pictures_later: bool = False
    renditions: Path | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a build. Without ``published``, errors left the output as it was.

    ``articles`` and ``pages`` count the whole output, and ``unchanged`` its files that this run did not write; all
    three are 0 without ``published``. All else is of this run only: ``problems`` are those of what it read, so warnings
    of unchanged sources are not repeated; ``read`` and ``rendered`` are numbers of files and pages; ``written`` and
    ``deleted`` are paths in the output. ``held`` are the paths of sources that were held back. ``explained`` holds each
    rendered page's path with the reason: ``new``, ``moved``, or the parts of its key that differed (see
    ``key.differing``). ``to_hold`` are the sources, each with its problem, without which the rest could be published.
    """

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
    to_hold: Mapping[str, Problem] = field(default_factory=dict)


class Listener(msgspec.Struct, frozen=True):
    """Callbacks of a build: ``progress`` gets a stage with the number done and the total (0 while unknown), ``waiting`` is
    called when another build of the same output runs."""

    progress: Callable[[str, int, int], None] = lambda stage, done, total: None
    waiting: Callable[[], None] = lambda: None


class Run(msgspec.Struct, frozen=True):
    """What every stage of a build is given.

    ``state`` is the folder of the record. ``theme`` is the folder of the built-in theme. ``code`` is the digest of
    newsgen's own code and of its libraries. ``trusted``: when the run began, the output was known to hold what the
    record says. ``known``: it was, or it is that of a dropped record, or no build stamped it; so a file that the
    record does not name is somebody else's. ``held`` are the sources to hold back, each with its problem.
    """

    options: Options
    listener: Listener
    record: Record
    state: Path
    theme: Path
    code: bytes
    trusted: bool
    known: bool = False
    held: Mapping[str, Problem] = msgspec.field(default_factory=dict)

    @property
    def before(self) -> View:
        """The view of the last build, as the record has it now: once this build has noted its own view, that one."""
        record = self.record
        return record.last_build.view

    @property
    def after(self) -> View:
        """The view of this build."""
        return View(microseconds(self.options.now), self.options.drafts, self.options.embargoed)

    @property
    def workforce(self) -> "Workforce":
        from ..executor.pool import cores
        from ..executor.workforce import Workforce

        return Workforce(self.options.jobs or cores(), self.options.scheduler)


@contextmanager
def opened(options: Options, listener: Listener, *, anew: bool = False) -> Iterator[Run]:
    """Open the record of an output for one run, and close it at the end of the ``with`` block, without a commit.

    Before the block, this finishes or discards what a killed build left, which may change the output. With ``anew`` or
    ``options.clean`` the old record is dropped. The caller holds the lock of the output's state. Raises the exceptions
    in ``FAILURES`` where the record cannot be read.
    """
    from .journal import is_known, recover

    state = state_folder(options.site, options.output)
    record = open_record(state / RECORD, anew=anew)
    try:
        trusted = recover(record, options.output, state / MANIFEST) and not record.fresh
        if options.clean and not record.fresh:
            record.close()
            record, trusted = open_record(state / RECORD, anew=True), False
        if record.fresh:
            drop_copy(state / RECORD)  # of a first build that was killed
        yield Run(options, listener, record, state, theme(), _code(record), trusted, is_known(record, options.output))
    finally:
        record.close()


def _code(record: Record) -> bytes:
    """The digest of the code. The record knows it where no file of the code changed since the last build: to read them all
    takes a tenth of a build that changes nothing."""
    return record.last_build.code(code_listing()) or code_digest()


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in the order of files, lines and columns. Equal problems count as one."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.order))


def check_places(options: Options) -> None:
    """Raise FatalProblems where there is no site, or the output would lie among its sources."""
    site, output = options.site.resolve(), options.output.resolve()
    if not (options.site / SETTINGS).is_file():
        raise FatalProblems(no_site(options.site))
    inputs = [site / tree for tree in TREES]
    if output == site or output in site.parents or any(output == tree or tree in output.parents for tree in inputs):
        problem = error(
            "bad-output",
            N_("The output cannot be the site's own folder or lie inside its sources."),
            N_("Choose another folder with --output."),
        )
        raise FatalProblems(problem.at(str(output)))


UNREADABLE = error(
    "record-unreadable", N_("The record of earlier builds cannot be read."), N_("Run “newsgen build” first.")
)
