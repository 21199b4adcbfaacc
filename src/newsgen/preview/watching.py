"""Watch a site's folders for changes through the operating system, without polling."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from ..base.problems import N_, FatalProblems, Problem, error
from ..site.folders import is_skipped, walk_below
from ..site.layout import REDIRECTS, SETTINGS, TREES, theme

QUIET = 10  # ms without a further change after which changes are reported
DEBOUNCE = 50  # ms after which changes are reported even if more are coming
MAX_PATHS = 1000  # paths in one report; with more some may be lost, so the report says that any file may have changed

OnChange = Callable[[frozenset[str] | None], object]
"""A callback with the changed paths, relative to the site's folder; None means that any file may have changed."""


class Watch:
    """Three watches: of the source folders with everything below them, of the files in the site's own folder, and of the
    files elsewhere in the site to which links among these lead.

    They are separate because the site's folder also holds the output, whose changes must not start a build. The first
    watches the default theme too. Each watch calls ``on_change`` in its own thread, the last one with the path of the link.
    """

    def __init__(self, site: Path, on_change: OnChange) -> None:
        self._site = site.resolve()
        self._on_change = on_change
        self._folders_changed = threading.Event()  # the source folders differ from the watched ones
        self._links_changed = threading.Event()  # a link came, went, or leads elsewhere

    def start(self) -> None:
        """Start watching, in threads that end with the process. Returns when the system reports changes.

        Raises FatalProblems when the system cannot watch more folders.
        """
        failures: list[Exception] = []

        def begin(watch: Callable[[threading.Event], None], armed: threading.Event) -> None:
            try:
                watch(armed)
            except (OSError, RuntimeError) as failure:  # watchfiles raises RuntimeError
                if armed.is_set():
                    raise
                failures.append(failure)
                armed.set()

        for watch in (self._trees, self._top, self._linked):
            armed = threading.Event()
            threading.Thread(target=begin, args=(watch, armed), daemon=True, name=watch.__name__).start()
            armed.wait()
        if failures:
            raise FatalProblems(_no_watch(failures[0]))

    def _trees(self, armed: threading.Event) -> None:
        while True:
            self._folders_changed.clear()
            for paths in self._changes(*self._folders(), armed=armed, until=self._folders_changed):
                self._report(paths)

    def _folders(self) -> list[Path]:
        folders = [self._site / tree for tree in TREES if (self._site / tree).is_dir()]
        if not theme().samefile(self._site):
            folders += [theme() / "templates", theme() / "static"]
        return folders

    def _top(self, armed: threading.Event) -> None:
        for paths in self._changes(self._site, armed=armed, recursive=False, step=4 * QUIET):
            if paths is None or not paths.isdisjoint(TREES):
                self._folders_changed.set()  # when _trees watches again, it reports that any file may have changed
            elif not paths.isdisjoint((SETTINGS, REDIRECTS)):
                self._report(paths)

    def _report(self, paths: frozenset[str] | None) -> None:
        """Call ``on_change``, and have the links looked at again where one of them may be new."""
        if paths is None or any((self._site / path).is_symlink() for path in paths):
            self._links_changed.set()
        self._on_change(paths)

    def _linked(self, armed: threading.Event) -> None:
        while True:
            self._links_changed.clear()
            links = self._links()
            folders = {file.parent for file in links if file.parent.is_dir()}
            if not folders:
                armed.set()
                self._links_changed.wait()
                continue
            for paths in self._changes(*sorted(folders), armed=armed, until=self._links_changed, recursive=False):
                found = (
                    None
                    if paths is None
                    else frozenset(links[self._site / p] for p in paths if self._site / p in links)
                )
                if found is None or found:
                    self._on_change(found)

    def _links(self) -> dict[Path, str]:
        """The files of the site outside of the source folders to which links among the sources lead, each with one link."""
        found: dict[Path, str] = {}
        paths = [self._site / name for name in (SETTINGS, REDIRECTS)]
        for tree in TREES:
            paths += [Path(above) / name for above, _, names in walk_below(str(self._site / tree)) for name in names]
        for path in paths:
            target = path.resolve() if path.is_symlink() else path
            within = target != path and target.is_file() and target.is_relative_to(self._site)
            if within and target.relative_to(self._site).parts[0] not in TREES:
                found[target] = path.relative_to(self._site).as_posix()
        return found

    def _changes(
        self, *folders: Path, armed: threading.Event, until: threading.Event | None = None, recursive: bool = True,
        step: int = QUIET,
    ) -> Iterator[frozenset[str] | None]:  # fmt: skip
        """Yield sets of changed sources, until ``until`` is set. Files that a build ignores are left out.

        None means that any file may have changed: more than ``MAX_PATHS`` did, or the watch began again (``armed`` was
        set already) and may have missed some. Sets ``armed`` once the system reports changes.
        """
        from watchfiles import watch

        rewatching = armed.is_set()
        for changes in watch(
            *folders, watch_filter=None, debounce=DEBOUNCE, step=step, rust_timeout=200, yield_on_timeout=True,
            stop_event=until, recursive=recursive,
        ):  # fmt: skip
            armed.set()
            if rewatching:
                rewatching = False
                yield None
            paths = frozenset(self._relative(Path(path)) for _, path in changes)
            sources = frozenset(path for path in paths if path and not is_ignored(path))
            if sources:
                yield sources if len(sources) <= MAX_PATHS else None

    def _relative(self, path: Path) -> str:
        """Return a path relative to the site's folder; a file of the default theme keeps its absolute path."""
        return path.relative_to(self._site).as_posix() if path.is_relative_to(self._site) else str(path)


def is_ignored(path: str) -> bool:
    """Return whether a build ignores a file, or a folder above it within the site.

    ``path`` is relative to the site's folder; of an absolute path, which is one in the default theme, only the name
    counts.
    """
    parts = path.split("/") if not path.startswith("/") else path.rsplit("/", 1)[1:]
    return any(map(is_skipped, parts))


def _no_watch(failure: Exception) -> Problem:
    return error(
        "no-watch", N_("The system cannot watch more folders: {reason}"),
        N_("Close other programs that watch folders, or raise fs.inotify.max_user_watches."), reason=str(failure),
    )  # fmt: skip
