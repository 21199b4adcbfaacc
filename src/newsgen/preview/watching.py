"""What is saved in a site's folder, as the system reports it. No file is looked at twice a second, or ever."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from ..base.problems import N_, Problem, Unusable, error
from ..site.folders import is_skipped
from ..site.layout import REDIRECTS, SETTINGS, TREES, theme

STEP = 10  # ms without a further change after which a handful of changes is handed on
DEBOUNCE = 50  # ms after which it is handed on all the same
MANY = 1000  # changed paths in one handful; with more of them some may have been lost, and everything is looked at

Saved = Callable[[frozenset[str] | None], object]
"""Told of the paths that changed, from the site's folder; None where any may have."""


class Watch:
    """Two watches: of everything below the folders of sources, and of the files in the site's own folder.

    They are apart because the site's folder holds the output too, which must wake nobody.
    """

    def __init__(self, site: Path, saved: Saved) -> None:
        self._site = site.resolve()
        self._saved = saved
        self._again = threading.Event()  # the folders of sources are others than those that are watched

    def start(self) -> None:
        """Watch, each in a thread that ends with the process. Returns once the system reports changes.

        Raises Unusable when it watches no more folders.
        """
        refused: list[Exception] = []

        def begin(watch: Callable[[threading.Event], None], armed: threading.Event) -> None:
            try:
                watch(armed)
            except (OSError, RuntimeError) as failure:  # the latter is what watchfiles says of its own part
                if armed.is_set():
                    raise
                refused.append(failure)
                armed.set()

        for watch in (self._trees, self._top):
            armed = threading.Event()
            threading.Thread(target=begin, args=(watch, armed), daemon=True, name=watch.__name__).start()
            armed.wait()
        if refused:
            raise Unusable(_no_watch(refused[0]))

    def _trees(self, armed: threading.Event) -> None:
        while True:
            self._again.clear()
            for paths in self._changes(*self._folders(), armed=armed, until=self._again):
                self._saved(paths)

    def _folders(self) -> list[Path]:
        folders = [self._site / tree for tree in TREES if (self._site / tree).is_dir()]
        if not theme().samefile(self._site):
            folders += [theme() / "templates", theme() / "static"]
        return folders

    def _top(self, armed: threading.Event) -> None:
        for paths in self._changes(self._site, armed=armed, recursive=False, step=4 * STEP):
            if paths is None or not paths.isdisjoint(TREES):
                self._again.set()  # _trees looks at everything once it watches again
            elif not paths.isdisjoint((SETTINGS, REDIRECTS)):
                self._saved(paths)

    def _changes(
        self, *folders: Path, armed: threading.Event, until: threading.Event | None = None, recursive: bool = True,
        step: int = STEP,
    ) -> Iterator[frozenset[str] | None]:  # fmt: skip
        """Handfuls of paths, the first of them None when it is not the first watch: what changed before it stood?"""
        from watchfiles import watch

        late = armed.is_set()
        for changes in watch(
            *folders, watch_filter=None, debounce=DEBOUNCE, step=step, rust_timeout=200, yield_on_timeout=True,
            stop_event=until, recursive=recursive,
        ):  # fmt: skip
            armed.set()
            if late:
                late = False
                yield None
            paths = frozenset(self._named(Path(path)) for _, path in changes)
            wanted = frozenset(path for path in paths if path and not is_no_source(path))
            if wanted:
                yield wanted if len(wanted) <= MANY else None

    def _named(self, path: Path) -> str:
        """A path from the site's folder; that of a file of the default theme as it is."""
        return path.relative_to(self._site).as_posix() if path.is_relative_to(self._site) else str(path)


def is_no_source(path: str) -> bool:
    """Whether a file, or a folder above it within the site, is one that a build passes over."""
    parts = path.split("/") if not path.startswith("/") else path.rsplit("/", 1)[1:]
    return any(map(is_skipped, parts))


def _no_watch(failure: Exception) -> Problem:
    return error(
        "no-watch", N_("The system watches no more folders: {reason}"),
        N_("Close other programs that watch folders, or raise fs.inotify.max_user_watches."), reason=str(failure),
    )  # fmt: skip
